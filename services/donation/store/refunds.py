"""Refunds, and the debits of banks that paid them."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.donation.domain.refund import Debit, Payment, Refund
from shared.db import Connection


class OpenDebit(NamedTuple):
    """A debit that may have paid a refund. The memo is private."""

    account_id: UUID
    bank_id: str
    day: date
    amount: int
    memo: str


async def refund(conn: Connection, gift_id: UUID) -> Refund | None:
    """A gift as it was taken back."""
    row = await conn.fetchrow(
        """select g.gift_id, g.fund_id, g.amount, g.received_on, r.kind,
                  coalesce((select sum(n.amount) from gift_correction c
                            join gift n on n.gift_id = c.gift_id left join reversal t on t.gift_id = n.gift_id
                            where c.corrects_gift_id = g.gift_id and t.gift_id is null), 0)::bigint,
                  exists (select from refund_debit d where d.gift_id = g.gift_id and d.taken_back_at is null)
           from gift g left join reversal r on r.gift_id = g.gift_id where g.gift_id = $1""",
        gift_id,
    )
    return None if row is None else Refund(*row)


async def debit(conn: Connection, account_id: UUID, bank_id: str) -> Debit | None:
    """A line, held until the transaction ends."""
    row = await conn.fetchrow(
        """select account_id, bank_id, fund_id, day, debit,
                  exists (select from refund_debit d where d.account_id = l.account_id and d.bank_id = l.bank_id
                                                       and d.taken_back_at is null)
           from bank_line l where account_id = $1 and bank_id = $2 for update of l""",
        account_id, bank_id,
    )  # fmt: skip
    return None if row is None else Debit(*row)


async def open_debits(conn: Connection, fund_id: UUID, amount: int, first: date, *, limit: int) -> list[OpenDebit]:
    """The fund's debits of an amount since a day that paid no refund yet, by day."""
    rows = await conn.fetch(
        """select account_id, bank_id, day, debit, memo from bank_line l
           where fund_id = $1 and state = 'debit' and debit = $2 and day >= $3
             and not exists (select from refund_debit d where d.account_id = l.account_id and d.bank_id = l.bank_id
                                                         and d.taken_back_at is null)
           order by day, bank_id limit $4""",
        fund_id, amount, first, limit,
    )  # fmt: skip
    return [OpenDebit(*row) for row in rows]


async def add_payment(conn: Connection, payment: Payment) -> bool:
    """Write down which debit paid a refund; False when somebody else has said so of one of the two just now."""
    added = await conn.fetchval(
        """insert into refund_debit (gift_id, account_id, bank_id, decided_by, decided_at)
           values ($1, $2, $3, $4, $5) on conflict do nothing returning true""",
        payment.gift_id, payment.account_id, payment.bank_id, payment.decided_by, payment.decided_at,
    )  # fmt: skip
    return added is not None


async def payment(conn: Connection, gift_id: UUID) -> Payment | None:
    """Which debit paid the refund of a gift."""
    row = await conn.fetchrow(
        """select d.gift_id, d.account_id, d.bank_id, l.day, l.debit, d.decided_by, d.decided_at
           from refund_debit d join bank_line l using (account_id, bank_id)
           where d.gift_id = $1 and d.taken_back_at is null""",
        gift_id,
    )
    return None if row is None else Payment(*row)


async def take_back(conn: Connection, gift_id: UUID, *, by: str, at: datetime) -> bool:
    """Note that it was another debit, or none; False when none is known."""
    taken = await conn.fetchval(
        """update refund_debit set taken_back_by = $2, taken_back_at = $3
           where gift_id = $1 and taken_back_at is null returning true""",
        gift_id, by, at,
    )  # fmt: skip
    return taken is not None
