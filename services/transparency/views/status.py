"""As of when the figures stand, and what they still leave out."""

from dataclasses import asdict, dataclass
from datetime import datetime

from services.transparency.store import find_status
from shared.db import Connection


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was heard before its explanation. Counts, and sums in đồng."""

    lots: int
    lots_amount: int
    reversals: int
    gifts_of_unknown_units: int
    gifts_of_unknown_units_amount: int
    gifts_of_unknown_campaigns: int
    unknown_funds: int
    decisions_of_unknown_houses: int
    payments_of_unknown_decisions: int
    uncertified_payments: int
    untraced_amount: int
    quarantined: int

    @property
    def anything(self) -> bool:
        """Whether anything waits."""
        return any(asdict(self).values())


@dataclass(frozen=True, slots=True)
class Status:
    """``as_of``: when the newest event taken in was published. ``events``: how many were taken in, in all."""

    as_of: datetime | None
    events: int
    waiting: Waiting


async def status(conn: Connection) -> Status:
    """Read it."""
    heard = await find_status.heard(conn)
    waiting = await find_status.waiting(conn)
    return Status(heard.at, heard.events, Waiting(**waiting._asdict(), quarantined=await find_status.quarantined(conn)))
