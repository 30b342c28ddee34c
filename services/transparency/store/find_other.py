"""What was given otherwise than in cash, less what was taken back. Never added to the fund's money."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from shared.db import Connection


class OtherCut(NamedTuple):
    """Of which contributions figures are; None means any. Care for a person is of no campaign."""

    year: int | None = None
    fund_id: UUID | None = None
    campaign_id: UUID | None = None
    unit_ids: Sequence[UUID] | None = None


class Things(NamedTuple):
    """One sort of things in kind: ``quantity`` in thousandths of ``measure``; ``value`` in đồng of those that have one,
    all by the same ``basis`` (None: not valued). ``at_least``: lower bounds."""

    item: str
    measure: str
    basis: str | None
    quantity: int
    value: int
    at_least: bool


class OtherSums(NamedTuple):
    """Figures that stand side by side, each of its own kind; ``days`` in thousandths, sums in đồng.

    ``things`` counts entries in kind and ``valued`` is what those with a valuation are worth; ``care_…``: months of
    care that were paid, for how many beneficiaries. ``…_at_least``: lower bounds.
    """

    things: int
    valued: int
    days: int
    days_at_least: bool
    supports: int
    supported: int
    supported_at_least: bool
    new_builds: int
    repairs: int
    care_months: int
    care_amount: int
    cared_for: int


class UnitOther(NamedTuple):
    """The figures of one unit; None stands for people and what came through no unit, or a unit not heard of yet."""

    unit_id: UUID | None
    name: str | None
    sums: OtherSums


_SUMS = """
    with told as (
        select c.unit_id, t.sign, c.kind, c.quantity, c.value, c.new_builds, c.repairs, c.at_least
        from contribution_told t join contribution c using (contribution_id)
        where ($1::int is null or t.year = $1) and ($2::uuid is null or c.fund_id = $2)
          and ($3::uuid is null or c.campaign_id = $3) and ($4::uuid[] is null or c.unit_id = any($4))
    ), cared as (
        select m.unit_id, t.sign, t.sign * m.amount as amount,
               case when not exists (select from care_month_void v where v.payment_id = m.payment_id
                                     and ($1::int is null or v.year = $1))
                    then m.beneficiary_id end as beneficiary_id
        from care_month_told t join care_month m using (payment_id)
        where ($1::int is null or t.year = $1) and ($2::uuid is null or m.fund_id = $2)
          and $3::uuid is null and ($4::uuid[] is null or m.unit_id = any($4))
    ), asked as (
        select unit_id, sign, kind, quantity, value, new_builds, repairs, at_least, 0::bigint as care,
               null::uuid as beneficiary_id from told
        union all
        select unit_id, sign, 'care', null, null, null, null, false, amount, beneficiary_id from cared
    ), named as (
        select a.*, case when u.kind <> 'person' then u.unit_id end as shown, u.name, u.sort_key
        from asked a left join unit_merged m using (unit_id)
          left join unit u on u.unit_id = coalesce(m.head_id, a.unit_id) and u.kind <> 'person'
    )
"""
_FIGURES = """
    coalesce(sum(sign) filter (where kind = 'in_kind'), 0)::bigint as things,
    coalesce(sum(sign * value) filter (where kind = 'in_kind'), 0)::bigint as valued,
    coalesce(sum(sign * quantity) filter (where kind = 'labour_days'), 0)::bigint as days,
    coalesce(bool_or(at_least) filter (where kind = 'labour_days'), false) as days_at_least,
    coalesce(sum(sign) filter (where kind = 'direct_support'), 0)::bigint as supports,
    coalesce(sum(sign * value) filter (where kind = 'direct_support'), 0)::bigint as supported,
    coalesce(bool_or(at_least) filter (where kind = 'direct_support'), false) as supported_at_least,
    coalesce(sum(sign * new_builds), 0)::bigint as new_builds,
    coalesce(sum(sign * repairs), 0)::bigint as repairs,
    coalesce(sum(sign) filter (where kind = 'care'), 0)::bigint as care_months,
    coalesce(sum(care), 0)::bigint as care_amount,
    count(distinct beneficiary_id) filter (where sign > 0) as cared_for
"""


async def anything(conn: Connection, year: int) -> bool:
    """Whether a year has anything beside cash."""
    found: bool = await conn.fetchval(
        """select exists (select from contribution where year = $1)
               or exists (select from care_month where year = $1)""",
        year,
    )
    return found


async def sums(conn: Connection, cut: OtherCut) -> OtherSums:
    """The figures of a cut."""
    (row,) = await conn.fetch(_SUMS + "select" + _FIGURES + "from named", *cut)
    return OtherSums(*row)


async def by_unit(conn: Connection, cut: OtherCut) -> list[UnitOther]:
    """The figures by unit, by name; people and what came through no unit are one line, the last."""
    rows = await conn.fetch(
        _SUMS
        + "select shown as unit_id, min(name) as name,"
        + _FIGURES
        + "from named group by shown order by min(sort_key) nulls last, shown",
        *cut,
    )
    return [UnitOther(row[0], row[1], OtherSums(*row[2:])) for row in rows]


async def things(conn: Connection, cut: OtherCut) -> list[Things]:
    """What was given in kind, by item, measure and basis of valuation."""
    rows = await conn.fetch(
        """select min(c.item) as item, c.measure, c.basis, sum(t.sign * c.quantity)::bigint as quantity,
                  coalesce(sum(t.sign * c.value), 0)::bigint as value, bool_or(c.at_least) as at_least
           from contribution_told t join contribution c using (contribution_id)
           where c.kind = 'in_kind' and ($1::int is null or t.year = $1) and ($2::uuid is null or c.fund_id = $2)
             and ($3::uuid is null or c.campaign_id = $3) and ($4::uuid[] is null or c.unit_id = any($4))
           group by lower(c.item), c.measure, c.basis having sum(t.sign * c.quantity) <> 0
           order by lower(min(c.item)), c.measure, c.basis nulls first""",
        *cut,
    )
    return [Things(*row) for row in rows]
