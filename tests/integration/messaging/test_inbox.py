"""The inbox on its own, fed with records: each event takes effect once, and none is passed by."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import asyncpg
import pytest

from shared import metrics
from shared.contracts.donation import DonationReceived
from shared.contracts.housing_project import HouseSettled
from shared.db import Connection, Database
from shared.errors import Refused
from shared.inbox import Inbox, Incoming
from shared.quarantine import list_open
from tests.support.databases import Clones, ServiceDatabase
from tests.support.messaging import FORBIDDEN, HEAR, hear
from tests.support.messaging import heard as heard_in
from tests.support.records import Stream, altered


class Desk:
    """An inbox with its database, and what it asked to be sent again."""

    def __init__(self, server: ServiceDatabase, database: Database) -> None:
        self.server = server
        self.database = database
        self.asked: list[tuple[str, int]] = []
        self.now = 0.0
        self.inbox = self.with_handlers(HEAR)

    def with_handlers(self, handlers: Any) -> Inbox:
        """Another inbox on the same database, as after a restart."""
        self.inbox = Inbox("transparency", self.database, handlers, self._ask)
        self.inbox.clock = lambda: self.now
        return self.inbox

    async def _ask(self, source: str, position: int) -> None:
        self.asked.append((source, position))

    async def heard(self) -> list[int]:
        return await heard_in(self.server)

    async def errors(self) -> dict[int, str]:
        """Offset → error of what is in quarantine."""
        async with self.database.connection() as conn:
            return {held.offset: held.error for held in await list_open(conn)}


@pytest.fixture
async def desk(bare_database: Clones) -> AsyncIterator[Desk]:
    server = await bare_database("transparency")
    database = Database(server.url, application_name="test", pool_size=3)
    await database.open()
    yield Desk(server, database)
    await database.close()


async def test_what_is_delivered_twice_takes_effect_once(desk: Desk) -> None:
    records = Stream().records(range(1, 101))
    before = metrics.INBOX_DUPLICATES.labels("transparency", "donation")._value.get()
    await desk.inbox.take(records)
    await desk.inbox.take(records[:50])
    await desk.inbox.take(records[20:] + records)
    assert await desk.heard() == list(range(1, 101))
    assert metrics.INBOX_DUPLICATES.labels("transparency", "donation")._value.get() - before == 50 + 80 + 100
    assert desk.asked == []


async def test_a_duplicate_within_a_batch_takes_effect_once(desk: Desk) -> None:
    records = Stream().records(range(1, 11))
    await desk.inbox.take([record for record in records for _ in range(2)])
    assert await desk.heard() == list(range(1, 11))


async def test_partitions_may_come_in_any_order(desk: Desk) -> None:
    records = Stream().records(range(1, 301))
    for partition in (7, 3, 11, 0, 1, 2, 4, 5, 6, 8, 9, 10):
        await desk.inbox.take([record for record in records if record.partition == partition])
    assert await desk.heard() == list(range(1, 301))
    assert desk.inbox.held == 0


async def test_handlers_see_a_batch_by_type_and_in_the_order_of_positions(desk: Desk) -> None:
    calls: list[list[int]] = []

    async def note(conn: Connection, events: Sequence[Incoming[Any]]) -> None:
        calls.append([event.position for event in events])

    inbox = desk.with_handlers({HouseSettled: hear, DonationReceived: note})
    records = Stream().records(range(1, 201))
    await inbox.take(sorted(records, key=lambda record: (record.partition, record.offset)))
    assert calls == [list(range(1, 201))]


async def test_a_missing_event_holds_its_partition_alone(desk: Desk) -> None:
    records = Stream().records(range(1, 101))
    missing = records[40]
    same = [r for r in records if r.partition == missing.partition]
    gaps = metrics.INBOX_GAPS.labels("transparency", "donation")._value.get()
    await desk.inbox.take([record for record in records if record is not missing])
    behind = {r.n for r in same if r.offset >= missing.offset}
    assert await desk.heard() == [n for n in range(1, 101) if n not in behind]
    assert desk.inbox.held == 1
    assert metrics.INBOX_HELD.labels("transparency", "donation")._value.get() == 1
    assert metrics.INBOX_GAPS.labels("transparency", "donation")._value.get() == gaps + 1
    before = max((r.n for r in same if r.offset < missing.offset), default=0)
    assert desk.asked == [("donation", before + 1)]

    # The source sends again, from there on; what was held comes with it.
    await desk.inbox.take([altered(r, offset=r.offset + 1_000) for r in records if r.n > before])
    assert await desk.heard() == list(range(1, 101))
    assert desk.inbox.held == 0
    assert metrics.INBOX_HELD.labels("transparency", "donation")._value.get() == 0


async def test_what_is_missing_is_asked_for_again_with_growing_pauses(desk: Desk) -> None:
    records = Stream(one_partition=True).records(range(1, 10))
    await desk.inbox.take(records[:3] + records[4:])
    for seconds in (0, 4.9, 5, 14, 15, 34, 35):
        desk.now = seconds
        await desk.inbox.ask_for_missing()
    assert desk.asked == [("donation", 4)] * 4, "at 0, 5, 15 and 35 seconds"


async def test_a_gap_outlives_a_restart(desk: Desk) -> None:
    """The partition is read again from its first held record, so the gap is met again."""
    records = Stream(one_partition=True).records(range(1, 10))
    await desk.inbox.take(records[:3] + records[4:])
    await desk.inbox.take(records[:2])  # duplicates of what lies before the gap change nothing
    inbox = desk.with_handlers(HEAR)
    offset = (await inbox.offsets())["donation.events", records[0].partition]
    assert offset <= records[4].offset
    await inbox.take([record for record in records[4:] if record.offset >= offset])
    assert inbox.held == 1
    await inbox.take(records[3:])
    assert inbox.held == 0
    assert await desk.heard() == list(range(1, 10))
    assert (await inbox.offsets())["donation.events", records[0].partition] == records[-1].offset + 1


async def test_effects_and_marks_stand_or_fall_together(desk: Desk) -> None:
    """The database goes away at the commit of a batch: nothing of it is left, and it is applied when it comes again."""

    async def hear_and_lose_the_connection(conn: Connection, events: Sequence[Incoming[Any]]) -> None:
        await hear(conn, events)
        await conn.execute("select pg_terminate_backend(pg_backend_pid())")

    records = Stream().records(range(1, 51))
    with pytest.raises(asyncpg.PostgresError):
        await desk.with_handlers({DonationReceived: hear_and_lose_the_connection}).take(records)
    assert await desk.heard() == []
    assert await desk.errors() == {}
    await desk.with_handlers(HEAR).take(records)
    assert await desk.heard() == list(range(1, 51))


def refuse(event: Incoming[Any]) -> None:
    raise Refused("unknown_fund", vi="Không có quỹ này.", en="There is no such fund.")


def stumble(event: Incoming[Any]) -> None:
    raise KeyError(event.position)


def divide(event: Incoming[Any]) -> None:
    raise asyncpg.CardinalityViolationError("ON CONFLICT DO UPDATE command cannot affect row a second time")


@pytest.mark.parametrize(("fail", "words"), [(refuse, "unknown_fund"), (stumble, "KeyError"), (divide, "Cardinality")])
async def test_one_guilty_event_goes_into_quarantine_alone(
    desk: Desk, fail: Callable[[Incoming[Any]], None], words: str
) -> None:
    calls = 0

    async def hear_unless_guilty(conn: Connection, events: Sequence[Incoming[Any]]) -> None:
        nonlocal calls
        calls += 1
        await hear(conn, events)
        for event in events:
            if event.data.amount == 77:
                fail(event)

    inbox = desk.with_handlers({DonationReceived: hear_unless_guilty})
    records = Stream().records(range(1, 201))
    await inbox.take(records)
    assert await desk.heard() == [n for n in range(1, 201) if n != 77]
    errors = await desk.errors()
    assert list(errors) == [records[76].offset]
    assert words in errors[records[76].offset]
    assert calls <= 3 + 2 * 8, "tries are bounded: a few of the batch, then it is halved"
    await inbox.take(records)
    assert len(await desk.heard()) == 199, "the chain went on behind it"


async def test_a_broken_constraint_is_the_events_fault(desk: Desk) -> None:
    records = Stream().records([1, 2, FORBIDDEN, 3])
    await desk.inbox.take(records)
    assert await desk.heard() == [1, 2, 3]
    assert "not_forbidden" in (await desk.errors())[records[2].offset]


async def test_a_statement_that_the_database_does_not_know_is_our_fault(desk: Desk) -> None:
    """A table that is not there yet: nothing is put into quarantine for it."""

    async def too_new(conn: Connection, events: Sequence[Incoming[Any]]) -> None:
        await conn.execute("insert into not_migrated_yet values (1)")

    with pytest.raises(asyncpg.UndefinedTableError):
        await desk.with_handlers({DonationReceived: too_new}).take(Stream().records([1, 2]))
    assert await desk.errors() == {}


async def test_two_replicas_with_the_same_records_apply_them_once(desk: Desk) -> None:
    """As happens for a moment when partitions change hands."""
    records = Stream().records(range(1, 1_001))
    other = Inbox("transparency", desk.database, HEAR, desk._ask)
    await asyncio.gather(
        *(inbox.take(records[first : first + 300]) for first in range(0, 1_000, 100) for inbox in (desk.inbox, other))
    )
    await desk.inbox.take(records)
    assert await desk.heard() == list(range(1, 1_001))
