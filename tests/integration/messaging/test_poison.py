"""Poison of every kind between good records: the good ones take effect, the bad one waits in quarantine, lag is 0."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer, TopicPartition

from deploy.embedded.mock_broker import MockBroker
from shared import metrics, quarantine
from shared.contracts.donation import DonationReceived
from shared.db import Connection
from shared.errors import Refused
from shared.host import Service
from shared.inbox import Incoming, Unreadable
from tests.support.databases import Clones, ServiceDatabase
from tests.support.messaging import FORBIDDEN, hear, heard, service
from tests.support.records import Stream, altered
from tests.support.waiting import eventually

REFUSED = 666
STUMBLES = 667
PARTITION = 5
NOW = datetime(2026, 7, 28, tzinfo=UTC)


async def hear_strictly(conn: Connection, events: Sequence[Incoming[DonationReceived]]) -> None:
    await hear(conn, events)
    for event in events:
        if event.data.amount == REFUSED:
            raise Refused("closed_year", vi="Năm này đã khoá sổ.", en="This year is closed.")
        if event.data.amount == STUMBLES:
            raise ZeroDivisionError


def value(text: str | bytes) -> Callable[[Any], Any]:
    return lambda record: altered(record, value=text.encode() if isinstance(text, str) else text)


def header(name: str, content: bytes | None) -> Callable[[Any], Any]:
    return lambda record: altered(record, headers={name: content})


def with_amount(amount: Any) -> Callable[[Any], Any]:
    return lambda record: altered(record, value=json.dumps(json.loads(record.value) | {"amount": amount}).encode())


# What is wrong, and the word by which the error tells it. All but the last group keep their place in the chain.
IN_THE_CHAIN: dict[str, tuple[Callable[[Any], Any], str]] = {
    "not JSON": (value("{oh"), "malformed"),
    "not UTF-8": (value(b'{"amount": "\xff"}'), "donation.received.v1"),
    "empty": (value(b""), "truncated"),
    "null": (lambda record: altered(record, value=None), "no value"),
    "wrong schema: a list": (value("[]"), "Expected `object`"),
    "wrong schema: a field is missing": (value("{}"), "missing required field"),
    "wrong schema: a fraction of a đồng": (with_amount(0.5), "Expected `int`"),
    "wrong schema: nothing": (with_amount(0), ">= 1"),
    "wrong schema: above all bounds": (with_amount(10**15 + 1), "<= 1000000000000000"),
    "wrong schema: text for a number": (with_amount("1"), "Expected `int`"),
    "1 MiB": (value(b'{"amount": "' + b"x" * (1 << 20) + b'"}'), "donation.received.v1"),
    "unknown type": (header("ce_type", b"fund.melted.v1"), "unknown type 'fund.melted.v1'"),
    "another source's type": (header("ce_type", b"house.settled.v1"), "unknown type"),
    "unknown version": (header("ce_type", b"donation.received.v9"), "unknown version 'v9'"),
    "type is null": (header("ce_type", None), "ce_type"),
    "type is binary": (header("ce_type", b"\xff\xfe"), "unknown type"),
    "type is missing": (lambda record: altered(record, without=["ce_type"]), "ce_type"),
    "time is null": (header("ce_time", None), "unreadable"),
    "time is no time": (header("ce_time", b"yesterday"), "unreadable"),
    "correlation is binary": (header("ce_correlationid", b"\x80\x81"), "unreadable"),
    "cause is binary": (header("ce_causationid", b"\x80\x81"), "unreadable"),
    "key is binary": (lambda record: altered(record, key=b"\xff\xff"), "unreadable"),
    "a rule says no": (with_amount(REFUSED), "closed_year"),
    "a constraint says no": (with_amount(FORBIDDEN), "not_forbidden"),
    "the handler stumbles": (with_amount(STUMBLES), "ZeroDivisionError"),
    "an unknown header": (header("x-unknown", b"\xff\x00"), ""),
    "an unknown header that is null": (header("x-unknown", None), ""),
    "an unknown field": (lambda r: altered(r, value=r.value.replace(b"{", b'{"colour":"blue",', 1)), ""),
}
OUT_OF_THE_CHAIN: dict[str, tuple[Callable[[Any], Any], str]] = {
    "no headers": (lambda record: altered(record, without=list(dict(record.headers))), "ce_position"),
    "no position": (lambda record: altered(record, without=["ce_position"]), "ce_position"),
    "position is null": (header("ce_position", None), "ce_position"),
    "position is no number": (header("ce_position", b"seven"), "ce_position"),
    "position is negative": (header("ce_position", b"-4"), "out of range"),
    "position is beyond all numbers": (header("ce_position", b"9" * 30), "out of range"),
    "previous is missing": (lambda record: altered(record, without=["ce_previous"]), "ce_previous"),
    "previous is behind": (header("ce_previous", b"999"), "out of range"),
    "not ours at all": (lambda r: altered(r, value=b"hello", key=None, without=list(dict(r.headers))), "ce_position"),
}


@pytest.fixture
async def listener(bare_database: Clones, broker: MockBroker) -> AsyncIterator[tuple[Service, ServiceDatabase]]:
    database = await bare_database("transparency")
    listening = service(database, broker.bootstrap_servers, {DonationReceived: hear_strictly})
    async with listening.running():
        yield listening, database


@pytest.fixture
async def producer(broker: MockBroker) -> AsyncIterator[AIOKafkaProducer]:
    opened = AIOKafkaProducer(bootstrap_servers=broker.bootstrap_servers, max_request_size=4 << 20)
    await opened.start()
    yield opened
    await opened.stop()


async def send(producer: AIOKafkaProducer, *records: Any) -> None:
    for record in records:
        await producer.send(
            record.topic, record.value, record.key, partition=record.partition, headers=list(record.headers)
        )
    await producer.flush()


async def waiting(database: ServiceDatabase) -> list[quarantine.Held]:
    conn = await asyncpg.connect(database.url)
    try:
        return await quarantine.list_open(conn)
    finally:
        await conn.close()


async def committed_to_the_end(broker: MockBroker, listening: Service) -> bool:
    """Kafka's own view: nothing is left to read."""
    consumer = listening.bus.consumer
    if consumer is None:
        return False
    partition = TopicPartition("donation.events", PARTITION)
    return bool(await consumer.committed(partition) == (await consumer.end_offsets([partition]))[partition])


