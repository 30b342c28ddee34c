"""Units with target, result and rate."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from services.transparency.pages.ask import Ask
from services.transparency.pages.site import Context, Site
from services.transparency.views.units import units
from shared.db import Connection
from shared.errors import Refused

ROWS = 100


async def units_page(site: Site, request: Request) -> Response:
    """Answer GET /units?year=&campaign=&fund=&after=…."""

    async def read(ask: Ask, conn: Connection) -> Context:
        found = await units(
            conn,
            year=ask.year(),
            campaign_id=ask.id("campaign"),
            fund_id=ask.id("fund"),
            after=ask.after(str, UUID),
            limit=ROWS,
        )
        if found is None:
            raise Refused(
                "campaign_unknown",
                vi="Không có đợt vận động hoặc quỹ này. Hãy chọn lại ở trang Đơn vị.",
                en="There is no such campaign or fund. Choose again on the page of units.",
                status=404,
            )
        cut = {"year": found.year, "campaign": found.campaign and found.campaign.campaign_id,
               "fund": found.fund and found.fund.fund_id}  # fmt: skip
        return {
            "units": found,
            "cut": cut,
            "campaign_options": [(c.campaign_id, c.name) for c in found.campaigns],
            "fund_options": site.speech(ask).funds(found.funds),
        }

    return await site.show(request, "units.html", read)
