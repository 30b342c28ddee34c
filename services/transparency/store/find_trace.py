"""Where a lot went and what is behind a purpose; the payments that left the funds. Sums in đồng."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.transparency.store.find_gifts import Earmark
from shared.db import Connection


class LotPart(NamedTuple):
    """What one purpose has of a lot; ``house_code`` is None for an expenditure or a house not heard of yet."""

    purpose_id: UUID
    house_id: UUID | None
    house_code: str | None
    village: str | None
    commune: str | None
    use: str | None
    reserved: int
    used: int
    replaced: int


class GiftPart(NamedTuple):
    """A part of a split gift: a lot of its own; ``earmark_ref`` is None where it is free for every purpose."""

    part_id: UUID
    amount: int
    earmark_kind: str | None
    earmark_ref: str | None

    @property
    def earmark(self) -> Earmark | None:
        """The earmark as one thing."""
        return Earmark(self.earmark_kind, self.earmark_ref) if self.earmark_kind and self.earmark_ref else None


class Corrections(NamedTuple):
    """The gift that a gift replaces (None: none), and those that replace it."""

    corrects: UUID | None
    corrected_by: Sequence[UUID]


class Backer(NamedTuple):
    """What a purpose has of one lot. ``known`` is False while its gift is not heard of; ``gift_id`` is the gift that
    the lot is a part of, or the lot itself."""

    lot_id: UUID
    gift_id: UUID
    reserved: int
    used: int
    known: bool
    opening_year: int | None


class Opening(NamedTuple):
    """Money brought forward from before this system."""

    lot_id: UUID
    fund_id: UUID
    year: int
    on: date
    amount: int


class Payment(NamedTuple):
    """Money that left a fund: an instalment for a house, or an expenditure (house_id None)."""

    payment_id: UUID
    decision_id: UUID | None
    house_id: UUID | None
    house_code: str | None
    commune: str | None
    fund_id: UUID
    use: str
    certificate: str | None
    amount: int
    paid_on: date


class Uses(NamedTuple):
    """Of a list of payments: how many and how much."""

    payments: int
    amount: int


async def parts_of_lots(conn: Connection, lot_ids: Sequence[UUID]) -> list[LotPart]:
    """Where the lots of a gift went together, by house code and use."""
    rows = await conn.fetch(
        """select t.purpose_id, p.house_id, h.house_code, h.village, h.commune, p.use, t.reserved, t.used, t.replaced
           from (select purpose_id, sum(reserved)::bigint as reserved, sum(used)::bigint as used,
                        sum(replaced)::bigint as replaced
                 from lot_trace where lot_id = any($1::uuid[]) group by purpose_id) t
             left join purpose p using (purpose_id) left join house h on h.house_id = p.house_id
           order by h.sort_key nulls last, p.use, t.purpose_id""",
        lot_ids,
    )
    return [LotPart(**row) for row in rows]


async def gift_parts(conn: Connection, gift_id: UUID) -> list[GiftPart]:
    """The parts of a split gift in their order; none for any other."""
    rows = await conn.fetch(
        "select part_id, amount, earmark_kind, earmark_ref from gift_part where gift_id = $1 order by n", gift_id
    )
    return [GiftPart(**row) for row in rows]


async def gift_of_part(conn: Connection, part_id: UUID) -> UUID | None:
    """The gift that a lot is a part of."""
    gift_id: UUID | None = await conn.fetchval("select gift_id from gift_part where part_id = $1", part_id)
    return gift_id


async def corrections(conn: Connection, gift_id: UUID) -> Corrections:
    """What a gift replaces and is replaced by."""
    rows = await conn.fetch(
        """select gift_id, corrects_gift_id from gift_correction where gift_id = $1 or corrects_gift_id = $1
           order by gift_id""",
        gift_id,
    )
    replaced = [row[1] for row in rows if row[0] == gift_id]
    return Corrections(replaced[0] if replaced else None, [row[0] for row in rows if row[1] == gift_id])


async def backers(conn: Connection, purpose_ids: Sequence[UUID], after: UUID | None, limit: int) -> list[Backer]:
    """The lots behind purposes, oldest id first; lots that were replaced whole are left out."""
    rows = await conn.fetch(
        """with head as (
               select t.lot_id, sum(t.reserved)::bigint as reserved, sum(t.used)::bigint as used from lot_trace t
               where t.purpose_id = any($1::uuid[]) and t.lot_id > $2 and t.reserved + t.used > 0
               group by t.lot_id order by t.lot_id limit $3)
           select t.lot_id, coalesce(s.gift_id, t.lot_id) as gift_id, t.reserved, t.used,
                  g.gift_id is not null or o.lot_id is not null as known, o.year as opening_year
           from head t left join gift_part s on s.part_id = t.lot_id
             left join gift g on g.gift_id = coalesce(s.gift_id, t.lot_id)
             left join opening_balance o on o.lot_id = t.lot_id
           order by t.lot_id""",
        purpose_ids, after or UUID(int=0), limit,
    )  # fmt: skip
    return [Backer(**row) for row in rows]


async def count_backers(conn: Connection, purpose_ids: Sequence[UUID]) -> Uses:
    """How many lots stand behind purposes, with how much."""
    row = await conn.fetchrow(
        """select count(distinct lot_id) as payments, coalesce(sum(reserved + used), 0)::bigint as amount
           from lot_trace where purpose_id = any($1::uuid[]) and reserved + used > 0""",
        purpose_ids,
    )
    return Uses(**row) if row else Uses(0, 0)


async def opening(conn: Connection, lot_id: UUID) -> Opening | None:
    """An opening balance by its lot."""
    row = await conn.fetchrow(
        'select lot_id, fund_id, year, "on", amount from opening_balance where lot_id = $1', lot_id
    )
    return Opening(**row) if row else None


async def example(conn: Connection) -> UUID | None:
    """A gift whose money was used for something lately, and that was not taken back."""
    lot_id: UUID | None = await conn.fetchval(
        """select t.lot_id from lot_trace t
           where t.used > 0 and exists (select from gift g where g.gift_id = t.lot_id)
             and not exists (select from reversal r where r.gift_id = t.lot_id)
           order by t.purpose_id desc, t.lot_id desc limit 1"""
    )
    return lot_id


async def openings(conn: Connection, year: int) -> list[Opening]:
    """The opening balances that were entered for a year."""
    rows = await conn.fetch(
        'select lot_id, fund_id, year, "on", amount from opening_balance where year = $1 order by "on", lot_id', year
    )
    return [Opening(**row) for row in rows]


async def payments_of_house(conn: Connection, house_id: UUID) -> list[Payment]:
    """The instalments for a house, the oldest first."""
    rows = await conn.fetch(
        """select p.payment_id, p.decision_id, p.house_id, h.house_code, h.commune, p.fund_id, p.use, p.certificate,
                  p.amount, p.paid_on
           from payment p left join house h using (house_id) where p.house_id = $1 order by p.paid_on, p.payment_id""",
        house_id,
    )
    return [Payment(**row) for row in rows]


async def payment(conn: Connection, payment_id: UUID) -> Payment | None:
    """One payment."""
    row = await conn.fetchrow(
        """select p.payment_id, p.decision_id, p.house_id, h.house_code, h.commune, p.fund_id, p.use, p.certificate,
                  p.amount, p.paid_on
           from payment p left join house h using (house_id) where p.payment_id = $1""",
        payment_id,
    )
    return Payment(**row) if row else None


async def newest_payments(
    conn: Connection,
    *,
    year: int | None,
    fund_id: UUID | None,
    use: str | None,
    after: tuple[date, UUID] | None,
    limit: int,
) -> list[Payment]:
    """Payments, the newest first."""
    first, last = (date.min, date.max) if year is None else (date(year, 1, 1), date(year, 12, 31))
    day, payment_id = after or (date.max, UUID(int=2**128 - 1))
    rows = await conn.fetch(
        """select p.payment_id, p.decision_id, p.house_id, h.house_code, h.commune, p.fund_id, p.use, p.certificate,
                  p.amount, p.paid_on
           from payment p left join house h using (house_id)
           where p.paid_on between $1 and $2 and (p.paid_on, p.payment_id) < ($3, $4)
             and ($5::uuid is null or p.fund_id = $5) and ($6::text is null or p.use = $6)
           order by p.paid_on desc, p.payment_id desc limit $7""",
        first, last, day, payment_id, fund_id, use, limit,
    )  # fmt: skip
    return [Payment(**row) for row in rows]


async def total_payments(conn: Connection, *, year: int | None, fund_id: UUID | None, use: str | None) -> Uses:
    """The sum of a list of payments, from the table of sums."""
    row = await conn.fetchrow(
        """select coalesce(sum(payments), 0)::bigint as payments, coalesce(sum(amount), 0)::bigint as amount
           from used_total where ($1::int is null or year = $1) and ($2::uuid is null or fund_id = $2)
             and ($3::text is null or use = $3)""",
        year, fund_id, use,
    )  # fmt: skip
    return Uses(**row) if row else Uses(0, 0)
