"""Paper lists that were entered as a whole, and the gifts of their lines."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from shared.contracts.donation import Channel
from shared.db import Connection


class NewBatch(NamedTuple):
    """A list to be written; ``total`` in đồng."""

    batch_id: UUID
    fund_id: UUID
    campaign_id: UUID | None
    channel: Channel
    received_on: date
    lines: int
    total: int


class Batch(NamedTuple):
    """A list with the block of receipt numbers that its lines have."""

    batch_id: UUID
    fund_id: UUID
    campaign_id: UUID | None
    channel: Channel
    received_on: date
    lines: int
    total: int
    book: str
    first_number: int
    last_number: int
    recorded_by: str
    recorded_at: datetime


class Line(NamedTuple):
    """A line: its place on the paper, its gift, the gift's receipt number and state."""

    n: int
    gift_id: UUID
    number: int
    unit_id: UUID | None
    amount: int
    status: str


async def add(conn: Connection, batch: NewBatch, gift_ids: Sequence[UUID], *, by: str, at: datetime) -> None:
    """Write a list whose gifts were just written, in the order of its lines."""
    await conn.execute(
        """with head as (
               insert into batch (batch_id, fund_id, campaign_id, channel, received_on, lines, total, recorded_by,
                                  recorded_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           )
           insert into batch_line (batch_id, n, gift_id)
           select $1, n, gift_id from unnest($10::uuid[]) with ordinality as l (gift_id, n)""",
        *batch, by, at, list(gift_ids),
    )  # fmt: skip


async def batches(
    conn: Connection, *, fund_id: UUID | None, batch_id: UUID | None, after: UUID | None, limit: int
) -> list[Batch]:
    """Lists of a fund, or one of them, newest first, those after ``after``."""
    rows = await conn.fetch(
        """select b.batch_id, b.fund_id, b.campaign_id, b.channel, b.received_on, b.lines, b.total,
                  r.book, r.first, r.last, b.recorded_by, b.recorded_at
           from batch b, lateral (
               select min(g.book) as book, min(g.number) as first, max(g.number) as last
               from batch_line l join gift g using (gift_id) where l.batch_id = b.batch_id) r
           where ($1::uuid is null or b.fund_id = $1) and ($2::uuid is null or b.batch_id = $2)
             and b.batch_id < coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
           order by b.batch_id desc limit $4""",
        fund_id, batch_id, after, limit,
    )  # fmt: skip
    return [Batch(*row) for row in rows]


async def lines(conn: Connection, batch_id: UUID, *, after: int, limit: int) -> list[Line]:
    """The lines of a list by number, those after ``after``."""
    rows = await conn.fetch(
        """select l.n, l.gift_id, g.number, g.unit_id, g.amount, coalesce(r.kind, 'valid')
           from batch_line l join gift g using (gift_id) left join reversal r using (gift_id)
           where l.batch_id = $1 and l.n > $2 order by l.n limit $3""",
        batch_id, after, limit,
    )  # fmt: skip
    return [Line(*row) for row in rows]
