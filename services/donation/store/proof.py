"""What an account's proof is counted from: its lines, and the gifts that they became."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from services.donation.domain.proof import Chain, Difference, Earlier, Movement, Sum
from shared.db import Connection

LISTED = 200
"""Differing lines that a proof names; their sums are of all of them."""


class MonthShare(NamedTuple):
    """How the credits of a month found what they became: numbers of lines."""

    year: int
    month: int
    lines: int
    by_code: int
    by_rule: int
    by_unit: int
    walk_ins: int
    by_staff: int
    in_review: int
    set_aside: int


async def movement(conn: Connection, account_id: UUID, first: date, last: date) -> Movement:
    """The sums of some days. A gift counts with its own amount, or with the share that a line has in it."""
    row: Any = await conn.fetchrow(
        """with line as materialized (
               select bank_id, credit, debit, state, gift_id from bank_line
               where account_id = $1 and day between $2 and $3
           ), part as (
               select line.bank_id, g.gift_id, g.amount from line join gift g on g.gift_id = line.gift_id
               union all
               select line.bank_id, s.gift_id, s.amount from line
               join bank_line_gift s on s.account_id = $1 and s.bank_id = line.bank_id
           ), judged as materialized (
               select part.bank_id, part.gift_id, part.amount, r.kind from part left join reversal r using (gift_id)
           ), taken as (
               select bank_id, sum(amount) filter (where kind is null or kind = 'refund') as amount
               from judged group by bank_id
           ), opened as (
               select line.*, line.credit - coalesce(taken.amount, 0) as open from line left join taken using (bank_id)
           )
           select l.*, g.*, d.* from (
               select count(*) filter (where credit > 0), coalesce(sum(credit), 0)::bigint,
                      count(*) filter (where debit > 0), coalesce(sum(debit), 0)::bigint,
                      count(*) filter (where state = 'review'),
                      coalesce(sum(open) filter (where state = 'review'), 0)::bigint,
                      count(*) filter (where state = 'set_aside'),
                      coalesce(sum(open) filter (where state = 'set_aside'), 0)::bigint
               from opened
           ) l, (
               select count(distinct gift_id), coalesce(sum(amount), 0)::bigint,
                      count(distinct gift_id) filter (where kind in ('void', 'correction')),
                      coalesce(sum(amount) filter (where kind in ('void', 'correction')), 0)::bigint,
                      count(distinct gift_id) filter (where kind = 'refund'),
                      coalesce(sum(amount) filter (where kind = 'refund'), 0)::bigint
               from judged
           ) g, (
               select count(*), coalesce(sum(debit), 0)::bigint from line
               where debit > 0 and exists (
                   select from refund_debit r
                   where r.account_id = $1 and r.bank_id = line.bank_id and r.taken_back_at is null)
           ) d""",
        account_id, first, last,
    )  # fmt: skip
    sums = [Sum(*pair) for pair in zip(*[iter(row)] * 2, strict=True)]
    credits_, debits, review, set_aside, gifts, reversals, refunds, paid_back = sums
    return Movement(credits_, debits, gifts, reversals, refunds, review, set_aside, paid_back)


async def differing(conn: Connection, account_id: UUID, first: date, last: date) -> list[Difference]:
    """The first lines whose credit is not wholly in gifts that are in force, by day and id."""
    rows = await conn.fetch(
        """select case when l.state in ('review', 'set_aside') then l.state else 'amount_differs' end,
                  l.bank_id, l.day, l.credit - coalesce(taken.amount, 0)
           from bank_line l
           left join lateral (
               select sum(p.amount)::bigint as amount from (
                   select g.gift_id, g.amount from gift g where g.gift_id = l.gift_id
                   union all
                   select s.gift_id, s.amount from bank_line_gift s
                   where s.account_id = l.account_id and s.bank_id = l.bank_id
               ) p left join reversal r on r.gift_id = p.gift_id and r.kind <> 'refund' where r.gift_id is null
           ) taken on true
           where l.account_id = $1 and l.day between $2 and $3 and l.credit > 0
             and (l.state in ('review', 'set_aside') or l.credit <> coalesce(taken.amount, 0))
           order by l.day, l.bank_id limit $4""",
        account_id, first, last, LISTED,
    )  # fmt: skip
    return [Difference(*row) for row in rows]


async def without_balance(conn: Connection, account_id: UUID, first: date, last: date) -> list[Difference]:
    """The first lines for which the bank gave no balance."""
    rows = await conn.fetch(
        """select 'balance_missing', bank_id, day, credit - debit from bank_line
           where account_id = $1 and day between $2 and $3 and balance is null order by day, bank_id limit $4""",
        account_id, first, last, LISTED,
    )  # fmt: skip
    return [Difference(*row) for row in rows]


async def chain(conn: Connection, account_id: UUID, first: date, last: date) -> Chain:
    """The bank's balances of some days."""
    rows = await conn.fetch(
        """with line as materialized (
               select credit, debit, balance from bank_line where account_id = $1 and day between $2 and $3
           )
           select value, sum(n)::bigint, null::bigint from (
               select balance - credit + debit as value, 1 as n from line where balance is not null
               union all select balance, -1 from line where balance is not null
           ) s group by value having sum(n) <> 0
           union all
           select null, coalesce(sum(credit - debit), 0)::bigint, count(balance) from line""",
        account_id, first, last,
    )  # fmt: skip
    surplus = {row[0]: row[1] for row in rows if row[0] is not None}
    total: Any = next(row for row in rows if row[0] is None)
    return Chain(surplus, total[1], total[2])


async def going_on_from(
    conn: Connection, account_id: UUID, first: date, last: date, balances: Sequence[int]
) -> list[Difference]:
    """The lines before which the balance was one of these."""
    rows = await conn.fetch(
        """select 'balance_breaks', bank_id, day, balance - credit + debit from bank_line
           where account_id = $1 and day between $2 and $3 and balance - credit + debit = any($4::bigint[])
           order by day, bank_id limit $5""",
        account_id, first, last, balances, LISTED,
    )  # fmt: skip
    return [Difference(*row) for row in rows]


async def moved_before(conn: Connection, account_id: UUID, first: date) -> tuple[date | None, Earlier]:
    """The last day before ``first`` that has a balance, and what moved since and in all; its closing is still open."""
    row: Any = await conn.fetchrow(
        """with line as materialized (
               select day, credit - debit as moved, balance from bank_line where account_id = $1 and day < $2
           ), last as (select max(day) as day from line where balance is not null)
           select last.day, coalesce(sum(moved) filter (where line.day > last.day), 0)::bigint,
                  coalesce(sum(moved), 0)::bigint
           from last left join line on true group by last.day""",
        account_id, first,
    )  # fmt: skip
    return row[0], Earlier(None, row[1], row[2])


async def shares_matched(conn: Connection, account_id: UUID, first: date, last: date) -> list[MonthShare]:
    """How credits found what they became, by month."""
    rows = await conn.fetch(
        """select extract(year from day)::int, extract(month from day)::int, count(*),
                  count(*) filter (where how = 'code'), count(*) filter (where how = 'rule'),
                  count(*) filter (where how = 'unit'), count(*) filter (where how = 'walk_in'),
                  count(*) filter (where how = 'staff'), count(*) filter (where state = 'review'),
                  count(*) filter (where state = 'set_aside')
           from bank_line where account_id = $1 and day between $2 and $3 and credit > 0
           group by 1, 2 order by 1, 2""",
        account_id, first, last,
    )  # fmt: skip
    return [MonthShare(*row) for row in rows]
