"""The lines of banks: taken in once, held for a decision, decided, returned to review."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.donation.domain.account import Account
from services.donation.domain.bank_line import HeldLine, How, Source, State, ToldLine
from services.donation.domain.deciding import Share
from services.donation.domain.gift import RecordedGift
from shared.db import Connection


class Outcome(NamedTuple):
    """What a line becomes. ``gift_id`` is told of a whole line that is a whole gift; ``hints`` is JSON."""

    bank_id: str
    state: State
    how: How | None
    gift_id: UUID | None
    hints: str | None = None


async def add_lines(conn: Connection, account: Account, lines: Sequence[ToldLine], source: Source) -> set[str]:
    """Write lines that are new, credits as lines in review; the ids of those that were new. Waits for whoever writes
    one of them."""
    rows = await conn.fetch(
        """insert into bank_line (account_id, bank_id, fund_id, day, credit, debit, balance, memo, source, state)
           select $1, t.bank_id, $2, t.day, t.credit, t.debit, t.balance, t.memo, $3,
                  case when t.debit > 0 then 'debit' else 'review' end
           from unnest($4::text[], $5::date[], $6::bigint[], $7::bigint[], $8::bigint[], $9::text[])
               as t (bank_id, day, credit, debit, balance, memo)
           order by t.bank_id
           on conflict (account_id, bank_id) do nothing returning bank_id""",
        account.account_id, account.fund_id, source, *_columns(lines),
    )  # fmt: skip
    return {row[0] for row in rows}


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
    conn: Connection,
    account_id: UUID,
    outcomes: Sequence[Outcome],
    *,
    by: str | None,
    at: datetime | None,
    reason: str | None = None,
) -> list[str]:
    """Write down what becomes of lines in review: the ids of those. ``by`` None: the matching.

    Lines that another holds are left to them: a rule holds counters of books by then, and must not wait for a line.
    """
    rows = await conn.fetch(
        """with held as materialized (
               select l.ctid as place, t.* from unnest($2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[])
                   as t (bank_id, state, how, gift_id, hints)
               join bank_line l on l.account_id = $1 and l.bank_id = t.bank_id
               where l.state = 'review' for update of l skip locked
           )
           update bank_line l set state = h.state, how = h.how, gift_id = h.gift_id,
                  hints = coalesce(h.hints::jsonb, l.hints), decided_by = $7, decided_at = $8, reason = $9
           from held h where l.ctid = h.place
           returning l.bank_id""",
        account_id,
        *([outcome[field] for outcome in outcomes] for field in range(5)),
        by, at, reason,
    )  # fmt: skip
    return [row[0] for row in rows]


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


async def open_memos(
    conn: Connection, account_id: UUID, *, after: tuple[date, str] | None, limit: int
) -> list[tuple[str, date, int, str]]:
    """Id, day, credit and memo of lines in review, by day and id; without those that are a gift in part already."""
    day, bank_id = after or (None, None)
    rows: list[Any] = await conn.fetch(
        """select l.bank_id, l.day, l.credit, l.memo from bank_line l
           where l.account_id = $1 and l.state = 'review'
             and (l.day, l.bank_id) > (coalesce($2::date, '-infinity'), coalesce($3::text, ''))
             and not exists (
                 select from bank_line_gift s left join reversal r on r.gift_id = s.gift_id and r.kind <> 'refund'
                 where s.account_id = l.account_id and s.bank_id = l.bank_id and r.gift_id is null)
           order by l.day, l.bank_id limit $4""",
        account_id, day, bank_id, limit,
    )  # fmt: skip
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _columns(lines: Sequence[ToldLine]) -> list[list[Any]]:
    return [[line[field] for line in lines] for field in range(6)]
