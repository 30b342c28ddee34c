"""Reported pairs of numbers."""

from datetime import datetime
from uuid import UUID

from services.donation.domain.indicator import Indicator
from shared.db import Connection
from shared.text import order_of


async def add(conn: Connection, indicator: Indicator, *, by: str, at: datetime) -> None:
    """Write a report; it takes the place of the earlier one of its name."""
    await conn.execute(
        """insert into indicator (indicator_id, fund_id, year, meaning, name, counted, base, reported_by, reported_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        *indicator, by, at,
    )  # fmt: skip


async def indicators(conn: Connection, fund_id: UUID, year: int) -> list[Indicator]:
    """The newest report of each name in a fund's year, by meaning and name."""
    rows = await conn.fetch(
        """select distinct on (meaning, name) indicator_id, fund_id, year, meaning, name, counted, base
           from indicator where fund_id = $1 and year = $2 order by meaning, name, indicator_id desc""",
        fund_id, year,
    )  # fmt: skip
    return sorted((Indicator(*row) for row in rows), key=lambda found: (found.meaning, order_of(found.name)))
