"""Opening funds, bringing their balances forward, closing their years."""

from datetime import date
from uuid import UUID

from services.fund_allocation.commands.desk import Desk
from services.fund_allocation.commands.reversals import place_waiting
from services.fund_allocation.domain.days import check_day
from services.fund_allocation.domain.lots import check_earmark, earmark_key
from services.fund_allocation.domain.refusals import books
from services.fund_allocation.domain.years import YearFigures, YearInputs, close_year
from services.fund_allocation.store import funds, lots
from services.fund_allocation.store.funds import Fund
from shared.contracts.donation import Earmark
from shared.contracts.fund_allocation import FundOpened, Level, OpeningBalanceRecorded, YearClosed
from shared.db import Connection


async def open_fund(conn: Connection, desk: Desk, *, code: str, name: str, level: Level, locality: str) -> Fund:
    """Open a fund. Raises Refused when the code is taken, or for an actor who works for certain funds only."""
    fund = Fund(desk.new_id(), code, name, level, locality, None)
    desk.actor.check_fund(fund.fund_id)
    if not await funds.add(conn, fund, by=desk.actor.id, at=desk.at):
        raise books.code_taken(code)
    opened = FundOpened(fund_id=fund.fund_id, code=code, name=name, level=level, locality=locality)
    await desk.announce(conn, fund.fund_id, [opened])
    return fund


async def record_opening(
    conn: Connection, desk: Desk, fund_id: UUID, amount: int, on: date, earmark: Earmark | None
) -> OpeningBalanceRecorded:
    """Bring money forward from before this system. Raises Refused: fund, day, earmark, entries of an earlier year."""
    fund = await desk.lock_fund(conn, fund_id)
    check_day(on, "on", today=desk.today, closed_through=fund.closed_through)
    if earmark is not None:
        check_earmark(earmark)
    first_year = await funds.first_year(conn, fund_id)
    if first_year is not None and on.year > first_year:
        raise books.opening_not_first(on, first_year)
    lot_id = desk.new_id()
    await lots.add_opening(conn, lot_id, fund_id, amount, on, earmark_key(earmark), at=desk.at)
    recorded = OpeningBalanceRecorded(fund_id=fund_id, lot_id=lot_id, year=on.year, on=on, amount=amount)
    await desk.announce(conn, fund_id, [recorded])
    await place_waiting(conn, [fund_id], desk.trace, at=desk.at)
    return recorded


async def close_books(conn: Connection, desk: Desk, fund_id: UUID, year: int) -> tuple[YearFigures, date]:
    """Close a fiscal year; its closing opens the next. Raises Refused: see ``domain.years.close_year``."""
    fund = await desk.lock_fund(conn, fund_id)
    ledger = await funds.year_ledger(conn, fund_id, year)
    figures = close_year(
        YearInputs(
            year=year,
            carried_over=await funds.carried_over(conn, fund_id, year),
            opened_with=ledger.opened_with,
            own=ledger.own,
            used=ledger.used,
            heard=await funds.books_closed(conn, fund_id, year),
            waiting=ledger.waiting,
            first_open=await funds.first_year(conn, fund_id),
            closed_through=fund.closed_through,
            today=desk.today,
        )
    )
    await funds.close_year(conn, fund_id, year, figures, on=desk.today, by=desk.actor.id, at=desk.at)
    closed = YearClosed(fund_id=fund_id, year=year, closed_on=desk.today, **figures._asdict())
    await desk.announce(conn, fund_id, [closed])
    return figures, desk.today
