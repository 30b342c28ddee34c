"""The front page, and the page that tells how to check us."""

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from services.transparency.domain import PHASES
from services.transparency.pages.ask import Ask
from services.transparency.pages.flow import picture
from services.transparency.pages.site import Context, Site
from services.transparency.store.find_trace import example
from services.transparency.views.gifts import trace
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
    """Answer GET /check: the three steps, worked out on a gift whose money has gone somewhere."""

    async def read(ask: Ask, conn: Connection) -> Context:
        found = await home(conn, site.today())
        lot_id = await example(conn) or (found.gifts[0].gift_id if found.gifts else None)
        return {"home": found, "example": await trace(conn, lot_id) if lot_id else None}

    return await site.show(request, "check.html", read)
