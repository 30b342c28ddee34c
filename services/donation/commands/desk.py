"""Who acts, when, and for which request."""

from datetime import date, datetime
from typing import NamedTuple

from shared.access import Actor
from shared.clock import local_day
from shared.ids import NewId
from shared.trace import Trace


class Desk(NamedTuple):
    """Who acts, at which instant, for which request, and where new ids come from."""

    actor: Actor
    at: datetime
    trace: Trace
    new_id: NewId

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return local_day(self.at)
