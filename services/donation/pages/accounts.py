"""The fund's accounts: registering, closing, and the proof that the bank's balance is what is recorded here."""

from datetime import date
from typing import Final

from starlette.responses import Response

from services.donation.api.account_forms import AccountClosingForm, AccountForm
from services.donation.api.forms import Day
from services.donation.api.forms import Form as ApiForm
from services.donation.api.proof import said_of
from services.donation.commands.accounts import close_account, known_account, register_account
from services.donation.commands.desk import Desk
from services.donation.commands.proof import prove_account, shares_matched
from services.donation.domain.account import Account
from services.donation.domain.proof import Proof
from services.donation.pages.filling import show_form, typed_body
from services.donation.pages.form import DAY_HINT, Field, Form, body_of
from services.donation.pages.roles import READERS
from services.donation.pages.sheet import Sheet, Wrong
from services.donation.pages.visit import Visit
from services.donation.store import accounts
from services.donation.store.proof import LISTED, MonthShare
from services.donation.words import ACCOUNT_KINDS
from shared.db import Connection
from shared.errors import Refused
from shared.money import percent
from shared.web import format_day

NEW_ACCOUNT: Final = Form(
    "Thêm tài khoản nhận tiền",
    (
        Field("kind", "select", options=ACCOUNT_KINDS),
        Field("bank_name", longest=60, focus=True),
        Field("bank_bin", optional=True, longest=6,
              hint="Sáu chữ số theo NAPAS, ví dụ 970436 (Vietcombank). Kho bạc thì bỏ trống."),
        Field("number", longest=30),
        Field("holder", longest=140),
        Field("opened_on", "day", hint=DAY_HINT),
    ),
    send="Thêm tài khoản",
    final="Số tài khoản không sửa được; ghi sai thì đóng và thêm lại.",
)  # fmt: skip
CLOSING: Final = Form(
    "Đóng tài khoản",
    (Field("closed_on", "day", focus=True, hint="Ngày cuối cùng nhận tiền, ví dụ 27/07/2026."),),
    send="Đóng tài khoản",
    final="Đóng rồi không mở lại được, và không cấp mã nộp tiền cho tài khoản này nữa.",
)
SPAN: Final = Form(
    "Đối chiếu tài khoản",
    (
        Field("day", "day"),
        Field("last_day", "day", optional=True),
    ),
    send="Đối chiếu",
)


class SpanForm(ApiForm):
    """One day, or a span."""

    day: Day
    last_day: Day | None = None


async def account_list(visit: Visit, sheet: Sheet) -> Response:
    """The accounts of the fund."""
    async with visit.office.database.connection() as conn:
        known = await accounts.accounts(conn, visit.fund_id, after=None, limit=100)
    return visit.page("accounts.html", sheet=sheet, accounts=known)


async def account(visit: Visit, sheet: Sheet) -> Response:
    """One account, and how the lines of a year found what they are: counted when a year is asked for, since all of its
    lines are read."""
    year = visit.year() if visit.query("year") else None
    months: list[MonthShare] = []
    async with visit.office.database.connection() as conn:
        known = await known_account(conn, visit.actor, visit.id("account_id"))
        if year and visit.may(*READERS):
            days = date(year, 1, 1), date(year, 12, 31)
            months = await shares_matched(conn, visit.actor, known.account_id, *days)
    shares = [(each, _share(each)) for each in months]
    return visit.page(
        "account.html", sheet=sheet, account=known, year=year, months=shares, is_new=visit.query("new") == "1"
    )


def _share(month: MonthShare) -> str:
    """Without a hand, of all."""
    return percent(month.by_code + month.by_rule + month.by_unit + month.walk_ins, month.lines)


async def new_account(visit: Visit, sheet: Sheet) -> Response:
    """The form of an account."""
    if not sheet.typed:
        sheet.typed |= {"kind": "bank", "opened_on": format_day(visit.today)}
    return await show_form(visit, sheet, NEW_ACCOUNT, back="/accounts")


async def take_account(visit: Visit, sheet: Sheet) -> Response:
    """Register it."""
    form = sheet.read(AccountForm, {"fund_id": visit.fund_id, **await typed_body(visit, sheet, NEW_ACCOUNT)})

    async def record(conn: Connection, desk: Desk) -> str:
        return f"/accounts/{(await register_account(conn, desk, **form.model_dump())).account_id}?new=1"

    return await visit.once(sheet, record)


async def closing(visit: Visit, sheet: Sheet) -> Response:
    """The form that closes an account."""
    known = await _known(visit)
    if not sheet.typed:
        sheet.typed["closed_on"] = format_day(visit.today)
    back = f"/accounts/{known.account_id}"
    return await show_form(visit, sheet, CLOSING, back=back, template="account_form.html", account=known)


async def take_closing(visit: Visit, sheet: Sheet) -> Response:
    """Close it."""
    account_id = visit.id("account_id")
    form = sheet.read(AccountClosingForm, await typed_body(visit, sheet, CLOSING))

    async def record(conn: Connection, desk: Desk) -> str:
        await close_account(conn, desk, account_id, form.closed_on)
        return f"/accounts/{account_id}"

    return await visit.once(sheet, record)


async def proof(visit: Visit, sheet: Sheet) -> Response:
    """Opening + credits − debits = the bank's balance = what is recorded, for the days that the address asks for; or
    what differs."""
    known = await _known(visit)
    asked = visit.query("day") or format_day(visit.today)
    sheet.typed |= {"day": asked, "last_day": visit.query("last_day")}
    found: Proof | None = None
    span: SpanForm | None = None
    try:
        span = sheet.read(SpanForm, body_of(sheet, SPAN))
        found = await _proved(visit, known, span.day, span.last_day or span.day)
    except Wrong:
        pass
    except Refused as refused:
        sheet.refuse_by(refused)
    return visit.page(
        "proof.html", sheet=sheet, account=known, proof=found, span=span,
        says=said_of(found, visit.language) if found else [], most=LISTED,
    )  # fmt: skip


async def _proved(visit: Visit, known: Account, first: date, last: date) -> Proof:
    async with visit.office.database.transaction() as conn:
        await conn.execute("set transaction isolation level repeatable read, read only")
        return await prove_account(conn, visit.actor, known.account_id, first, last)


async def _known(visit: Visit) -> Account:
    async with visit.office.database.connection() as conn:
        return await known_account(conn, visit.actor, visit.id("account_id"))
