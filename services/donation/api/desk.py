"""What the routes of this service share: who may do what, and how a command is run once."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final, NamedTuple
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from services.donation.commands.desk import Desk
from services.donation.commands.rules import RuleWork
from services.donation.documents.press import Press
from shared.access import Actor, Role, require
from shared.clock import Clock
from shared.db import Connection, Database
from shared.http import Reply, once, once_shown
from shared.ids import NewId, NewSecret
from shared.trace import current_trace

PREFIX: Final = "/api/donation"

GIFT_TAKERS: Final[tuple[Role, ...]] = ("clerk", "cashier", "accountant")

Admin = Annotated[Actor, Depends(require("admin"))]
"""Registers units and opens campaigns."""
TargetSetter = Annotated[Actor, Depends(require("admin", "accountant"))]
GiftTaker = Annotated[Actor, Depends(require(*GIFT_TAKERS))]
"""Records what is given."""
ConsentTaker = Annotated[Actor, Depends(require("admin", "clerk", "accountant"))]
"""Records that a person may be named, or no more."""
PledgeTaker = Annotated[Actor, Depends(require(*GIFT_TAKERS))]
"""Records pledges and writes the letters about them."""
Accountant = Annotated[Actor, Depends(require("accountant"))]
"""Voids, reverses, closes."""
PrivateReader = Annotated[Actor, Depends(require(*GIFT_TAKERS, "auditor"))]
"""May read who paid and why."""
AnyStaff = Annotated[Actor, Depends(require())]
"""May read what is not private, within the funds of the token."""


class Office(NamedTuple):
    """Everything that the routes need from outside."""

    database: Database
    clock: Clock
    new_id: NewId
    new_secret: NewSecret
    press: Press
    public_url: str
    rules: RuleWork

    def desk(self, actor: Actor) -> Desk:
        """The desk at which the request that runs now is worked on."""
        return Desk(actor, self.clock(), current_trace.get(), self.new_id)

    async def write(
        self,
        request: Request,
        actor: Actor,
        status: int,
        command: Callable[[Connection, Desk], Awaitable[BaseModel]],
    ) -> Response:
        """Run a command once for its Idempotency-Key, in one transaction. Raises Refused."""
        desk = self.desk(actor)

        async def run(conn: Connection) -> Reply:
            return Reply(status, await command(conn, desk))

        return await once(self.database, request, actor, run)

    async def write_shown(
        self,
        request: Request,
        actor: Actor,
        status: int,
        command: Callable[[Connection, Desk], Awaitable[UUID]],
        show: Callable[[Connection, UUID], Awaitable[BaseModel]],
    ) -> Response:
        """``write`` for an answer with a private word: only its id is kept, ``show`` reads the rest."""
        desk = self.desk(actor)
        return await once_shown(self.database, request, actor, status, lambda conn: command(conn, desk), show)
