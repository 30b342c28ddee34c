"""Closing the receipt books of a year."""

from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.domain import refusals
from services.donation.store import books, register
from services.donation.store.books import Totals
from shared import outbox
from shared.clock import local_day
from shared.contracts.donation import BooksClosed
from shared.db import Connection
from shared.outbox import Outgoing


async def close_books(conn: Connection, desk: Desk, fund_id: UUID, year: int) -> Totals:
    """Close a year's books for good and publish their control totals.

    Waits for gifts and reversals of the year that are being written; those that come later are refused.
    Raises Refused: other or unknown fund, a year that is not over, closed already.
    """
    desk.actor.check_fund(fund_id)
    if not await register.fund_is_known(conn, fund_id):
        raise refusals.fund_unknown()
    if year >= desk.today.year:
        raise refusals.year_not_over(year)
    state = await books.lock_year_to_close(conn, fund_id, year)
    if state.closed_at is not None:
        raise refusals.books_already_closed(year, local_day(state.closed_at))
    await books.close_year(conn, fund_id, year, by=desk.actor.id, at=desk.at)
    totals = await books.totals(conn, fund_id, year)
    event = BooksClosed(fund_id=fund_id, year=year, **totals._asdict())
    await outbox.append(conn, [Outgoing(fund_id, event, desk.trace)], at=desk.at)
    return totals
