"""Reported pairs of numbers, "x/y" in the press: listed by year, reported with what each of the two counts."""

from typing import Final

from starlette.responses import Response

from services.donation.api.contribution_forms import IndicatorForm
from services.donation.commands.desk import Desk
from services.donation.commands.indicators import report_indicator
from services.donation.pages.filling import show_form, typed_body
from services.donation.pages.form import Field, Form
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit
from services.donation.store import indicators
from services.donation.words import MEANING_NOTES, MEANINGS
from shared.db import Connection

REPORT: Final = Form(
    "Ghi cặp số",
    (
        Field("year", "number", hint="Năm mà hai số nói về."),
        Field("meaning", "radios", options=MEANINGS, notes=MEANING_NOTES),
        Field("subject", to="name", focus=True,
              hint="Ví dụ: Nhà tình nghĩa xây mới. Viết y như lần trước thì số mới thay số cũ."),
        Field("counted", "number", hint="Số đứng trước, ví dụ 17 trong 17/10."),
        Field("base", "number", hint="Số đứng sau, ví dụ 10 trong 17/10. Tỉ lệ tự tính từ hai số."),
    ),
    send="Ghi cặp số",
    final="Không xoá được: ghi sai thì ghi lại cùng năm, cùng nghĩa, cùng việc, số sau thay số trước.",
)  # fmt: skip


async def indicator_list(visit: Visit, sheet: Sheet) -> Response:
    """The newest pair of each name in a year."""
    asked = visit.year()
    async with visit.office.database.connection() as conn:
        found = await indicators.indicators(conn, visit.fund_id, asked)
    return visit.page("indicators.html", sheet=sheet, year=asked, found=found, is_new=visit.query("new") == "1")


async def reporting(visit: Visit, sheet: Sheet) -> Response:
    """The form of a pair; of what the address names, when one is reported again."""
    if not sheet.typed:
        sheet.typed |= {
            "year": str(visit.year()), "meaning": visit.query("meaning") or "result_of_plan",
            "subject": visit.query("name", 300),
        }  # fmt: skip
    return await show_form(visit, sheet, REPORT, back="/indicators")


async def take_report(visit: Visit, sheet: Sheet) -> Response:
    """Report it."""
    form = sheet.read(IndicatorForm, {"fund_id": visit.fund_id, **await typed_body(visit, sheet, REPORT)})

    async def record(conn: Connection, desk: Desk) -> str:
        await report_indicator(conn, desk, **form.model_dump())
        return f"/indicators?year={form.year}&new=1"

    return await visit.once(sheet, record)
