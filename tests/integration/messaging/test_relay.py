"""The relay: everything that was committed reaches the topic, in order, with its chain; whatever happens on the way."""

import asyncio
import contextlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from aiokafka.errors import OutOfOrderSequenceNumber

from deploy.embedded.mock_broker import MockBroker
from shared import metrics
from shared.contracts import partition_of
from shared.contracts.donation import DonationReceived
from shared.db import Database
from shared.relay import Relay
from shared.relay_cursor import lasts_before, load_cursor, observe_backlog, rewind
from shared.relay_topic import RelayTopic
from tests.support.databases import ServiceDatabase
from tests.support.messaging import (
    NOW,
    applied,
    at_least,
    gift,
    has_sent,
    outbox_positions,
    publish,
    relay_of,
    relaying,
    sent,
)
from tests.support.waiting import eventually


async def test_everything_arrives_in_order_with_its_chain(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker
) -> None:
    await publish(conn, range(1, 5_001))
    async with relaying(relay_of(database, broker)):
        await has_sent(conn, 5_000)
        await publish(conn, [5_001])
        await has_sent(conn, 5_001)
    events = await sent(broker.bootstrap_servers)
    assert applied(events) == await outbox_positions(conn)
    assert len(events) == 5_001, "nothing was sent twice"
    assert (await load_cursor(conn)).lasts == await lasts_before(conn, 5_002)


async def test_a_record_is_a_cloud_event(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker
) -> None:
    subject = UUID(int=7)
    await publish(conn, [1, 2], subject)
    await conn.execute(
        "insert into outbox (subject, type, data, correlation_id, causation_id, traceparent, occurred_at) "
        "values ($1, 'donation.received.v1', '{}', 'c-3', 'housing_project/9', '00-aa-bb-01', $2)",
        str(subject), datetime(2026, 7, 27, 1, 2, 3, tzinfo=UTC),
    )  # fmt: skip
    async with relaying(relay_of(database, broker)):
        await has_sent(conn, 3)
    _, second, third = (event.record for event in await sent(broker.bootstrap_servers))
    assert second.partition == partition_of(str(subject))
    assert second.key == str(subject).encode()
    assert second.timestamp == int(NOW.timestamp() * 1000)
    assert DonationReceived.decode(second.value) == gift(2, subject).data
    assert dict(second.headers) == {
        "ce_specversion": b"1.0", "ce_source": b"donation", "content-type": b"application/json",
        "ce_id": b"donation/2", "ce_type": b"donation.received.v1", "ce_subject": str(subject).encode(),
        "ce_time": NOW.isoformat().encode(), "ce_position": b"2", "ce_previous": b"1", "ce_correlationid": b"c-2",
    }  # fmt: skip
    assert dict(third.headers)["ce_time"] == b"2026-07-27T01:02:03+00:00"
    assert dict(third.headers)["ce_causationid"] == b"housing_project/9"
    assert dict(third.headers)["ce_traceparent"] == b"00-aa-bb-01"


async def test_a_page_of_large_events_fills_many_batches(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker
) -> None:
    data = '{"a":"' + "x" * 262_000 + '"}'
    await conn.execute(
        "insert into outbox (subject, type, data, correlation_id, occurred_at) "
        "select 's', 't', $1 || repeat(' ', 100), 'c', now() from generate_series(1, 12)", data,
    )  # fmt: skip
    async with relaying(relay_of(database, broker)):
        await has_sent(conn, 12)
    assert [event.position for event in await sent(broker.bootstrap_servers)] == list(range(1, 13))


