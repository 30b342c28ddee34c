"""Registering the accounts of a fund, and closing them."""

from datetime import date
from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.domain import refusals
from services.donation.domain.account import Account, AccountKind, check_account, check_closing
from services.donation.store import accounts, register
from shared.access import Actor
from shared.db import Connection


async def register_account(
    conn: Connection,
    desk: Desk,
    *,
    fund_id: UUID,
    kind: AccountKind,
    bank_bin: str | None,
    bank_name: str,
    number: str,
    holder: str,
    opened_on: date,
) -> Account:
    """Register an account. Raises Refused: other or unknown fund, a bank without its BIN, days, number taken."""
    desk.actor.check_fund(fund_id)
    if not await register.fund_is_known(conn, fund_id):
        raise refusals.fund_unknown()
    account = Account(desk.new_id(), fund_id, kind, bank_bin, bank_name, number, holder, opened_on, None)
    check_account(account, desk.today)
    if not await accounts.add_account(conn, account, by=desk.actor.id, at=desk.at):
        raise refusals.account_taken()
    return account


async def close_account(conn: Connection, desk: Desk, account_id: UUID, closed_on: date) -> Account:
    """Note an account's last day. Raises Refused: unknown, other fund, closed already, days."""
    account = await accounts.account(conn, account_id, for_update=True)
    if account is None:
        raise refusals.account_unknown(status=404)
    desk.actor.check_fund(account.fund_id)
    check_closing(account, closed_on, desk.today)
    await accounts.close_account(conn, account_id, closed_on, by=desk.actor.id)
    return account._replace(closed_on=closed_on)


async def known_account(conn: Connection, actor: Actor, account_id: UUID) -> Account:
    """An account within the actor's scope. Raises Refused."""
    account = await accounts.account(conn, account_id)
    if account is None:
        raise refusals.account_unknown(status=404)
    actor.check_fund(account.fund_id)
    return account
