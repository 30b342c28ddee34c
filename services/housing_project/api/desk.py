"""What the routes of this service share: who may do what, and how a command is run once."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from services.housing_project.commands import Desk
from shared.access import Actor, require
from shared.clock import Clock
from shared.db import Connection, Database
from shared.http import Reply, once
from shared.ids import NewId
from shared.trace import current_trace

PREFIX: Final = "/api/housing-project"

Officer = Annotated[Actor, Depends(require("project_officer"))]
"""Runs households and houses."""
PrivateReader = Annotated[Actor, Depends(require("project_officer", "auditor"))]
Auditor = Annotated[Actor, Depends(require("auditor"))]
AnyStaff = Annotated[Actor, Depends(require())]
"""May read what is not private, within the funds of the token."""


class Office(NamedTuple):
    """Everything that the routes need from outside."""

    database: Database
    clock: Clock
    new_id: NewId

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
