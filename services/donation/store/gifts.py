"""Gifts, the private words of those who paid, and reversals."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID

from services.donation.domain.gift import (
    BookKey,
    Earmark,
    NewGift,
    Payer,
    ReceiptNumber,
    RecordedGift,
    ReversalKind,
)
from services.donation.store.books import take_numbers
from shared.contracts.donation import Channel
from shared.db import Connection

COPY_FROM = 64
"""Gifts from which COPY is cheaper than one statement for all: it costs more round trips and less for each row."""

_GIFT_COLUMNS = (
    "gift_id", "fund_id", "year", "book", "number", "unit_id", "campaign_id", "channel", "amount", "received_on",
    "earmark_kind", "earmark_ref", "display_name", "recorded_by", "recorded_at",
)  # fmt: skip


class Entry(NamedTuple):
    """A gift as it is written: in which book, and under which name it may be shown."""

    gift: NewGift
    book: BookKey
    display_name: str | None


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


async def add_gifts(conn: Connection, entries: Sequence[Entry], *, at: datetime) -> list[int]:
    """Write gifts with the private words of those who left some; their receipt numbers, in their order.

    The counters of the books are locked in the order of their keys and stay so until the transaction ends.
    """
    if not entries:
        return []
    return await (_insert_gifts if len(entries) < COPY_FROM else _copy_gifts)(conn, entries, at)


async def _insert_gifts(conn: Connection, entries: Sequence[Entry], at: datetime) -> list[int]:
    rows = [
        (
            g.gift_id, g.fund_id, book.year, book.book, g.unit_id, g.campaign_id, g.channel, g.amount, g.received_on,
            *(g.earmark or (None, None)), name, g.recorded_by, *(g.payer or (None, None, None, None)),
        )
        for g, book, name in entries
    ]  # fmt: skip
    numbers = await conn.fetch(
        """with asked as materialized (
               select * from unnest(
                   $1::uuid[], $2::uuid[], $3::smallint[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::bigint[],
                   $9::date[], $10::text[], $11::text[], $12::text[], $13::text[],
                   $14::text[], $15::text[], $16::text[], $17::boolean[]
               ) with ordinality as a (
                   gift_id, fund_id, year, book, unit_id, campaign_id, channel, amount,
                   received_on, earmark_kind, earmark_ref, display_name, recorded_by,
                   payer_name, payer_address, reason, name_consent, n)
           ), held as materialized (
               select b.fund_id, b.year, b.book, w.numbers from book b
               join (select fund_id, year, book, count(*) as numbers from asked group by fund_id, year, book) w
                   using (fund_id, year, book)
               order by b.fund_id, b.year, b.book for update of b
           ), counted as (
               update book b set last_number = b.last_number + h.numbers from held h
               where b.fund_id = h.fund_id and b.year = h.year and b.book = h.book
               returning b.fund_id, b.year, b.book, b.last_number - h.numbers as before
           ), numbered as materialized (
               select a.*, c.before + row_number() over (partition by fund_id, year, book order by a.n) as number
               from asked a join counted c using (fund_id, year, book)
           ), written as (
               insert into gift (gift_id, fund_id, year, book, number, unit_id, campaign_id, channel, amount,
                                 received_on, earmark_kind, earmark_ref, display_name, recorded_by, recorded_at)
               select gift_id, fund_id, year, book, number, unit_id, campaign_id, channel, amount,
                      received_on, earmark_kind, earmark_ref, display_name, recorded_by, $18 from numbered
           ), paid as (
               insert into payer (gift_id, name, address, reason, name_consent)
               select gift_id, payer_name, payer_address, reason, name_consent from numbered
               where name_consent is not null
           )
           select number from numbered order by n""",
        *(list(column) for column in zip(*rows, strict=True)), at,
    )  # fmt: skip
    if len(numbers) != len(rows):
        raise LookupError("a gift without an open book")
    return [row[0] for row in numbers]


async def _copy_gifts(conn: Connection, entries: Sequence[Entry], at: datetime) -> list[int]:
    first = await take_numbers(conn, Counter(book for _, book, _ in entries))
    following = {book: count(number) for book, number in first.items()}
    numbers = [next(following[book]) for _, book, _ in entries]
    await conn.copy_records_to_table(
        "gift",
        columns=_GIFT_COLUMNS,
        records=[
            (
                g.gift_id, g.fund_id, book.year, book.book, number, g.unit_id, g.campaign_id, g.channel, g.amount,
                g.received_on, *(g.earmark or (None, None)), name, g.recorded_by, at,
            )
            for (g, book, name), number in zip(entries, numbers, strict=True)
        ],
    )  # fmt: skip
    payers = [(entry.gift.gift_id, *entry.gift.payer) for entry in entries if entry.gift.payer is not None]
    if payers:
        columns = ("gift_id", "name", "address", "reason", "name_consent")
        await conn.copy_records_to_table("payer", records=payers, columns=columns)
    return numbers


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
                  g.year, g.book, g.number, g.earmark_kind, g.earmark_ref,
                  case when w.gift_id is null then g.display_name end, coalesce(r.kind, 'valid'),
                  g.recorded_by, g.recorded_at
           from gift g left join reversal r using (gift_id) left join name_withdrawal w using (gift_id)
           where g.gift_id = $1""",
        gift_id,
    )
    return None if row is None else _shown(row)


async def gifts(conn: Connection, fund_id: UUID, *, after: UUID | None, limit: int) -> list[ShownGift]:
    """Gifts of a fund, newest first, those after ``after``."""
    rows = await conn.fetch(
        """select g.gift_id, g.fund_id, g.unit_id, g.campaign_id, g.channel, g.amount, g.received_on,
                  g.year, g.book, g.number, g.earmark_kind, g.earmark_ref,
                  case when w.gift_id is null then g.display_name end, coalesce(r.kind, 'valid'),
                  g.recorded_by, g.recorded_at
           from gift g left join reversal r using (gift_id) left join name_withdrawal w using (gift_id)
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
