"""Receipt books: their years, counters, completeness and closing.

Order of locks, for every writer: years by id (for share; a closing for update), then new books, then counters by id.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.donation.domain.gift import BookKey
from shared.contracts.donation import Channel
from shared.db import Connection

PREFIXES: Mapping[Channel, str] = {"cash": "TM", "bank_transfer": "CK"}
"""How a book's number begins: tiền mặt, chuyển khoản."""


class Year(NamedTuple):
    """The state of a fund's year of books."""

    closed_at: datetime | None
    year_closed_on: date | None

    @property
    def closed(self) -> bool:
        """Nothing more is dated in it."""
        return self.closed_at is not None or self.year_closed_on is not None


class Totals(NamedTuple):
    """Counts and sums in đồng of a fund's year: gifts by their day of receipt, reversals by their own day."""

    gifts: int
    received: int
    reversals: int
    reversed: int


class Book(NamedTuple):
    """A receipt book with what was written in it; complete when its gifts are numbered 1 … ``last_number``."""

    book: str
    channel: Channel
    cashier: str
    last_number: int
    gifts: int
    received: int
    complete: bool


class Receipt(NamedTuple):
    """A line in the listing of a book."""

    number: int
    gift_id: UUID
    amount: int
    received_on: date
    status: str


async def lock_year(conn: Connection, fund_id: UUID, year: int) -> Year:
    """Hold a year of books so that it is not closed before the transaction ends; it is made when it is new."""
    await _make_year(conn, fund_id, year)
    return Year(*await _row(
        conn,
        "select closed_at, year_closed_on from book_year where fund_id = $1 and year = $2 for share",
        fund_id, year,
    ))  # fmt: skip


async def lock_year_to_close(conn: Connection, fund_id: UUID, year: int) -> Year:
    """Wait for everyone who writes in a year of books and keep new ones waiting; it is made when it is new."""
    await _make_year(conn, fund_id, year)
    return Year(*await _row(
        conn,
        "select closed_at, year_closed_on from book_year where fund_id = $1 and year = $2 for no key update",
        fund_id, year,
    ))  # fmt: skip


async def _make_year(conn: Connection, fund_id: UUID, year: int) -> None:
    await conn.execute(
        "insert into book_year (fund_id, year) values ($1, $2) on conflict (fund_id, year) do nothing", fund_id, year
    )


async def _row(conn: Connection, query: str, *arguments: object) -> asyncpg.Record:
    row = await conn.fetchrow(query, *arguments)
    if row is None:
        raise LookupError(query)
    return row


async def close_year(conn: Connection, fund_id: UUID, year: int, *, by: str, at: datetime) -> None:
    """Close the books of a year that is held to be closed."""
    await conn.execute(
        "update book_year set closed_at = $3, closed_by = $4 where fund_id = $1 and year = $2", fund_id, year, at, by
    )


async def open_book(
    conn: Connection, fund_id: UUID, year: int, channel: Channel, cashier: str, *, at: datetime
) -> None:
    """Open a cashier's next book of a year that is held; does nothing when it is there."""
    while True:
        # The number may be taken by another cashier in the same moment: wait for them and count again.
        opened = await conn.fetchval(
            """insert into book (fund_id, year, book, channel, cashier, opened_at)
               select $1, $2, $3 || case when n < 10 then '0' else '' end || n, $4, $5, $6
               from (select count(*) + 1 as n from book where fund_id = $1 and year = $2 and channel = $4) as following
               on conflict do nothing returning true""",
            fund_id, year, PREFIXES[channel], channel, cashier, at,
        )  # fmt: skip
        if opened or await conn.fetchval(
            "select true from book where fund_id = $1 and year = $2 and channel = $3 and cashier = $4",
            fund_id, year, channel, cashier,
        ):  # fmt: skip
            return


