"""A service's PostgreSQL database: one bounded pool, a limit on every wait, one transaction for each command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TypeAlias

import asyncpg
import asyncpg.pool

Connection: TypeAlias = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy

ACQUIRE_SECONDS = 5.0
STATEMENT_SECONDS = 30.0
LOCK_SECONDS = 10.0
IDLE_IN_TRANSACTION_SECONDS = 60.0
DEAD_PEER_SECONDS = 30
"""After so long without an answer on the network the server gives up a session, and with it its locks."""


def _milliseconds(seconds: float) -> str:
    return str(int(seconds * 1000))


def session_settings(application_name: str) -> dict[str, str]:
    """What every connection of ours asks of the server: no wait without an end, days and instants in UTC."""
    return {
        "application_name": application_name,
        "statement_timeout": _milliseconds(STATEMENT_SECONDS),
        "lock_timeout": _milliseconds(LOCK_SECONDS),
        "idle_in_transaction_session_timeout": _milliseconds(IDLE_IN_TRANSACTION_SECONDS),
        "timezone": "UTC",
        "jit": "off",  # our statements are short; compiling them costs more than running them
        "tcp_keepalives_idle": str(DEAD_PEER_SECONDS // 2),
        "tcp_keepalives_interval": str(DEAD_PEER_SECONDS // 6),
        "tcp_keepalives_count": "3",
    }


async def connect(
    url: str, *, application_name: str, statement_seconds: float = STATEMENT_SECONDS, **settings: str
) -> asyncpg.Connection:
    """One connection outside any pool, with the same limits; ``settings`` are server settings besides."""
    limits = {"statement_timeout": _milliseconds(statement_seconds)}
    return await asyncpg.connect(
        url,
        timeout=ACQUIRE_SECONDS,
        command_timeout=statement_seconds,
        server_settings=session_settings(application_name) | limits | settings,
    )


_announced: ContextVar[bool] = ContextVar("announced", default=False)


def announce() -> None:
    """Have ``after_commit`` called when the transaction at hand is committed: it holds something to be sent."""
    _announced.set(True)


class Database:
    """The pool of a service. ``after_commit`` is called after a committed transaction that announced itself; the relay
    listens there.

    ``settings`` are server settings besides the usual ones.
    """

    def __init__(self, url: str, *, application_name: str, pool_size: int = 8, **settings: str) -> None:
        self._url = url
        self._application_name = application_name
        self._pool_size = pool_size
        self._settings = settings
        self._pool: asyncpg.Pool | None = None
        self.after_commit: Callable[[], None] = lambda: None

    async def open(self) -> None:
        """Connect. Raises OSError or asyncpg.PostgresError when the database can't be reached."""
        self._pool = await asyncpg.create_pool(
            self._url,
            min_size=1,
            max_size=self._pool_size,
            timeout=ACQUIRE_SECONDS,
            command_timeout=STATEMENT_SECONDS,
            server_settings=session_settings(self._application_name) | self._settings,
            reset=_nothing_to_reset,
        )

    async def close(self) -> None:
        """Give back every connection; those still busy after the acquire limit are cut off."""
        if self._pool is None:
            return
        pool, self._pool = self._pool, None
        try:
            async with asyncio.timeout(ACQUIRE_SECONDS):
                await pool.close()
        except TimeoutError:
            pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection for reads. Raises TimeoutError when none is free within ACQUIRE_SECONDS."""
        async with self._acquired() as conn:
            yield conn

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """One command: what is done on the connection is committed whole, or not at all."""
        _announced.set(False)
        async with self._acquired() as conn:
            transaction = conn.transaction()
            await transaction.start()
            try:
                yield conn
            except BaseException:  # also when cancelled: nothing half done is left, and the error itself is raised
                await _quietly(transaction.rollback)
                raise
            await transaction.commit()
        if _announced.get():
            self.after_commit()

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[Connection]:
        """A connection on which each statement is a transaction of its own; what it announces is told at the end."""
        _announced.set(False)
        async with self._acquired() as conn:
            yield conn
        if _announced.get():
            self.after_commit()

    async def ping(self) -> None:
        """Raises when the database doesn't answer."""
        async with self.connection() as conn:
            await conn.execute("select 1")

    @asynccontextmanager
    async def _acquired(self) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy]:
        async with self._open_pool().acquire(timeout=ACQUIRE_SECONDS) as conn:
            try:
                yield conn
            except asyncpg.InternalClientError as error:
                # asyncpg's word for a connection that the server ended between two statements.
                conn.terminate()
                raise asyncpg.ConnectionDoesNotExistError("the server ended the connection") from error

    def _open_pool(self) -> asyncpg.Pool:
        if self._pool is None:
            raise RuntimeError("the database is not open")
        return self._pool


async def _nothing_to_reset(_: asyncpg.Connection) -> None:
    """Whoever had a connection ended its transaction, and sets nothing that outlives one: a round trip saved."""


async def _quietly(rollback: Callable[[], Awaitable[None]]) -> None:
    """A lost connection can't roll back: the server does it. The first error is the one to tell."""
    try:
        await rollback()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError):
        return
