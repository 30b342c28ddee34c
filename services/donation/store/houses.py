"""Houses that were heard of."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from shared.db import Connection


class House(NamedTuple):
    """A house that a gift may be for."""

    house_id: UUID
    code: str


async def funds_of(conn: Connection, house_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The funds of those houses that are known."""
    rows = await conn.fetch("select house_id, fund_id from house where house_id = any($1::uuid[])", list(house_ids))
    return {row[0]: row[1] for row in rows}


async def latest(conn: Connection, fund_id: UUID, *, limit: int) -> list[House]:
    """The houses of a fund that were heard of last, by code."""
    rows = await conn.fetch(
        """select house_id, code from (
               select house_id, code from house where fund_id = $1 order by house_id desc limit $2) h order by code""",
        fund_id, limit,
    )  # fmt: skip
    return [House(*row) for row in rows]
