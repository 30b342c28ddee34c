"""Expenditures: money spent on a use without a support decision."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from shared.contracts.fund_allocation import Use
from shared.db import Connection


class Expenditure(NamedTuple):
    """Money spent on a use; the description is private."""

    expenditure_id: UUID
    fund_id: UUID
    use: Use
    amount: int
    spent_on: date
    campaign_id: UUID | None
    description: str
    recorded_by: str


async def add(conn: Connection, expenditure: Expenditure, *, at: datetime) -> None:
    await conn.execute(
        """insert into expenditure (expenditure_id, fund_id, use, amount, spent_on, campaign_id, description,
                                    recorded_by, recorded_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        *expenditure, at,
    )  # fmt: skip
