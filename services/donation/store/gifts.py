"""Gifts, the private words of those who paid, and reversals."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.donation.domain.gift import (
    Earmark,
    EarmarkKind,
    Payer,
    ReceiptNumber,
    RecordedGift,
    ReversalKind,
)
from shared.contracts.donation import Channel
from shared.db import Connection

GIFT_COLUMNS = (
    "gift_id", "fund_id", "year", "book", "number", "unit_id", "campaign_id", "channel", "amount", "received_on",
    "earmark_kind", "earmark_ref", "display_name", "recorded_by", "recorded_at",
)  # fmt: skip
GiftRow = tuple[
    UUID, UUID, int, str, int, UUID | None, UUID | None, Channel, int, date,
    EarmarkKind | None, str | None, str | None, str, datetime,
]  # fmt: skip
"""The values of ``GIFT_COLUMNS``."""


class ShownGift(NamedTuple):
    """A gift as staff see it, without the private words."""

    gift_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    channel: Channel
    amount: int
    received_on: date
    receipt: ReceiptNumber
    earmark: Earmark | None
    display_name: str | None
    status: str
    recorded_by: str
    recorded_at: datetime


class Reversal(NamedTuple):
    """How a gift was taken back; the reason is private."""

    kind: ReversalKind
    reversed_on: date
    reason: str
    recorded_by: str


async def add_gifts(conn: Connection, gifts: Sequence[GiftRow], payers: Sequence[tuple[UUID, Payer]]) -> None:
    """Write gifts, and the private words of those who left some."""
    # COPY is the cheapest way from one row on; only a single row is a little dearer than an insert.
    await conn.copy_records_to_table("gift", records=gifts, columns=GIFT_COLUMNS)
    if payers:
        await conn.copy_records_to_table(
            "payer",
            records=[(gift_id, *payer) for gift_id, payer in payers],
            columns=("gift_id", "name", "address", "reason", "name_consent"),
        )


async def gift_to_reverse(conn: Connection, gift_id: UUID) -> RecordedGift | None:
    """What the rules of a reversal need."""
    row = await conn.fetchrow(
        """select g.gift_id, g.fund_id, g.unit_id, g.campaign_id, g.amount, g.received_on, g.year, g.book, g.number,
                  r.kind, r.reversed_on
           from gift g left join reversal r using (gift_id) where g.gift_id = $1""",
        gift_id,
    )
    if row is None:
        return None
    gift_id, fund_id, unit_id, campaign_id, amount, received_on, year, book, number, kind, reversed_on = row
    receipt = ReceiptNumber(year, book, number)
    return RecordedGift(gift_id, fund_id, unit_id, campaign_id, amount, received_on, receipt, kind, reversed_on)


async def add_reversal(
    conn: Connection, gift: RecordedGift, kind: ReversalKind, day: date, reason: str, *, by: str, at: datetime
) -> bool:
    """Write a reversal; False when the gift has one already."""
    added = await conn.fetchval(
        """insert into reversal (gift_id, fund_id, year, kind, reason, reversed_on, recorded_by, recorded_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (gift_id) do nothing returning true""",
        gift.gift_id, gift.fund_id, day.year, kind, reason, day, by, at,
    )  # fmt: skip
    return added is not None


async def gift(conn: Connection, gift_id: UUID) -> ShownGift | None:
    """One gift."""
    row = await conn.fetchrow(
        """select g.gift_id, g.fund_id, g.unit_id, g.campaign_id, g.channel, g.amount, g.received_on,
                  g.year, g.book, g.number, g.earmark_kind, g.earmark_ref, g.display_name, coalesce(r.kind, 'valid'),
                  g.recorded_by, g.recorded_at
           from gift g left join reversal r using (gift_id) where g.gift_id = $1""",
        gift_id,
    )
    return None if row is None else _shown(row)


async def gifts(conn: Connection, fund_id: UUID, *, after: UUID | None, limit: int) -> list[ShownGift]:
    """Gifts of a fund, newest first, those after ``after``."""
    rows = await conn.fetch(
        """select g.gift_id, g.fund_id, g.unit_id, g.campaign_id, g.channel, g.amount, g.received_on,
                  g.year, g.book, g.number, g.earmark_kind, g.earmark_ref, g.display_name, coalesce(r.kind, 'valid'),
                  g.recorded_by, g.recorded_at
           from gift g left join reversal r using (gift_id)
           where g.fund_id = $1 and g.gift_id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
           order by g.gift_id desc limit $3""",
        fund_id, after, limit,
    )  # fmt: skip
    return [_shown(row) for row in rows]


def _shown(row: Iterable[Any]) -> ShownGift:
    (
        gift_id, fund_id, unit_id, campaign_id, channel, amount, received_on, year, book, number,
        earmark_kind, earmark_ref, display_name, status, recorded_by, recorded_at,
    ) = row  # fmt: skip
    earmark = None if earmark_kind is None else Earmark(earmark_kind, earmark_ref)
    return ShownGift(
        gift_id, fund_id, unit_id, campaign_id, channel, amount, received_on, ReceiptNumber(year, book, number),
        earmark, display_name, status, recorded_by, recorded_at,
    )  # fmt: skip


async def payer(conn: Connection, gift_id: UUID) -> Payer | None:
    """The private words of the one who paid."""
    row = await conn.fetchrow("select name, address, reason, name_consent from payer where gift_id = $1", gift_id)
    return None if row is None else Payer(*row)


async def reversal(conn: Connection, gift_id: UUID) -> Reversal | None:
    """How a gift was taken back."""
    row = await conn.fetchrow("select kind, reversed_on, reason, recorded_by from reversal where gift_id = $1", gift_id)
    return None if row is None else Reversal(*row)