async def test_poison_between_good_records(
    listener: tuple[Service, ServiceDatabase], producer: AIOKafkaProducer, broker: MockBroker
) -> None:
    """All kinds in one stream, each between two good records, so that every kind meets every stage of a batch."""
    listening, database = listener
    stream, expected, amount = Stream(one_partition=True), {}, 0
    for spoil, words in IN_THE_CHAIN.values():
        good, bad = stream.records([amount + 1, amount + 2])
        bad = spoil(bad)
        if words:
            expected[bad.offset] = words
        await send(producer, good, bad)
        amount += 2
    (last,) = stream.records([amount + 1])
    await send(producer, last)

    # What is good includes what has more in it than we know.
    spoiled = {2 * n for n, (_, words) in enumerate(IN_THE_CHAIN.values(), start=1) if words}
    good_ones = [n for n in range(1, amount + 2) if n not in spoiled]
    assert await eventually(lambda: _equal(database, good_ones)) == good_ones
    await eventually(lambda: committed_to_the_end(broker, listening))
    held = {record.offset: record.error for record in await waiting(database)}
    assert held.keys() == expected.keys()
    for offset, words in expected.items():
        assert words in held[offset]
    assert listening.inbox.held == 0
    assert (await listening.ready()).checks["consumer"] == "ok"


