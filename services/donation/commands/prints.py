"""Recording prints of receipts, and setting a fund's letterhead."""

from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.domain import refusals
from services.donation.domain.gift import BookKey
from services.donation.domain.receipts import Format, Letterhead, PrintRun, check_range
from services.donation.store import books, gifts, prints, register
from shared.db import Connection


async def print_receipt(conn: Connection, desk: Desk, gift_id: UUID, paper: Format, sheets: int) -> PrintRun:
    """Record a print of one receipt. Raises Refused when it is unknown."""
    gift = await gifts.gift(conn, gift_id)
    if gift is None or not in_scope(desk.actor, gift.fund_id):
        raise refusals.gift_unknown()
    year, book, number = gift.receipt
    return await _record(conn, desk, BookKey(gift.fund_id, year, book), number, number, paper, sheets)


async def print_receipts(
    conn: Connection, desk: Desk, book: BookKey, first: int, last: int, paper: Format, sheets: int
) -> PrintRun:
    """Record a print of the receipts ``first`` … ``last``. Raises Refused: other fund, unknown book, the range."""
    desk.actor.check_fund(book.fund_id)
    last_number = await books.last_number(conn, book)
    if last_number is None:
        raise refusals.book_unknown()
    check_range(first, last, last_number)
    return await _record(conn, desk, book, first, last, paper, sheets)


async def _record(
    conn: Connection, desk: Desk, book: BookKey, first: int, last: int, paper: Format, sheets: int
) -> PrintRun:
    run = PrintRun(desk.new_id(), book, first, last, paper, sheets, desk.actor.id, desk.at)
    await prints.lock_book_to_print(conn, book)
    await prints.add_run(conn, run)
    return run


async def set_letterhead(conn: Connection, desk: Desk, fund_id: UUID, head: Letterhead) -> None:
    """Set what stands at the head of a fund's papers. Raises Refused: other or unknown fund."""
    desk.actor.check_fund(fund_id)
    if not await register.fund_is_known(conn, fund_id):
        raise refusals.fund_unknown()
    await prints.set_letterhead(conn, fund_id, head, by=desk.actor.id, at=desk.at)
