"""Gifts taken back: their free part at once, the rest when other money takes their place."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.fund_allocation.domain.lots import Holding, Part
from shared.db import Connection


class Reversed(NamedTuple):
    """Columns of reversals, one value for each."""

    gift_ids: Sequence[UUID]
    fund_ids: Sequence[UUID]
    amounts: Sequence[int]
    kinds: Sequence[str]
    days: Sequence[date]


class Owed(NamedTuple):
    """What waiting reversals need from one holding, in đồng."""

    holding: Holding
    need: int


class Relieved(NamedTuple):
    """The parts that left a holding, and the last day of their reversals."""

    parts: list[Part]
    on: date


async def add(conn: Connection, reversals: Reversed) -> None:
    """Keep reversals; nothing of them is placed yet."""
    await conn.execute(
        """insert into reversal (gift_id, fund_id, amount, kind, reversed_on)
           select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::date[])""",
        *reversals,
    )


async def in_closed_year(conn: Connection, gift_ids: Collection[UUID]) -> bool:
    """Whether one of these reversals is dated in a year that is closed."""
    found: bool = await conn.fetchval(
        """select exists (select from reversal r join fund f using (fund_id)
                          where r.gift_id = any($1::uuid[])
                            and extract(year from r.reversed_on) <= f.closed_through)""",
        list(gift_ids),
    )
    return found


async def differ_from_gifts(conn: Connection, gift_ids: Collection[UUID]) -> bool:
    """Whether one of these reversals has another fund or amount than its gift."""
    found: bool = await conn.fetchval(
        """select exists (select from reversal r join lot l on l.lot_id = r.gift_id
                          where r.gift_id = any($1::uuid[]) and (r.fund_id, r.amount) <> (l.fund_id, l.amount))""",
        list(gift_ids),
    )
    return found


async def funds_waiting(conn: Connection, fund_ids: Collection[UUID]) -> list[UUID]:
    """Those of the funds that have reversals waiting."""
    rows = await conn.fetch(
        "select distinct fund_id from reversal where placed < amount and fund_id = any($1::uuid[])", list(fund_ids)
    )
    return [row["fund_id"] for row in rows]


async def take_back_free(conn: Connection, fund_ids: Collection[UUID], *, at: datetime) -> None:
    """Place waiting reversals as far as their own gifts are free, each with its journal line."""
    await conn.execute(
        """with waiting as materialized (
               select r.gift_id, r.ordinal, r.fund_id, r.reversed_on, l.income, l.free
               from reversal r join lot l on l.lot_id = r.gift_id
               where r.placed < r.amount and r.fund_id = any($1::uuid[]) and l.free > 0
           ), moved as (
               update lot l set free = 0, returned = l.returned + w.free from waiting w where l.lot_id = w.gift_id
           ), placed as (
               update reversal r set placed = r.placed + w.free from waiting w where r.gift_id = w.gift_id
           )
           insert into entry (fund_id, kind, debit, credit, amount, dated, subject_id, recorded_at)
           select fund_id, 'reversal', income, 'cash', free, reversed_on, gift_id, $2 from waiting order by ordinal""",
        list(fund_ids), at,
    )  # fmt: skip


async def owed(conn: Connection, fund_id: UUID) -> list[Owed]:
    """What waiting reversals of a fund need from each holding, those heard first before the others."""
    rows = await conn.fetch(
        """select h.holding_id, h.fund_id, h.stage, h.purpose_id, h.instalment_id, h.house_id, h.use, h.campaign_id,
                  sum(p.amount)::bigint as need
           from reversal r join lot_part p on p.lot_id = r.gift_id join holding h on h.holding_id = p.holding_id
           where r.placed < r.amount and r.fund_id = $1 group by h.holding_id order by min(r.ordinal)""",
        fund_id,
    )
    return [Owed(Holding(*list(row)[:8]), row["need"]) for row in rows]


async def free_by_earmark(conn: Connection, fund_id: UUID) -> dict[str, int]:
    """The fund's free money by earmark, where there is any."""
    rows = await conn.fetch("select earmark, free from lot_pool where fund_id = $1 and free > 0", fund_id)
    return {row["earmark"]: row["free"] for row in rows}


async def relieve(conn: Connection, holding: Holding, amount: int, *, at: datetime) -> Relieved:
    """Take ``amount`` of reversed gifts out of a holding, in the order in which they were heard, and book it.

    The caller has put as much of other lots in.
    """
    rows = await conn.fetch(
        """with queue as (
               select p.lot_id, p.amount as held, r.ordinal, r.reversed_on,
                      sum(p.amount) over (order by r.ordinal rows unbounded preceding) as upto
               from lot_part p join reversal r on r.gift_id = p.lot_id and r.placed < r.amount where p.holding_id = $1
           ), part as (
               select lot_id, held, ordinal, reversed_on, least(held, $2::bigint - (upto - held))::bigint as amount
               from queue where upto - held < $2::bigint
           ), gone as (
               delete from lot_part p using part
               where p.holding_id = $1 and p.lot_id = part.lot_id and part.amount = part.held
           ), cut as (
               update lot_part p set amount = p.amount - part.amount from part
               where p.holding_id = $1 and p.lot_id = part.lot_id and part.amount < part.held
           ), moved as (
               update lot l set returned = l.returned + part.amount,
                   reserved = l.reserved - case when $3 then part.amount else 0 end,
                   used = l.used - case when $3 then 0 else part.amount end
               from part where l.lot_id = part.lot_id
           ), placed as (
               update reversal r set placed = r.placed + part.amount from part where r.gift_id = part.lot_id
           ), booked as (
               insert into entry (fund_id, kind, debit, credit, amount, dated, subject_id, recorded_at)
               select l.fund_id, 'reversal', l.income, 'cash', part.amount, part.reversed_on, part.lot_id, $4
               from part join lot l using (lot_id) order by part.ordinal
           )
           select lot_id, amount, reversed_on from part order by ordinal""",
        holding.holding_id, amount, holding.stage == "reserved", at,
    )  # fmt: skip
    return Relieved([Part(row["lot_id"], row["amount"]) for row in rows], max(row["reversed_on"] for row in rows))
