"""Units and campaigns with their targets and what they gave, in đồng."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from shared.db import Connection
from shared.money import rate


class UnitResult(NamedTuple):
    """A unit's target and result. ``target`` is None where none was set; ``actual`` is received less taken back.

    ``paid_by_others`` is its part, where that was told, of gifts that another unit paid for it: it stands in that one's
    ``actual`` already. ``paid_for``: how many such gifts there are.
    """

    unit_id: UUID
    code: str
    name: str | None
    kind: str
    fund_id: UUID
    sort_key: str
    target: int | None
    gifts: int
    actual: int
    paid_by_others: int
    paid_for: int

    @property
    def percent(self) -> Decimal | None:
        """actual / target; None where there is no target, or a target of 0."""
        return rate(self.actual, self.target or 0)


class UnitsTotal(NamedTuple):
    """Over a whole cut: what all gave (less taken back), and of that what came from people and through no unit, and
    from units not heard of yet (``waiting``)."""

    units: int
    target: int
    gifts: int
    actual: int
    people_gifts: int
    people_actual: int
    waiting_gifts: int
    waiting_actual: int

    @property
    def percent(self) -> Decimal | None:
        """actual / target; None for a target of 0."""
        return rate(self.actual, self.target)


NO_UNITS: Final = UnitsTotal(*(0 for _ in UnitsTotal._fields))


class Campaign(NamedTuple):
    """A campaign with the sum of its targets (None: none set) and of what was received less taken back."""

    campaign_id: UUID
    fund_id: UUID
    code: str
    name: str
    year: int
    opens_on: date
    closes_on: date
    units: int
    target: int | None
    gifts: int
    actual: int
    suggested_level: str | None
    closed_on: date | None

    @property
    def percent(self) -> Decimal | None:
        """actual / target; None where there is no target, or a target of 0."""
        return rate(self.actual, self.target or 0)


class UnitName(NamedTuple):
    """A unit found by name."""

    unit_id: UUID
    code: str
    name: str | None
    kind: str
    fund_id: UUID


async def unit_results(
    conn: Connection,
    *,
    year: int,
    campaign_id: UUID | None,
    fund_id: UUID | None,
    after: tuple[str, UUID] | None,
    limit: int | None,
) -> list[UnitResult]:
    """Units that had a target, gave or were paid for in the year (or campaign), by name, each with what was merged
    into it.

    People who are units are not among them.
    """
    sort_key, unit_id = after or ("", UUID(int=0))
    rows = await conn.fetch(
        """with asked as (
               select unit_id, sum(amount)::bigint as target, 0::bigint as gifts, 0::bigint as actual,
                      0::bigint as paid, 0::bigint as paid_for from target
                 where year = $1 and ($2::uuid is null or campaign_id = $2) and ($3::uuid is null or fund_id = $3)
                 group by unit_id
               union all select unit_id, null, sum(gifts)::bigint, sum(amount)::bigint, 0, 0 from received_total
                 where year = $1 and unit_id is not null and ($2::uuid is null or campaign_id = $2)
                   and ($3::uuid is null or fund_id = $3) group by unit_id
               union all select unit_id, null, 0, -sum(amount)::bigint, 0, 0 from reversed_total
                 where year = $1 and unit_id is not null and ($2::uuid is null or campaign_id = $2)
                   and ($3::uuid is null or fund_id = $3) group by unit_id
               union all select unit_id, null, 0, 0, sum(paid)::bigint, count(*) from paid_for
                 where year = $1 and ($2::uuid is null or campaign_id = $2) and ($3::uuid is null or fund_id = $3)
                 group by unit_id
           )
           select u.unit_id, u.code, u.name, u.kind, u.fund_id, u.sort_key, sum(a.target)::bigint as target,
                  sum(a.gifts)::bigint as gifts, sum(a.actual)::bigint as actual, sum(a.paid)::bigint as paid_by_others,
                  sum(a.paid_for)::bigint as paid_for
           from asked a left join unit_merged m using (unit_id)
           join unit u on u.unit_id = coalesce(m.head_id, a.unit_id)
           where u.kind <> 'person' and (u.sort_key, u.unit_id) > ($4, $5)
           group by u.unit_id order by u.sort_key, u.unit_id limit $6""",
        year, campaign_id, fund_id, sort_key, unit_id, limit,
    )  # fmt: skip
    return [UnitResult(**row) for row in rows]


async def units_total(conn: Connection, *, year: int, campaign_id: UUID | None, fund_id: UUID | None) -> UnitsTotal:
    """The sums of a cut, so that the total of a list of units is the fund's."""
    row = await conn.fetchrow(
        """with net as (
               select unit_id, 0 as target, gifts, amount from received_total
                 where year = $1 and ($2::uuid is null or campaign_id = $2) and ($3::uuid is null or fund_id = $3)
               union all select unit_id, 0, 0, -amount from reversed_total
                 where year = $1 and ($2::uuid is null or campaign_id = $2) and ($3::uuid is null or fund_id = $3)
               union all select unit_id, amount, 0, 0 from target
                 where year = $1 and ($2::uuid is null or campaign_id = $2) and ($3::uuid is null or fund_id = $3)
               union all select unit_id, 0, 0, 0 from paid_for
                 where year = $1 and ($2::uuid is null or campaign_id = $2) and ($3::uuid is null or fund_id = $3)
           ), named as (
               select coalesce(m.head_id, n.unit_id) as unit_id, sum(n.target) as target, sum(n.gifts) as gifts,
                      sum(n.amount) as amount
               from net n left join unit_merged m using (unit_id) group by 1
           ), sorted as (
               select n.*, n.unit_id is null or coalesce(u.kind = 'person', false) as people,
                      n.unit_id is not null and u.unit_id is null as waiting
               from named n left join unit u on u.unit_id = n.unit_id
           )
           select count(*) filter (where not people and not waiting) as units,
                  coalesce(sum(target), 0)::bigint as target, coalesce(sum(gifts), 0)::bigint as gifts,
                  coalesce(sum(amount), 0)::bigint as actual,
                  coalesce(sum(gifts) filter (where people), 0)::bigint as people_gifts,
                  coalesce(sum(amount) filter (where people), 0)::bigint as people_actual,
                  coalesce(sum(gifts) filter (where waiting), 0)::bigint as waiting_gifts,
                  coalesce(sum(amount) filter (where waiting), 0)::bigint as waiting_actual
           from sorted""",
        year, campaign_id, fund_id,
    )  # fmt: skip
    return UnitsTotal(**row) if row else NO_UNITS


