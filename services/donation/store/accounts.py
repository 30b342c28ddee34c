"""The bank and treasury accounts of funds."""

from datetime import date, datetime
from uuid import UUID

from services.donation.domain.account import Account
from shared.db import Connection


async def add_account(conn: Connection, account: Account, *, by: str, at: datetime) -> bool:
    """Register an account that is open; False when the bank has its number already, in whatever fund."""
    added = await conn.fetchval(
        """insert into account (account_id, fund_id, kind, bank_bin, bank_name, number, holder, opened_on,
                                registered_by, registered_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (bank_bin, number) do nothing returning true""",
        *account[:8], by, at,
    )  # fmt: skip
    return added is not None


async def account(conn: Connection, account_id: UUID, *, for_update: bool = False) -> Account | None:
    """One account; ``for_update`` holds it until the transaction ends."""
    row = await conn.fetchrow(_LOCKED if for_update else _ONE, account_id)
    return None if row is None else Account(*row)


async def accounts(conn: Connection, fund_id: UUID, *, after: UUID | None, limit: int) -> list[Account]:
    """Accounts of a fund in the order in which they were registered, those after ``after``."""
    rows = await conn.fetch(
        """select account_id, fund_id, kind, bank_bin, bank_name, number, holder, opened_on, closed_on from account
           where fund_id = $1 and ($2::uuid is null or account_id > $2) order by account_id limit $3""",
        fund_id, after, limit,
    )  # fmt: skip
    return [Account(*row) for row in rows]


async def close_account(conn: Connection, account_id: UUID, closed_on: date, *, by: str) -> None:
    """Write down the last day of an account."""
    await conn.execute(
        "update account set closed_on = $2, closed_by = $3 where account_id = $1", account_id, closed_on, by
    )


_ONE = """select account_id, fund_id, kind, bank_bin, bank_name, number, holder, opened_on, closed_on
          from account where account_id = $1"""
_LOCKED = _ONE + " for update"
