"""What goes on under another code when a double is merged; and where a unit stands among the others."""

from typing import NamedTuple
from uuid import UUID

from services.donation.store.find_units import Found
from shared.db import Connection


class Moving(NamedTuple):
    """What a unit and all that were merged into it have: counts, and sums in đồng."""

    gifts: int
    received: int
    others: int
    targets: int
    pledges: int
    below: int
    doubles: int


async def moving(conn: Connection, unit_id: UUID) -> Moving:
    """What of a unit will be counted under another one."""
    row = await conn.fetchrow(
        """with ours as (select unit_id from unit where unit_id = $1 or merged_into = $1)
           select g.n, g.amount,
                  (select count(*) from contribution where unit_id in (select unit_id from ours)),
                  (select count(*) from target where unit_id in (select unit_id from ours) and amount > 0),
                  (select count(*) from pledge where unit_id in (select unit_id from ours) and cancelled_at is null),
                  (select count(*) from unit where parent_id = $1),
                  (select count(*) - 1 from ours)
           from (select count(*) as n, coalesce(sum(g.amount), 0)::bigint as amount from gift g
                 where g.unit_id in (select unit_id from ours)
                   and not exists (select from reversal r where r.gift_id = g.gift_id)) g""",
        unit_id,
    )
    return Moving(*row) if row else Moving(0, 0, 0, 0, 0, 0, 0)


async def path_to(conn: Connection, unit_id: UUID) -> list[Found]:
    """The units above a unit, the highest first, without itself."""
    rows = await conn.fetch(
        """with recursive above as (
               select u.parent_id as unit_id, 1 as height from unit u where u.unit_id = $1
               union all
               select u.parent_id, a.height + 1 from above a join unit u on u.unit_id = a.unit_id where a.height < 50
           )
           select u.unit_id, u.code, u.name, u.kind from above a join unit u using (unit_id) order by a.height desc""",
        unit_id,
    )
    return [Found(*row) for row in rows]
