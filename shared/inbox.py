"""The inbox: applies batches of records exactly once, whatever Kafka delivers, and never loses one silently.

Each event names its position in its source's outbox and the position before it in the same partition. This service
keeps the position it has applied, per source and partition, in the same transaction as the effects. At or below the
mark: skip. ``previous`` equals the mark: apply. Otherwise something is missing: hold the partition, ask for a replay.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

import asyncpg
import structlog

from shared import metrics, quarantine
from shared.chain import Batch, Key, Mark, follow
from shared.contracts import Contract, topic_of
from shared.db import Connection, Database
from shared.errors import Refused
from shared.incoming import Event, Handler, Handlers, Incoming, Reader, Unreadable, position_of, sources_of
from shared.log import message_of
from shared.quarantine import Record, Rejected

__all__ = ["Handler", "Handlers", "Inbox", "Incoming", "Unreadable", "is_ours", "sources_of"]

log = structlog.get_logger()

ATTEMPTS = 3
"""Tries of a batch that fails for a reason we don't know, before the guilty record is looked for."""
RETRY_SECONDS = 0.1
ASK_AGAIN_SECONDS = (5.0, 60.0)

AskReplay = Callable[[str, int], Awaitable[None]]
"""Asks a source to send again from a position."""


class Inbox:
    """Applies records to a service's database through its handlers.

    Handlers are called in the order of the mapping, each at most once for a batch, with its events in position order.
    """

    def __init__(self, service: str, database: Database, handlers: Handlers, ask_replay: AskReplay) -> None:
        self._service = service
        self._database = database
        self._handlers = handlers
        self._ask_replay = ask_replay
        self._readers = {topic_of(source): (source, Reader(source, handlers)) for source in sources_of(handlers)}
        self._held: dict[Key, _Hold] = {}
        self._marks: dict[Key, int] = {}  # as we left them; someone else may have moved them since
        self.clock: Callable[[], float] = time.monotonic

    @property
    def held(self) -> int:
        """Partitions that wait for a replay."""
        return len(self._held)

    async def take(self, records: Sequence[Record]) -> None:
        """Apply a batch, in one transaction with its marks. Raises for faults of ours; then nothing was applied."""
        started = time.perf_counter()
        careful = False
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._apply(records, sure=attempt > 1, careful=careful)
                break
            except Exception as error:
                # Whose fault is it? A fault of ours is raised for the bus to back off; the event's fault, or one that
                # stays after some tries, is looked for event by event.
                if is_ours(error) or careful:
                    metrics.INBOX_FAILURES.labels(self._service).inc()
                    raise
                careful = is_the_events(error) or attempt == ATTEMPTS - 1
                log.warning("inbox.batch_refused", service=self._service, attempt=attempt, error=message_of(error))
                if not careful:
                    await asyncio.sleep(RETRY_SECONDS)
        await self.ask_for_missing()
        metrics.INBOX_BATCH_SECONDS.labels(self._service).observe(time.perf_counter() - started)

    async def _apply(self, records: Sequence[Record], *, sure: bool, careful: bool) -> None:
        """Raises MarksMoved when the marks no longer stand where we left them; ``sure`` locks and reads them first."""
        async with self._database.transaction() as conn:
            marks = None if sure else self._known_marks(records)
            if marks is None:
                marks = await self._lock_marks(conn, records)
            batch = follow(records, self._readers, marks)
            if careful:
                batch.rejected += await self._settle(conn, batch.events)
            else:
                await self._dispatch(conn, batch.events)
            await quarantine.put(conn, batch.rejected)
            moved = [(key, marks[key], mark, self._holds(key, mark)) for key, mark in batch.marks.items()]
            await _save_marks(conn, moved)
        self._marks |= {key: mark.position for key, mark in batch.marks.items()}
        self._note(batch)

    def _known_marks(self, records: Iterable[Record]) -> dict[Key, int] | None:
        """The marks of a batch's partitions as we left them, which nearly always is where they stand."""
        marks = {}
        for topic, partition in {(record.topic, record.partition) for record in records}:
            key = (self._readers[topic][0], partition)
            if key not in self._marks:
                return None
            marks[key] = self._marks[key]
        return marks

    async def _lock_marks(self, conn: Connection, records: Iterable[Record]) -> dict[Key, int]:
        """Lock and read the marks of a batch's partitions; in one order for all, so that two can't deadlock."""
        partitions = {(record.topic, record.partition) for record in records}
        keys = sorted((self._readers[topic][0], partition) for topic, partition in partitions)
        sources, numbers = [key[0] for key in keys], [key[1] for key in keys]
        read = """select m.source, m.partition, m.position from inbox_mark m
                  join unnest($1::text[], $2::int[]) as k (source, partition) using (source, partition)
                  order by m.source, m.partition for update of m"""
        rows = await conn.fetch(read, sources, numbers)
        if len(rows) < len(keys):
            await conn.execute(
                """insert into inbox_mark (source, partition)
                   select s, p from unnest($1::text[], $2::int[]) as k (s, p) order by s, p on conflict do nothing""",
                sources, numbers,
            )  # fmt: skip
            rows = await conn.fetch(read, sources, numbers)
        return {(row["source"], row["partition"]): row["position"] for row in rows}

    async def _dispatch(self, conn: Connection, events: Sequence[Event]) -> None:
        groups: dict[type[Contract], list[Incoming[Any]]] = {}
        for _, contract, incoming in events:
            groups.setdefault(contract, []).append(incoming)
        for contract, handler in self._handlers.items():
            group = groups.get(contract)
            if group:
                group.sort(key=_by_position)
                await handler(conn, group)

    async def _settle(self, conn: Connection, events: Sequence[Event]) -> list[Rejected]:
        """Apply what can be applied: halve a failing batch until the guilty events stand alone."""
        if not events:
            return []
        try:
            async with conn.transaction():
                await self._dispatch(conn, events)
            return []
        except Exception as error:  # a handler may fail in any way; only a fault of ours is not the events'
            if is_ours(error):
                raise
            if len(events) == 1:
                record, contract, _ = events[0]
                log.error("inbox.quarantined", service=self._service, type=contract.TYPE, error=message_of(error))
                return [Rejected(record, _words(error), ATTEMPTS)]
        half = len(events) // 2
        return await self._settle(conn, events[:half]) + await self._settle(conn, events[half:])

    async def redrive(self, id_: int, *, by: str, at: datetime) -> bool:
        """Apply a quarantined record now, outside the chain. False when it is unknown or was redriven already.

        Raises Unreadable or what the handler refuses; the record then stays, with the new error.
        """
        try:
            async with self._database.transaction() as conn:
                held = await quarantine.take_for_redrive(conn, id_)
                if held is None:
                    return False
                if held.topic not in self._readers:
                    raise Unreadable(f"{held.topic} is not a topic of ours")
                record, headers = held.as_record(), dict(held.headers)
                event = self._readers[held.topic][1].read(record, headers, position_of(headers)[0])
                if event is not None:
                    await self._dispatch(conn, [event])
                await quarantine.mark_redriven(conn, id_, by=by, at=at)
        except Exception as error:  # a handler may fail in any way; the record's own history should tell how
            if not is_ours(error):
                async with self._database.transaction() as conn:
                    await quarantine.mark_failed_again(conn, id_, _words(error))
            raise
        log.info("quarantine.redriven", service=self._service, id=id_, by=by)
        return True

    async def offsets(self) -> dict[tuple[str, int], int]:
        """Where to read on, by topic and partition: behind what was applied, before what is held."""
        async with self._database.connection() as conn:
            rows = await conn.fetch("select source, partition, next_offset from inbox_mark")
        return {(topic_of(row["source"]), row["partition"]): row["next_offset"] for row in rows}

    def forget(self) -> None:
        """The partitions are given out anew: whoever gets a held one reads its records again, from the gap on."""
        self._marks.clear()
        for key in list(self._held):
            self._release(key)

    async def ask_for_missing(self) -> None:
        """Ask the sources for what is missing, if it is time to. Call every few seconds."""
        now = self.clock()
        wanted: dict[str, int] = {}
        for (source, _), hold in self._held.items():
            if now >= hold.ask_at:
                hold.asked(now)
                wanted[source] = min(wanted.get(source, hold.mark + 1), hold.mark + 1)
        for source, position in wanted.items():
            await self._ask_replay(source, position)

    def _holds(self, key: Key, mark: Mark) -> bool:
        return mark.gap or (key in self._held and self._held[key].mark == mark.position)

    def _note(self, batch: Batch) -> None:
        """Count what a committed batch did, and keep in mind which partitions wait."""
        for key, mark in batch.marks.items():
            source, partition = key
            where = {"service": self._service, "source": source, "partition": partition, "applied": mark.position}
            if key in self._held and self._held[key].mark != mark.position:
                self._release(key)
                log.info("inbox.gap_healed", **where)
            if mark.gap and key not in self._held:
                self._held[key] = _Hold(mark.position)
                metrics.INBOX_GAPS.labels(self._service, source).inc()
                self._show_held(source)
                log.error("inbox.gap", **where)
        for source, count in batch.applied.items():
            metrics.INBOX_APPLIED.labels(self._service, source).inc(count)
        for source, count in batch.duplicates.items():
            metrics.INBOX_DUPLICATES.labels(self._service, source).inc(count)
        for item in batch.rejected:
            metrics.INBOX_QUARANTINED.labels(self._service, item.record.topic.removesuffix(".events")).inc()

    def _release(self, key: Key) -> None:
        del self._held[key]
        self._show_held(key[0])

    def _show_held(self, source: str) -> None:
        # Counted anew, so that what an earlier consumer of this process left held is forgotten with it.
        held = sum(1 for of, _ in self._held if of == source)
        metrics.INBOX_HELD.labels(self._service, source).set(held)


