"""The rule for holes: nothing that may still be committed is passed by, nothing that was rolled back is waited for."""

import asyncio
import random
from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared import relay_rows
from shared.db import Connection, connect
from shared.relay_rows import GapRule
from tests.support.databases import Clones, ServiceDatabase
from tests.support.messaging import outbox_positions, publish


@pytest.fixture
async def connections(database: ServiceDatabase) -> AsyncIterator[list[asyncpg.Connection]]:
    """The relay's, and three writers'."""
    opened = [await connect(database.url, application_name="test") for _ in range(4)]
    yield opened
    for conn in opened:
        await conn.close()


async def positions(rule: GapRule, conn: asyncpg.Connection, after: int = 0) -> list[int]:
    return (await rule.settled(conn, after)).positions


async def test_without_holes_all_rows_come_in_order(connections: list[asyncpg.Connection]) -> None:
    relay, writer, *_ = connections
    await publish(writer, range(1, 200))
    rule = GapRule()
    assert await positions(rule, relay) == list(range(1, 200))
    assert await positions(rule, relay, 150) == list(range(151, 200))
    assert rule.pause == 0
    assert rule.skipped == 0


async def test_a_hole_is_waited_for_until_its_writer_has_committed(connections: list[asyncpg.Connection]) -> None:
    relay, slow, quick, _ = connections
    held = slow.transaction()
    await publish(quick, [1])
    await held.start()
    await publish(slow, [2])
    await publish(quick, [3])
    rule = GapRule()
    assert await positions(rule, relay) == [1]
    assert await positions(rule, relay, 1) == []
    assert rule.pause > 0
    await held.commit()
    assert await positions(rule, relay, 1) == [2, 3]
    assert rule.pause == 0
    assert rule.skipped == 0


async def test_a_hole_is_passed_by_when_its_writer_has_rolled_back(connections: list[asyncpg.Connection]) -> None:
    relay, slow, quick, _ = connections
    held = slow.transaction()
    await held.start()
    await publish(slow, [1, 2])
    await publish(quick, [3])
    rule = GapRule()
    assert await positions(rule, relay) == []
    await held.rollback()
    assert await positions(rule, relay) == [3]
    assert rule.skipped == 2


async def test_a_hole_that_nobody_can_fill_holds_nobody_up(connections: list[asyncpg.Connection]) -> None:
    relay, writer, *_ = connections
    doomed = writer.transaction()
    await doomed.start()
    await publish(writer, [1])
    await doomed.rollback()
    await publish(writer, [2])
    assert await positions(GapRule(), relay) == [2]


async def test_a_writer_with_a_younger_transaction_id_is_waited_for(connections: list[asyncpg.Connection]) -> None:
    """The id of a running transaction can lie above every snapshot's upper bound, when nothing younger has ended."""
    relay, slow, quick, _ = connections
    older, younger = quick.transaction(), slow.transaction()
    await older.start()
    await quick.execute("select pg_current_xact_id()")
    await younger.start()
    await slow.execute("select pg_current_xact_id()")
    await publish(slow, [1])
    await publish(quick, [2])
    await older.commit()
    rule = GapRule()
    for _ in range(3):
        assert await positions(rule, relay) == []
    await younger.commit()
    assert await positions(rule, relay) == [1, 2]


async def test_a_writer_that_takes_its_id_late_is_waited_for(connections: list[asyncpg.Connection]) -> None:
    """A position drawn by a transaction that has written nothing before."""
    relay, slow, quick, _ = connections
    held = slow.transaction()
    await held.start()
    await slow.execute("select 1")
    await publish(slow, [1])
    await publish(quick, [2])
    rule = GapRule()
    assert await positions(rule, relay) == []
    await held.commit()
    assert await positions(rule, relay) == [1, 2]


async def test_writers_that_came_later_are_not_waited_for(connections: list[asyncpg.Connection]) -> None:
    relay, slow, quick, other = connections
    held, later = slow.transaction(), other.transaction()
    await held.start()
    await publish(slow, [1])
    await publish(quick, [2])
    rule = GapRule()
    assert await positions(rule, relay) == []
    await later.start()
    await publish(other, [3])
    await held.rollback()
    assert await positions(rule, relay) == [2]
    await later.commit()
    assert await positions(rule, relay, 2) == [3]


async def test_others_work_holds_nobody_up(connections: list[asyncpg.Connection], bare_database: Clones) -> None:
    """Neither a long transaction that says nothing, nor one that speaks in another database of the server, whose
    outbox, made from the same template, even has the same number."""
    relay, silent, quick, _ = connections
    elsewhere = await connect((await bare_database("donation")).url, application_name="test")
    try:
        one, two = silent.transaction(), elsewhere.transaction()
        await one.start()
        await silent.execute("insert into inbox_mark (source, partition) values ('x', 0)")
        await two.start()
        await publish(elsewhere, [1])
        doomed = quick.transaction()
        await doomed.start()
        await publish(quick, [1])
        await doomed.rollback()
        await publish(quick, [2])
        assert await positions(GapRule(), relay) == [2]
    finally:
        await elsewhere.close()


async def test_a_writer_that_commits_while_we_look_is_not_passed_by(
    connections: list[asyncpg.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its row was not yet to be seen in the page, and its lock is no longer to be seen afterwards."""
    relay, slow, quick, _ = connections
    held = slow.transaction()
    await held.start()
    await publish(slow, [1])
    await publish(quick, [2])
    look = relay_rows._writers

    async def too_late(conn: Connection) -> frozenset[str]:
        if slow.is_in_transaction():
            await held.commit()
        return await look(conn)

    monkeypatch.setattr(relay_rows, "_writers", too_late)
    assert await positions(GapRule(), relay) == [1, 2]


async def test_what_a_savepoint_took_back_is_passed_by(connections: list[asyncpg.Connection]) -> None:
    relay, writer, *_ = connections
    async with writer.transaction():
        await publish(writer, [1])
        inner = writer.transaction()
        await inner.start()
        await publish(writer, [2])
        await inner.rollback()
        await publish(writer, [3])
    assert await positions(GapRule(), relay) == [1, 3]


async def test_many_writers_at_once(
    database: ServiceDatabase, connections: list[asyncpg.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short transactions, a third of them rolled back, read in small pages meanwhile: all commits come, in order."""
    monkeypatch.setattr(relay_rows, "PAGE_ROWS", 50)
    chance = random.Random(2)  # noqa: S311 - no secret
    relay = connections[0]
    writing = 8

    async def write() -> None:
        nonlocal writing
        conn = await connect(database.url, application_name="test")
        for _ in range(150):
            transaction = conn.transaction()
            await transaction.start()
            await conn.execute("insert into quarantine (topic, partition, record_offset, headers, content_hash, error) "
                               "values ('', 0, $1, '[]', '', '')", chance.randrange(10**12))  # fmt: skip
            await publish(conn, range(1, 1 + chance.choice([1, 1, 2, 80])))
            await asyncio.sleep(0)
            await (transaction.rollback() if chance.random() < 0.3 else transaction.commit())
        await conn.close()
        writing -= 1

    tasks = [asyncio.create_task(write()) for _ in range(writing)]
    rule, seen = GapRule(), [0]
    while True:
        finished = not writing
        rows = await positions(rule, relay, seen[-1])
        seen += rows
        if finished and not rows and not rule.pause:
            break
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert seen[1:] == await outbox_positions(relay)
    assert rule.skipped == seen[-1] - len(seen) + 1
