"""What the routes of this service share: who may do what, and how a command is run once."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final, NamedTuple
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from services.fund_allocation.commands.desk import Desk
from services.fund_allocation.domain.payment import ManagementCap
from shared.access import Actor, require
from shared.clock import Clock
from shared.db import Connection, Database
from shared.http import Reply, once, once_shown
from shared.ids import NewId
from shared.trace import current_trace

PREFIX: Final = "/api/fund-allocation"

Admin = Annotated[Actor, Depends(require("admin"))]
Accountant = Annotated[Actor, Depends(require("accountant"))]
AccountantOrAdmin = Annotated[Actor, Depends(require("accountant", "admin"))]
Approver = Annotated[Actor, Depends(require("approver"))]
AnyStaff = Annotated[Actor, Depends(require())]
"""May read, within the funds of the token."""


class Office(NamedTuple):
    """Everything that the routes need from outside."""

    database: Database
    clock: Clock
    new_id: NewId
    cap: ManagementCap

    async def write(
        self,
        request: Request,
        actor: Actor,
        status: int,
        command: Callable[[Connection, Desk], Awaitable[BaseModel]],
    ) -> Response:
        """Run a command once for its Idempotency-Key, in one transaction. Raises Refused."""
        desk = Desk(actor, self.clock(), current_trace.get(), self.new_id)

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
        desk = Desk(actor, self.clock(), current_trace.get(), self.new_id)
        return await once_shown(self.database, request, actor, status, lambda conn: command(conn, desk), show)