async def take_numbers(conn: Connection, wanted: Mapping[BookKey, int]) -> dict[BookKey, int]:
    """Take so many numbers of each book and hold its counter until the transaction ends.

    Returns the first number of each block. Counters are the last thing that a transaction locks, in one order.
    """
    keys = sorted(wanted)
    rows = await conn.fetch(
        """with asked as (
               select * from unnest($1::uuid[], $2::smallint[], $3::text[], $4::bigint[])
                   as a (fund_id, year, book, numbers)
           ), held as materialized (
               select fund_id, year, book, a.numbers from book join asked a using (fund_id, year, book)
               order by fund_id, year, book for update of book
           )
           update book b set last_number = b.last_number + h.numbers
           from held h where b.fund_id = h.fund_id and b.year = h.year and b.book = h.book
           returning b.fund_id, b.year, b.book, b.last_number - h.numbers + 1""",
        [key.fund_id for key in keys],
        [key.year for key in keys],
        [key.book for key in keys],
        [wanted[key] for key in keys],
    )
    return {BookKey(row[0], row[1], row[2]): row[3] for row in rows}


async def totals(conn: Connection, fund_id: UUID, year: int) -> Totals:
    """What a year's books come to."""
    row = await _row(
        conn,
        """select g.n, g.amount::bigint, r.n, r.amount::bigint
           from (select count(*) as n, coalesce(sum(amount), 0) as amount from gift where fund_id = $1 and year = $2) g,
                (select count(*) as n, coalesce(sum(g.amount), 0) as amount
                 from reversal r join gift g using (gift_id) where r.fund_id = $1 and r.year = $2) r""",
        fund_id,
        year,
    )
    return Totals(*row)


async def year(conn: Connection, fund_id: UUID, year: int) -> Year:
    """The state of a year of books, also when nothing was written in it."""
    row = await conn.fetchrow(
        "select closed_at, year_closed_on from book_year where fund_id = $1 and year = $2", fund_id, year
    )
    return Year(None, None) if row is None else Year(*row)


async def books(conn: Connection, fund_id: UUID, year: int, *, book: str | None = None) -> list[Book]:
    """The books of a year, or one of them, each with the proof that its numbers are complete."""
    rows = await conn.fetch(
        """select b.book, b.channel, b.cashier, b.last_number, g.n, g.amount,
                  g.n = b.last_number and g.last = b.last_number as complete
           from book b, lateral (
               select count(*) as n, coalesce(sum(amount), 0)::bigint as amount, coalesce(max(number), 0) as last
               from gift g where g.fund_id = b.fund_id and g.year = b.year and g.book = b.book
           ) g
           where b.fund_id = $1 and b.year = $2 and ($3::text is null or b.book = $3) order by b.book""",
        fund_id, year, book,
    )  # fmt: skip
    return [Book(*row) for row in rows]


async def last_number(conn: Connection, key: BookKey) -> int | None:
    """How far a book's numbers have come; None when there is no such book."""
    number: int | None = await conn.fetchval(
        "select last_number from book where fund_id = $1 and year = $2 and book = $3", *key
    )
    return number


async def missing_numbers(conn: Connection, fund_id: UUID, year: int, book: str, *, limit: int = 100) -> list[int]:
    """The first numbers of a book that no gift has."""
    rows = await conn.fetch(
        """select n from book b, generate_series(1, b.last_number) as n
           where b.fund_id = $1 and b.year = $2 and b.book = $3 and not exists (
               select from gift g where g.fund_id = $1 and g.year = $2 and g.book = $3 and g.number = n)
           order by n limit $4""",
        fund_id, year, book, limit,
    )  # fmt: skip
    return [row[0] for row in rows]


async def receipts(conn: Connection, key: BookKey, *, after: int, limit: int) -> list[Receipt]:
    """The lines of a book by number, those after ``after``."""
    rows = await conn.fetch(
        """select g.number, g.gift_id, g.amount, g.received_on, coalesce(r.kind, 'valid')
           from gift g left join reversal r using (gift_id)
           where g.fund_id = $1 and g.year = $2 and g.book = $3 and g.number > $4 order by g.number limit $5""",
        *key, after, limit,
    )  # fmt: skip
    return [Receipt(*row) for row in rows]