async def campaigns(conn: Connection, *, year: int | None = None, campaign_id: UUID | None = None) -> list[Campaign]:
    """Campaigns of a year, or one of them, or all; the newest first."""
    rows = await conn.fetch(
        """select c.campaign_id, c.fund_id, c.code, c.name, c.year, c.opens_on, c.closes_on, t.units, t.target,
                  r.gifts, (r.amount - b.amount)::bigint as actual, c.suggested_level, c.closed_on
           from campaign c,
             lateral (select count(distinct coalesce(m.head_id, t.unit_id)) as units, sum(t.amount)::bigint as target
                      from target t left join unit_merged m using (unit_id) where t.campaign_id = c.campaign_id) t,
             lateral (select coalesce(sum(gifts), 0)::bigint as gifts, coalesce(sum(amount), 0) as amount
                      from received_total where campaign_id = c.campaign_id) r,
             lateral (select coalesce(sum(amount), 0) as amount from reversed_total
                      where campaign_id = c.campaign_id) b
           where ($1::int is null or c.year = $1) and ($2::uuid is null or c.campaign_id = $2)
           order by c.opens_on desc, c.code, c.campaign_id""",
        year, campaign_id,
    )  # fmt: skip
    return [Campaign(**row) for row in rows]


async def units_named(conn: Connection, pattern: str, limit: int) -> list[UnitName]:
    """Units that had a target, gave or were paid for and whose folded name, or whose code, matches a LIKE pattern, by
    name; for a merged one the unit under which it goes on. A person without a name isn't found by a code either: it may
    be one."""
    rows = await conn.fetch(
        """select h.unit_id, h.code, h.name, h.kind, h.fund_id from unit h
           where h.unit_id in (
               select coalesce(m.head_id, u.unit_id) from unit u left join unit_merged m using (unit_id)
               where u.name is not null and (u.folded like $1 or lower(u.code) like $1)
                 and (exists (select from received_total r where r.unit_id = u.unit_id)
                      or exists (select from gift_member g where g.unit_id = u.unit_id)
                      or exists (select from target t where t.unit_id = u.unit_id)))
           order by h.sort_key, h.unit_id limit $2""",
        pattern, limit,
    )  # fmt: skip
    return [UnitName(**row) for row in rows]


async def head_of(conn: Connection, unit_id: UUID) -> UUID:
    """The unit under which a unit goes on: itself, unless it was merged."""
    head: UUID | None = await conn.fetchval("select head_id from unit_merged where unit_id = $1", unit_id)
    return head or unit_id


async def with_merged(conn: Connection, heads: Sequence[UUID]) -> list[UUID]:
    """These units and all that were merged into them."""
    rows = await conn.fetch("select unit_id from unit_merged where head_id = any($1::uuid[])", heads)
    return [*heads, *(row[0] for row in rows)]


async def units_by_id(conn: Connection, unit_ids: Sequence[UUID]) -> list[UnitName]:
    """The known ones of these units."""
    rows = await conn.fetch(
        "select unit_id, code, name, kind, fund_id from unit where unit_id = any($1::uuid[]) order by sort_key",
        unit_ids,
    )
    return [UnitName(**row) for row in rows]
