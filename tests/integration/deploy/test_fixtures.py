"""The fixtures that all other tests stand on: clones are fresh and apart, roles have only their own."""

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from deploy.embedded.mock_broker import MockBroker
from shared.topics import ALL_TOPICS
from tests.support.databases import Clones
from tests.support.kafka import Kafka


async def test_each_clone_is_migrated_and_apart(service_database: Clones) -> None:
    first, second = await service_database("donation"), await service_database("donation")
    one, two = await asyncpg.connect(first.url), await asyncpg.connect(second.url)
    try:
        await one.execute("insert into inbox_mark (source, partition, position) values ('fund_allocation', 0, 7)")
        assert await one.fetchval("select count(*) from inbox_mark") == 1
        assert await two.fetchval("select count(*) from inbox_mark") == 0
    finally:
        await one.close()
        await two.close()


async def test_the_runtime_role_has_no_more_than_the_migrations_grant(service_database: Clones) -> None:
    database = await service_database("donation")
    conn = await asyncpg.connect(database.url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute("delete from outbox")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute("create table own (id int)")
    finally:
        await conn.close()


async def test_no_service_enters_anothers_database(service_database: Clones) -> None:
    ours, theirs = await service_database("donation"), await service_database("transparency")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(ours.url.replace(ours.name, theirs.name))


async def test_the_broker_has_every_topic_with_its_partitions(broker: MockBroker) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap_servers)
    await producer.start()
    try:
        assert {name: len(await producer.partitions_for(name)) for name in ALL_TOPICS} == ALL_TOPICS
    finally:
        await producer.stop()


async def test_kafka_keeps_its_port_and_its_records_until_it_is_wiped(kafka: Kafka) -> None:
    servers = kafka.bootstrap_servers
    await send(servers, b"kept")
    await kafka.stop()
    await kafka.start()
    assert kafka.bootstrap_servers == servers
    assert await records_of(servers) == 1
    await kafka.stop()
    await kafka.wipe()
    await kafka.start()
    assert await records_of(servers) == 0


async def send(servers: str, value: bytes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all")
    await producer.start()
    try:
        await producer.send_and_wait("donation.events", value, partition=3)
    finally:
        await producer.stop()


async def records_of(servers: str) -> int:
    consumer = AIOKafkaConsumer(bootstrap_servers=servers)
    await consumer.start()
    try:
        partition = TopicPartition("donation.events", 3)
        return int((await consumer.end_offsets([partition]))[partition])
    finally:
        await consumer.stop()
