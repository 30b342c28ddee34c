"""Gifts that are split over purposes: a lot for each part, and what becomes of them together."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.fund_allocation.store.shown import Row, Rows
from shared.db import Connection


class ReceivedParts(NamedTuple):
    """Columns of parts, one value for each part; a gift's parts stand together."""

    gift_ids: Sequence[UUID]
    part_ids: Sequence[UUID]
    fund_ids: Sequence[UUID]
    amounts: Sequence[int]
    days: Sequence[date]
    incomes: Sequence[str]
    earmarks: Sequence[str]


async def add_gifts(conn: Connection, parts: ReceivedParts, *, at: datetime) -> None:
    """A lot for each part and a journal line for each gift. Raises asyncpg's errors of constraints, as for any gift."""
    await conn.execute(
        """with heard as materialized (
               select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::date[], $6::account_kind[],
                                    $7::text[])
               as p (gift_id, part_id, fund_id, amount, received_on, income, earmark)
           ), lots as (
               insert into lot (lot_id, fund_id, income, earmark, amount, free, received_on)
               select part_id, fund_id, income, earmark, amount, amount, received_on from heard
           ), parts as (
               insert into gift_part (part_id, gift_id) select part_id, gift_id from heard on conflict do nothing
           )
           insert into entry (fund_id, kind, debit, credit, amount, dated, subject_id, recorded_at)
           select fund_id, 'gift', 'cash', income, sum(amount)::bigint, received_on, gift_id, $8 from heard
           group by gift_id, fund_id, income, received_on order by gift_id""",
        *parts, at,
    )  # fmt: skip


async def know_parts(conn: Connection, parts: Sequence[tuple[UUID, UUID]]) -> None:
    """Keep which gifts parts belong to (part, gift), when a reversal tells it."""
    if parts:
        await conn.execute(
            """insert into gift_part (part_id, gift_id) select * from unnest($1::uuid[], $2::uuid[])
               on conflict do nothing""",
            [part_id for part_id, _ in parts], [gift_id for _, gift_id in parts],
        )  # fmt: skip


async def gift(conn: Connection, gift_id: UUID) -> Row | None:
    """A split gift as one, with where its money is now, and its reversal if there is one; like ``shown.lot``."""
    row: Row | None = await conn.fetchrow(
        """select p.gift_id as lot_id, l.fund_id, l.income, '' as earmark, sum(l.amount)::bigint as amount,
                  sum(l.free)::bigint as free, sum(l.reserved)::bigint as reserved, sum(l.used)::bigint as used,
                  sum(l.returned)::bigint as returned, l.received_on, sum(r.amount)::bigint as reversal_amount,
                  sum(r.placed)::bigint as placed, r.reversed_on, r.kind
           from gift_part p join lot l on l.lot_id = p.part_id left join reversal r on r.gift_id = l.lot_id
           where p.gift_id = $1 group by p.gift_id, l.fund_id, l.income, l.received_on, r.reversed_on, r.kind""",
        gift_id,
    )
    return row


async def lots_of(conn: Connection, gift_id: UUID) -> Rows:
    """The lots of a split gift; none for any other."""
    rows: Rows = await conn.fetch(
        """select l.lot_id, l.earmark, l.amount, l.free, l.reserved, l.used, l.returned
           from gift_part p join lot l on l.lot_id = p.part_id where p.gift_id = $1 order by l.lot_id""",
        gift_id,
    )
    return rows
