"""The list of campaigns, and the page of one."""

from starlette.requests import Request
from starlette.responses import Response

from services.transparency.pages.ask import Ask
from services.transparency.pages.site import Context, Site
from services.transparency.views.campaigns import campaign, campaigns
from shared.db import Connection
from shared.errors import Refused


async def campaigns_page(site: Site, request: Request) -> Response:
    """Answer GET /campaigns."""

    async def read(_: Ask, conn: Connection) -> Context:
        return {"campaigns": await campaigns(conn)}

    return await site.show(request, "campaigns.html", read)


async def campaign_page(site: Site, request: Request) -> Response:
    """Answer GET /campaigns/{id}."""

    async def read(ask: Ask, conn: Connection) -> Context:
        asked = ask.path_id("id")
        found = await campaign(conn, asked) if asked else None
        if found is None:
            raise Refused(
                "campaign_unknown",
                vi="Chưa có đợt vận động nào mang mã này. Hãy chọn lại ở trang Đợt vận động.",
                en="There is no campaign with this id yet. Choose again on the page of campaigns.",
                status=404,
            )
        return {"detail": found, "today": site.today()}

    return await site.show(request, "campaign.html", read)
