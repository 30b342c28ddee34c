"""The lines of banks: taken in once, held for a decision, decided, returned to review."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.donation.domain.bank_line import HeldLine, How, State, ToldLine
from services.donation.domain.deciding import Share
from services.donation.domain.gift import RecordedGift
from shared.db import Connection


class Outcome(NamedTuple):
    """What a line becomes. ``gift_id`` is told of a whole line that is a whole gift."""

    bank_id: str
    state: State
    how: How | None
    gift_id: UUID | None


async def told_lines(conn: Connection, account_id: UUID, bank_ids: Sequence[str]) -> dict[str, ToldLine]:
    """What is known of lines, by their ids."""
    rows = await conn.fetch(
        """select bank_id, day, credit, debit, balance, memo from bank_line
           where account_id = $1 and bank_id = any($2::text[])""",
        account_id, bank_ids,
    )  # fmt: skip
    return {row["bank_id"]: ToldLine(*row) for row in rows}


async def add_balances(conn: Connection, account_id: UUID, lines: Sequence[ToldLine]) -> None:
    """Complete lines that were told without a balance before."""
    await conn.execute(
        """update bank_line l set balance = t.balance from unnest($2::text[], $3::bigint[]) as t (bank_id, balance)
           where l.account_id = $1 and l.bank_id = t.bank_id and l.balance is null and t.balance is not null""",
        account_id, [line.bank_id for line in lines], [line.balance for line in lines],
    )  # fmt: skip


async def hold(conn: Connection, account_id: UUID, bank_ids: Sequence[str]) -> list[HeldLine]:
    """Lines of an account, held until the transaction ends, by their ids; whoever else decides on one waits."""
    rows = await conn.fetch(
        """select bank_id, fund_id, day, credit, memo, state, decided_by, decided_at from bank_line
           where account_id = $1 and bank_id = any($2::text[]) order by bank_id for update""",
        account_id, bank_ids,
    )  # fmt: skip
    # A statement of its own: it must see what those who held the lines before us have committed.
    taken = await conn.fetch(
        """select s.bank_id, sum(s.amount)::bigint from bank_line_gift s
           left join reversal r on r.gift_id = s.gift_id and r.kind <> 'refund'
           where s.account_id = $1 and s.bank_id = any($2::text[]) and r.gift_id is null group by 1""",
        account_id, bank_ids,
    )  # fmt: skip
    shares: dict[str, int] = {row[0]: row[1] for row in taken}
    return [
        HeldLine(bank_id, fund_id, day, credit, credit - shares.get(bank_id, 0), memo, state, by, at)
        for bank_id, fund_id, day, credit, memo, state, by, at in rows
    ]


async def settle(
    conn: Connection, account_id: UUID, outcomes: Sequence[Outcome], *, by: str, at: datetime, reason: str | None = None
) -> None:
    """Write down what becomes of lines that are held."""
    await conn.execute(
        """update bank_line l set state = t.state, how = t.how, gift_id = t.gift_id, decided_by = $6, decided_at = $7,
                  reason = $8
           from unnest($2::text[], $3::text[], $4::text[], $5::uuid[]) as t (bank_id, state, how, gift_id)
           where l.account_id = $1 and l.bank_id = t.bank_id""",
        account_id, *([outcome[field] for outcome in outcomes] for field in range(4)), by, at, reason,
    )  # fmt: skip


async def add_shares(conn: Connection, account_id: UUID, shares: Sequence[Share], gifts: Sequence[UUID]) -> None:
    """Write down which lines make which gifts; ``gifts`` by the places that the shares name."""
    await conn.execute(
        """insert into bank_line_gift (account_id, bank_id, gift_id, amount)
           select $1, * from unnest($2::text[], $3::uuid[], $4::bigint[])""",
        account_id, [s.bank_id for s in shares], [gifts[s.part] for s in shares], [s.amount for s in shares],
    )  # fmt: skip


async def back_to_review(conn: Connection, account_id: UUID, bank_ids: Sequence[str], hints: str) -> None:
    """Lines that were decided wait again; ``hints`` (a JSON list) are added to what they have."""
    await conn.execute(
        """update bank_line set state = 'review', how = null, gift_id = null, decided_by = null, decided_at = null,
                  reason = null, hints = coalesce(hints, '[]') || $3::jsonb
           where account_id = $1 and bank_id = any($2::text[])""",
        account_id, bank_ids, hints,
    )  # fmt: skip


async def return_lines_of(conn: Connection, gift: RecordedGift) -> int:
    """The lines of a gift that was voided or corrected wait for a decision again; how many. The gift stays noted with
    each as what it was. A line that is a gift by itself is of the gift's day, which an index finds."""
    rows = await conn.fetch(
        """with whole as (
               select l.account_id, l.bank_id, l.credit from bank_line l
               where l.fund_id = $2 and l.day = $3 and l.gift_id = $1
                 and exists (select from gift g where g.gift_id = $1 and g.channel = 'bank_transfer')
           ), noted as (
               insert into bank_line_gift (account_id, bank_id, gift_id, amount)
               select account_id, bank_id, $1, credit from whole
           ), freed as (
               select account_id, bank_id from whole
               union select account_id, bank_id from bank_line_gift where gift_id = $1
           )
           update bank_line l set state = 'review', how = null, gift_id = null, decided_by = null, decided_at = null
           from freed f where l.account_id = f.account_id and l.bank_id = f.bank_id and l.state <> 'set_aside'
           returning 1""",
        gift.gift_id, gift.fund_id, gift.received_on,
    )  # fmt: skip
    return len(rows)
