"""Gifts as a list of receipts, the newest first: what staff look back at."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from shared.contracts.donation import Channel
from shared.db import Connection


class Slip(NamedTuple):
    """A receipt in a list; ``payer`` is private."""

    gift_id: UUID
    year: int
    book: str
    number: int
    channel: Channel
    amount: int
    received_on: date
    unit_name: str | None
    payer: str | None
    status: str


async def slips(
    conn: Connection, fund_id: UUID, *, by: str | None = None, after: UUID | None = None, limit: int
) -> list[Slip]:
    """Receipts of a fund, or those that one person wrote, those after ``after``."""
    rows = await conn.fetch(
        """select g.gift_id, g.year, g.book, g.number, g.channel, g.amount, g.received_on, u.name, p.name,
                  coalesce(r.kind, 'valid')
           from gift g left join unit u on u.unit_id = g.unit_id left join payer p on p.gift_id = g.gift_id
           left join reversal r on r.gift_id = g.gift_id
           where g.fund_id = $1 and ($2::text is null or g.recorded_by = $2)
             and g.gift_id < coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
           order by g.gift_id desc limit $4""",
        fund_id, by, after, limit,
    )  # fmt: skip
    return [Slip(*row) for row in rows]


async def with_number(conn: Connection, fund_id: UUID, book: str, number: int, year: int) -> UUID | None:
    """The gift that has a receipt's number."""
    gift_id: UUID | None = await conn.fetchval(
        "select gift_id from gift where fund_id = $1 and year = $2 and upper(book) = upper($3) and number = $4",
        fund_id, year, book, number,
    )  # fmt: skip
    return gift_id
