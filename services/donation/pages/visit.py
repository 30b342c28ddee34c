"""One request of somebody who has signed in: who, for which fund, in which language, and how it is answered."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.donation.api.desk import Office
from services.donation.api.imports import ImportDesk
from services.donation.commands.desk import Desk
from services.donation.pages.session import FUND_COOKIE, Session, is_secure, keep
from services.donation.pages.sheet import Sheet
from services.donation.store.funds import Fund
from services.donation.words import NAVIGATION
from shared.access import Actor
from shared.clock import local_day
from shared.db import Connection
from shared.errors import Refused
from shared.http import Ask, Language, Reply, once_for
from shared.http.pages import KeyPart, read_cursor, write_cursor
from shared.web import Pages, language_of_page

ROOT: Final = "/staff/donation"
PATIENCE: Final = 50
"""Looks at what the first of two clicks has become, a tenth of a second apart."""
_LOCATION = msgspec.json.Decoder(dict[str, str])

Command = Callable[[Connection, Desk], Awaitable[str]]
"""Does something and gives the address, below ROOT, of the page that shows it."""


class Visit(NamedTuple):
    """``fund``: the one that is worked for now, among ``funds``; both may be empty before a fund is opened."""

    office: Office
    importing: ImportDesk
    pages: Pages
    request: Request
    session: Session
    fund: Fund | None
    funds: list[Fund]

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.session.actor

    @property
    def language(self) -> Language:
        """In which language."""
        return language_of_page(self.request)

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return local_day(self.office.clock())

    @property
    def fund_id(self) -> UUID:
        """The fund that is worked for. Raises Refused when there is none."""
        if self.fund is None:
            raise Refused(
                "no_fund",
                vi="Chưa có quỹ nào trong phạm vi của bạn. Hãy nhờ quản trị mở quỹ, rồi tải lại trang này.",
                en="There is no fund within your scope yet. Ask the administrator to open one, then load this page.",
                status=409,
            )
        return self.fund.fund_id

    def may(self, *roles: str) -> bool:
        """Whether the actor has one of the roles."""
        return not self.actor.roles.isdisjoint(roles)

    def id(self, name: str) -> UUID:
        """An id in the path. Raises Refused (404)."""
        return id_in(self.request.path_params[name])

    def query(self, name: str, most: int = 100) -> str:
        """What the address asks for."""
        return self.request.query_params.get(name, "").strip()[:most]

    def query_id(self, name: str) -> UUID | None:
        """An id in the query. Raises Refused (404)."""
        text = self.query(name)
        return id_in(text) if text else None

    def year(self) -> int:
        """The year that the address asks for, or this one."""
        text = self.query("year")
        return int(text) if text.isascii() and text.isdigit() and 1945 <= int(text[:5]) <= 2200 else self.today.year

    def after(self, *kinds: type[KeyPart]) -> tuple[Any, ...] | None:
        """The key of the row after which a list goes on; None for its beginning. Raises Refused (404)."""
        cursor = self.query("after", 400)
        try:
            return read_cursor(cursor, *kinds) if cursor else None
        except Refused:
            raise bad_address() from None

    def here(self, **changed: object) -> str:
        """This page with some of its query changed."""
        query: dict[str, object] = {name: value for name, value in self.request.query_params.items() if name != "lang"}
        return self.request.url.path + _query(query | changed)

    def following(self, *key: KeyPart) -> str:
        """The next page of a list, by the key of this one's last row."""
        return self.here(after=write_cursor(*key))

    def page(self, template: str, *, sheet: Sheet | None = None, status: int = 200, **context: Any) -> Response:
        """A page as a response; one whose form is wrong says so to machines too."""
        known = {
            "visit": self,
            "to": to,
            "here": self.here,
            "sheet": sheet or Sheet({}, "", self.today),
            "new_key": self.office.new_id().hex,
            "today": self.today,
            "options": self.options,
            "pairs": pairs,
            "menu": [(to(path), label) for path, label in NAVIGATION],
        }
        response = self.pages.respond(
            self.request, f"pages/{template}", known | context, status=422 if sheet and sheet.faults else status
        )
        response.headers["cache-control"] = "no-store"
        return response

    def options(self, words: Mapping[str, str]) -> list[tuple[str, str]]:
        """Choices from a list of words, in the reader's language."""
        return [(value, self.pages.catalog.text(word, self.language)) for value, word in words.items()]

    def noted(self, words: Mapping[str, str], notes: Mapping[str, str] | None) -> list[tuple[str, str, str]]:
        """Choices with a note below each word, "" where there is none."""
        told = dict(self.options(notes or {}))
        return [(value, word, told.get(value, "")) for value, word in self.options(words)]

    def go(self, path: str) -> Response:
        """To another page, with a GET."""
        return RedirectResponse(to(path), 303, {"cache-control": "no-store"})

    def work_for(self, fund: Fund) -> Response:
        """To the first page, and for another fund from now on."""
        response = self.go("")
        secure = is_secure(self.request, self.office.public_url)
        keep(response, FUND_COOKIE, str(fund.fund_id), until=self.session.expires_at, secure=secure)
        return response

    async def once(self, sheet: Sheet, command: Command) -> Response:
        """Run a command once for the sheet's key, then show what it made. Raises Refused.

        A second click waits for the first and leads to the same page.
        """
        ask = Ask(self.actor.id, f"POST {self.request.scope['path']}", sheet.key, sheet.digest(self.request.url.query))
        desk = self.office.desk(self.actor)

        async def run(conn: Connection) -> Reply:
            return Reply(303, {"to": await command(conn, desk)})

        for look in range(PATIENCE):
            try:
                answer, _ = await once_for(self.office.database, ask, run)
                return self.go(_LOCATION.decode(answer.body)["to"])
            except Refused as refused:
                if refused.code != "idempotency_key_running" or look == PATIENCE - 1:
                    raise
            await asyncio.sleep(0.1)
        raise LookupError("unreachable")


def id_in(text: str) -> UUID:
    """An id in an address. Raises Refused (404)."""
    try:
        return UUID(text)
    except ValueError:
        raise bad_address() from None


def bad_address() -> Refused:
    """Somebody changed the address, or copied a part of it."""
    return Refused(
        "bad_address",
        vi="Địa chỉ này không đúng. Hãy quay lại trang trước và chọn lại.",
        en="This address is not valid. Go back and choose again.",
        status=404,
    )


def to(path: str, /, **query: object) -> str:
    """The address of a staff page; what is None or "" is left out of the query."""
    return ROOT + path + _query(query)


def pairs(things: Iterable[object], value: str, word: str) -> list[tuple[object, object]]:
    """Choices among things, by the names of two of their attributes."""
    return [(getattr(thing, value), getattr(thing, word)) for thing in things]


def _query(query: dict[str, object]) -> str:
    kept = {name: value for name, value in query.items() if value not in (None, "")}
    return f"?{urlencode(kept)}" if kept else ""
