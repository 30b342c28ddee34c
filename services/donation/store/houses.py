"""Houses that were heard of."""

from collections.abc import Collection
from uuid import UUID

from shared.db import Connection


async def funds_of(conn: Connection, house_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The funds of those houses that are known."""
    rows = await conn.fetch("select house_id, fund_id from house where house_id = any($1::uuid[])", list(house_ids))
    return {row[0]: row[1] for row in rows}
