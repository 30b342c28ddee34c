"""The year's report as a page that prints, as CSV and as JSON."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from services.transparency.pages.ask import Ask
from services.transparency.pages.report_files import as_csv, as_json
from services.transparency.pages.site import Context, Site
from services.transparency.views.report import Report, report
from services.transparency.views.years import books
from shared.db import Connection
from shared.errors import Refused
from shared.money import UNIT_SIZE

UNITS_ON_PAGE = 250
"""More units than this stand in the files and on /units; the page then gives their sum."""


async def latest_report(site: Site, request: Request) -> Response:
    """Answer GET /report: go to the newest year."""

    async def read(ask: Ask, conn: Connection) -> Response:
        year = (await books(conn)).latest
        if year is None:
            raise Refused(
                "no_year",
                vi="Chưa có năm nào có số liệu. Báo cáo sẽ hiện ra khi Quỹ ghi nhận khoản đầu tiên.",
                en="No year has figures yet. The report will appear with the fund's first entry.",
                status=404,
            )
        return site.redirect(ask.to(f"/report/{year}", fund=ask.id("fund")))

    return await site.show(request, "report.html", read)


async def report_page(site: Site, request: Request) -> Response:
    """Answer GET /report/{year}?fund=…&unit=…."""

    async def read(ask: Ask, conn: Connection) -> Context:
        found = await _report(request, ask, conn)
        speech = site.speech(ask)
        entered = {opening.fund_id: opening.lot_id for opening in found.openings}

        def opening_link(fund_id: UUID) -> str:
            """Where an opening balance comes from: what was brought forward, or the report of the year before."""
            lot = entered.get(fund_id)
            before = ask.to(f"/report/{found.year - 1}", fund=ask.id("fund")) + "#table-2"
            return before if lot is None else ask.to(f"/gifts/{lot}")

        return {
            "report": found,
            "unit": ask.choice("unit", UNIT_SIZE) or "thousand",
            "unit_options": [("dong", speech.say("Đồng")), ("million", speech.say("Triệu đồng"))],
            "fund_options": speech.funds(found.funds),
            "opening_link": opening_link,
            "units": found.units if len(found.units) <= UNITS_ON_PAGE else [],
            "fund_id": found.fund and found.fund.fund_id,
        }

    return await site.show(request, "report.html", read)


async def report_csv(site: Site, request: Request) -> Response:
    """Answer GET /report/{year}.csv: both tables, exact, in đồng."""

    async def read(ask: Ask, conn: Connection) -> Response:
        found = await _report(request, ask, conn)
        content = as_csv(found, site.speech(ask).say)
        return _file(content, "text/csv; charset=utf-8", f"denon-{found.year}.csv")

    return await site.show(request, "report.html", read)


async def report_json(site: Site, request: Request) -> Response:
    """Answer GET /report/{year}.json: the same as the API's report."""

    async def read(ask: Ask, conn: Connection) -> Response:
        found = await _report(request, ask, conn)
        return _file(as_json(found), "application/json", f"denon-{found.year}.json")

    return await site.show(request, "report.html", read)


async def _report(request: Request, ask: Ask, conn: Connection) -> Report:
    found = await report(conn, request.path_params["year"], ask.id("fund"))
    if found is None:
        raise Refused(
            "year_unknown",
            vi="Năm này chưa có số liệu nào. Hãy chọn năm khác ở trang Báo cáo năm.",
            en="There are no figures for this year. Choose another on the page of reports.",
            status=404,
        )
    return found


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-cache"}
    return Response(content, headers=headers, media_type=media_type)
