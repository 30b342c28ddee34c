"""The broker goes away under load, and comes back with its records or without: all hear the same, once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, NamedTuple

import pytest

from deploy.embedded.mock_broker import MockBroker
from shared import bus, relay, seat
from shared.contracts.fund_allocation import FundOpened
from shared.host import Service
from tests.faults.load import Load
from tests.faults.world import MortalBroker, MortalMock
from tests.support.databases import Clones, ServiceDatabase
from tests.support.kafka import Kafka
from tests.support.messaging import HEAR, LISTENERS, hear, heard_count, hears, service
from tests.support.waiting import eventually

ON_KAFKA: dict[str, Any] = {"fetch_wait_ms": 250, "static_membership": True}
IN_MEMORY: dict[str, Any] = {"relay_lead_rows": 2_000, "relay_followers": LISTENERS}


class Stage(NamedTuple):
    """One source that is under load, and two that listen."""

    load: Load
    source: Service
    databases: list[ServiceDatabase]
    listeners: list[Service]

    async def hears_again(self, count: int) -> None:
        """Both have heard so many, whatever is being said meanwhile."""
        for database in self.databases:
            await eventually(partial(_hears_many, database, count), seconds=60)

    async def all_hear_the_same(self) -> None:
        """The load is over, and what was said is heard by all, once, within a bounded time."""
        await self.load.over()
        for database in self.databases:
            await hears(database, self.load.committed, seconds=90)
        for one in (self.source, *self.listeners):
            await eventually(partial(_ready, one), seconds=60)


async def _hears_many(database: ServiceDatabase, count: int) -> bool:
    return await heard_count(database) >= count


async def _ready(one: Service) -> bool:
    return (await one.ready()).ok


@asynccontextmanager
async def stage(bare_database: Clones, bootstrap_servers: str, **given: Any) -> AsyncIterator[Stage]:
    source = service(await bare_database("donation"), bootstrap_servers, {FundOpened: hear}, **given)
    databases = [await bare_database(name) for name in LISTENERS]
    listeners = [service(database, bootstrap_servers, HEAR, **given) for database in databases]
    async with source.running(), listeners[0].running(), listeners[1].running(), Load(source) as load:
        for database in databases:
            await eventually(partial(heard_count, database))
        yield Stage(load, source, databases, listeners)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter pauses than people need: the steps are the same."""
    monkeypatch.setattr(relay, "BACKOFF_SECONDS", (0.2, 1.0))
    monkeypatch.setattr(bus, "BACKOFF_SECONDS", (0.2, 1.0))


async def _goes_away_and_comes_back(broker: MortalBroker, on: Stage) -> None:
    """First with all its records, then with none of them; the source speaks all the time."""
    await on.load.more()
    await broker.kill()
    await on.load.more()
    await broker.start()
    await on.load.more()
    await on.hears_again(len(on.load.committed))
    await broker.kill()
    await on.load.more()
    await broker.wipe()
    await broker.start()
    await on.load.more()
    await on.all_hear_the_same()


async def test_librdkafkas_broker(broker: MockBroker, bare_database: Clones, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seat, "SESSION_SECONDS", 2.0)
    async with stage(bare_database, broker.bootstrap_servers, **IN_MEMORY) as on:
        await _goes_away_and_comes_back(MortalMock(broker), on)


async def test_apache_kafka(kafka: Kafka, bare_database: Clones) -> None:
    async with stage(bare_database, kafka.bootstrap_servers, **ON_KAFKA) as on:
        await _goes_away_and_comes_back(kafka, on)


async def test_wiped_without_a_break(broker: MockBroker, bare_database: Clones) -> None:
    """No connection is cut: nothing but the offsets tells."""
    async with stage(bare_database, broker.bootstrap_servers, **IN_MEMORY) as on:
        await on.load.more()
        await MortalMock(broker).wipe()
        await on.load.more()
        await on.all_hear_the_same()
