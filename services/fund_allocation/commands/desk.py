"""At whose desk a command is done, and how it is announced."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.fund_allocation.domain.refusals import books
from services.fund_allocation.store import funds
from services.fund_allocation.store.funds import Fund
from shared import outbox
from shared.access import Actor
from shared.clock import local_day
from shared.contracts import Contract
from shared.db import Connection
from shared.ids import NewId
from shared.outbox import Outgoing
from shared.trace import Trace


class Desk(NamedTuple):
    """Who acts, at which instant, for which request, and where new ids come from."""

    actor: Actor
    at: datetime
    trace: Trace
    new_id: NewId

    @property
    def today(self) -> date:
        return local_day(self.at)

    async def lock_fund(self, conn: Connection, fund_id: UUID) -> Fund:
        """The fund, locked for this command. Raises Refused: unknown, or outside the actor's scope."""
        self.actor.check_fund(fund_id)
        fund = await funds.lock(conn, fund_id)
        if fund is None:
            raise books.unknown_fund()
        return fund

    async def announce(self, conn: Connection, subject: UUID, events: Iterable[Contract]) -> None:
        """Publish events of one subject, in their order, when the command commits."""
        await outbox.append(conn, [Outgoing(subject, event, self.trace) for event in events], at=self.at)
