"""A source and its listeners, as small as can be: an outbox to write to, a topic to read, a table of what was heard."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from deploy.embedded.mock_broker import MockBroker
from shared.contracts import PARTITIONS, Contract, topic_of
from shared.contracts.donation import DonationReceived, Receipt
from shared.contracts.envelope import struct_of
from shared.db import Connection, Database
from shared.host import Service
from shared.inbox import Handlers, Incoming
from shared.migrate import Migration, migrate, migrations_of
from shared.outbox import Outgoing, append
from shared.relay import Relay
from shared.relay_cursor import load_cursor
from shared.settings import ServiceSettings
from shared.trace import Trace
from tests.support.databases import ServiceDatabase, Templates
from tests.support.waiting import eventually

NOW = datetime(2026, 7, 27, 1, 2, 3, 456789, tzinfo=UTC)
SOURCE = "donation"
FORBIDDEN = 13131313
"""An amount that a constraint of the listeners' table refuses."""
LISTENERS = ("fund_allocation", "transparency")
_RECEIPT = struct_of(Receipt)


class BareTemplates(Templates):
    """Databases with what every service's has, and a table of what was heard; twice, if it was heard twice."""

    suffix = "bare"

    async def fill(self, owner_url: str, service: str) -> None:
        heard = Migration(
            "test", "0001_heard.sql",
            """create table heard (n bigint generated always as identity, position bigint not null,
                                   amount bigint not null constraint not_forbidden check (amount <> 13131313),
                                   correlation_id text not null);
               grant select, insert on heard to :role;""",
        )  # fmt: skip
        shared = [migration for migration in migrations_of(service) if migration.scope == "shared"]
        await migrate(owner_url, service, [*shared, heard])


def gift(amount: int, subject: UUID | None = None) -> Outgoing:
    """An event with its amount, in đồng, as its mark; its own subject unless one is given."""
    data = DonationReceived.Fast(
        gift_id=subject or UUID(int=amount << 64 | amount), fund_id=UUID(int=1), unit_id=None, campaign_id=None,
        channel="cash", amount=amount, received_on=date(2026, 7, 27),
        receipt=_RECEIPT(year=2026, book="TM01", number=amount),
    )  # fmt: skip
    return Outgoing(data.gift_id, data, Trace(f"c-{amount}"))


async def publish(conn: Connection, amounts: Iterable[int], subject: UUID | None = None) -> None:
    """Write gifts to the outbox, in the transaction that is open, if one is."""
    await append(conn, [gift(amount, subject) for amount in amounts], at=NOW)


class Sent(NamedTuple):
    """A record on the topic."""

    partition: int
    offset: int
    position: int
    previous: int
    record: Any


async def topic_records(bootstrap_servers: str, source: str = SOURCE) -> list[Any]:
    """Everything that the topic holds, by partition and offset."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap_servers, enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [TopicPartition(topic_of(source), partition) for partition in range(PARTITIONS)]
        ends = await consumer.end_offsets(partitions)
        begins = await consumer.beginning_offsets(partitions)
        unread = {partition for partition in partitions if begins[partition] < ends[partition]}
        consumer.assign(list(unread))
        for partition in unread:
            consumer.seek(partition, begins[partition])
        records: list[ConsumerRecord[bytes, bytes]] = []
        while unread:
            for batch in (await consumer.getmany(*unread, timeout_ms=500)).values():
                records += batch
            unread -= {partition for partition in unread if await consumer.position(partition) >= ends[partition]}
        return sorted(records, key=lambda record: (record.partition, record.offset))
    finally:
        await consumer.stop()


async def sent(bootstrap_servers: str, source: str = SOURCE) -> list[Sent]:
    """The events on the topic, by partition and offset."""
    events = []
    for record in await topic_records(bootstrap_servers, source):
        headers = dict(record.headers)
        position, previous = int(headers["ce_position"]), int(headers["ce_previous"])
        events.append(Sent(record.partition, record.offset, position, previous, record))
    return events


def applied(events: Sequence[Sent]) -> list[int]:
    """The positions that a consumer applies who keeps to the chain and holds at a gap, in order."""
    marks = dict.fromkeys(range(PARTITIONS), 0)
    positions = []
    for event in events:
        if event.position > marks[event.partition] == event.previous:
            marks[event.partition] = event.position
            positions.append(event.position)
    return sorted(positions)


async def outbox_positions(conn: Connection) -> list[int]:
    """All positions of an outbox, in order."""
    return [row["position"] for row in await conn.fetch("select position from outbox order by position")]


@asynccontextmanager
async def relaying(relay: Relay) -> AsyncIterator[Relay]:
    """A relay at work; ended at the end."""
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def relay_of(database: ServiceDatabase, broker: MockBroker, kind: type[Relay] = Relay, **given: Any) -> Relay:
    """A relay of the source, not yet at work."""
    return kind(SOURCE, url=database.url, bootstrap_servers=broker.bootstrap_servers, **given)


async def has_sent(conn: Connection, position: int) -> None:
    """Wait until the relay's cursor has come to a position."""

    async def reached() -> bool:
        return (await load_cursor(conn)).position >= position

    await eventually(reached)


async def at_least(broker: MockBroker, count: int) -> list[Sent]:
    """The events on the topic, or none as long as they are fewer."""
    events = await sent(broker.bootstrap_servers)
    return events if len(events) >= count else []


async def hear(conn: Connection, events: Sequence[Incoming[DonationReceived]]) -> None:
    """The simplest handler: write down what was heard. The table refuses the FORBIDDEN amount."""
    await conn.copy_records_to_table(
        "heard",
        records=[(event.position, event.data.amount, event.trace.correlation_id) for event in events],
        columns=("position", "amount", "correlation_id"),
    )


HEAR: Handlers = {DonationReceived: hear}


async def heard(database: ServiceDatabase) -> list[int]:
    """The amounts that a listener wrote down, sorted."""
    conn = await asyncpg.connect(database.url)
    try:
        return [row["amount"] for row in await conn.fetch("select amount from heard order by amount")]
    finally:
        await conn.close()


async def heard_count(database: ServiceDatabase) -> int:
    """How many amounts a listener wrote down: cheap to ask again and again."""
    conn = await asyncpg.connect(database.url)
    try:
        return int(await conn.fetchval("select count(*) from heard"))
    finally:
        await conn.close()


async def hears(database: ServiceDatabase, amounts: Sequence[int], *, seconds: float = 60) -> None:
    """Wait until a listener has heard these amounts, given in order; each of them once."""

    async def enough() -> bool:
        return await heard_count(database) >= len(amounts)

    await eventually(enough, seconds=seconds)
    assert await heard(database) == amounts


async def _no_pages(*_: object) -> None:
    return


def service(
    database: ServiceDatabase, bootstrap_servers: str, handlers: Mapping[type[Contract], Any], **given: Any
) -> Service:
    """A service with nothing but its messaging, on librdkafka's broker unless ``given`` says otherwise."""
    settings = ServiceSettings.for_service(
        database.service,
        **{
            "database_url": database.url, "kafka_bootstrap_servers": bootstrap_servers, "fetch_wait_ms": 5,
            "static_membership": False,
        } | given,
    )  # fmt: skip
    return Service(
        database.service,
        settings=settings,
        database=Database(database.url, application_name=database.service),
        app=_no_pages,
        handlers=handlers,
        prefix=None,
    )
