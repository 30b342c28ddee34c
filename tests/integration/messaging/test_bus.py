"""A service on the bus: what was lost is sent again by itself, a silent consumer is replaced, a stop leaves nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer, TopicPartition

from deploy.embedded.mock_broker import MockBroker
from shared import bus, metrics, relay, relay_topic, seat, watch
from shared.contracts import PARTITIONS, REPLAY_TOPIC, partition_of
from shared.contracts.donation import DonationReceived
from shared.contracts.fund_allocation import FundOpened
from shared.relay_cursor import lasts_before, load_cursor, rewind
from tests.support.databases import Clones, ServiceDatabase
from tests.support.messaging import HEAR, gift, has_sent, hear, heard, hears, publish, service
from tests.support.records import Stream
from tests.support.waiting import eventually


@asynccontextmanager
async def sending(broker: MockBroker) -> AsyncIterator[Callable[[Iterable[Any]], Awaitable[None]]]:
    """Send records to the broker as they are, without a source; they are there when the call returns."""
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap_servers)
    await producer.start()

    async def send(records: Iterable[Any]) -> None:
        for record in records:
            await producer.send(record.topic, record.value, record.key, partition=record.partition,
                                headers=list(record.headers))  # fmt: skip
        await producer.flush()

    try:
        yield send
    finally:
        await producer.stop()


def source_of(database: ServiceDatabase, broker: MockBroker, **given: Any) -> Any:
    return service(database, broker.bootstrap_servers, {FundOpened: hear}, **given)


async def test_from_one_service_to_another(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker, bare_database: Clones
) -> None:
    theirs = await bare_database("transparency")
    source, listener = source_of(database, broker), service(theirs, broker.bootstrap_servers, HEAR)
    assert not (await listener.ready()).ok
    async with source.running(), listener.running():
        await eventually(lambda: _ready(source, listener))
        async with source.database.transaction() as transaction:
            await publish(transaction, range(1, 501))
        await hears(theirs, list(range(1, 501)))


async def _ready(*services: Any) -> bool:
    return all([(await one.ready()).ok for one in services])


@pytest.mark.parametrize("by_hand", [False, True])
async def test_a_lost_event_is_sent_again(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker, bare_database: Clones, by_hand: bool
) -> None:
    """The broker lost one of a hundred; the listener says so until it has it: it asks for it, or someone does."""
    theirs = await bare_database("transparency")
    await publish(conn, range(1, 101))
    await conn.execute("insert into relay_cursor (position, lasts) values (100, $1)", await lasts_before(conn, 101))
    lost = 50
    async with sending(broker) as send:
        await send(record for record in Stream().records(range(1, 101)) if record.n != lost)
    behind = [
        n for n in range(lost, 101) if partition_of(str(gift(n).subject)) == partition_of(str(gift(lost).subject))
    ]

    listener = service(theirs, broker.bootstrap_servers, HEAR)
    async with listener.running():
        await hears(theirs, [n for n in range(1, 101) if n not in behind])
        assert listener.inbox.held == 1
        state = await listener.ready()
        assert not state.ok
        assert "replay" in state.checks["consumer"]
        assert metrics.INBOX_HELD.labels("transparency", "donation")._value.get() == 1
        # Nobody answered: the source was not there. Now it is.
        source = source_of(database, broker)
        async with source.running():
            if by_hand:
                assert await rewind(conn, "donation", 1)
            else:
                listener.inbox.clock = lambda: 10**6  # time to ask again
            await hears(theirs, list(range(1, 101)))
            await eventually(lambda: _ready(source, listener))
        assert listener.inbox.held == 0
        assert metrics.INBOX_HELD.labels("transparency", "donation")._value.get() == 0


async def test_rubbish_on_the_replay_topic_is_passed_by(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker
) -> None:
    await publish(conn, range(1, 11))
    source = source_of(database, broker)
    async with source.running():
        await has_sent(conn, 10)
        await eventually(lambda: _ready(source))
        rewinds = metrics.RELAY_REWINDS.labels("donation")._value.get()
        producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap_servers)
        await producer.start()
        for value in (
            b"{oh",
            None,
            b"[]",
            b'{"source": "donation"}',
            b'{"source":"housing_project","position":1,"by":"x"}',
        ):
            await producer.send(REPLAY_TOPIC, value, key=b"k")
        await producer.send(REPLAY_TOPIC, b'{"source":"donation","position":5,"by":"x"}')
        await producer.send(REPLAY_TOPIC, b'{"source":"donation","position":7,"by":"y"}')
        await producer.stop()
        await eventually(lambda: metrics.RELAY_REWINDS.labels("donation")._value.get() == rewinds + 1)
        await has_sent(conn, 10)


async def test_a_consumer_that_stands_still_is_replaced(
    broker: MockBroker, bare_database: Clones, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its client has stopped to fetch, while it answers everything else: nothing but its position tells."""
    monkeypatch.setattr(bus, "WATCH_SECONDS", 0.1)
    monkeypatch.setattr(seat, "SESSION_SECONDS", 2.0)
    monkeypatch.setattr(watch, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(watch, "SILENT_SECONDS", 1.0)
    theirs = await bare_database("transparency")
    listener = service(theirs, broker.bootstrap_servers, HEAR)
    restarts = metrics.CONSUMER_RESTARTS.labels("transparency")
    stream = Stream()
    async with listener.running(), sending(broker) as send:
        await send(stream.records(range(1, 11)))
        await hears(theirs, list(range(1, 11)))
        before = restarts._value.get()
        silent = listener.bus.consumer
        assert silent is not None
        silent._fetcher._fetch_task.cancel()
        await send(stream.records(range(11, 21)))
        await hears(theirs, list(range(1, 21)))
        assert listener.bus.consumer is not silent
        assert restarts._value.get() == before + 1


async def test_clients_that_are_replaced_while_the_broker_is_down_come_back(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker, bare_database: Clones,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """aiokafka lets the CancelledError of its own tasks out of a stop; it must not end the bus or the relay."""
    monkeypatch.setattr(bus, "WATCH_SECONDS", 0.1)
    monkeypatch.setattr(bus, "BACKOFF_SECONDS", (0.1, 0.2))
    monkeypatch.setattr(relay, "BACKOFF_SECONDS", (0.1, 0.2))
    monkeypatch.setattr(relay_topic, "CHECK_SECONDS", 0.1)
    monkeypatch.setattr(relay_topic, "REQUEST_SECONDS", 1)
    monkeypatch.setattr(seat, "SESSION_SECONDS", 2.0)
    monkeypatch.setattr(watch, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(watch, "SILENT_SECONDS", 0.5)
    theirs = await bare_database("transparency")
    source, listener = source_of(database, broker), service(theirs, broker.bootstrap_servers, HEAR)
    restarts = metrics.CONSUMER_RESTARTS.labels("transparency")
    failures = metrics.RELAY_FAILURES.labels("donation")
    async with source.running(), listener.running():
        await publish(conn, range(1, 101))
        await hears(theirs, list(range(1, 101)))
        before = restarts._value.get(), failures._value.get()
        broker.take_down()
        await publish(conn, range(101, 201))
        await eventually(lambda: restarts._value.get() > before[0] + 1)
        await eventually(lambda: failures._value.get() > before[1])
        broker.bring_up()
        await hears(theirs, list(range(1, 201)))


async def test_an_idle_consumer_is_left_alone(
    broker: MockBroker, bare_database: Clones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(watch, "SILENT_SECONDS", 0.5)
    listener = service(await bare_database("transparency"), broker.bootstrap_servers, HEAR)
    restarts = metrics.CONSUMER_RESTARTS.labels("transparency")
    before = restarts._value.get()
    looks = 0
    is_silent = watch.Watch.is_silent

    async def counted(self: watch.Watch) -> bool:
        nonlocal looks
        looks += 1
        return await is_silent(self)

    monkeypatch.setattr(watch.Watch, "is_silent", counted)
    async with listener.running():
        await eventually(lambda: looks > 20)
        assert restarts._value.get() == before


async def test_it_reads_on_where_its_effects_stand_whatever_kafka_says(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker, bare_database: Clones,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A listener's database from before: Kafka says that all was read, the marks say that half was."""
    monkeypatch.setattr(seat, "SESSION_SECONDS", 2.0)
    older, newer = await bare_database("transparency"), await bare_database("transparency")
    async with source_of(database, broker).running():
        await publish(conn, range(1, 101))
        await has_sent(conn, 100)
        async with service(older, broker.bootstrap_servers, HEAR).running():
            await hears(older, list(range(1, 101)))
        # The newer one has no mark at all, and nothing new is sent.
        async with service(newer, broker.bootstrap_servers, HEAR).running():
            await hears(newer, list(range(1, 101)))
        assert (await load_cursor(conn)).position == 100


@pytest.mark.parametrize("broker_is_there", [True, False])
async def test_a_stop_ends_in_time_and_leaves_nothing(
    database: ServiceDatabase,
    conn: asyncpg.Connection,
    broker: MockBroker,
    bare_database: Clones,
    broker_is_there: bool,
) -> None:
    theirs = await bare_database("transparency")
    source, listener = source_of(database, broker), service(theirs, broker.bootstrap_servers, HEAR)
    before = asyncio.all_tasks()
    await publish(conn, range(1, 20_001))
    async with source.running(), listener.running():
        await eventually(lambda: heard(theirs))
        if not broker_is_there:
            broker.take_down()
        stopping = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - stopping < 15
    await eventually(lambda: asyncio.all_tasks() == before, seconds=5)
    assert len(await heard(theirs)) == len(set(await heard(theirs)))


async def test_a_stop_lets_the_batch_at_work_come_to_its_end(broker: MockBroker, bare_database: Clones) -> None:
    theirs = await bare_database("transparency")
    working, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(conn: Any, events: Any) -> None:
        working.set()
        await go_on.wait()
        await hear(conn, events)

    async with sending(broker) as send:
        await send(Stream(one_partition=True).records(range(1, 6)))
    listener = service(theirs, broker.bootstrap_servers, {DonationReceived: slowly})
    async with listener.running():
        await working.wait()
        asyncio.get_running_loop().call_later(0.3, go_on.set)
    assert await heard(theirs) != []


async def test_a_source_takes_few_records_at_a_pace(
    broker: MockBroker, bare_database: Clones, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes while it waits is one batch."""
    monkeypatch.setattr(bus, "PACE_SECONDS", 1.0)
    theirs, batches, records = await bare_database("fund_allocation"), [], Stream().records(range(1, 12))

    async def noted(conn: Any, events: Any) -> None:
        batches.append(len(events))
        await hear(conn, events)

    paced = service(theirs, broker.bootstrap_servers, {DonationReceived: noted})
    async with paced.running(), sending(broker) as send:
        await send(records[:1])
        await hears(theirs, [1])
        for record in records[1:]:
            await send([record])
        await hears(theirs, list(range(1, 12)))
    assert batches[0] == 1
    assert len(batches) <= 3


async def test_who_only_listens_takes_records_at_once(
    broker: MockBroker, bare_database: Clones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "PACE_SECONDS", 60.0)
    theirs, records = await bare_database("transparency"), Stream().records(range(1, 4))
    async with service(theirs, broker.bootstrap_servers, HEAR).running(), sending(broker) as send:
        for n, record in enumerate(records, start=1):
            await send([record])
            await hears(theirs, list(range(1, n + 1)), seconds=30)


def test_partitions_are_what_the_contracts_say() -> None:
    assert {partition_of(str(n)) for n in range(1_000)} == set(range(PARTITIONS))
    assert TopicPartition("donation.events", PARTITIONS - 1).partition == 11
