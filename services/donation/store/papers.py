"""What is printed on papers: the head of a fund, slips, the lines of a listing, a unit's gifts of a year."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.donation.domain.gift import BookKey, EarmarkKind, ReversalKind
from shared.contracts.donation import Channel
from shared.contracts.fund_allocation import Level
from shared.db import Connection


class Head(NamedTuple):
    """A fund, and what its staff want at the head of its papers. ``level`` and ``locality`` are None for a fund that
    was heard of before they were kept."""

    name: str
    level: Level | None
    locality: str | None
    unit: str | None
    address: str | None
    form_code: str | None


class Slip(NamedTuple):
    """A receipt as it is printed for the ``nth`` time, with its private words."""

    number: int
    nth: int
    gift_id: UUID
    channel: Channel
    amount: int
    received_on: date
    payer_name: str | None
    payer_address: str | None
    reason: str | None
    unit_name: str | None
    campaign_name: str | None
    earmark_kind: EarmarkKind | None
    earmark_ref: str | None
    house_code: str | None
    reversed_as: ReversalKind | None
    reversed_on: date | None


class Proof(NamedTuple):
    """What a book comes to: its first and last number, how many receipts it has, and what was taken back of them."""

    first: int | None
    last: int | None
    receipts: int
    received: int
    voided: int
    voided_amount: int
    taken_back: int
    taken_back_amount: int


class Line(NamedTuple):
    """A line of a listing."""

    number: int
    received_on: date
    amount: int
    giver: str | None
    status: str
    reversed_on: date | None


class Given(NamedTuple):
    """A unit's gift in a year."""

    received_on: date
    book: str
    number: int
    channel: Channel
    campaign_name: str | None
    amount: int
    status: str
    reversed_on: date | None


async def head(conn: Connection, fund_id: UUID) -> Head:
    """The head of a fund's papers. Raises LookupError when no such fund was heard of."""
    row = await conn.fetchrow(
        """select f.name, f.level, f.locality, l.unit, l.address, l.form_code
           from fund f left join letterhead l using (fund_id) where f.fund_id = $1""",
        fund_id,
    )
    if row is None:
        raise LookupError("a paper of an unknown fund")
    return Head(*row)


async def slips(conn: Connection, print_id: UUID, *, after: int, limit: int) -> list[Slip]:
    """The receipts of a print by number, those after ``after``."""
    rows = await conn.fetch(
        """select g.number, p.nth, g.gift_id, g.channel, g.amount, g.received_on, y.name, y.address, y.reason,
                  u.name, c.name, g.earmark_kind, g.earmark_ref, h.code, r.kind, r.reversed_on
           from receipt_print p join gift g using (gift_id)
           left join payer y using (gift_id)
           left join unit u on u.unit_id = g.unit_id
           left join campaign c on c.campaign_id = g.campaign_id
           left join house h on g.earmark_kind = 'house' and h.house_id::text = g.earmark_ref
           left join reversal r using (gift_id)
           where p.print_id = $1 and g.number > $2 order by g.number limit $3""",
        print_id, after, limit,
    )  # fmt: skip
    return [Slip(*row) for row in rows]


async def proof(conn: Connection, book: BookKey) -> Proof:
    """What a book comes to."""
    row = await conn.fetchrow(
        """select min(g.number), max(g.number), count(*), coalesce(sum(g.amount), 0)::bigint,
                  count(*) filter (where r.kind = 'void'),
                  coalesce(sum(g.amount) filter (where r.kind = 'void'), 0)::bigint,
                  count(*) filter (where r.kind <> 'void'),
                  coalesce(sum(g.amount) filter (where r.kind <> 'void'), 0)::bigint
           from gift g left join reversal r using (gift_id)
           where g.fund_id = $1 and g.year = $2 and g.book = $3""",
        *book,
    )
    return Proof(*row) if row else Proof(None, None, 0, 0, 0, 0, 0, 0)


async def lines(conn: Connection, book: BookKey, *, first: int, last: int) -> list[Line]:
    """The lines ``first`` … ``last`` of a book by number; the giver as the public may see them."""
    rows = await conn.fetch(
        """select g.number, g.received_on, g.amount, g.display_name, coalesce(r.kind, 'valid'), r.reversed_on
           from gift g left join reversal r using (gift_id)
           where g.fund_id = $1 and g.year = $2 and g.book = $3 and g.number between $4 and $5 order by g.number""",
        *book, first, last,
    )  # fmt: skip
    return [Line(*row) for row in rows]


async def given(conn: Connection, fund_id: UUID, unit_id: UUID, year: int, *, limit: int) -> list[Given]:
    """A unit's gifts of a year by day, those taken back among them."""
    rows = await conn.fetch(
        """select g.received_on, g.book, g.number, g.channel, c.name, g.amount, coalesce(r.kind, 'valid'), r.reversed_on
           from gift g left join campaign c using (campaign_id) left join reversal r on r.gift_id = g.gift_id
           where g.fund_id = $1 and g.year = $2 and g.unit_id = $3 order by g.received_on, g.book, g.number limit $4""",
        fund_id, year, unit_id, limit,
    )  # fmt: skip
    return [Given(*row) for row in rows]
