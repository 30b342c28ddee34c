"""Gifts: one, a list newest first, and the sum of a list.

Lists merge the heads of index ranges and are never sorted whole.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from shared.db import Connection

Key = tuple[date, UUID]
"""Where a list continues: the day and id of the last gift shown."""


class Receipt(NamedTuple):
    """A receipt's official number."""

    year: int
    book: str
    number: int


class Earmark(NamedTuple):
    """What a gift may be spent on alone: a campaign's or house's id, or a use."""

    kind: str
    ref: str


class Gift(NamedTuple):
    """A row of ``gift_shown``. ``giver`` is None where no name may be shown; ``reversed_on`` when it was taken back."""

    gift_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    channel: str
    amount: int
    received_on: date
    receipt_year: int
    receipt_book: str
    receipt_number: int
    earmark_kind: str | None
    earmark_ref: str | None
    giver: str | None
    giver_kind: str | None
    unit_known: bool
    reversed_on: date | None
    reversal_kind: str | None

    @property
    def receipt(self) -> Receipt:
        """The receipt as one thing."""
        return Receipt(self.receipt_year, self.receipt_book, self.receipt_number)

    @property
    def shown_unit_id(self) -> UUID | None:
        """The unit, unless it is a person without a name: nothing is to tie that one's gifts together."""
        return None if self.giver_kind == "person" and self.giver is None else self.unit_id

    @property
    def earmark(self) -> Earmark | None:
        """The earmark as one thing."""
        return Earmark(self.earmark_kind, self.earmark_ref) if self.earmark_kind and self.earmark_ref else None


class Cut(NamedTuple):
    """Which gifts a list is of; None means any. ``unit_ids`` empty means gifts of no unit at all."""

    year: int | None = None
    fund_id: UUID | None = None
    channel: str | None = None
    campaign_id: UUID | None = None
    unit_ids: Sequence[UUID] | None = None

    def days(self) -> tuple[date, date]:
        """The first and last day."""
        return (date.min, date.max) if self.year is None else (date(self.year, 1, 1), date(self.year, 12, 31))


class Sum(NamedTuple):
    """Of the gifts of a cut: how many and how much, and of those what was taken back since."""

    gifts: int
    amount: int
    reversed_gifts: int
    reversed_amount: int


async def gift(conn: Connection, gift_id: UUID) -> Gift | None:
    """One gift."""
    row = await conn.fetchrow("select * from gift_shown where gift_id = $1", gift_id)
    return Gift(**row) if row else None


async def gifts_by_id(conn: Connection, gift_ids: Sequence[UUID]) -> dict[UUID, Gift]:
    """The known ones of these gifts."""
    rows = await conn.fetch("select * from gift_shown where gift_id = any($1::uuid[])", gift_ids)
    return {row["gift_id"]: Gift(**row) for row in rows}


async def gifts_by_receipt(conn: Connection, number: int, year: int | None, book: str | None) -> list[Gift]:
    """Gifts with a receipt number, of any fund; the newest first, at most 50."""
    rows = await conn.fetch(
        """select * from gift_shown
           where receipt_number = $1 and ($2::int is null or receipt_year = $2)
             and ($3::text is null or lower(receipt_book) = lower($3))
           order by received_on desc, gift_id desc limit 50""",
        number, year, book,
    )  # fmt: skip
    return [Gift(**row) for row in rows]


async def newest(conn: Connection, cut: Cut, after: Key | None, limit: int) -> list[Gift]:
    """The newest gifts of a cut after a key. Takes the head of each unit's, or each fund's, index range."""
    first, last = cut.days()
    day, gift_id = after or (date.max, UUID(int=2**128 - 1))
    if cut.unit_ids is None:
        rows = await conn.fetch(
            """with head as (
                   select g.gift_id from (select fund_id from fund union select fund_id from fund_received) f
                     cross join lateral (
                       select g.gift_id, g.received_on from gift g
                       where g.fund_id = f.fund_id and g.received_on between $1 and $2
                         and (g.received_on, g.gift_id) < ($3, $4)
                         and ($5::text is null or g.channel = $5) and ($6::uuid is null or g.campaign_id = $6)
                       order by g.received_on desc, g.gift_id desc limit $8) g
                   where $7::uuid is null or f.fund_id = $7
                   order by g.received_on desc, g.gift_id desc limit $8)
               select g.* from head join gift_shown g using (gift_id) order by g.received_on desc, g.gift_id desc""",
            first, last, day, gift_id, cut.channel, cut.campaign_id, cut.fund_id, limit,
        )  # fmt: skip
    elif cut.unit_ids:
        rows = await conn.fetch(
            """with head as (
                   select g.gift_id from unnest($9::uuid[]) as asked (unit_id)
                     cross join lateral (
                       select g.gift_id, g.received_on from gift g
                       where g.unit_id = asked.unit_id and g.received_on between $1 and $2
                         and (g.received_on, g.gift_id) < ($3, $4)
                         and ($5::text is null or g.channel = $5) and ($6::uuid is null or g.campaign_id = $6)
                         and ($7::uuid is null or g.fund_id = $7)
                       order by g.received_on desc, g.gift_id desc limit $8) g
                   order by g.received_on desc, g.gift_id desc limit $8)
               select g.* from head join gift_shown g using (gift_id) order by g.received_on desc, g.gift_id desc""",
            first, last, day, gift_id, cut.channel, cut.campaign_id, cut.fund_id, limit, cut.unit_ids,
        )  # fmt: skip
    else:
        rows = await conn.fetch(
            """select * from gift_shown g
               where g.unit_id is null and g.received_on between $1 and $2 and (g.received_on, g.gift_id) < ($3, $4)
                 and ($5::text is null or g.channel = $5) and ($6::uuid is null or g.campaign_id = $6)
                 and ($7::uuid is null or g.fund_id = $7)
               order by g.received_on desc, g.gift_id desc limit $8""",
            first, last, day, gift_id, cut.channel, cut.campaign_id, cut.fund_id, limit,
        )  # fmt: skip
    return [Gift(**row) for row in rows]


async def total(conn: Connection, cut: Cut) -> Sum:
    """The sum of a whole cut, from the tables of sums."""
    row = await conn.fetchrow(
        """select r.gifts, r.amount, b.gifts as reversed_gifts, b.amount as reversed_amount from
             (select coalesce(sum(gifts), 0)::bigint as gifts, coalesce(sum(amount), 0)::bigint as amount
                from received_total where ($1::int is null or year = $1) and ($2::uuid is null or fund_id = $2)
                and ($3::text is null or channel = $3) and ($4::uuid is null or campaign_id = $4)
                and ($5::uuid[] is null or unit_id = any($5) or ($5 = '{}' and unit_id is null))) r,
             (select coalesce(sum(gifts), 0)::bigint as gifts, coalesce(sum(amount), 0)::bigint as amount
                from reversed_total where ($1::int is null or received_year = $1) and ($2::uuid is null or fund_id = $2)
                and ($3::text is null or channel = $3) and ($4::uuid is null or campaign_id = $4)
                and ($5::uuid[] is null or unit_id = any($5) or ($5 = '{}' and unit_id is null))) b""",
        cut.year, cut.fund_id, cut.channel, cut.campaign_id, cut.unit_ids,
    )  # fmt: skip
    return Sum(**row) if row else Sum(0, 0, 0, 0)