async def _equal(database: ServiceDatabase, amounts: list[int]) -> list[int]:
    now = await heard(database)
    return now if now == amounts else []


@pytest.mark.parametrize("kind", OUT_OF_THE_CHAIN)
async def test_poison_without_a_place_in_the_chain(
    kind: str, listener: tuple[Service, ServiceDatabase], producer: AIOKafkaProducer, broker: MockBroker
) -> None:
    listening, database = listener
    spoil, words = OUT_OF_THE_CHAIN[kind]
    first, second = (stream := Stream(one_partition=True)).records([1, 2])
    foreign = spoil(stream.records([3])[0])
    await send(producer, first, foreign, second)
    await eventually(lambda: _equal(database, [1, 2]))
    await eventually(lambda: committed_to_the_end(broker, listening))
    (held,) = await waiting(database)
    assert words in held.error
    assert (held.value, held.key, list(held.headers)) == (foreign.value, foreign.key, list(foreign.headers))
    assert (held.topic, held.partition, held.offset) == ("donation.events", PARTITION, 1)
    assert listening.inbox.held == 0
    with pytest.raises(Unreadable):
        await listening.inbox.redrive(held.id, by="admin-1", at=NOW)


async def test_a_poisoned_record_that_comes_again_is_kept_once(
    listener: tuple[Service, ServiceDatabase], producer: AIOKafkaProducer
) -> None:
    listening, database = listener
    (record,) = Stream(one_partition=True).records([1])
    await send(producer, altered(record, without=["ce_position"]))
    await eventually(lambda: waiting(database))
    consumer = listening.bus.consumer
    assert consumer is not None
    consumer.seek(TopicPartition("donation.events", PARTITION), 0)
    (held,) = await eventually(lambda: _tried_twice(database))
    assert held.attempts == 2


async def _tried_twice(database: ServiceDatabase) -> list[quarantine.Held]:
    return [held for held in await waiting(database) if held.attempts > 1]


async def test_redriven_a_record_takes_effect_once_and_says_who_did_it(
    listener: tuple[Service, ServiceDatabase], producer: AIOKafkaProducer
) -> None:
    """The year was opened again: what was refused is taken now."""
    listening, database = listener
    await send(producer, *Stream(one_partition=True).records([1, REFUSED, 2]))
    (held,) = await eventually(lambda: waiting(database))
    assert held.attempts == 3

    with pytest.raises(Refused):
        await listening.inbox.redrive(held.id, by="admin-1", at=NOW)
    (again,) = await waiting(database)
    assert again.attempts == 4
    assert await heard(database) == [1, 2]

    listening.inbox._handlers = {DonationReceived: hear}
    assert await listening.inbox.redrive(held.id, by="admin-2", at=NOW)
    assert not await listening.inbox.redrive(held.id, by="admin-3", at=NOW), "a second time does nothing"
    assert not await listening.inbox.redrive(10**9, by="admin-3", at=NOW), "nor does an unknown one"
    assert await heard(database) == [1, 2, REFUSED]
    assert await waiting(database) == []
    conn = await asyncpg.connect(database.url)
    shown = await quarantine.show(conn, held.id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await conn.execute("delete from quarantine")
    await conn.close()
    assert shown is not None
    assert (shown.redriven_by, shown.redriven_at, shown.attempts) == ("admin-2", NOW, 5)


async def test_quarantine_is_counted(listener: tuple[Service, ServiceDatabase], producer: AIOKafkaProducer) -> None:
    _, database = listener
    counter = metrics.INBOX_QUARANTINED.labels("transparency", "donation")
    before = counter._value.get()
    await send(producer, *Stream(one_partition=True).records([1, REFUSED, 2, REFUSED]))
    await eventually(lambda: _equal(database, [1, 2]))
    assert counter._value.get() - before == 2
    conn = await asyncpg.connect(database.url)
    assert await quarantine.depth(conn) == 2
    await conn.close()
