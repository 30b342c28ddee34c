"""What is true of the things that gifts refer to, and the writing of gifts provided that it still is.

Outbox and idempotency are written by shared code elsewhere. Here they are part of the one statement, which is a
transaction of its own: a statement more costs as much as the writing of several gifts.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.donation.domain.gift import BookKey, Facts, Subject
from services.donation.domain.register import Campaign, Unit
from shared.db import Connection

_FACTS = """
    with asked as (
        select * from unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[])
            with ordinality as a (fund_id, year, unit_id, campaign_id, house_id, channel, cashier, n)
    ), years as materialized (
        select y.fund_id, y.year, y.closed_at is not null or y.year_closed_on is not null as closed
        from book_year y where (y.fund_id, y.year) in (select fund_id, year from asked)
        order by y.fund_id, y.year for share of y
    ), facts as materialized (
        select a.n, f::text as proof, f.*
        from asked a
        left join years y on y.fund_id = a.fund_id and y.year = a.year
        cross join lateral (
            select (select true from fund where fund_id = a.fund_id) as fund_known, y.closed as year_closed,
                   h.fund_id as house_fund, b.fund_id as book_fund, b.year as book_year, b.book,
                   u.unit_id, u.fund_id as unit_fund, u.code, u.kind, u.name, u.name_consent_on,
                   c.campaign_id, c.fund_id as campaign_fund, c.code as campaign_code, c.name as campaign_name,
                   c.year as campaign_year, c.opens_on, c.closes_on,
                   (select m.code from unit m where m.unit_id = u.merged_into) as head_code
            from (select) as one
            left join house h on h.house_id = a.house_id
            left join book b on b.fund_id = a.fund_id and b.year = a.year
                and b.channel = a.channel and b.cashier = a.cashier
            left join unit u on u.unit_id = a.unit_id
            left join campaign c on c.campaign_id = a.campaign_id
        ) f
    )
"""
"""The facts of subjects (``_columns``), in their order ``n``; their years stay as they are until the transaction ends.

One text for those who read them and those who prove that they still hold.
"""
_LOOK = (
    _FACTS  # noqa: S608 - two constants
    + """
    select f.*, b.last_number from facts f
    left join book b on b.fund_id = f.book_fund and b.year = f.book_year and b.book = f.book order by f.n"""
)
_WRITE = (
    _FACTS  # noqa: S608 - two constants
    + """
    , given as materialized (
        select * from unnest(
            $9::uuid[], $10::integer[], $11::bigint[], $12::bigint[], $13::date[], $14::text[], $15::text[],
            $16::text[], $17::text[], $18::text[], $19::text[], $20::boolean[], $21::text[], $22::text[], $23::text[],
            $24::text[], $25::text[], $26::text[], $27::text[], $28::bytea[], $29::integer[], $30::bytea[]
        ) with ordinality as g (
            gift_id, place, number, amount, received_on, earmark_kind, earmark_ref,
            display_name, payer_name, payer_address, payer_reason, name_consent, event, correlation_id, causation_id,
            traceparent, actor, route, key, request_hash, status, answer, n)
    ), wanted as materialized (
        select f.book_fund as fund_id, f.book_year as year, f.book, min(g.number) - 1 as before, count(*) as numbers
        from given g join facts f on f.n = g.place group by 1, 2, 3
    ), held as materialized (
        select b.fund_id, b.year, b.book, w.numbers from book b join wanted w using (fund_id, year, book)
        where b.last_number = w.before order by b.fund_id, b.year, b.book for update of b
    ), proved as materialized (
        select (select array_agg(proof order by n) from facts) = $8::text[]
           and (select count(*) from held) = (select count(*) from wanted) as holds
    ), counted as (
        update book b set last_number = b.last_number + h.numbers from held h, proved
        where holds and b.fund_id = h.fund_id and b.year = h.year and b.book = h.book
    ), written as (
        insert into gift (gift_id, fund_id, year, book, number, unit_id, campaign_id, channel, amount,
                          received_on, earmark_kind, earmark_ref, display_name, recorded_by, recorded_at)
        select g.gift_id, a.fund_id, a.year, f.book, g.number, a.unit_id, a.campaign_id, a.channel, g.amount,
               g.received_on, g.earmark_kind, g.earmark_ref, g.display_name, a.cashier, $32
        from proved, given g join asked a on a.n = g.place join facts f on f.n = g.place where holds
    ), paid as (
        insert into payer (gift_id, name, address, reason, name_consent)
        select gift_id, payer_name, payer_address, payer_reason, name_consent from proved, given
        where holds and name_consent is not null
    ), said as (
        insert into outbox (subject, type, data, correlation_id, causation_id, traceparent, occurred_at)
        select gift_id::text, $31, event, correlation_id, causation_id, traceparent, $32 from proved, given
        where holds order by n
    ), answered as (
        insert into idempotency (actor, route, key, request_hash, status, body)
        select actor, route, key, request_hash, status, answer from proved, given where holds
    )
    select holds from proved"""
)


class Seen(NamedTuple):
    """Facts, a text that is another when they change, and the last number of their book, 0 before it is opened."""

    facts: Facts
    proof: str
    last_number: int


class Row(NamedTuple):
    """A gift, its event and its request with the answer. ``place``: of its subject, from 1; ``number``: the receipt."""

    gift_id: UUID
    place: int
    number: int
    amount: int
    received_on: date
    earmark_kind: str | None
    earmark_ref: str | None
    display_name: str | None
    payer_name: str | None
    payer_address: str | None
    payer_reason: str | None
    name_consent: bool | None
    event: str
    correlation_id: str
    causation_id: str | None
    traceparent: str | None
    actor: str
    route: str
    key: str
    request_hash: bytes
    status: int
    answer: bytes


async def look(conn: Connection, subjects: Sequence[Subject]) -> list[Seen]:
    """What is true of each subject, in their order; their years stay as they are until the transaction ends."""
    rows = await conn.fetch(_LOOK, *_columns(subjects))
    return [Seen(_facts(row), row[1], row[22] or 0) for row in rows]


async def write(
    conn: Connection,
    subjects: Iterable[Subject],
    proofs: Sequence[str],
    rows: Sequence[Row],
    *,
    event_type: str,
    at: datetime,
) -> bool:
    """Write everything, or nothing when facts or counters are no longer as they were looked at, and say which.

    ``proofs``: of the facts of the subjects, as ``look`` gave them. The rows of a book are numbered on from its last
    number. Years are locked first, then the books in the order of their keys, as everywhere.

    Raises asyncpg.UniqueViolationError when one of the keys is stored already.
    """
    written: bool = await conn.fetchval(
        _WRITE, *_columns(subjects), proofs, *(list(column) for column in zip(*rows, strict=True)), event_type, at
    )
    return written


def _columns(subjects: Iterable[Subject]) -> list[list[Any]]:
    """The first parameters of a statement with ``_FACTS``."""
    return [list(column) for column in zip(*subjects, strict=True)]


def _facts(row: Sequence[Any]) -> Facts:
    return Facts(
        fund_known=bool(row[2]),
        year_closed=bool(row[3]),
        house_fund=row[4],
        book=None if row[5] is None else BookKey(*row[5:8]),
        unit=None if row[8] is None else Unit(*row[8:14])._replace(merged_into_code=row[21]),
        campaign=None if row[14] is None else Campaign(*row[14:21]),
    )
