"""Where every đồng went: what each lot has set aside or used for each purpose."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from services.transparency.store.rows import columns
from shared.db import Connection


class Change(NamedTuple):
    """What is added to a lot's part in a purpose, in đồng; taken away when negative."""

    reserved: int
    used: int
    replaced: int


class PurposeChange(NamedTuple):
    """What is added to a purpose as a whole, in đồng."""

    purpose_id: UUID
    house_id: UUID | None
    fund_id: UUID
    use: str
    reserved: int
    used: int


async def move_purposes(conn: Connection, rows: Sequence[PurposeChange]) -> None:
    """Apply changes; no purpose twice. Raises asyncpg.CheckViolationError when more is taken than is there.

    MERGE rather than an upsert: the checks then see the sum, not the change, which may be negative.
    """
    await conn.execute(
        """merge into purpose p
           using (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::bigint[])
                  as c (purpose_id, house_id, fund_id, use, reserved, used) order by 1) c
           on p.purpose_id = c.purpose_id
           when matched then update set reserved = p.reserved + c.reserved, used = p.used + c.used
           when not matched then insert (purpose_id, house_id, fund_id, use, reserved, used)
               values (c.purpose_id, c.house_id, c.fund_id, c.use, c.reserved, c.used)""",
        *columns(rows),
    )


async def move_lots(conn: Connection, changes: Mapping[tuple[UUID, UUID], Change]) -> None:
    """Apply the changes of each (purpose, lot). Raises asyncpg.CheckViolationError when more is taken than is there."""
    await conn.execute(
        """merge into lot_trace t
           using (select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[])
                  as c (purpose_id, lot_id, reserved, used, replaced) order by 1, 2) c
           on t.purpose_id = c.purpose_id and t.lot_id = c.lot_id
           when matched then update set reserved = t.reserved + c.reserved, used = t.used + c.used,
               replaced = t.replaced + c.replaced
           when not matched then insert (purpose_id, lot_id, reserved, used, replaced)
               values (c.purpose_id, c.lot_id, c.reserved, c.used, c.replaced)""",
        *columns([(*key, *change) for key, change in changes.items()]),
    )


async def remember_unknown_lots(conn: Connection, lot_ids: Sequence[UUID]) -> None:
    """Keep the lots that are no gift and no opening balance yet."""
    await conn.execute(
        """insert into waiting_lot (lot_id)
           select l.lot_id from unnest($1::uuid[]) as l (lot_id)
           where not exists (select from gift g where g.gift_id = l.lot_id)
             and not exists (select from opening_balance o where o.lot_id = l.lot_id)
             and not exists (select from gift_part p where p.part_id = l.lot_id)
           order by 1 on conflict do nothing""",
        lot_ids,
    )
