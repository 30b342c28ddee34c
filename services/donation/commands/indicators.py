"""Reporting pairs of numbers."""

from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.domain import refusals
from services.donation.domain.indicator import Indicator, Meaning, check_indicator
from services.donation.store import indicators, register
from shared.db import Connection


async def report_indicator(
    conn: Connection, desk: Desk, *, fund_id: UUID, year: int, meaning: Meaning, name: str, counted: int, base: int
) -> Indicator:
    """Report a pair. Raises Refused: other or unknown fund, a year ahead, a part above its whole."""
    desk.actor.check_fund(fund_id)
    if not await register.fund_is_known(conn, fund_id):
        raise refusals.fund_unknown()
    indicator = Indicator(desk.new_id(), fund_id, year, meaning, name, counted, base)
    check_indicator(indicator, desk.today)
    await indicators.add(conn, indicator, by=desk.actor.id, at=desk.at)
    return indicator
