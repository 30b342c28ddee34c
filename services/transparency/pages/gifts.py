"""The list of gifts with its search, and the page of one gift."""

from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from services.transparency.pages.ask import Ask
from services.transparency.pages.site import Context, Site
from services.transparency.pages.speech import dong, years
from services.transparency.views.gifts import Trace, gifts, trace
from shared.db import Connection
from shared.errors import Refused
from shared.web import Share
from shared.web.trade import CHANNELS, USES

ROWS = 50
SHARES = 8
"""Parts of a bar that can be told apart; what is beyond them shares one."""
NO_UNIT = "none"


async def gifts_page(site: Site, request: Request) -> Response:
    """Answer GET /gifts?q=&year=&fund=&channel=&campaign=&unit=&after=…."""

    async def read(ask: Ask, conn: Connection) -> Context | Response:
        without_unit = ask.text("unit") == NO_UNIT
        chosen = {
            "q": ask.text("q"),
            "year": ask.year(),
            "fund": ask.id("fund"),
            "channel": ask.choice("channel", CHANNELS),
            "campaign": ask.id("campaign"),
            "unit": NO_UNIT if without_unit else ask.id("unit"),
        }
        found = await gifts(
            conn,
            text=str(chosen["q"]),
            year=ask.year(),
            fund_id=ask.id("fund"),
            channel=ask.choice("channel", CHANNELS),
            campaign_id=ask.id("campaign"),
            unit_id=None if without_unit else ask.id("unit"),
            without_unit=without_unit,
            after=ask.after(date, UUID),
            limit=ROWS,
        )
        if found.search and (code := found.search.code):
            unit = code.unit_id or NO_UNIT
            return site.redirect(ask.to("/gifts", unit=unit, campaign=code.campaign_id, fund=code.fund_id))
        if found.unit and found.unit.unit_id != ask.id("unit"):
            return site.redirect(ask.here(unit=found.unit.unit_id))
        speech = site.speech(ask)
        return {
            "gifts": found,
            "chosen": chosen,
            "year_options": years(found.years),
            "channel_options": speech.words(CHANNELS),
            "fund_options": speech.funds(found.funds.values()),
        }

    return await site.show(request, "gifts.html", read)


async def gift_page(site: Site, request: Request) -> Response:
    """Answer GET /gifts/{id}: a gift, or an opening balance, and where it went."""

    async def read(ask: Ask, conn: Connection) -> Context:
        try:
            found = await trace(conn, UUID(request.path_params["id"]))
        except ValueError:
            found = None
        if found is None:
            raise Refused(
                "gift_unknown",
                vi="Chưa có khoản ủng hộ nào mang mã này. Hãy tìm theo số phiếu thu; khoản mới có thể cần ít phút.",
                en="There is no gift with this id yet. Search by receipt number; a new gift may take a few minutes.",
                status=404,
            )
        return {"trace": found, "shares": _shares(site, ask, found)}

    return await site.show(request, "gift.html", read)


def _shares(site: Site, ask: Ask, found: Trace) -> list[Share]:
    """The parts of the bar: each house and use, then what is free."""
    say = site.speech(ask).say
    parts = []
    for part in found.parts:
        amount = part.reserved + part.used
        if amount > 0:
            house = say("Nhà") + " " + (part.house_code or say("đang cập nhật"))
            label = house if part.house_id else say(USES.get(part.use or "", "Đang cập nhật"))
            href = ask.to(f"/houses/{part.house_id}" if part.house_id else f"/expenditures/{part.purpose_id}")
            parts.append(Share(label, amount, dong(amount), href))
    if len(parts) > SHARES:
        rest = sum(part.value for part in parts[SHARES - 1 :])
        parts = [*parts[: SHARES - 1], Share(say("Các nơi khác, xem bảng"), rest, dong(rest))]
    if found.free > 0:
        parts.append(Share(say("Chưa phân bổ"), found.free, dong(found.free), tone="grey"))
    return parts
