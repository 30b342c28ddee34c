"""The staff site: every page is behind a sign-in and a list of roles, every form behind its proof and its key."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

import asyncpg
import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from services.donation.api.desk import Office
from services.donation.api.imports import ImportDesk
from services.donation.english import ENGLISH
from services.donation.pages.others_forms import written
from services.donation.pages.roles import Roles
from services.donation.pages.session import (
    COOKIE,
    FUND_COOKIE,
    Session,
    is_own,
    is_secure,
    keep,
    session_of,
    session_with,
)
from services.donation.pages.sheet import PROOF, Sheet, Wrong
from services.donation.pages.upload import Incoming
from services.donation.pages.visit import ROOT, Visit, to
from services.donation.store import funds
from services.donation.words import FOR_TEMPLATES, ROLE_WORDS, SITE_NAME
from shared.access import NotSignedIn
from shared.errors import Refused
from shared.http import Sentence
from shared.http.problems import DETAILS, TITLES
from shared.money import format_dong
from shared.web import Pages

HERE: Final = Path(__file__).parent.parent
MAX_FIELDS: Final = 20_000
UNAVAILABLE = (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)

log = structlog.get_logger()

Show = Callable[[Visit, Sheet], Awaitable[Response]]


class Page(NamedTuple):
    """What an address answers: ``show`` a GET and, with its faults, a form that is wrong; ``take`` the form.

    ``readers`` may open it, ``writers`` may send its form. A page without ``show`` is the button of another one; the
    form of one with ``takes_file`` is read as it comes.
    """

    readers: Roles
    show: Show | None
    writers: Roles = frozenset()
    take: Show | None = None
    takes_file: bool = False


@cache
def staff_pages() -> Pages:
    """The templates of the staff pages, compiled once in a process."""
    pages = Pages(
        templates=HERE / "templates",
        static=[HERE / "static"],
        english=ENGLISH,
        site={"site_name": SITE_NAME, "nav": (), "root": ROOT, **FOR_TEMPLATES},
        root=ROOT,
    )
    for environment in pages.environments.values():
        environment.filters["dong"] = _dong
        environment.filters["quantity"] = written
        for template in sorted((HERE / "templates" / "pages").glob("*.html")):
            environment.get_template(f"pages/{template.name}")
    return pages


class Site:
    """The pages and what they need. Nothing is shown, and no form is taken, unless a Page says for whom."""

    def __init__(self, office: Office, importing: ImportDesk, pages: Pages) -> None:
        self.office = office
        self.importing = importing
        self.pages = pages

    def endpoint(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        """The function that answers an address."""

        async def answer(request: Request) -> Response:
            try:
                session = session_of(request)
            except NotSignedIn as refused:
                return self._sign_in(request, Sentence(refused.vi, refused.en))
            if session is None:
                return self._sign_in(request, None)
            try:
                return await self._answer(page, request, session)
            except Refused as refused:
                return self.problem(request, refused.status, Sentence(refused.vi, refused.en), session)
            except UNAVAILABLE as error:
                log.warning("page.unavailable", path=request.url.path, error=type(error).__name__)
                return self.problem(request, 503, _AWAY, session)
            except Exception:  # staff get a page that says what to do; the log gets the error
                log.exception("page.failed", path=request.url.path)
                return self.problem(request, 500, DETAILS[500], session)

        return answer

    async def _answer(self, page: Page, request: Request, session: Session) -> Response:
        sending = request.method == "POST"
        allowed = page.writers if sending else page.readers
        if session.actor.roles.isdisjoint(allowed):
            return self._forbidden(request, session, allowed)
        visit = await self._visit(request, session)
        today = visit.today
        if not sending:
            if page.show is None:
                return visit.go("")
            return await page.show(visit, Sheet({}, self.office.new_id().hex, today))
        typed = await _incoming(request) if page.takes_file else await form_of(request)
        sheet = Sheet(typed, self.office.new_id().hex, today)
        if not is_own(request) or sheet.typed.get(PROOF) != session.csrf:
            return self.problem(request, 403, _NOT_THEIRS, session)
        return await self._take(page, visit, sheet)

    async def _take(self, page: Page, visit: Visit, sheet: Sheet) -> Response:
        if page.take is None:
            raise LookupError("a form without a taker")
        try:
            return await page.take(visit, sheet)
        except Wrong:
            pass
        except Refused as refused:
            if refused.status in (403, 404) or page.show is None:
                raise
            if refused.code == "idempotency_key_reused":
                sheet.key = self.office.new_id().hex
                refused = _recorded_already()
            sheet.refuse_by(refused)
        if page.show is None:
            first = sheet.faults[0].text
            return self.problem(visit.request, 422, first, visit.session)
        return await page.show(visit, sheet)

    async def _visit(self, request: Request, session: Session) -> Visit:
        async with self.office.database.connection() as conn:
            known = await funds.funds(conn, session.actor.funds)
        wanted = request.cookies.get(FUND_COOKIE)
        fund = next((fund for fund in known if str(fund.fund_id) == wanted), known[0] if known else None)
        return Visit(self.office, self.importing, self.pages, request, session, fund, known)

    def _sign_in(self, request: Request, why: Sentence | None) -> Response:
        """To the page where one signs in, and from there back; what a form held was not recorded."""
        if request.method != "POST" and why is None:
            here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(to("/sign-in", next=here), 303, {"cache-control": "no-store"})
        return self.sign_in_page(request, why or _SIGNED_OUT, status=401)

    def sign_in_page(self, request: Request, why: Sentence | None, *, status: int = 200) -> Response:
        """The page where a token is pasted."""
        back = request.query_params.get("next", request.url.path if request.method == "POST" else ROOT)
        response = self.pages.respond(
            request, "pages/sign_in.html", {"why": why, "next": _inside(back), "visit": None}, status=status
        )
        response.headers["cache-control"] = "no-store"
        return response

    async def signed_in(self, request: Request) -> Response:
        """Take the token that was pasted."""
        typed = await form_of(request)
        token = "".join(typed.get("token", "").split())
        if not is_own(request):
            return self.sign_in_page(request, _NOT_THEIRS, status=403)
        try:
            session = session_with(request.app.state.verifier, token)
        except NotSignedIn as refused:
            why = Sentence(refused.vi, refused.en) if token else _NO_TOKEN
            return self.sign_in_page(request, why, status=401)
        response = RedirectResponse(_inside(typed.get("next", "")), 303, {"cache-control": "no-store"})
        keep(response, COOKIE, token, until=session.expires_at, secure=is_secure(request, self.office.public_url))
        return response

    def problem(
        self, request: Request, status: int, detail: Sentence, session: Session | None = None, title: str = ""
    ) -> Response:
        """The page for what went wrong: what, why, and the next step."""
        named = TITLES.get(status, TITLES[500 if status >= 500 else 400])
        fault = {"status": status, "fault_title": title or named, "detail": detail}
        context = {"visit": None, "menu": (), "signed_in": session is not None, "to": to}
        response = self.pages.respond(request, "pages/problem.html", fault | context, status=status)
        response.headers["cache-control"] = "no-store"
        return response

    def error_page(self, scope: Scope, status: int, title: Sentence, detail: Sentence) -> Response:
        """The page for what is refused before a page of ours is reached."""
        return self.problem(Request(scope), status, detail)

    def _forbidden(self, request: Request, session: Session, allowed: Roles) -> Response:
        needed = [ROLE_WORDS[role] for role in sorted(allowed)]
        return self.problem(
            request,
            403,
            Sentence(
                f"Việc này cần một trong các vai trò: {', '.join(word.vi for word in needed)}. "
                "Hãy nhờ người có vai trò đó làm, hoặc đăng nhập bằng thẻ khác.",
                f"This needs one of the roles: {', '.join(word.en for word in needed)}. "
                "Ask somebody who has it, or sign in with another token.",
            ),
            session,
        )


async def _incoming(request: Request) -> Mapping[str, str]:
    """The fields before a form's file, which stands ready in ``request.state.incoming``. Raises Refused (400)."""
    request.state.incoming = incoming = Incoming(request)
    return await incoming.begin()


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields of a form; of several with one name the last. Raises Refused (400)."""
    try:
        body = (await request.body()).decode()
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError as error:
        raise Refused(
            "bad_form",
            vi="Không đọc được mẫu này. Hãy tải lại trang rồi nhập lại.",
            en="This form can't be read. Load the page again and fill it in.",
            status=400,
        ) from error
    return {name: value.replace("\0", "") for name, value in pairs}


def _dong(amount: int) -> str:
    """4.190.119.000 đ, never broken before its unit."""
    return format_dong(amount).replace(" ", "\u00a0")


def _inside(address: str) -> str:
    """An address of ours to go to, never anybody else's."""
    inside = address == ROOT or address.startswith((f"{ROOT}/", f"{ROOT}?"))
    return address if inside and "\\" not in address and address.isprintable() else ROOT


