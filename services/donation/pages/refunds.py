"""Saying which debit of the bank paid a refund."""

from starlette.responses import Response

from services.donation.api.refunds import RefundDebitForm
from services.donation.commands import refunds as commands
from services.donation.commands.desk import Desk
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit
from services.donation.store import accounts, gifts
from shared.db import Connection
from shared.http import Sentence

NOTHING_CHOSEN = Sentence("Hãy chọn dòng tiền ra của khoản hoàn trả.", "Choose the debit that paid the refund.")


async def choosing(visit: Visit, sheet: Sheet) -> Response:
    """The debits that may have paid a refund."""
    gift_id = visit.id("gift_id")
    async with visit.office.database.connection() as conn:
        debits = await commands.open_debits(conn, visit.actor, gift_id)
        gift = await gifts.gift(conn, gift_id)
        known = await accounts.accounts(conn, visit.fund_id, after=None, limit=100)
    return visit.page(
        "refund_debit.html", sheet=sheet, gift=gift, debits=debits,
        accounts={account.account_id: account for account in known},
    )  # fmt: skip


async def take_choice(visit: Visit, sheet: Sheet) -> Response:
    """Note the one that was chosen."""
    gift_id = visit.id("gift_id")
    account_id, _, bank_id = sheet.text("debit").partition(" ")
    if not bank_id:
        sheet.refuse("debit", NOTHING_CHOSEN)
    sheet.inputs = {"account_id": "debit", "bank_id": "debit"}
    form = sheet.read(RefundDebitForm, {"account_id": account_id, "bank_id": bank_id})

    async def record(conn: Connection, desk: Desk) -> str:
        await commands.pay(conn, desk, gift_id, form.account_id, form.bank_id)
        return f"/gifts/{gift_id}"

    return await visit.once(sheet, record)


async def take_back(visit: Visit, sheet: Sheet) -> Response:
    """Note that it was another one."""
    gift_id = visit.id("gift_id")

    async def record(conn: Connection, desk: Desk) -> str:
        await commands.take_back(conn, desk, gift_id)
        return f"/gifts/{gift_id}"

    return await visit.once(sheet, record)
