"""A transaction is held open for half a minute while thousands commit around it: the relay waits, and loses nothing."""

import asyncio
import itertools

import asyncpg

from deploy.embedded.mock_broker import MockBroker
from shared import metrics
from shared.db import connect
from shared.relay_cursor import load_cursor
from tests.support.databases import ServiceDatabase
from tests.support.messaging import applied, gift, has_sent, outbox_positions, publish, relay_of, relaying, sent
from tests.support.waiting import eventually

HELD_SECONDS = 30.0
WRITERS = 6


async def test_thousands_commit_around_an_open_transaction(
    database: ServiceDatabase, conn: asyncpg.Connection, broker: MockBroker
) -> None:
    loop = asyncio.get_running_loop()
    numbers = itertools.count(1)
    over = asyncio.Event()
    committed: list[int] = []
    rolled_back: list[int] = []

    async def write(writer: int) -> None:
        """Short transactions, every fifth of them rolled back."""
        own = await connect(database.url, application_name="test")
        try:
            for turn in itertools.count():
                if over.is_set():
                    return
                amounts = [next(numbers) for _ in range(1 + turn % 3)]
                transaction = own.transaction()
                await transaction.start()
                await publish(own, amounts)
                if turn % 5 == writer % 5:
                    await transaction.rollback()
                    rolled_back.extend(amounts)
                else:
                    await transaction.commit()
                    committed.extend(amounts)
        finally:
            await own.close()

    skipped = metrics.RELAY_SKIPPED.labels("donation")._value.get()
    slow, doomed = [await connect(database.url, application_name="test") for _ in range(2)]
    async with relaying(relay_of(database, broker)):
        before = [next(numbers) for _ in range(10)]
        await publish(conn, before)
        held, in_vain = slow.transaction(), doomed.transaction()
        await held.start()
        await in_vain.start()
        mine = [next(numbers) for _ in range(3)]
        await publish(slow, mine[:1])
        await publish(doomed, [next(numbers)])
        writers = [asyncio.create_task(write(writer)) for writer in range(WRITERS)]
        until = loop.time() + HELD_SECONDS
        await eventually(lambda: len(committed) > 100)
        await publish(slow, mine[1:])
        await eventually(lambda: loop.time() > until, seconds=HELD_SECONDS + 1)

        assert len(committed) > 5_000
        assert (await load_cursor(conn)).position == len(before), "nothing behind the open hole was sent"
        await held.commit()
        await has_sent(conn, len(before) + 1)
        assert (await load_cursor(conn)).position == len(before) + 1, "the other hole is still open"
        await in_vain.rollback()
        over.set()
        await asyncio.gather(*writers)
        last = [next(numbers)]
        await publish(conn, last)  # behind the last that was rolled back, which nobody skips before something follows
        await has_sent(conn, (await outbox_positions(conn))[-1])
    await slow.close()
    await doomed.close()

    events = await sent(broker.bootstrap_servers)
    assert applied(events) == await outbox_positions(conn)
    assert len(events) == len(await outbox_positions(conn)), "nothing came twice"
    assert {int(event.record.value.split(b'"amount":')[1].split(b",")[0]) for event in events} == {
        *before, *mine, *committed, *last,
    }  # fmt: skip
    assert metrics.RELAY_SKIPPED.labels("donation")._value.get() - skipped >= len(rolled_back)
    for partition in range(12):
        order = [event.position for event in events if event.partition == partition]
        assert order == sorted(order)
    assert str(gift(mine[0]).subject)
