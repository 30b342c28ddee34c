"""One consistent look at the read model: every figure of a page belongs to the same moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.db import Connection, Database


@asynccontextmanager
async def snapshot(database: Database) -> AsyncIterator[Connection]:
    """A connection in a read-only transaction that sees one state. Raises TimeoutError when none is free."""
    async with database.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        yield conn
