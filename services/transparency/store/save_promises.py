"""For whom gifts were paid, what was promised and kept, and what payment codes lead to."""

from collections.abc import Sequence
from uuid import UUID

from services.transparency.store.rows import columns
from shared.db import Connection

Member = tuple[UUID, int, UUID, int | None]
"""gift, place, unit, part in đồng."""
Pledge = tuple[UUID, UUID, UUID, int]
"""pledge, fund, campaign, đồng."""
PaymentCode = tuple[str, UUID, UUID | None, UUID | None]
"""code, fund, campaign, unit."""


async def add_members(conn: Connection, rows: Sequence[Member]) -> None:
    """Write the units for which gifts were paid; a gift itself may come later."""
    await conn.execute(
        """insert into gift_member (gift_id, n, unit_id, amount)
           select * from unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::bigint[])""",
        *columns(rows),
    )


async def add_pledges(conn: Connection, rows: Sequence[Pledge]) -> None:
    """Write promises."""
    await conn.execute(
        """insert into pledge (pledge_id, fund_id, campaign_id, amount)
           select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[])""",
        *columns(rows),
    )


async def cancel_pledges(conn: Connection, pledge_ids: Sequence[UUID]) -> None:
    """Nothing more will come of these."""
    await conn.execute("insert into pledge_cancelled (pledge_id) select * from unnest($1::uuid[])", pledge_ids)


async def keep_pledges(conn: Connection, rows: Sequence[tuple[UUID, UUID]]) -> None:
    """Write which gift was given for which promise; either may come later."""
    await conn.execute(
        "insert into pledge_gift (gift_id, pledge_id) select * from unnest($1::uuid[], $2::uuid[])", *columns(rows)
    )


async def add_codes(conn: Connection, rows: Sequence[PaymentCode]) -> None:
    """Write what codes lead to."""
    await conn.execute(
        """insert into payment_code (code, fund_id, campaign_id, unit_id)
           select * from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[])""",
        *columns(rows),
    )
