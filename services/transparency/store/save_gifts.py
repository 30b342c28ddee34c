"""Gifts and reversals. A gift is copied in bulk and counted in two sums: the finest cut, and fund and year alone."""

from collections.abc import Sequence
from datetime import date
from struct import Struct
from typing import NamedTuple
from uuid import UUID

from services.transparency.store.rows import columns
from shared.copying import copy_rows, day, integer, text, uuid
from shared.db import Connection

Kind = tuple[UUID, UUID | None, UUID | None, str, date, int, str, str | None, str | None, str | None]
"""What many gifts have in common: fund, unit, campaign, channel, day, the receipt's year and book, earmark's kind and
ref, display name."""
GiftRow = tuple[int, UUID, int, int]
"""Place of its kind, id, amount in đồng, receipt number; a plain tuple because there are a million of them."""

_COLUMNS = (
    "gift_id", "amount", "receipt_number", "fund_id", "unit_id", "campaign_id", "channel", "received_on",
    "receipt_year", "receipt_book", "earmark_kind", "earmark_ref", "display_name",
)  # fmt: skip
_OWN = Struct(">hi16siqiq")
"""How many columns there are, and the first three of them."""

COPY_FROM = 64
"""Gifts from which COPY is cheaper than one statement for all: it costs more round trips and less for each row."""

Cut = tuple[UUID, int, UUID | None, UUID | None, str]
"""fund, year, unit, campaign, channel."""


class Waiting(NamedTuple):
    """Whether anything waits for a gift to become known."""

    lots: bool
    reversals: bool


class ReversalRow(NamedTuple):
    """A row of ``reversal``; ``amount`` in đồng."""

    gift_id: UUID
    amount: int
    reversed_on: date
    kind: str


async def add_gifts(conn: Connection, kinds: Sequence[Kind], rows: Sequence[GiftRow]) -> Waiting:
    """Write gifts and add them to both sums; whether anything waits for gifts to become known.

    Raises asyncpg.UniqueViolationError when a gift is there already. Sums are locked in one order for all.
    """
    added = columns([(*cut, *added) for cut, added in _sums(kinds, rows).items()])
    if len(rows) < COPY_FROM:
        whole = [(gift_id, amount, number, *kinds[place]) for place, gift_id, amount, number in rows]
        row = await conn.fetchrow(_INSERT_AND_ADD, *added, *columns(whole))
    else:
        alike = list(map(_alike, kinds))
        copied = [
            _OWN.pack(len(_COLUMNS), 16, gift_id.bytes, 8, amount, 8, number) + alike[place]
            for place, gift_id, amount, number in rows
        ]
        await copy_rows(conn, "gift", _COLUMNS, copied)
        row = await conn.fetchrow(_ADD, *added)
    return Waiting(**row) if row else Waiting(lots=False, reversals=False)


def _sums(kinds: Sequence[Kind], rows: Sequence[GiftRow]) -> dict[Cut, tuple[int, int]]:
    """(gifts, đồng) of each cut."""
    gifts, totals = [0] * len(kinds), [0] * len(kinds)
    for place, _, amount, _ in rows:
        gifts[place] += 1
        totals[place] += amount
    sums: dict[Cut, tuple[int, int]] = {}
    for (fund_id, unit_id, campaign_id, channel, on, *_), more, total in zip(kinds, gifts, totals, strict=True):
        cut = (fund_id, on.year, unit_id, campaign_id, channel)
        before = sums.get(cut, (0, 0))
        sums[cut] = (before[0] + more, before[1] + total)
    return sums


def _alike(kind: Kind) -> bytes:
    """The columns that gifts of a kind have in common."""
    fund_id, unit_id, campaign_id, channel, on, year, book, earmark_kind, earmark_ref, display_name = kind
    return b"".join((
        uuid(fund_id), uuid(unit_id), uuid(campaign_id), text(channel), day(on), integer(year), text(book),
        text(earmark_kind), text(earmark_ref), text(display_name),
    ))  # fmt: skip