class _Hold:
    """A partition that waits for a replay from after ``mark``; asks again with growing pauses."""

    def __init__(self, mark: int) -> None:
        self.mark = mark
        self.ask_at = 0.0
        self._pause = ASK_AGAIN_SECONDS[0]

    def asked(self, now: float) -> None:
        self.ask_at = now + self._pause
        self._pause = min(self._pause * 2, ASK_AGAIN_SECONDS[1])


_by_position = attrgetter("position")

_THE_EVENTS = (
    Refused, asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, asyncpg.RaiseError,
    asyncpg.CardinalityViolationError, asyncpg.ProgramLimitExceededError,
)  # fmt: skip


def is_the_events(error: Exception) -> bool:
    """A rule or a constraint said no to what an event carries: trying again can't help."""
    return isinstance(error, _THE_EVENTS)


def is_ours(error: Exception) -> bool:
    """Our own database, broker or network failed: never the event's fault, however often it happens."""
    ours = (
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        asyncpg.InternalClientError,
        OSError,
    )  # TimeoutError among them
    return isinstance(error, ours) and not is_the_events(error)


class MarksMoved(Exception):
    """Another consumer of this service has moved a mark: what is applied must be looked at again."""


async def _save_marks(conn: Connection, marks: Sequence[tuple[Key, int, Mark, bool]]) -> None:
    """Move marks from where they stood. Raises MarksMoved when they stand elsewhere.

    A partition that is held is read again from its first held record on, whoever reads it next.
    """
    status = await conn.execute(
        """update inbox_mark m set position = k.position, next_offset = coalesce(k.next_offset, m.next_offset)
           from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[])
             as k (source, partition, stood, position, next_offset)
           where m.source = k.source and m.partition = k.partition and m.position = k.stood""",
        [key[0] for key, *_ in marks], [key[1] for key, *_ in marks], [stood for _, stood, _, _ in marks],
        [mark.position for _, _, mark, _ in marks],
        [None if held else mark.next_offset for _, _, mark, held in marks],
    )  # fmt: skip
    if status != f"UPDATE {len(marks)}":
        raise MarksMoved(status)


def _words(error: Exception) -> str:
    return str(error) if isinstance(error, Refused) else f"{type(error).__name__}: {error}"