async def test_too_large_an_event_is_refused_where_it_is_written(conn: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await conn.execute(
            "insert into outbox (subject, type, data, correlation_id, occurred_at) "
            "values ('s', 't', repeat('x', 262144), 'c', now())"
        )


async def test_a_commit_wakes_the_relay(
    database: ServiceDatabase, broker: MockBroker, conn: asyncpg.Connection
) -> None:
    relay = relay_of(database, broker)
    pool = Database(database.url, application_name="test", pool_size=2)
    pool.after_commit = relay.wake
    await pool.open()
    async with relaying(relay):
        await eventually(lambda: relay.leading)
        started = asyncio.get_running_loop().time()
        for number in range(1, 11):
            async with pool.transaction() as transaction:
                await publish(transaction, [number])
            await has_sent(conn, number)
        assert asyncio.get_running_loop().time() - started < 10 * 0.5, "it did not wait for its idle look"
    await pool.close()


async def test_a_replay_sends_again_with_the_same_chain(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker
) -> None:
    await publish(conn, range(1, 101))
    async with relaying(relay_of(database, broker)):
        await has_sent(conn, 100)
        assert not await rewind(conn, "donation", 101), "what was not sent yet can't be sent again"
        assert await rewind(conn, "donation", 41)
        await has_sent(conn, 100)
        events = await eventually(lambda: at_least(broker, 160))
    assert len(events) == 160
    chains = {(event.position, event.previous, event.record.value) for event in events}
    assert len(chains) == 100, "sent again, an event is the same"
    assert applied(events) == list(range(1, 101))


async def test_a_replay_wakes_a_busy_relay_and_an_idle_one(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker
) -> None:
    async with relaying(relay_of(database, broker)):
        for number in range(1, 30):
            await publish(conn, [number])
            if number % 7 == 0:
                await rewind(conn, "donation", number // 2)
        await has_sent(conn, 29)
        await rewind(conn, "donation", 0)
        await has_sent(conn, 29)
    assert applied(await sent(broker.bootstrap_servers)) == list(range(1, 30))


async def test_of_two_one_leads_and_the_other_takes_over(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker
) -> None:
    first, second = relay_of(database, broker), relay_of(database, broker)
    async with relaying(second), contextlib.AsyncExitStack() as ending_first:
        await ending_first.enter_async_context(relaying(first))
        await publish(conn, range(1, 1_001))
        await has_sent(conn, 1_000)
        assert first.leading != second.leading
        await eventually(lambda: first.error is None and second.error is None)
        # The server ends the leader's session, as it does when its machine is gone; who asks first leads next.
        await conn.execute(
            """select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
               and database = (select oid from pg_database where datname = current_database())"""
        )
        await publish(conn, range(1_001, 2_001))
        await has_sent(conn, 2_000)
        await eventually(lambda: first.leading != second.leading)
        await ending_first.aclose()
        await publish(conn, [2_001])
        await has_sent(conn, 2_001)
        assert second.leading
    assert applied(await sent(broker.bootstrap_servers)) == list(range(1, 2_002))


async def test_a_standby_passes_its_process_commits_on_to_the_leader(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker
) -> None:
    leader, standby = relay_of(database, broker), relay_of(database, broker)
    async with relaying(leader):
        await eventually(lambda: leader.leading)
        async with relaying(standby):
            await eventually(lambda: standby.error is None)
            woken = asyncio.Event()
            leader.wake = woken.set  # type: ignore[method-assign] # to see it called
            standby.wake()
            await asyncio.wait_for(woken.wait(), 5)


class Failing(RelayTopic):
    """The third page meets an error after which aiokafka's producer never works again."""

    pages = 0

    async def acknowledged(self, delivery: Any) -> None:
        type(self).pages += 1
        if self.pages == 3:
            self._producer._sender._sender_task.cancel()
            raise OutOfOrderSequenceNumber
        await super().acknowledged(delivery)


class FailingRelay(Relay):
    topic_class = Failing


async def test_after_a_fatal_error_a_new_producer_goes_on(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker
) -> None:
    await publish(conn, range(1, 20_001))
    Failing.pages = 0
    async with relaying(relay_of(database, broker, FailingRelay)) as relay:
        await has_sent(conn, 20_000)
        await eventually(lambda: relay.error is None)
    assert Failing.pages > 5
    assert applied(await sent(broker.bootstrap_servers)) == list(range(1, 20_001))


async def test_the_backlog_is_told(database: ServiceDatabase, conn: asyncpg.Connection) -> None:
    await publish(conn, range(1, 8))
    await observe_backlog(conn, "donation")
    assert metrics.OUTBOX_DEPTH.labels("donation")._value.get() == 7
    await conn.execute("insert into relay_cursor (position, lasts) values (7, $1)", await lasts_before(conn, 8))
    await observe_backlog(conn, "donation")
    assert metrics.OUTBOX_DEPTH.labels("donation")._value.get() == 0
    assert metrics.OUTBOX_OLDEST_AGE.labels("donation")._value.get() == 0
