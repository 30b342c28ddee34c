"""The list of houses and the page of one house."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from services.transparency import words
from services.transparency.domain import STANDINGS
from services.transparency.pages.ask import Ask
from services.transparency.pages.site import Context, Site
from services.transparency.pages.speech import dong, plain
from services.transparency.views.houses import CANCELLED, HouseDetail, house, houses
from services.transparency.words import PHASES, SOURCES, STAGES, WORK_TYPES
from shared.db import Connection
from shared.errors import Refused
from shared.web import Share, format_day

ROWS = 50
BACKERS = 50


async def houses_page(site: Site, request: Request) -> Response:
    """Answer GET /houses?phase=&commune=&work=&fund=&after=…."""

    async def read(ask: Ask, conn: Connection) -> Context:
        standing = ask.choice("phase", (*STANDINGS, CANCELLED))
        chosen = {"phase": standing, "commune": ask.text("commune"), "work": ask.choice("work", WORK_TYPES)}
        found = await houses(
            conn,
            standing=standing,
            commune=chosen["commune"] or None,
            work_type=chosen["work"],
            fund_id=ask.id("fund"),
            after=ask.after(str, UUID),
            limit=ROWS,
        )
        speech = site.speech(ask)
        return {
            "houses": found,
            "chosen": {**chosen, "fund": ask.id("fund")},
            "phase_options": speech.words({**PHASES, "building": words.BUILDING, CANCELLED: words.CANCELLED}),
            "work_options": speech.words(WORK_TYPES),
            "commune_options": plain(found.communes),
            "fund_options": speech.funds(found.funds.values()),
        }

    return await site.show(request, "houses.html", read)


async def house_page(site: Site, request: Request) -> Response:
    """Answer GET /houses/{code or id}?after=…."""

    async def read(ask: Ask, conn: Connection) -> Context:
        found = await house(conn, request.path_params["ref"], after=ask.after(UUID), limit=BACKERS)
        if found is None:
            raise Refused(
                "house_unknown",
                vi="Chưa có nhà nào mang mã này. Hãy xem danh sách nhà; hồ sơ mới có thể cần ít phút để hiện ra.",
                en="There is no house with this code yet. See the list of houses; a new one may take a few minutes.",
                status=404,
            )
        return {"detail": found, "line": _line(site, ask, found), "shares": _shares(site, ask, found)}

    return await site.show(request, "house.html", read)


def _line(site: Site, ask: Ask, found: HouseDetail) -> list[tuple[str, str, str]]:
    """(word, state, day) of each stage; the first that is not reached is under way, unless the house is cancelled."""
    speech, line = site.speech(ask), []
    stopped = found.house.cancelled_on is not None
    under_way = not stopped
    for stage in found.stages:
        word = speech.say(STAGES[stage.stage])
        if stage.on is not None:
            line.append((word, "done", format_day(stage.on)))
        elif not stopped:
            line.append((word, "now" if under_way else "later", ""))
            under_way = False
    if found.house.cancelled_on is not None:
        line.append((speech.say(words.CANCELLED), "stopped", format_day(found.house.cancelled_on)))
    return line


def _shares(site: Site, ask: Ask, found: HouseDetail) -> list[Share]:
    """The parts of the bar: who paid, once settled; before that what the fund has paid and what is still promised."""
    say = site.speech(ask).say
    if found.sources:
        return [Share(say(SOURCES[s.kind]), s.amount, dong(s.amount)) for s in found.sources]
    promised = sum(d.amount - d.paid - d.released for d in found.decisions)
    parts = [(say("Quỹ đã chi"), found.house.paid), (say("Quỹ sẽ chi theo tiến độ"), promised)]
    return [Share(word, amount, dong(amount)) for word, amount in parts if amount > 0]
