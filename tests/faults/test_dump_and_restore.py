"""A source's database is dumped and restored on another server's transaction ids: it goes on, or says why it can't."""

from pathlib import Path

import asyncpg

from deploy.embedded.mock_broker import MockBroker
from shared.db import connect
from shared.relay_cursor import load_cursor
from tests.support.databases import Clones, ServiceDatabase
from tests.support.dumps import dump, restore
from tests.support.messaging import applied, has_sent, outbox_positions, publish, relay_of, relaying, sent
from tests.support.waiting import eventually


async def test_a_restored_source_goes_on(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker, bare_database: Clones, tmp_path: Path
) -> None:
    """Dumped with events not yet sent, and with holes: one rolled back, one of a transaction that the dump cut off."""
    cut_off = await connect(database.url, application_name="test")
    await publish(conn, range(1, 1_001))
    async with relaying(relay_of(database, broker)):
        await has_sent(conn, 1_000)
    doomed = conn.transaction()
    await doomed.start()
    await publish(conn, [7])
    await doomed.rollback()
    await publish(conn, range(1_001, 1_101))
    never = cut_off.transaction()
    await never.start()
    await publish(cut_off, [8])
    await publish(conn, range(1_101, 1_201))
    await dump(database, tmp_path / "dump")
    await cut_off.close()

    restored = await restore(tmp_path / "dump", bare_database, "donation")
    there = await connect(restored.url, application_name="test")
    assert (await load_cursor(there)).position == 1_000
    async with relaying(relay_of(restored, broker)) as relay:
        await eventually(lambda: relay.leading)
        await publish(there, range(1_201, 1_301))
        await has_sent(there, 1_302)
    positions = await outbox_positions(there)
    assert len(positions) == 1_300
    events = await sent(broker.bootstrap_servers)
    assert applied(events) == positions
    assert len(events) == 1_300
    await there.close()


async def test_an_older_backup_is_refused_and_the_newer_one_taken(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker, bare_database: Clones, tmp_path: Path
) -> None:
    await publish(conn, range(1, 1_001))
    async with relaying(relay_of(database, broker)):
        await has_sent(conn, 1_000)
        await dump(database, tmp_path / "older")
        await publish(conn, range(1_001, 2_001))
        await has_sent(conn, 2_000)
    await dump(database, tmp_path / "newer")

    older = await restore(tmp_path / "older", bare_database, "donation")
    there = await connect(older.url, application_name="test")
    await publish(there, range(5_001, 6_501))  # people went on working with it: other events in the same positions
    async with relaying(relay_of(older, broker)) as relay:
        await eventually(lambda: "older backup" in (relay.error or ""))
        assert not relay.leading
    await there.close()
    assert len(await sent(broker.bootstrap_servers)) == 2_000

    newer = await restore(tmp_path / "newer", bare_database, "donation")
    there = await connect(newer.url, application_name="test")
    async with relaying(relay_of(newer, broker)):
        await publish(there, [2_001])
        await has_sent(there, 2_001)
    await there.close()
    assert applied(await sent(broker.bootstrap_servers)) == list(range(1, 2_002))
