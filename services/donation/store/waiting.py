"""What waits for somebody: counts and sums of a fund, for the page that staff begin their day with."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from shared.db import Connection


class Waiting(NamedTuple):
    """Counts, and sums in đồng."""

    review_lines: int
    review_amount: int
    mappings: int
    at_work: int
    refused_files: int
    taken: int
    taken_amount: int


async def waiting(conn: Connection, fund_id: UUID, actor: str, today: date) -> Waiting:
    """What waits in a fund, and what one person took today."""
    row = await conn.fetchrow(
        """select r.n, r.amount, i.mappings, i.at_work, i.refused, g.n, g.amount
           from (select count(*) as n, coalesce(sum(l.credit), 0)::bigint as amount
                 from account a join bank_line l using (account_id)
                 where a.fund_id = $1 and l.state = 'review') r,
                (select count(*) filter (where state = 'needs_mapping') as mappings,
                        count(*) filter (where state in ('received', 'checking', 'writing')) as at_work,
                        count(*) filter (where state = 'refused' and changed_at > $3::date - 7) as refused
                 from statement_import where fund_id = $1) i,
                (select count(*) as n, coalesce(sum(g.amount), 0)::bigint as amount
                 from gift g where g.fund_id = $1 and g.recorded_by = $2 and g.received_on = $3
                   and g.year = extract(year from $3::date)
                   and not exists (select from reversal r where r.gift_id = g.gift_id)) g""",
        fund_id, actor, today,
    )  # fmt: skip
    return Waiting(*row) if row else Waiting(0, 0, 0, 0, 0, 0, 0)


async def years_with_books(conn: Connection, fund_id: UUID) -> list[int]:
    """The years in which a fund has books, newest first."""
    rows = await conn.fetch("select distinct year from book where fund_id = $1 order by year desc", fund_id)
    return [row[0] for row in rows]
