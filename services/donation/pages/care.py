"""Monthly care: for whom, by which unit, which months are paid and which are not; for the fund's staff alone."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from services.donation.api.contribution_forms import (
    BeneficiaryForm,
    SponsorshipEndForm,
    SponsorshipForm,
    SponsorshipPaymentForm,
)
from services.donation.api.forms import VoidForm
from services.donation.commands import sponsorships as commands
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.domain import refusals
from services.donation.domain.sponsorship import due, gaps, months
from services.donation.pages.filling import show_form, typed_body
from services.donation.pages.form import DAY_HINT, PRIVATE_HINT, Field, Form
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit
from services.donation.store import sponsorships
from services.donation.store.find_units import names_of
from services.donation.store.sponsorships import Shown
from shared.db import Connection
from shared.money import format_number
from shared.web import format_day
from shared.web.trade import CATEGORIES

ROWS: Final = 50
BENEFICIARIES: Final = 500
MOST_MONTHS: Final = 24
MONTH_HINT: Final = "Tháng/năm, ví dụ 07/2026."
NEW_CARE: Final = Form(
    "Nhận phụng dưỡng",
    (
        Field("beneficiary_id", "select", nothing="Chọn người được phụng dưỡng"),
        Field("unit", "unit", "unit_id"),
        Field("monthly_amount", "money", hint="Đồng mỗi tháng."),
        Field("first_month", "month", hint=MONTH_HINT),
    ),
    send="Ghi nhận phụng dưỡng",
    final="Tiền phụng dưỡng đi thẳng đến người được nhận, không vào tiền của Quỹ. "
    "Mỗi người nhiều nhất hai đơn vị một lúc.",
)
PAYMENT: Final = Form(
    "Ghi tháng đã nộp",
    (
        Field("from_month", "month", "months", hint=MONTH_HINT),
        Field("to_month", "month", optional=True, hint="Bỏ trống nếu chỉ một tháng; nhiều nhất 24 tháng một lần."),
        Field("month_amount", "money", "amount", hint="Đồng, của mỗi tháng."),
        Field("paid_on", "day", hint=DAY_HINT),
    ),
    send="Ghi các tháng này",
    final="Mỗi tháng chỉ ghi một lần. Ghi nhầm thì kế toán huỷ.",
)
ENDING: Final = Form(
    "Kết thúc phụng dưỡng",
    (Field("last_month", "month", hint=MONTH_HINT), Field("reason", longest=1000, hint=PRIVATE_HINT)),
    send="Kết thúc",
    final="Kết thúc rồi không mở lại được; nhận tiếp thì ghi một lần nhận mới.",
)
VOIDING: Final = Form(
    "Huỷ tháng đã ghi nhầm",
    (Field("reason", longest=1000, focus=True, hint=PRIVATE_HINT),),
    send="Huỷ tháng này",
    final="Tháng này lại thành chưa nộp.",
)
NEW_BENEFICIARY: Final = Form(
    "Thêm người được phụng dưỡng",
    (
        Field("code", longest=40, focus=True, hint="Mã riêng, không ghi tên, ví dụ MVNAH-01."),
        Field("category", "select", options=CATEGORIES, nothing="Chọn nhóm"),
        Field("village", hint="Thôn, xã; không ghi số nhà."),
    ),
    send="Thêm",
    final="Không có tên người ở đây: chỉ mã, nhóm và thôn.",
)


async def care_list(visit: Visit, sheet: Sheet) -> Response:
    """Every commitment, newest first, with its months."""
    after = visit.after(UUID)
    async with visit.office.database.connection() as conn:
        rows = await sponsorships.shown(
            conn, fund_id=visit.fund_id, sponsorship_id=None, after=after[0] if after else None, limit=ROWS + 1
        )
        units = await names_of(conn, [row.sponsorship.unit_id for row in rows])
    following = visit.following(rows[ROWS - 1].sponsorship.sponsorship_id) if len(rows) > ROWS else ""
    shown = [(row, _due(row, visit.today), _gaps(row, visit.today)) for row in rows[:ROWS]]
    return visit.page("care_list.html", sheet=sheet, rows=shown, units=units, following=following)


async def care(visit: Visit, sheet: Sheet) -> Response:
    """One commitment: each month that is due, paid or not, and every payment."""
    async with visit.office.database.connection() as conn:
        shown = await _known(conn, visit)
        payments = await sponsorships.payments(conn, shown.sponsorship.sponsorship_id)
        units = await names_of(conn, [shown.sponsorship.unit_id])
    return visit.page(
        "care.html", sheet=sheet, shown=shown, payments=payments, unit=units[shown.sponsorship.unit_id],
        due=_due(shown, visit.today), gaps=_gaps(shown, visit.today), is_new=visit.query("new") == "1",
    )  # fmt: skip


def _due(shown: Shown, today: date) -> list[date]:
    return due(shown.sponsorship.first_month, shown.sponsorship.last_month, today)


def _gaps(shown: Shown, today: date) -> list[date]:
    return gaps(shown.sponsorship.first_month, shown.sponsorship.last_month, shown.paid, today)


async def _known(conn: Connection, visit: Visit) -> Shown:
    sponsorship_id = visit.id("sponsorship_id")
    found = await sponsorships.shown(conn, fund_id=None, sponsorship_id=sponsorship_id, after=None, limit=1)
    if not found or not in_scope(visit.actor, found[0].sponsorship.fund_id):
        raise refusals.sponsorship_unknown()
    return found[0]


async def new_care(visit: Visit, sheet: Sheet) -> Response:
    """The form of a commitment."""
    async with visit.office.database.connection() as conn:
        known = await sponsorships.beneficiaries(conn, visit.fund_id, after=None, limit=BENEFICIARIES)
    if not sheet.typed:
        sheet.typed["beneficiary_id"] = visit.query("beneficiary")
    choices: list[tuple[object, object]] = [(each.beneficiary_id, f"{each.code}, {each.village}") for each in known]
    return await show_form(
        visit, sheet, NEW_CARE, back="/care", template="care_new.html", choices={"beneficiary_id": choices},
        people=False, known=known,
    )  # fmt: skip


async def take_care(visit: Visit, sheet: Sheet) -> Response:
    """Record it."""
    form = sheet.read(SponsorshipForm, await typed_body(visit, sheet, NEW_CARE))

    async def record(conn: Connection, desk: Desk) -> str:
        return f"/care/{await commands.agree(conn, desk, **form.model_dump())}?new=1"

    return await visit.once(sheet, record)


async def paying(visit: Visit, sheet: Sheet) -> Response:
    """The form of months that were paid; it proposes those that are missing."""
    async with visit.office.database.connection() as conn:
        shown = await _known(conn, visit)
    if not sheet.typed:
        open_ = _gaps(shown, visit.today)
        sheet.typed |= {
            "from_month": f"{open_[0]:%m/%Y}" if open_ else "",
            "month_amount": format_number(shown.sponsorship.monthly_amount),
            "paid_on": format_day(visit.today),
        }
    return await _about(visit, sheet, PAYMENT, shown)


async def take_paying(visit: Visit, sheet: Sheet) -> Response:
    """Record them."""
    sponsorship_id = visit.id("sponsorship_id")
    body = await typed_body(visit, sheet, PAYMENT)
    form = sheet.read(SponsorshipPaymentForm, _with_months(sheet, body))

    async def record(conn: Connection, desk: Desk) -> str:
        await commands.pay(conn, desk, sponsorship_id, form.months, form.amount, form.paid_on)
        return f"/care/{sponsorship_id}"

    return await visit.once(sheet, record)


def _with_months(sheet: Sheet, body: dict[str, Any]) -> dict[str, Any]:
    """The first month and the last as all from one to the other; what is wrong is noted at the last one."""
    last = body.pop("to_month", None) or body.get("months")
    first = body.pop("months", None)
    if first is None or last is None:
        return body
    begin, end = (date.fromisoformat(f"{month}-01") for month in (first, last))
    listed = [f"{month:%Y-%m}" for month, _ in zip(months(begin, end), range(MOST_MONTHS + 1), strict=False)]
    if not listed:
        sheet.wrong("to_month", "phải từ tháng đầu trở đi.", "must not be before the first month.")
    if len(listed) > MOST_MONTHS:
        sheet.wrong("to_month", f"quá xa: mỗi lần ghi nhiều nhất {MOST_MONTHS} tháng.",
                    f"is too far: at most {MOST_MONTHS} months are recorded at once.")  # fmt: skip
    if sheet.fault("to_month"):
        sheet.inputs = {**sheet.inputs, "months": "to_month"}  # where the API's form says the same
    return body | {"months": listed}


async def ending(visit: Visit, sheet: Sheet) -> Response:
    """The form that ends a commitment."""
    async with visit.office.database.connection() as conn:
        return await _about(visit, sheet, ENDING, await _known(conn, visit))


async def take_ending(visit: Visit, sheet: Sheet) -> Response:
    """End it."""
    sponsorship_id = visit.id("sponsorship_id")
    form = sheet.read(SponsorshipEndForm, await typed_body(visit, sheet, ENDING))

    async def record(conn: Connection, desk: Desk) -> str:
        await commands.end(conn, desk, sponsorship_id, form.last_month, form.reason)
        return f"/care/{sponsorship_id}"

    return await visit.once(sheet, record)


async def voiding(visit: Visit, sheet: Sheet) -> Response:
    """The form that takes back a month recorded by mistake."""
    payment_id = visit.id("payment_id")
    async with visit.office.database.connection() as conn:
        shown = await _known(conn, visit)
        payments = await sponsorships.payments(conn, shown.sponsorship.sponsorship_id)
    payment = next((each for each in payments if each.payment_id == payment_id), None)
    if payment is None:
        raise refusals.payment_unknown()
    return await _about(visit, sheet, VOIDING, shown, payment=payment)


async def take_voiding(visit: Visit, sheet: Sheet) -> Response:
    """Take it back."""
    sponsorship_id, payment_id = visit.id("sponsorship_id"), visit.id("payment_id")
    form = sheet.read(VoidForm, await typed_body(visit, sheet, VOIDING))

    async def record(conn: Connection, desk: Desk) -> str:
        await commands.void_payment(conn, desk, sponsorship_id, payment_id, form.reason)
        return f"/care/{sponsorship_id}"

    return await visit.once(sheet, record)


async def _about(visit: Visit, sheet: Sheet, form: Form, shown: Shown, payment: Any = None) -> Response:
    back = f"/care/{shown.sponsorship.sponsorship_id}"
    return await show_form(visit, sheet, form, back=back, template="care_form.html", shown=shown, payment=payment)


async def beneficiary_list(visit: Visit, sheet: Sheet) -> Response:
    """Who may be cared for, by code."""
    after = visit.after(str)
    async with visit.office.database.connection() as conn:
        rows = await sponsorships.beneficiaries(
            conn, visit.fund_id, after=after[0] if after else None, limit=ROWS + 1
        )  # fmt: skip
    following = visit.following(rows[ROWS - 1].code.upper()) if len(rows) > ROWS else ""
    return visit.page("beneficiaries.html", sheet=sheet, rows=rows[:ROWS], following=following)


async def new_beneficiary(visit: Visit, sheet: Sheet) -> Response:
    """The form of one who may be cared for."""
    return await show_form(visit, sheet, NEW_BENEFICIARY, back="/care/beneficiaries")


async def take_beneficiary(visit: Visit, sheet: Sheet) -> Response:
    """Register it."""
    body = await typed_body(visit, sheet, NEW_BENEFICIARY)
    form = sheet.read(BeneficiaryForm, {"fund_id": visit.fund_id, **body})

    async def record(conn: Connection, desk: Desk) -> str:
        await commands.register_beneficiary(conn, desk, **form.model_dump())
        return "/care/beneficiaries"

    return await visit.once(sheet, record)
