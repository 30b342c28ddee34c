"""The front page, and the page that tells how to check us."""

from collections.abc import Sequence

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from services.transparency.domain import PHASES
from services.transparency.pages.ask import Ask
from services.transparency.pages.flow import picture
from services.transparency.pages.site import Context, Site
from services.transparency.store.find_gifts import Gift
from services.transparency.views.gifts import Trace, trace
from services.transparency.views.home import HouseCount, home
from services.transparency.words import PHASES as PHASE_WORDS
from shared.db import Connection
from shared.money import format_number


async def home_page(site: Site, request: Request) -> Response:
    """Answer GET /?year=…."""

    async def read(ask: Ask, conn: Connection) -> Context:
        found = await home(conn, site.today(), ask.year())
        return {
            "home": found,
            "strip": _strip(site, ask, found.houses),
            "flow_picture": picture(site.speech(ask), found.flows),
        }

    return await site.show(request, "home.html", read)


def _strip(site: Site, ask: Ask, houses: HouseCount) -> list[tuple[Markup, str, str]]:
    """(linked word, state, count) for each phase: "done" for the last, "now" where houses stand."""
    speech, strip = site.speech(ask), []
    for phase in PHASES:
        count = houses.by_phase[phase]
        word = Markup('<a href="{}">{}</a>').format(ask.to("/houses", phase=phase), speech.say(PHASE_WORDS[phase]))
        state = "later" if not count else "done" if phase == "finished" else "now"
        note = speech.say("{n} nhà").format(n=format_number(count))
        strip.append((word, state, note))
    return strip


async def check_page(site: Site, request: Request) -> Response:
    """Answer GET /check: the three steps, worked out on the newest gift whose money has gone somewhere."""

    async def read(ask: Ask, conn: Connection) -> Context:
        found = await home(conn, site.today())
        return {"home": found, "example": await _example(conn, found.gifts)}

    return await site.show(request, "check.html", read)


async def _example(conn: Connection, gifts: Sequence[Gift]) -> Trace | None:
    """The trace of a gift, if possible of one that was used."""
    traces = [found for gift in gifts if (found := await trace(conn, gift.gift_id)) is not None]
    return next((t for t in traces if any(part.used for part in t.parts)), traces[0] if traces else None)
