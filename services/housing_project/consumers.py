"""What this service hears from fund_allocation, in causal order. Thin: the work is in commands and store."""

from collections.abc import Sequence

from services.housing_project import commands
from services.housing_project.store import heard
from shared.clock import Clock
from shared.contracts.fund_allocation import (
    FundOpened,
    InstalmentPaid,
    ReservationReleased,
    SupportDecided,
    SupportRefused,
)
from shared.db import Connection
from shared.inbox import Handlers, Incoming


def handlers(clock: Clock) -> Handlers:
    """Event type → handler. ``clock`` says when a heard stage was recorded."""

    async def fund_opened(conn: Connection, events: Sequence[Incoming[FundOpened]]) -> None:
        await heard.hear_funds(conn, [event.data for event in events])

    async def support_decided(conn: Connection, events: Sequence[Incoming[SupportDecided]]) -> None:
        await commands.hear_decisions(conn, [event.data for event in events], clock())

    async def support_refused(conn: Connection, events: Sequence[Incoming[SupportRefused]]) -> None:
        await commands.hear_refusals(conn, [event.data for event in events], clock())

    async def instalment_paid(conn: Connection, events: Sequence[Incoming[InstalmentPaid]]) -> None:
        await heard.hear_instalments(conn, [event.data for event in events])

    async def reservation_released(conn: Connection, events: Sequence[Incoming[ReservationReleased]]) -> None:
        await heard.hear_releases(conn, [event.data for event in events])

    return {
        FundOpened: fund_opened,
        SupportDecided: support_decided,
        SupportRefused: support_refused,
        InstalmentPaid: instalment_paid,
        ReservationReleased: reservation_released,
    }
