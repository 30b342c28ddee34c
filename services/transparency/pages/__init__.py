"""The public pages, each in Vietnamese at its address and in English under /en."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

from services.transparency.pages import campaigns, gifts, home, houses, payments, report, units
from services.transparency.pages.ask import ENGLISH, Ask
from services.transparency.pages.site import Site

Page = Callable[[Site, Request], Awaitable[Response]]


def router(site: Site) -> APIRouter:
    """Every page, the site's own files, and at the end the page for an address that has none."""
    routes = APIRouter()
    routes.routes.append(site.pages.assets.route())
    for root in ("", ENGLISH):
        for path, page in PAGES.items():
            address = root + path if path != "/" or not root else root
            routes.add_route(address, _endpoint(site, page), ["GET", "HEAD"], include_in_schema=False)
    routes.routes.append(_Elsewhere("/{path:path}", _endpoint(site, _nowhere), include_in_schema=False))
    return routes


class _Elsewhere(Route):
    """Every address but those under /api, which answer with JSON."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http" and scope["path"].startswith("/api/"):
            return Match.NONE, {}
        return super().matches(scope)


def _endpoint(site: Site, page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await page(site, request)

    return answer


async def _nowhere(site: Site, request: Request) -> Response:
    path: str = request.scope["path"]
    if len(path) > 1 and path.endswith("/"):
        return site.redirect(path.rstrip("/") or "/")
    return site.problem(Ask(request), 404)


PAGES: dict[str, Page] = {
    "/": home.home_page,
    "/units": units.units_page,
    "/units/{id}": units.unit_page,
    "/campaigns": campaigns.campaigns_page,
    "/campaigns/{id}": campaigns.campaign_page,
    "/houses": houses.houses_page,
    "/houses/{ref:path}": houses.house_page,
    "/gifts": gifts.gifts_page,
    "/gifts/{id}": gifts.gift_page,
    "/expenditures": payments.payments_page,
    "/expenditures/{id}": payments.payment_page,
    "/report": report.latest_report,
    "/report/{year:int}": report.report_page,
    "/report/{year:int}.csv": report.report_csv,
    "/report/{year:int}.json": report.report_json,
    "/check": home.check_page,
}
