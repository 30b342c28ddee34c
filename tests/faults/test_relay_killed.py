"""A relay is killed between any two of its steps: nothing is lost, and what comes twice is skipped."""

import asyncio

import asyncpg
import pytest

from deploy.embedded.mock_broker import MockBroker
from shared.relay_cursor import load_cursor
from shared.relay_rows import PAGE_ROWS
from tests.support.databases import ServiceDatabase
from tests.support.messaging import applied, has_sent, outbox_positions, publish, relay_of, relaying, sent
from tests.support.victims import MOMENTS_OF_A_RELAY, killed
from tests.support.waiting import eventually

EVENTS = 5 * PAGE_ROWS
PAGE = 3
"""The page of its death."""


@pytest.mark.parametrize("moment", MOMENTS_OF_A_RELAY)
async def test_killed(moment: str, database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker) -> None:
    await publish(conn, range(1, EVENTS + 1))
    await killed("relay", database, broker.bootstrap_servers, moment, PAGE)
    cursor = (await load_cursor(conn)).position
    assert cursor <= (PAGE - 1) * PAGE_ROWS, "its cursor stands before the page of its death"
    left = applied(await sent(broker.bootstrap_servers))
    assert len(left) >= cursor, "what the cursor says was sent is there"
    if moment == "before the cursor is saved":
        assert len(left) >= PAGE * PAGE_ROWS, "the page was acknowledged"

    async with relaying(relay_of(database, broker)):
        await has_sent(conn, EVENTS)
        await publish(conn, [EVENTS + 1])
        await has_sent(conn, EVENTS + 1)
    events = await sent(broker.bootstrap_servers)
    assert applied(events) == await outbox_positions(conn)
    assert len(events) <= EVENTS + 1 + 2 * PAGE_ROWS, "at most the pages that were on their way come twice"


async def test_killed_while_another_stands_by(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker
) -> None:
    """Two at once: whoever of them leads first, the one that is left sends the rest."""
    await publish(conn, range(1, EVENTS + 1))
    victim = asyncio.create_task(killed("relay", database, broker.bootstrap_servers, "before the cursor is saved", 2))
    await eventually(lambda: _is_led(conn))
    standby = relay_of(database, broker)
    async with relaying(standby):
        await victim
        await has_sent(conn, EVENTS)
    assert applied(await sent(broker.bootstrap_servers)) == list(range(1, EVENTS + 1))


async def _is_led(conn: asyncpg.Connection) -> bool:
    return bool(
        await conn.fetchval(
            """select true from pg_locks where locktype = 'advisory'
           and database = (select oid from pg_database where datname = current_database())"""
        )
    )
