"""The relay and a broker that loses, or holds more than it should: nothing is missing silently, nothing is overrun."""

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer

from deploy.embedded.mock_broker import MockBroker
from shared import relay_topic
from shared.contracts import PARTITIONS
from shared.db import connect
from shared.relay_cursor import lasts_before, load_cursor
from shared.topics import ALL_TOPICS
from tests.support.databases import Clones, ServiceDatabase
from tests.support.messaging import applied, at_least, has_sent, publish, relay_of, relaying, sent
from tests.support.waiting import eventually


async def test_an_older_backup_is_noticed(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker, bare_database: Clones
) -> None:
    """Restored after the tenth of a hundred events, the source has since written ninety others."""
    await publish(conn, range(1, 101))
    async with relaying(relay_of(database, broker)):
        await has_sent(conn, 100)
    older = await bare_database("donation")
    other = await connect(older.url, application_name="test")
    await publish(other, range(1, 11))
    await other.execute("insert into relay_cursor (position, lasts) values (10, $1)", await lasts_before(other, 11))
    await publish(other, range(1_001, 1_091))
    async with relaying(relay_of(older, broker)) as relay:
        await eventually(lambda: "older backup" in (relay.error or ""))
    assert (await load_cursor(other)).position == 10
    await other.close()
    assert len(await sent(broker.bootstrap_servers)) == 100, "nothing was added to the other history"


async def test_a_wiped_topic_is_made_and_filled_again(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_topic, "CHECK_SECONDS", 0.2)
    await publish(conn, range(1, 1_001))
    async with relaying(relay_of(database, broker)):
        await has_sent(conn, 1_000)
        broker.delete_topic("donation.events")
        broker.create_topic("donation.events", PARTITIONS)
        await eventually(lambda: at_least(broker, 1_000))
    assert applied(await sent(broker.bootstrap_servers)) == list(range(1, 1_001))


async def test_a_broker_that_forgot_everything_is_filled_again(
    database: ServiceDatabase, conn: asyncpg.Connection
) -> None:
    """As after every restart with librdkafka's."""
    await publish(conn, range(1, 101))
    first = MockBroker(ALL_TOPICS)
    async with relaying(relay_of(database, first)):
        await has_sent(conn, 100)
    first.close()
    with MockBroker(ALL_TOPICS) as second:
        async with relaying(relay_of(database, second)):
            await eventually(lambda: at_least(second, 100))
        assert applied(await sent(second.bootstrap_servers)) == list(range(1, 101))


async def test_what_the_broker_lost_is_seen_in_its_acknowledgement(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wiped between two pages, before any look: the offsets start again below what was acknowledged."""
    monkeypatch.setattr(relay_topic, "CHECK_SECONDS", 1_000.0)
    await publish(conn, range(1, 1_001))
    async with relaying(relay_of(database, broker)):
        await has_sent(conn, 1_000)
        broker.delete_topic("donation.events")
        broker.create_topic("donation.events", PARTITIONS)
        await publish(conn, range(1_001, 1_101))
        await eventually(lambda: at_least(broker, 1_100))
        await has_sent(conn, 1_100)
    assert applied(await sent(broker.bootstrap_servers)) == list(range(1, 1_101))


async def test_the_lead_over_the_slowest_follower_is_bounded(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker
) -> None:
    """A broker in memory drops its oldest records: the relay goes on only as its listeners do."""
    pages, lead = 10, 1_000
    await publish(conn, range(1, 4_000 * pages + 1))
    listener = AIOKafkaConsumer(
        "donation.events", bootstrap_servers=broker.bootstrap_servers, group_id="transparency",
        enable_auto_commit=False, auto_offset_reset="earliest",
    )  # fmt: skip
    await listener.start()
    ahead, heard = [], 0
    try:
        async with relaying(relay_of(database, broker, lead_rows=lead, followers=["transparency"])):
            while heard < 4_000 * pages:
                batches = await listener.getmany(timeout_ms=1_000, max_records=500)
                heard += sum(map(len, batches.values()))
                await listener.commit()
                ends = await listener.end_offsets(list(listener.assignment()))
                ahead.append(sum(ends.values()) - heard)
            await has_sent(conn, 4_000 * pages)
    finally:
        await listener.stop()
    assert max(ahead) <= lead + 2 * 4_000, "two pages can be on their way when the limit is reached"


async def test_a_wiped_topic_does_not_leave_the_relay_waiting_for_followers(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its followers will never commit what was wiped."""
    monkeypatch.setattr(relay_topic, "CHECK_SECONDS", 0.2)
    await publish(conn, range(1, 12_001))
    async with relaying(relay_of(database, broker, lead_rows=100, followers=["transparency"])):
        await has_sent(conn, 4_000)
        broker.delete_topic("donation.events")
        broker.create_topic("donation.events", PARTITIONS)
        await eventually(lambda: at_least(broker, 4_000))
        assert (await load_cursor(conn)).position < 12_000
