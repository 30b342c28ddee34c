"""Lots and the parts that purposes hold of them: taken, shifted and released by whole sets of lots.

Whoever calls these holds the fund's lock (``funds.lock``), so what is read here stays true until the commit.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from struct import Struct
from typing import NamedTuple
from uuid import UUID

from services.fund_allocation.domain.decision import Available
from services.fund_allocation.domain.lots import Holding, Part
from shared.copying import copy_rows, day, instant, text, uuid
from shared.db import Connection

FIRST_PAGE = 256
"""Lots looked at first when money is taken; each further page is PAGE_GROWTH times as long."""
PAGE_GROWTH = 8

COPY_FROM = 64
"""Gifts from which COPY is cheaper than one statement for all."""
_LOT_COLUMNS = ("lot_id", "amount", "free", "fund_id", "income", "earmark", "received_on")
_LOT = Struct(">hi16siqiq")
"""How many columns a lot has, and the first three of them."""
_ENTRY_COLUMNS = ("subject_id", "amount", "fund_id", "kind", "debit", "credit", "dated", "recorded_at")
_ENTRY = Struct(">hi16siq")


class Received(NamedTuple):
    """Columns of gifts, one value for each gift."""

    gift_ids: Sequence[UUID]
    fund_ids: Sequence[UUID]
    amounts: Sequence[int]
    days: Sequence[date]
    incomes: Sequence[str]
    earmarks: Sequence[str]


class LotsAlike(NamedTuple):
    """Gifts of one fund, day, income and earmark: id and amount of each."""

    fund_id: UUID
    day: date
    income: str
    earmark: str
    gifts: list[tuple[UUID, int]]


async def add_gifts(conn: Connection, gifts: Received, *, at: datetime) -> None:
    """A lot and a journal line for each gift. Raises asyncpg's errors of constraints: known gift, unknown fund."""
    if len(gifts.gift_ids) >= COPY_FROM:
        await copy_gifts(conn, _alike(gifts), at=at)
        return
    await conn.execute(
        """with heard as materialized (
               select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::date[], $5::account_kind[], $6::text[])
               as g (gift_id, fund_id, amount, received_on, income, earmark)
           ), lots as (
               insert into lot (lot_id, fund_id, income, earmark, amount, free, received_on)
               select gift_id, fund_id, income, earmark, amount, amount, received_on from heard
           )
           insert into entry (fund_id, kind, debit, credit, amount, dated, subject_id, recorded_at)
           select fund_id, 'gift', 'cash', income, amount, received_on, gift_id, $7 from heard""",
        *gifts, at,
    )  # fmt: skip


async def copy_gifts(conn: Connection, some: Iterable[LotsAlike], *, at: datetime) -> None:
    """The same for many gifts."""
    lots: list[bytes] = []
    entries: list[bytes] = []
    for fund_id, received_on, income, earmark, gifts in some:
        fund, on, credit = uuid(fund_id), day(received_on), text(income)
        of_lot = b"".join((fund, credit, text(earmark), on))
        of_entry = b"".join((fund, text("gift"), text("cash"), credit, on, instant(at)))
        for gift_id, amount in gifts:
            own = gift_id.bytes
            lots.append(_LOT.pack(len(_LOT_COLUMNS), 16, own, 8, amount, 8, amount) + of_lot)
            entries.append(_ENTRY.pack(len(_ENTRY_COLUMNS), 16, own, 8, amount) + of_entry)
    await copy_rows(conn, "lot", _LOT_COLUMNS, lots)
    await copy_rows(conn, "entry", _ENTRY_COLUMNS, entries)


def _alike(gifts: Received) -> Iterable[LotsAlike]:
    """Gifts sorted by what they have in common."""
    alike: dict[tuple[UUID, date, str, str], LotsAlike] = {}
    kinds = zip(gifts.fund_ids, gifts.days, gifts.incomes, gifts.earmarks, strict=True)
    for gift_id, amount, kind in zip(gifts.gift_ids, gifts.amounts, kinds, strict=True):
        some = alike.get(kind)
        if some is None:
            some = alike[kind] = LotsAlike(*kind, [])
        some.gifts.append((gift_id, amount))
    return alike.values()


async def add_opening(
    conn: Connection, lot_id: UUID, fund_id: UUID, amount: int, on: date, earmark: str, *, at: datetime
) -> None:
    """A lot and a journal line for money brought forward."""
    await conn.execute(
        """with lots as (
               insert into lot (lot_id, fund_id, income, earmark, amount, free, received_on)
               values ($1, $2, 'income_opening', $5, $3, $3, $4)
           )
           insert into entry (fund_id, kind, debit, credit, amount, dated, subject_id, recorded_at)
           values ($2, 'opening', 'cash', 'income_opening', $3, $4, $1, $6)""",
        lot_id, fund_id, amount, on, earmark, at,
    )  # fmt: skip