def _recorded_already() -> Refused:
    return Refused(
        "recorded_already",
        vi="Mẫu này đã được ghi một lần với nội dung khác. Hãy xem lại danh sách; nếu là một khoản nữa thì gửi lại.",
        en="This form was recorded once already with other content. Look at the list; if this is one more, send again.",
    )


_SIGNED_OUT: Final = Sentence(
    "Bạn chưa đăng nhập hoặc phiên đã hết. Mẫu vừa gửi chưa được ghi: đăng nhập, bấm Quay lại rồi gửi lại.",
    "You are not signed in, or no more. The form was not recorded: sign in, go back and send it again.",
)
_NO_TOKEN: Final = Sentence("Hãy dán thẻ truy cập vào ô dưới đây.", "Paste your access token into the field below.")
_NOT_THEIRS: Final = Sentence(
    "Mẫu này không phải do trang này của phiên đang mở gửi. Chưa ghi gì cả. Hãy tải lại trang rồi gửi lại.",
    "This form was not sent by a page of the present session. Nothing was recorded. Load the page and send it again.",
)
_AWAY: Final = Sentence(
    "Tạm thời chưa đọc được sổ sách. Chưa mất gì; hãy thử lại sau ít giây, mẫu gửi lại không bị ghi hai lần.",
    "The books can't be read for a moment. Nothing is lost; try again in a few seconds: nothing is recorded twice.",
)
