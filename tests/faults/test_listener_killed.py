"""A listener is killed around its commit, or loses its database: each event has taken effect exactly once."""

import os
import signal
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.embedded.mock_broker import MockBroker
from deploy.embedded.postgres import PostgresServer
from shared import bus, quarantine, seat
from shared.contracts.fund_allocation import FundOpened
from tests.support.databases import Clones, ServiceDatabase
from tests.support.messaging import (
    HEAR,
    BareTemplates,
    has_sent,
    hear,
    heard_count,
    hears,
    publish,
    relay_of,
    relaying,
    service,
)
from tests.support.victims import MOMENTS_OF_A_LISTENER, killed
from tests.support.waiting import eventually

EVENTS = 5_000


@pytest.fixture(autouse=True)
def _short_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """librdkafka's broker waits a whole session for a member that was killed."""
    monkeypatch.setattr(seat, "SESSION_SECONDS", 2.0)


@pytest.mark.parametrize("moment", MOMENTS_OF_A_LISTENER)
async def test_killed(
    moment: str, database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker, bare_database: Clones
) -> None:
    theirs = await bare_database("transparency")
    await publish(conn, range(1, EVENTS + 1))
    async with relaying(relay_of(database, broker)):
        await has_sent(conn, EVENTS)
        await killed("listener", theirs, broker.bootstrap_servers, moment, 3)
        done = await heard_count(theirs)
        assert 0 < done < EVENTS
        async with service(theirs, broker.bootstrap_servers, HEAR).running():
            await hears(theirs, list(range(1, EVENTS + 1)))


async def test_its_database_is_away_for_a_while(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Killed under load, back after some tries: nothing is lost, and no event is blamed for it."""
    monkeypatch.setattr(bus, "BACKOFF_SECONDS", (0.2, 1.0))
    server = PostgresServer(tmp_path / "postgres", password="only-for-tests", durable=False)
    await server.start()
    try:
        async with Clones(BareTemplates(server.url())) as clones:
            theirs = await clones("transparency")
            listener = service(theirs, broker.bootstrap_servers, HEAR)
            async with relaying(relay_of(database, broker)), listener.running():
                await publish(conn, range(1, 2_001))
                await eventually(lambda: heard_count(theirs))
                os.kill(server.pid, signal.SIGKILL)
                await publish(conn, range(2_001, 4_001))
                await eventually(lambda: listener.bus.error)
                assert not (await listener.ready()).ok
                await has_sent(conn, 4_000)
                await server.stop()
                await server.start()
                await hears(theirs, list(range(1, 4_001)))
                await eventually(lambda: _ready(listener))
                check = await asyncpg.connect(theirs.url)
                assert await quarantine.depth(check) == 0
                await check.close()
    finally:
        await server.stop()


async def _ready(listener: Any) -> bool:
    return bool((await listener.ready()).ok)


async def test_the_sources_database_is_away_for_a_while(
    broker: MockBroker, bare_database: Clones, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.relay.BACKOFF_SECONDS", (0.2, 1.0))
    server = PostgresServer(tmp_path / "postgres", password="only-for-tests", durable=False)
    await server.start()
    theirs = await bare_database("transparency")
    try:
        async with Clones(BareTemplates(server.url())) as clones:
            ours = await clones("donation")
            source = service(ours, broker.bootstrap_servers, {FundOpened: hear})
            async with source.running(), service(theirs, broker.bootstrap_servers, HEAR).running():
                async with source.database.transaction() as conn:
                    await publish(conn, range(1, 10_001))
                await eventually(lambda: heard_count(theirs))
                os.kill(server.pid, signal.SIGKILL)
                await eventually(lambda: source.relay and source.relay.error)
                await server.stop()
                await server.start()
                await eventually(lambda: source.relay and source.relay.leading)
                async with source.database.transaction() as conn:
                    await publish(conn, range(10_001, 10_101))
                await hears(theirs, list(range(1, 10_101)))
    finally:
        await server.stop()
