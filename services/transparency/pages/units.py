"""Units with target, result and rate."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from services.transparency.pages.ask import Ask
from services.transparency.pages.site import Context, Site
from services.transparency.views.unit import unit
from services.transparency.views.units import units
from shared.db import Connection
from shared.errors import Refused

ROWS = 100


async def unit_page(site: Site, request: Request) -> Response:
    """Answer GET /units/{id}."""

    async def read(ask: Ask, conn: Connection) -> Context | Response:
        asked = ask.path_id("id")
        found = await unit(conn, asked) if asked else None
        if found is None:
            raise Refused(
                "unit_unknown",
                vi="Không có trang nào ở địa chỉ này. Hãy tìm theo tên đơn vị hoặc số phiếu thu ở trang Khoản ủng hộ.",
                en="There is no page at this address. Search by unit or receipt number on the page of gifts.",
                status=404,
            )
        if found.unit.unit_id != asked:
            return site.redirect(ask.to(f"/units/{found.unit.unit_id}"))
        return {"detail": found}

    return await site.show(request, "unit.html", read)


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
