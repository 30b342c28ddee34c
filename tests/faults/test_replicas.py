"""More than one replica of a listener: partitions change hands under load, and every event still takes effect once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from shared.contracts.fund_allocation import FundOpened
from shared.host import Service
from tests.faults.test_broker_lost import Load
from tests.support.databases import Clones, ServiceDatabase
from tests.support.kafka import Kafka
from tests.support.messaging import HEAR, hear, heard, outbox_positions, service
from tests.support.victims import started
from tests.support.waiting import eventually

HALF = 6
"""Of twelve partitions."""


def partitions(replica: Service) -> int:
    """How many it has now."""
    consumer = replica.bus.consumer
    return len(consumer.assignment()) if consumer is not None else 0


@asynccontextmanager
async def speaking(source: Service) -> AsyncIterator[Load]:
    """A source under load; at the end it has said everything."""
    load = Load(source)
    task = asyncio.create_task(load.run())
    try:
        yield load
    finally:
        load.over()
        await task


async def all_heard(database: ServiceDatabase, load: Load) -> None:
    async def equal() -> bool:
        return await heard(database) == load.committed

    await eventually(equal, seconds=60)


async def test_replicas_come_and_go(kafka: Kafka, bare_database: Clones) -> None:
    ours, theirs = await bare_database("donation"), await bare_database("transparency")
    servers = kafka.bootstrap_servers
    source = service(ours, servers, {FundOpened: hear}, static_membership=True, fetch_wait_ms=100)
    async with source.running():
        await _come_and_go(source, theirs, servers)
        await _killed_and_back(source, await bare_database("transparency"), servers)


async def _come_and_go(source: Service, theirs: ServiceDatabase, servers: str) -> None:
    """Without names of their own: each coming and each going deals the partitions out anew."""
    given: dict[str, Any] = {"static_membership": False, "fetch_wait_ms": 100}
    first, second = service(theirs, servers, HEAR, **given), service(theirs, servers, HEAR, **given)
    async with first.running():
        async with speaking(source) as load:
            await load.more()
            for _ in range(2):
                async with second.running():
                    await eventually(lambda: (partitions(first), partitions(second)) == (HALF, HALF))
                    await load.more()
                await eventually(lambda: partitions(first) == 2 * HALF)
                await load.more()
        await all_heard(theirs, load)
        assert first.inbox.held == 0


async def _killed_and_back(source: Service, theirs: ServiceDatabase, servers: str) -> None:
    """With a name of its own, a replica that was killed has its partitions back at once; the other keeps its own."""
    first = service(theirs, servers, HEAR, static_membership=True, instance="0", fetch_wait_ms=100)
    async with first.running():
        await eventually(lambda: partitions(first) == 2 * HALF)
        victim = await started("replica", theirs.url, servers, "1", 0)
        try:
            await eventually(lambda: partitions(first) == HALF, seconds=60)
            consumer = first.bus.consumer
            assert consumer is not None
            generation, mine = consumer._coordinator.generation, consumer.assignment()
            async with speaking(source) as load:
                await load.more()
                victim.kill()
                await victim.wait()
                victim = await started("replica", theirs.url, servers, "1", 0)
                await load.more()
            await eventually(lambda: _has_heard_everything(theirs, source), seconds=60)
            assert (consumer._coordinator.generation, consumer.assignment()) == (generation, mine), "no new deal"
        finally:
            if victim.returncode is None:
                victim.kill()
                await victim.wait()


async def _has_heard_everything(theirs: ServiceDatabase, source: Service) -> bool:
    """Each position of the outbox, once."""
    async with source.database.connection() as conn:
        said = await outbox_positions(conn)
    other = await asyncpg.connect(theirs.url)
    try:
        return [row["position"] for row in await other.fetch("select position from heard order by position")] == said
    finally:
        await other.close()
