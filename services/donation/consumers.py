"""What this service hears, in causal order. Thin: the work is in the store."""

from collections.abc import Sequence

from services.donation.store import heard
from shared.contracts.fund_allocation import FundOpened, YearClosed
from shared.contracts.housing_project import HouseApplied
from shared.db import Connection
from shared.inbox import Handlers, Incoming


async def fund_opened(conn: Connection, events: Sequence[Incoming[FundOpened]]) -> None:
    """Funds that may be named from now on."""
    await heard.hear_funds(conn, [event.data for event in events])


async def year_closed(conn: Connection, events: Sequence[Incoming[YearClosed]]) -> None:
    """Years in which nothing is dated any more."""
    await heard.hear_closed_years(conn, [event.data for event in events])


async def house_applied(conn: Connection, events: Sequence[Incoming[HouseApplied]]) -> None:
    """Houses that a gift may be earmarked for."""
    await heard.hear_houses(conn, [event.data for event in events])


def handlers() -> Handlers:
    """Event type → handler."""
    return {FundOpened: fund_opened, YearClosed: year_closed, HouseApplied: house_applied}
