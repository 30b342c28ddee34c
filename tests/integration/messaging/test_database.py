"""The pool: every wait has an end, the first error is the one that is told, the relay is woken by commits alone."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared import db
from shared.db import Database
from tests.support.databases import ServiceDatabase
from tests.support.messaging import publish
from tests.support.waiting import eventually


@pytest.fixture
async def pool(database: ServiceDatabase) -> AsyncIterator[Database]:
    opened = Database(database.url, application_name="test", pool_size=2)
    await opened.open()
    yield opened
    await opened.close()


async def count(pool: Database) -> int:
    async with pool.connection() as conn:
        return int(await conn.fetchval("select count(*) from outbox"))


async def test_only_a_commit_wakes_the_relay(pool: Database) -> None:
    woken: list[int] = []
    pool.after_commit = lambda: woken.append(len(woken))
    async with pool.transaction() as conn:
        await publish(conn, [1])
        assert woken == []
    assert woken == [0]
    with pytest.raises(KeyError):
        await _fail(pool)
    assert woken == [0]
    assert await count(pool) == 1


async def _fail(pool: Database) -> None:
    async with pool.transaction() as conn:
        await publish(conn, [2])
        raise KeyError


async def test_the_first_error_is_told_when_the_connection_is_lost(pool: Database) -> None:
    with pytest.raises((asyncpg.AdminShutdownError, asyncpg.ConnectionDoesNotExistError)):
        await _lose(pool)
    async with pool.transaction() as conn:
        await publish(conn, [2])
    assert await count(pool) == 1


async def _lose(pool: Database) -> None:
    async with pool.transaction() as conn:
        await publish(conn, [1])
        await conn.execute("select pg_terminate_backend(pg_backend_pid())")


async def test_a_cancelled_command_leaves_nothing_and_gives_its_connection_back(pool: Database) -> None:
    started = asyncio.Event()

    async def command() -> None:
        async with pool.transaction() as conn:
            await publish(conn, [1])
            started.set()
            await conn.execute("select pg_sleep(30)")

    for _ in range(5):  # more than the pool has
        started.clear()
        task = asyncio.create_task(command())
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await count(pool) == 0


async def test_nobody_waits_for_a_connection_without_an_end(pool: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "ACQUIRE_SECONDS", 0.1)
    async with pool.connection(), pool.connection():
        with pytest.raises(TimeoutError):
            await count(pool)


async def test_no_statement_and_no_lock_is_waited_for_without_an_end(
    database: ServiceDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "STATEMENT_SECONDS", 0.3)
    monkeypatch.setattr(db, "LOCK_SECONDS", 0.1)
    limited = Database(database.url, application_name="test", pool_size=2)
    await limited.open()
    try:
        async with limited.connection() as conn, limited.connection() as other:
            with pytest.raises((asyncpg.QueryCanceledError, TimeoutError)):
                await conn.execute("select pg_sleep(20)")
            async with other.transaction():
                await other.execute("select pg_advisory_xact_lock(1)")
                with pytest.raises(asyncpg.LockNotAvailableError):
                    await conn.execute("select pg_advisory_lock(1)")
    finally:
        await limited.close()


async def test_a_session_that_forgets_its_transaction_is_ended(database: ServiceDatabase) -> None:
    conn = await db.connect(database.url, application_name="test", idle_in_transaction_session_timeout="50")
    other = await db.connect(database.url, application_name="test")
    session = conn.get_server_pid()
    await conn.execute("begin")

    async def ended() -> bool:
        return not await other.fetchval("select exists (select from pg_stat_activity where pid = $1)", session)

    try:
        await eventually(ended)
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)):
            await conn.execute("select 1")
    finally:
        conn.terminate()
        await other.close()


async def test_a_pool_that_is_not_open_says_so(database: ServiceDatabase) -> None:
    pool = Database(database.url, application_name="test")
    with pytest.raises(RuntimeError, match="not open"):
        await pool.ping()
    await pool.close()
