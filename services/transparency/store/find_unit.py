"""One unit: what it gave and what was paid for it, year by year, in đồng."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from shared.db import Connection
from shared.money import rate


class UnitYear(NamedTuple):
    """A year of a unit that had a target, gave or was paid for.

    ``target`` is None where none was set; ``kept``: of ``actual``, what was given for promises.
    """

    year: int
    target: int | None
    gifts: int
    actual: int
    paid_by_others: int
    paid_for: int
    kept: int

    @property
    def percent(self) -> Decimal | None:
        """actual / target; None where there is no target, or a target of 0."""
        return rate(self.actual, self.target or 0)


class PaidFor(NamedTuple):
    """A gift that another unit paid for this one; ``part`` is 0 where it was not told, ``payer`` None where the payer
    may not be named."""

    gift_id: UUID
    received_on: date
    payer: str | None
    part: int


async def years(conn: Connection, unit_ids: Sequence[UUID]) -> list[UnitYear]:
    """The years of a unit and of what was merged into it, the newest first."""
    rows = await conn.fetch(
        """with asked as (
               select year, amount as target, 0::bigint as gifts, 0::bigint as actual, 0::bigint as paid,
                      0::bigint as paid_for, 0::bigint as kept from target where unit_id = any($1::uuid[])
               union all select year, null, gifts, amount, 0, 0, 0 from received_total where unit_id = any($1::uuid[])
               union all select year, null, 0, -amount, 0, 0, 0 from reversed_total where unit_id = any($1::uuid[])
               union all select year, null, 0, 0, paid, 1, 0 from paid_for where unit_id = any($1::uuid[])
               union all select extract(year from g.received_on)::int, null, 0, 0, 0, 0, g.amount
                 from gift g join pledge_gift k using (gift_id) where g.unit_id = any($1::uuid[])
                   and not exists (select from reversal r where r.gift_id = g.gift_id)
           )
           select year, sum(target)::bigint, sum(gifts)::bigint, sum(actual)::bigint, sum(paid)::bigint,
                  sum(paid_for)::bigint, sum(kept)::bigint
           from asked group by year order by year desc""",
        unit_ids,
    )
    return [UnitYear(*row) for row in rows]


async def paid_by(conn: Connection, unit_ids: Sequence[UUID], limit: int) -> list[PaidFor]:
    """Gifts that others paid for a unit, the newest first."""
    rows = await conn.fetch(
        """select p.gift_id, p.received_on, case when u.kind <> 'person' then u.name end, p.paid
           from paid_for p left join unit_merged m on m.unit_id = p.payer_id
           left join unit u on u.unit_id = coalesce(m.head_id, p.payer_id)
           where p.unit_id = any($1::uuid[]) order by p.received_on desc, p.gift_id desc limit $2""",
        unit_ids, limit,
    )  # fmt: skip
    return [PaidFor(*row) for row in rows]