_SUMS = """
    cut as materialized (
        select * from unnest($1::uuid[], $2::int[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::bigint[])
            as c (fund_id, year, unit_id, campaign_id, channel, gifts, amount)
    ), finest as (
        insert into received_total as t (fund_id, year, unit_id, campaign_id, channel, gifts, amount)
        select * from cut order by year, fund_id, unit_id, campaign_id, channel
        on conflict (year, fund_id, unit_id, campaign_id, channel) do update
        set gifts = t.gifts + excluded.gifts, amount = t.amount + excluded.amount
    ), by_fund as (
        insert into fund_received as t (fund_id, year, gifts, amount)
        select fund_id, year, sum(gifts), sum(amount) from cut group by fund_id, year order by fund_id, year
        on conflict (fund_id, year) do update
        set gifts = t.gifts + excluded.gifts, amount = t.amount + excluded.amount
    )
    select exists (select from waiting_lot) as lots, exists (select from waiting_reversal) as reversals"""
"""What waits is almost always nothing, and one look saves the hot path two statements."""
_ADD = "with" + _SUMS
_INSERT_AND_ADD = (
    """
    with written as (
        insert into gift (gift_id, amount, receipt_number, fund_id, unit_id, campaign_id, channel, received_on,
                          receipt_year, receipt_book, earmark_kind, earmark_ref, display_name)
        select * from unnest($8::uuid[], $9::bigint[], $10::bigint[], $11::uuid[], $12::uuid[], $13::uuid[],
                             $14::text[], $15::date[], $16::int[], $17::text[], $18::text[], $19::text[], $20::text[])
    ),"""  # noqa: S608 - two constants
    + _SUMS
)


async def forget_waiting_lots(conn: Connection, lot_ids: Sequence[UUID]) -> None:
    """These lots are known now."""
    await conn.execute(
        "delete from waiting_lot w using unnest($1::uuid[]) as known (lot_id) where w.lot_id = known.lot_id", lot_ids
    )


async def keep_reversals(conn: Connection, rows: Sequence[ReversalRow]) -> None:
    """Keep reversals as waiting; ``place_reversals`` counts those whose gift is known."""
    await conn.execute(
        """insert into waiting_reversal (gift_id, amount, reversed_on, kind)
           select * from unnest($1::uuid[], $2::bigint[], $3::date[], $4::text[])""",
        *columns(rows),
    )


async def put_unnamed(conn: Connection, gift_ids: Sequence[UUID]) -> None:
    """Gifts whose own name is shown no more."""
    await conn.execute("insert into unnamed_gift select distinct * from unnest($1::uuid[]) order by 1", gift_ids)


async def place_reversals(conn: Connection) -> None:
    """Take every waiting reversal whose gift is known, and count it where its gift was counted."""
    await conn.execute(
        """with placed as (
               delete from waiting_reversal w using gift g where g.gift_id = w.gift_id
               returning w.gift_id, w.amount, w.reversed_on, w.kind, g.fund_id, g.unit_id, g.campaign_id, g.channel,
                   extract(year from g.received_on)::int as received_year, extract(year from w.reversed_on)::int as year
           ), kept as (
               insert into reversal (gift_id, amount, reversed_on, kind)
               select gift_id, amount, reversed_on, kind from placed
           ), counted as (
               insert into reversed_total as t
                   (fund_id, received_year, year, unit_id, campaign_id, channel, gifts, amount)
               select fund_id, received_year, year, unit_id, campaign_id, channel, count(*), sum(amount)
               from placed group by 1, 2, 3, 4, 5, 6 order by 3, 2, 1, 4, 5, 6
               on conflict (year, received_year, fund_id, unit_id, campaign_id, channel) do update
               set gifts = t.gifts + excluded.gifts, amount = t.amount + excluded.amount
           )
           insert into fund_reversed as t (fund_id, year, gifts, amount)
           select fund_id, year, count(*), sum(amount) from placed group by 1, 2 order by 1, 2
           on conflict (fund_id, year) do update
           set gifts = t.gifts + excluded.gifts, amount = t.amount + excluded.amount"""
    )
