"""How a page is made and sent: one snapshot, one version, one way to say that something went wrong."""

import gzip
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Scope

from services.transparency.english import ENGLISH
from services.transparency.pages.ask import Ask
from services.transparency.pages.speech import Speech, dong, percent, thousandths
from services.transparency.store.find_status import heard
from services.transparency.views.snapshot import snapshot
from services.transparency.views.status import Status, status
from services.transparency.words import FOR_TEMPLATES, NAVIGATION, SITE_NAME
from shared.clock import Clock, local_day
from shared.db import Connection, Database
from shared.errors import Refused
from shared.http import Sentence, etag_of, not_modified
from shared.http.problems import DETAILS, TITLES
from shared.money import UNIT_SIZE
from shared.web import Pages

HERE = Path(__file__).parent.parent
CACHING = "public, max-age=0, s-maxage=5, stale-while-revalidate=30"
"""A reader always asks whether the page has changed; a proxy may answer for five seconds."""
LATE_SECONDS = 2.0
STATUS_SECONDS = 5.0
RETRY_AFTER_SECONDS = "5"
WORTH_PACKING = 1400
UNAVAILABLE = (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)

log = structlog.get_logger()

Context = Mapping[str, Any]
Read = Callable[["Ask", Connection], Awaitable[Context | Response]]
Late = Callable[[], Awaitable[bool]]


def public_pages() -> Pages:
    """The templates of the public site, compiled, so that no reader waits for it; with sums that don't break."""
    pages = Pages(
        templates=HERE / "templates",
        static=[HERE / "static"],
        english=ENGLISH,
        site={"site_name": SITE_NAME, "nav": NAVIGATION, "unit_sizes": UNIT_SIZE, **FOR_TEMPLATES},
    )
    for environment in pages.environments.values():
        environment.filters["dong"] = dong
        environment.filters["thousandths"] = thousandths
        environment.globals["percent"] = percent
        for template in sorted((HERE / "templates").glob("*.html")):
            environment.get_template(template.name)
    return pages


class Site:
    """The public site. ``late`` says whether events are known to be missing or not coming in."""

    def __init__(
        self, pages: Pages, database: Database, *, clock: Clock, monotonic: Callable[[], float], late: Late
    ) -> None:
        self.pages = pages
        self._database = database
        self._clock = clock
        self._monotonic = monotonic
        self._late = late
        self._late_known: tuple[float, bool] = (-LATE_SECONDS, False)
        self._status_known: tuple[float, Status | None] = (-STATUS_SECONDS, None)

    def today(self) -> date:
        """The day in Vietnam."""
        return local_day(self._clock())

    def speech(self, ask: Ask) -> Speech:
        """The reader's language."""
        return Speech(self.pages.catalog, ask.language)

    async def show(self, request: Request, template: str, read: Read) -> Response:
        """The page that ``template`` makes of what ``read`` finds, 304 when the reader has it, or a page that says why
        there is none."""
        ask = Ask(request)
        try:
            late = await self._is_late()
            async with snapshot(self._database) as conn:
                stand = await self._stand(conn, (await heard(conn)).events)
                etag = etag_of(
                    stand, late, self.today(), ask.language, request.url.path, request.url.query,
                    self.pages.assets.url("site.css"), request.headers.get("accept-encoding", ""),
                )  # fmt: skip
                if (unchanged := not_modified(request, etag)) is not None:
                    return unchanged
                found = await read(ask, conn)
                if isinstance(found, Response):
                    found.headers["etag"] = etag
                    return found
        except Refused as refused:
            return self.problem(ask, refused.status, detail=Sentence(refused.vi, refused.en))
        except UNAVAILABLE as error:
            log.warning("page.unavailable", path=request.url.path, error=type(error).__name__)
            return self.problem(ask, 503, headers={"retry-after": RETRY_AFTER_SECONDS})
        except Exception:  # a reader gets a page that says what to do, not the JSON of the API; the log gets the error
            log.exception("page.failed", path=request.url.path)
            return self.problem(ask, 500)
        html = self._render(ask, template, {**found, "status": stand, "late": late, "today": self.today()})
        return self._packed(request, html, {"etag": etag, "cache-control": CACHING})

    def problem(
        self, ask: Ask, code: int, *, detail: Sentence | None = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        """The page for what went wrong: what, why, and the next step. Needs no database."""
        title, why = TITLES.get(code, TITLES[500]), detail or _WHY.get(code) or DETAILS[500]
        context = {"code": code, "title": getattr(title, ask.language), "detail": getattr(why, ask.language)}
        html = self._render(ask, "problem.html", {**context, "status": None, "late": False})
        return HTMLResponse(html, code, {"cache-control": "no-store", **(headers or {})})

    def error_page(self, scope: Scope, status: int, title: Sentence, detail: Sentence) -> Response:
        """The page for what is refused before a page of ours is reached."""
        return self.problem(Ask(Request(scope)), status, detail=detail)

    def redirect(self, address: str) -> Response:
        """To where a page is now; not for ever."""
        return RedirectResponse(address, 307, {"cache-control": "no-cache"})

    def _render(self, ask: Ask, template: str, context: Context) -> str:
        speech = self.speech(ask)
        common = {
            "root": ask.root,
            "nav": [(ask.to(address), label) for address, label in NAVIGATION],
            "path": ask.to(ask.path),
            "in_vietnamese": ask.translated("vi"),
            "in_english": ask.translated("en"),
            "to": ask.to,
            "here": ask.here,
            "strong": speech.strong,
            "beside": speech.beside,
            "balance": speech.balance,
        }
        return self.pages.render(ask.request.scope, ask.language, template, {**common, **context})

    def _packed(self, request: Request, html: str, headers: Mapping[str, str]) -> Response:
        content, more = html.encode(), {"vary": "Accept-Encoding", **headers}
        if len(content) > WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
            content, more = gzip.compress(content, compresslevel=4, mtime=0), {**more, "content-encoding": "gzip"}
        return HTMLResponse(content, headers=more)

    async def _is_late(self) -> bool:
        """What ``late`` said, not older than LATE_SECONDS."""
        at, known = self._late_known
        now = self._monotonic()
        if now - at >= LATE_SECONDS:
            known = await self._late()
            self._late_known = (now, known)
        return known

    async def _stand(self, conn: Connection, events: int) -> Status:
        """The status; read again when something was taken in since, and now and then for what is in quarantine."""
        at, known = self._status_known
        now = self._monotonic()
        if known is None or known.events != events or now - at >= STATUS_SECONDS:
            known = await status(conn)
            self._status_known = (now, known)
        return known


_WHY: Mapping[int, Sentence] = {
    404: Sentence(
        "Địa chỉ này không có trang nào. Hãy kiểm tra lại đường dẫn, hoặc tìm theo số phiếu thu, tên đơn vị.",
        "There is no page at this address. Check it, or search by receipt number or unit.",
    ),
    503: Sentence(
        "Trang tạm thời chưa đọc được số liệu. Số liệu không mất; hãy thử lại sau ít phút.",
        "The page can't read the figures for a moment. Nothing is lost; try again in a few minutes.",
    ),
}