async def add_holding(conn: Connection, holding: Holding) -> None:
    """Something that will hold parts of lots."""
    await conn.execute(
        """insert into holding (holding_id, fund_id, stage, purpose_id, instalment_id, house_id, use, campaign_id)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        *holding,
    )


async def available(
    conn: Connection, fund_id: UUID, earmarks: Sequence[str], until: date = date.max
) -> tuple[Available, ...]:
    """Free money of each earmark, received on or before ``until``."""
    rows = await conn.fetch(
        """select e.earmark, coalesce(p.free, 0) - coalesce(later.free, 0)::bigint as amount
           from unnest($2::text[]) with ordinality as e (earmark, n)
           left join lot_pool p on p.fund_id = $1 and p.earmark = e.earmark
           left join lateral (select sum(l.free) as free from lot l
                              where l.fund_id = $1 and l.earmark = e.earmark and l.free > 0 and l.received_on > $3
                             ) as later on true
           order by e.n""",
        fund_id, list(earmarks), until,
    )  # fmt: skip
    return tuple(Available(*row) for row in rows)


async def take(
    conn: Connection, holding: Holding, need: int, earmarks: Sequence[str], until: date = date.max
) -> list[Part]:
    """Move up to ``need`` from free lots into a holding: of one earmark after the other, in each the oldest first.

    Only lots received on or before ``until``. Returns what was taken.
    """
    taken: list[Part] = []
    for earmark in earmarks:
        page = FIRST_PAGE
        while need:
            rows = await conn.fetch(
                _TAKE, holding.fund_id, earmark, until, page, need, holding.holding_id, holding.stage == "reserved"
            )
            taken += [Part(*row) for row in rows]
            need -= sum(row["amount"] for row in rows)
            if len(rows) < page:
                break
            page *= PAGE_GROWTH
    return taken


_TAKE = """
    with queue as (
        select lot_id, received_on, free, sum(free) over (order by received_on, lot_id rows unbounded preceding) as upto
        from (select lot_id, received_on, free from lot
              where fund_id = $1 and earmark = $2 and free > 0 and received_on <= $3
              order by received_on, lot_id limit $4) as oldest
    ), part as (
        select lot_id, received_on, least(free, $5::bigint - (upto - free))::bigint as amount
        from queue where upto - free < $5::bigint
    ), moved as (
        update lot l set free = l.free - part.amount,
            reserved = l.reserved + case when $7 then part.amount else 0 end,
            used = l.used + case when $7 then 0 else part.amount end
        from part where l.lot_id = part.lot_id
    ), held as (
        insert into lot_part (holding_id, lot_id, amount) select $6, lot_id, amount from part
        on conflict (holding_id, lot_id) do update set amount = lot_part.amount + excluded.amount
    )
    select lot_id, amount from part order by received_on, lot_id
"""


async def shift(conn: Connection, source: Holding, target: Holding, amount: int) -> list[Part]:
    """Move ``amount`` of what a decision has set aside into an instalment: earmarked money first, then oldest first.

    Returns what moved; it sums to ``amount`` when the decision holds as much.
    """
    rows = await conn.fetch(
        """with queue as (
               select p.lot_id, p.amount as held, l.earmark = '' as plain, l.received_on,
                      sum(p.amount) over (order by l.earmark = '', l.received_on, p.lot_id rows unbounded preceding)
                          as upto
               from lot_part p join lot l using (lot_id) where p.holding_id = $1
           ), part as (
               select lot_id, held, plain, received_on, least(held, $3::bigint - (upto - held))::bigint as amount
               from queue where upto - held < $3::bigint
           ), gone as (
               delete from lot_part p using part
               where p.holding_id = $1 and p.lot_id = part.lot_id and part.amount = part.held
           ), cut as (
               update lot_part p set amount = p.amount - part.amount from part
               where p.holding_id = $1 and p.lot_id = part.lot_id and part.amount < part.held
           ), held as (
               insert into lot_part (holding_id, lot_id, amount) select $2, lot_id, amount from part
           ), moved as (
               update lot l set reserved = l.reserved - part.amount, used = l.used + part.amount
               from part where l.lot_id = part.lot_id
           )
           select lot_id, amount from part order by plain, received_on, lot_id""",
        source.holding_id, target.holding_id, amount,
    )  # fmt: skip
    return [Part(*row) for row in rows]


async def release(conn: Connection, holding_ids: Collection[UUID]) -> dict[UUID, list[Part]]:
    """Free everything that decisions have set aside. Returns the parts of each."""
    rows = await conn.fetch(
        """with gone as (
               delete from lot_part where holding_id = any($1::uuid[]) returning holding_id, lot_id, amount
           ), moved as (
               update lot l set reserved = l.reserved - g.amount, free = l.free + g.amount
               from (select lot_id, sum(amount)::bigint as amount from gone group by lot_id) as g
               where l.lot_id = g.lot_id
           )
           select holding_id, lot_id, amount from gone order by holding_id, lot_id""",
        list(holding_ids),
    )
    released: dict[UUID, list[Part]] = {}
    for row in rows:
        released.setdefault(row["holding_id"], []).append(Part(row["lot_id"], row["amount"]))
    return released
