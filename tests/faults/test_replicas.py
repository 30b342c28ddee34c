"""More than one replica of a listener: partitions change hands under load, and every event still takes effect once."""

from typing import Any

import asyncpg

from shared.contracts.fund_allocation import FundOpened
from shared.host import Service
from tests.faults.load import Load
from tests.support.databases import Clones, ServiceDatabase
from tests.support.kafka import Kafka
from tests.support.messaging import HEAR, hear, heard_count, hears, outbox_positions, service
from tests.support.victims import started
from tests.support.waiting import eventually

HALF = 6
"""Of twelve partitions."""


def partitions(replica: Service) -> int:
    """How many it has now."""
    consumer = replica.bus.consumer
    return len(consumer.assignment()) if consumer is not None else 0


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
        async with Load(source) as load:
            await load.more()
            for _ in range(2):
                async with second.running():
                    await eventually(lambda: (partitions(first), partitions(second)) == (HALF, HALF))
                    await load.more()
                await eventually(lambda: partitions(first) == 2 * HALF)
                await load.more()
        await hears(theirs, load.committed)
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
            async with Load(source) as load:
                await load.more()
                victim.kill()
                await victim.wait()
                victim = await started("replica", theirs.url, servers, "1", 0)
                await load.more()
            await _hears_everything(theirs, source)
            assert (consumer._coordinator.generation, consumer.assignment()) == (generation, mine), "no new deal"
        finally:
            if victim.returncode is None:
                victim.kill()
                await victim.wait()


async def _hears_everything(theirs: ServiceDatabase, source: Service) -> None:
    """Each position of the outbox, once."""
    async with source.database.connection() as conn:
        said = await outbox_positions(conn)

    async def enough() -> bool:
        return await heard_count(theirs) >= len(said)

    await eventually(enough, seconds=60)
    other = await asyncpg.connect(theirs.url)
    try:
        assert [row["position"] for row in await other.fetch("select position from heard order by position")] == said
    finally:
        await other.close()
