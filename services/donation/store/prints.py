"""Prints of receipts, and what stands at the head of a fund's papers."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.donation.domain.gift import BookKey
from services.donation.domain.receipts import Format, Letterhead, PrintRun
from shared.db import Connection


class Printed(NamedTuple):
    """A print of one receipt: the ``nth``; the first is the receipt itself, later ones are copies."""

    nth: int
    print_id: UUID
    format: Format
    sheets: int
    printed_by: str
    printed_at: datetime


async def lock_book_to_print(conn: Connection, book: BookKey) -> None:
    """Wait for others who print from the book, and keep them waiting until the transaction ends. Gifts go on."""
    await conn.execute(
        "select pg_advisory_xact_lock(hashtextextended($1, 5))", f"{book.fund_id}/{book.year}/{book.book}"
    )


async def add_run(conn: Connection, run: PrintRun) -> int:
    """Write a print of every receipt of its range; how many they are. The book is held for printing."""
    written: int = await conn.fetchval(
        """with run as (
               insert into print_run (print_id, fund_id, year, book, first, last, format, sheets,
                                      printed_by, printed_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           ), printed as (
               insert into receipt_print (gift_id, nth, print_id)
               select g.gift_id, 1 + (select count(*) from receipt_print p where p.gift_id = g.gift_id), $1
               from gift g where g.fund_id = $2 and g.year = $3 and g.book = $4 and g.number between $5 and $6
               returning 1
           )
           select count(*) from printed""",
        run.print_id, *run.book, run.first, run.last, run.format, run.sheets, run.printed_by, run.printed_at,
    )  # fmt: skip
    return written


async def run(conn: Connection, print_id: UUID) -> PrintRun | None:
    """One print."""
    row = await conn.fetchrow(
        """select print_id, fund_id, year, book, first, last, format, sheets, printed_by, printed_at
           from print_run where print_id = $1""",
        print_id,
    )
    return None if row is None else PrintRun(row[0], BookKey(*row[1:4]), *row[4:])


async def prints_of(conn: Connection, gift_id: UUID) -> list[Printed]:
    """Every print of a receipt, in order."""
    rows = await conn.fetch(
        """select p.nth, p.print_id, r.format, r.sheets, r.printed_by, r.printed_at
           from receipt_print p join print_run r using (print_id) where p.gift_id = $1 order by p.nth""",
        gift_id,
    )
    return [Printed(*row) for row in rows]


async def set_letterhead(conn: Connection, fund_id: UUID, head: Letterhead, *, by: str, at: datetime) -> None:
    """Set or replace what stands at the head of a fund's papers."""
    await conn.execute(
        """insert into letterhead (fund_id, unit, address, form_code, set_by, set_at) values ($1, $2, $3, $4, $5, $6)
           on conflict (fund_id) do update
               set unit = excluded.unit, address = excluded.address, form_code = excluded.form_code,
                   set_by = excluded.set_by, set_at = excluded.set_at""",
        fund_id, *head, by, at,
    )  # fmt: skip


async def letterhead(conn: Connection, fund_id: UUID) -> Letterhead:
    """What a fund's staff want at the head of its papers."""
    row = await conn.fetchrow("select unit, address, form_code from letterhead where fund_id = $1", fund_id)
    return Letterhead(None, None, None) if row is None else Letterhead(*row)
