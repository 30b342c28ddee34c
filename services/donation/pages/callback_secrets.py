"""The secrets with which a bank signs what it tells of an account: a new one is shown in answer to its form, to its
maker, and never again."""

from datetime import timedelta
from typing import Final

from starlette.responses import Response

from services.donation.commands.accounts import known_account
from services.donation.commands.callbacks import make_secret, retire_secrets
from services.donation.commands.desk import Desk
from services.donation.domain.account import Account
from services.donation.domain.callback import HEADER
from services.donation.pages.filling import show_form
from services.donation.pages.form import Form
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit
from services.donation.store import callback_secrets
from shared.db import Connection

SECOND_CLICK: Final = timedelta(seconds=10)
"""After so long the same form is not a second click any more, but a page that was kept."""
NEW_SECRET: Final = Form(
    "Cấp khoá báo có",
    (),
    send="Cấp khoá mới",
    final="Khoá chỉ hiện một lần ở trang sau, rồi không ai xem lại được. Chỉ hai khoá mới nhất dùng được: khoá cũ hơn "
    "hết hiệu lực ngay.",
)
RETIREMENT: Final = Form(
    "Bỏ các khoá cũ",
    (),
    send="Bỏ các khoá cũ",
    final="Chỉ còn khoá mới nhất dùng được. Hãy chắc rằng ngân hàng đã ký bằng khoá đó: báo có ký bằng khoá cũ sẽ bị "
    "từ chối.",
)


async def secret_list(visit: Visit, sheet: Sheet) -> Response:
    """Every secret that the account ever had, without itself, and to where the bank sends what it tells."""
    async with visit.office.database.connection() as conn:
        known = await known_account(conn, visit.actor, visit.id("account_id"))
        notes = await callback_secrets.secret_notes(conn, known.account_id)
    return visit.page(
        "secrets.html", sheet=sheet, account=known, notes=notes, header=HEADER,
        in_use=sum(note.retired_at is None for note in notes), done=visit.query("done"),
        address=f"{visit.office.public_url}/api/donation/bank-callbacks/{known.account_id}",
    )  # fmt: skip


async def making(visit: Visit, sheet: Sheet) -> Response:
    """The form that makes one."""
    known = await _known(visit)
    return await show_form(visit, sheet, NEW_SECRET, back=_home(known), template="account_form.html", account=known)


async def take_making(visit: Visit, sheet: Sheet) -> Response:
    """Make it, and show it in this answer alone. Sent again, the form leads to the list; but a second click is answered
    like the first, whose answer the browser has thrown away."""
    known = await _known(visit)

    async def record(conn: Connection, desk: Desk) -> str:
        await make_secret(conn, desk, known.account_id, visit.office.new_secret())
        return f"{_home(known)}?done=before"

    there = await visit.once(sheet, record)
    since = visit.office.clock() - SECOND_CLICK
    async with visit.office.database.connection() as conn:
        secret = await callback_secrets.secret_just_made(conn, known.account_id, by=visit.actor.id, since=since)
    if secret is None:
        return there
    return visit.page("secret_made.html", sheet=sheet, account=known, secret=secret, home=_home(known))


async def retiring(visit: Visit, sheet: Sheet) -> Response:
    """The form that ends all but the newest."""
    known = await _known(visit)
    return await show_form(visit, sheet, RETIREMENT, back=_home(known), template="account_form.html", account=known)


async def take_retiring(visit: Visit, sheet: Sheet) -> Response:
    """End them."""
    known = await _known(visit)

    async def record(conn: Connection, desk: Desk) -> str:
        ended = await retire_secrets(conn, desk, known.account_id)
        return f"{_home(known)}?done={'retired' if ended else 'none'}"

    return await visit.once(sheet, record)


def _home(account: Account) -> str:
    return f"/accounts/{account.account_id}/callback-secrets"


async def _known(visit: Visit) -> Account:
    async with visit.office.database.connection() as conn:
        return await known_account(conn, visit.actor, visit.id("account_id"))
