"""Lines that were set aside: the list, and having some of them decided again."""

from datetime import date
from typing import Final

from starlette.responses import Response

from services.donation.api.review_forms import TakeBackForm
from services.donation.commands.desk import Desk
from services.donation.commands.review import take_back
from services.donation.pages.filling import show_form
from services.donation.pages.form import Form
from services.donation.pages.review import account_chosen, chosen_lines
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit
from services.donation.store import accounts, review
from services.donation.store.review import AsideLine
from shared.db import Connection

ROWS: Final = 50
TAKE_BACK: Final = Form(
    "Đưa dòng trở lại danh sách chờ",
    (),
    send="Đưa trở lại",
    final="Các dòng này chờ được xử lý lại; lý do để riêng trước đây không còn.",
)


async def aside_list(visit: Visit, sheet: Sheet) -> Response:
    """Lines of a year that were set aside, by day."""
    year, after = visit.year(), visit.after(date, str)
    sheet.typed["year"] = visit.query("year", 4) or str(year)
    if sheet.typed["year"] != str(year):
        sheet.wrong("year", "phải là một năm, ví dụ 2026.", "must be a year, such as 2026.")
    lines: list[AsideLine] = []
    async with visit.office.database.connection() as conn:
        known = await accounts.accounts(conn, visit.fund_id, after=None, limit=100)
        chosen = account_chosen(visit, known)
        if chosen is not None:
            lines = await review.set_aside_lines(
                conn, chosen.account_id, date(year, 1, 1), date(year, 12, 31),
                after=(after[0], after[1]) if after else None, limit=ROWS + 1,
            )  # fmt: skip
    last = lines[ROWS - 1] if len(lines) > ROWS else None
    return visit.page(
        "aside.html", sheet=sheet, accounts=known, chosen=chosen, year=year, lines=lines[:ROWS],
        following=visit.following(last.day, last.bank_id) if last else "",
    )  # fmt: skip


async def taking_back(visit: Visit, sheet: Sheet) -> Response:
    """What was chosen, and the button that has it decided again."""
    account = visit.query("account")
    if not visit.request.query_params.getlist("line"):
        return visit.go(f"/aside?account={account}&none=1")
    async with visit.office.database.connection() as conn:
        account_id, lines = await chosen_lines(conn, visit)
    return await show_form(
        visit, sheet, TAKE_BACK, back=f"/aside?account={account_id}", template="set_aside.html", lines=lines,
        account_id=account_id, total=sum(line.open for line in lines),
    )  # fmt: skip


async def take_taking_back(visit: Visit, sheet: Sheet) -> Response:
    """Have it decided again."""
    async with visit.office.database.connection() as conn:
        account_id, lines = await chosen_lines(conn, visit)
    body = {"account_id": account_id, "bank_ids": [line.bank_id for line in lines]}
    form = sheet.read(TakeBackForm, body)

    async def record(conn: Connection, desk: Desk) -> str:
        await take_back(conn, desk, form.account_id, form.bank_ids)
        return f"/review?account={account_id}"

    return await visit.once(sheet, record)
