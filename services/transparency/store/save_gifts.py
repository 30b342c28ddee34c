"""Gifts and reversals. A gift is copied in bulk and counted in two sums: the finest cut, and fund and year alone."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.transparency.store.rows import columns
from shared.db import Connection

GIFT_COLUMNS = (
    "gift_id", "fund_id", "unit_id", "campaign_id", "channel", "amount", "received_on", "receipt_year",
    "receipt_book", "receipt_number", "earmark_kind", "earmark_ref", "display_name",
)  # fmt: skip
GiftRow = tuple[
    UUID, UUID, UUID | None, UUID | None, str, int, date, int, str, int, str | None, str | None, str | None,
]  # fmt: skip
"""In the order of GIFT_COLUMNS; a plain tuple because there are a million of them."""

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


async def copy_gifts(conn: Connection, rows: Sequence[GiftRow]) -> None:
    """COPY gifts in. Raises asyncpg.UniqueViolationError when one is there already."""
    await conn.copy_records_to_table("gift", records=rows, columns=GIFT_COLUMNS)


async def add_received(conn: Connection, sums: Mapping[Cut, tuple[int, int]]) -> None:
    """Add (gifts, đồng) of each cut to the finest sums. Rows are locked in one order for all."""
    await conn.execute(
        """insert into received_total as t (fund_id, year, unit_id, campaign_id, channel, gifts, amount)
           select * from unnest($1::uuid[], $2::int[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::bigint[])
           order by 2, 1, 3, 4, 5
           on conflict (year, fund_id, unit_id, campaign_id, channel) do update
           set gifts = t.gifts + excluded.gifts, amount = t.amount + excluded.amount""",
        *columns([(*cut, *added) for cut, added in sums.items()]),
    )


async def add_fund_received(conn: Connection, sums: Mapping[tuple[UUID, int], tuple[int, int]]) -> None:
    """Add (gifts, đồng) of each fund and year."""
    await conn.execute(
        """insert into fund_received as t (fund_id, year, gifts, amount)
           select * from unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[]) order by 1, 2
           on conflict (fund_id, year) do update
           set gifts = t.gifts + excluded.gifts, amount = t.amount + excluded.amount""",
        *columns([(*key, *added) for key, added in sums.items()]),
    )


async def anything_waiting(conn: Connection) -> Waiting:
    """Almost always nothing: one look saves the hot path two statements."""
    row = await conn.fetchrow(
        "select exists (select from waiting_lot) as lots, exists (select from waiting_reversal) as reversals"
    )
    return Waiting(**row) if row else Waiting(lots=False, reversals=False)


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
