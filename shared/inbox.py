"""The inbox: applies batches of records exactly once, whatever Kafka delivers, and never loses one silently.

Each event names its position in its source's outbox and the position before it in the same partition. This service
keeps the position it has applied, per source and partition, in the same transaction as the effects. At or below the
mark: skip. ``previous`` equals the mark: apply. Otherwise something is missing: hold the partition, ask for a replay.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

import asyncpg
import msgspec
import structlog

from shared import metrics, quarantine
from shared.contracts import EVENTS, SOURCES, Contract, topic_of
from shared.db import Connection, Database
from shared.errors import Refused
from shared.quarantine import Headers, Record, Rejected
from shared.trace import Trace

log = structlog.get_logger()

C = TypeVar("C", bound=Contract, covariant=True)

ATTEMPTS = 3
"""Tries of a batch that fails for a reason we don't know, before the guilty record is looked for."""
ASK_AGAIN_SECONDS = (5.0, 60.0)


class Incoming(NamedTuple, Generic[C]):
    """An event as a handler sees it. ``data`` is the contract's fast twin; ``at`` the instant it was published."""

    source: str
    type: str
    subject: str
    position: int
    at: datetime
    data: C
    trace: Trace


Handler = Callable[[Connection, Sequence[Incoming[Any]]], Awaitable[None]]
Handlers = Mapping[type[Contract], Handler]
AskReplay = Callable[[str, int], Awaitable[None]]
"""Asks a source to send again from a position."""


class Unreadable(Exception):
    """A record that is not one of our events. The text says what is wrong with it."""


class Event(NamedTuple):
    """A readable event that continues its chain, with the record it came in."""

    record: Record
    contract: type[Contract]
    incoming: Incoming[Any]


class Inbox:
    """Applies records to a service's database through its handlers.

    Handlers are called in the order of the mapping, each at most once for a batch, with its events in position order.
    """

    def __init__(self, service: str, database: Database, handlers: Handlers, ask_replay: AskReplay) -> None:
        self._service = service
        self._database = database
        self._handlers = handlers
        self._ask_replay = ask_replay
        self._sources = {topic_of(source): source for source in sources_of(handlers)}
        self._held: dict[tuple[str, int], _Hold] = {}
        self.clock: Callable[[], float] = time.monotonic

    @property
    def held(self) -> int:
        """Partitions that wait for a replay."""
        return len(self._held)

    async def take(self, records: Sequence[Record]) -> None:
        """Apply a batch, in one transaction with its marks. Raises only for faults of our own: then nothing was applied."""
        started = time.perf_counter()
        careful = False
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._apply(records, careful=careful)
                break
            except Exception as error:
                # Whose fault is it? A fault of ours is raised for the bus to back off; the event's fault, or one that
                # stays after some tries, is looked for event by event.
                if is_ours(error):
                    metrics.INBOX_FAILURES.labels(self._service).inc()
                    raise
                careful = is_the_events(error) or attempt == ATTEMPTS - 1
                log.warning("inbox.batch_refused", service=self._service, attempt=attempt, error=_words(error))
                if attempt == ATTEMPTS:
                    raise
        await self._ask_for_missing()
        metrics.INBOX_BATCH_SECONDS.labels(self._service).observe(time.perf_counter() - started)

    async def redrive(self, id_: int, *, by: str, at: datetime) -> bool:
        """Apply a quarantined record now, outside the chain. False when it is unknown or was redriven already.

        Raises Unreadable or what the handler refuses; the record then stays, with the new error.
        """
        try:
            async with self._database.transaction() as conn:
                held = await quarantine.take_for_redrive(conn, id_)
                if held is None:
                    return False
                source = self._sources.get(held.topic)
                if source is None:
                    raise Unreadable(f"{held.topic} is not a topic of ours")
                event = self._read(_as_record(held), source, dict(held.headers))
                if event is not None:
                    await self._dispatch(conn, [event])
                await quarantine.mark_redriven(conn, id_, by=by, at=at)
        except Exception as error:
            if not is_ours(error):
                async with self._database.transaction() as conn:
                    await quarantine.mark_failed_again(conn, id_, _words(error))
            raise
        log.info("quarantine.redriven", service=self._service, id=id_, by=by)
        return True

    async def _apply(self, records: Sequence[Record], *, careful: bool) -> None:
        async with self._database.transaction() as conn:
            marks = await self._lock_marks(conn, records)
            moved = dict(marks)
            events, rejected, counts = self._sort_out(records, moved)
            if careful:
                rejected += await self._settle(conn, events)
            else:
                await self._dispatch(conn, events)
            await quarantine.put(conn, rejected)
            await _save_marks(conn, {key: mark for key, mark in moved.items() if mark != marks[key]})
        counts.publish(self._service, rejected)

    async def _lock_marks(self, conn: Connection, records: Sequence[Record]) -> dict[tuple[str, int], int]:
        """Lock and read the marks of the partitions in a batch; one order for all, so that two can't deadlock."""
        keys = sorted({(self._sources[r.topic], r.partition) for r in records})
        sources, partitions = [k[0] for k in keys], [k[1] for k in keys]
        read = """select m.source, m.partition, m.position
                  from inbox_mark m join unnest($1::text[], $2::int[]) as k (source, partition) using (source, partition)
                  order by m.source, m.partition for update of m"""
        rows = await conn.fetch(read, sources, partitions)
        if len(rows) < len(keys):
            await conn.execute(
                """insert into inbox_mark (source, partition, position) select s, p, 0 from unnest($1::text[], $2::int[]) as k (s, p)
                   order by s, p on conflict do nothing""",
                sources, partitions,
            )  # fmt: skip
            rows = await conn.fetch(read, sources, partitions)
        return {(row["source"], row["partition"]): row["position"] for row in rows}

    def _sort_out(
        self, records: Sequence[Record], marks: dict[tuple[str, int], int]
    ) -> tuple[list[Event], list[Rejected], _Counts]:
        """Follow the chains through a batch and move ``marks``. Returns what to apply and what goes to quarantine."""
        events: list[Event] = []
        rejected: list[Rejected] = []
        counts = _Counts()
        for record in records:
            source = self._sources[record.topic]
            headers = dict(record.headers)
            try:
                position, previous = int(headers["ce_position"] or b""), int(headers["ce_previous"] or b"")
            except (KeyError, ValueError):
                rejected.append(Rejected(record, "ce_position or ce_previous is missing or is not a number"))
                continue
            key = (source, record.partition)
            mark = marks[key]
            if position <= mark:
                counts.duplicates[source] = counts.duplicates.get(source, 0) + 1
                continue
            if previous != mark:
                self._hold(key, mark)
                continue
            marks[key] = position
            if self._held and key in self._held:
                self._release(key)
            try:
                event = self._read(record, source, headers)
            except Unreadable as error:
                rejected.append(Rejected(record, str(error)))
                continue
            if event is not None:
                events.append(event)
                counts.applied[source] = counts.applied.get(source, 0) + 1
        return events, rejected, counts

    def _read(self, record: Record, source: str, headers: Mapping[str, bytes | None]) -> Event | None:
        """The event in a record; None when it is sound and this service doesn't listen to it. Raises Unreadable."""
        try:
            kind = (headers["ce_type"] or b"").decode()
            correlation = (headers.get("ce_correlationid") or b"").decode()
            causation, traceparent = headers.get("ce_causationid"), headers.get("ce_traceparent")
            trace = Trace(correlation, causation and causation.decode(), traceparent and traceparent.decode())  # type: ignore[arg-type] # empty bytes never occur: a header is absent or has a value
            position = int(headers.get("ce_position") or 0)
            at = datetime.fromisoformat((headers["ce_time"] or b"").decode())
        except (KeyError, ValueError) as error:
            raise Unreadable(f"a header is missing or not text: {error}") from None
        contract = EVENTS.get(kind)
        if contract is None or contract not in SOURCES[source]:
            name, _, version = kind.rpartition(".")
            known = any(event.TYPE.rpartition(".")[0] == name for event in SOURCES[source])
            raise Unreadable(f"unknown version {version!r} of {name}" if known else f"unknown type {kind!r}")
        if contract not in self._handlers:
            return None
        if record.value is None:
            raise Unreadable("the record has no value")
        try:
            data = contract.decode(record.value)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unreadable(f"{kind}: {error}") from None
        subject = record.key.decode(errors="replace") if record.key else ""
        return Event(record, contract, Incoming(source, kind, subject, position, at, data, trace))

    async def _dispatch(self, conn: Connection, events: Sequence[Event]) -> None:
        groups: dict[type[Contract], list[Incoming[Any]]] = {}
        for event in events:
            groups.setdefault(event.contract, []).append(event.incoming)
        for contract, handler in self._handlers.items():
            group = groups.get(contract)
            if group:
                await handler(conn, group)

    async def _settle(self, conn: Connection, events: Sequence[Event]) -> list[Rejected]:
        """Apply what can be applied: halve a failing batch until the guilty events stand alone."""
        if not events:
            return []
        try:
            async with conn.transaction():
                await self._dispatch(conn, events)
            return []
        except Exception as error:
            if is_ours(error):
                raise
            if len(events) == 1:
                log.error("inbox.quarantined", service=self._service, type=events[0].incoming.type, error=_words(error))
                return [Rejected(events[0].record, _words(error), ATTEMPTS)]
        half = len(events) // 2
        return await self._settle(conn, events[:half]) + await self._settle(conn, events[half:])

    def _hold(self, key: tuple[str, int], mark: int) -> None:
        if key not in self._held:
            self._held[key] = _Hold(mark)
            metrics.INBOX_GAPS.labels(self._service, key[0]).inc()
            metrics.INBOX_HELD.labels(self._service, key[0]).inc()
            log.error("inbox.gap", service=self._service, source=key[0], partition=key[1], applied=mark)

    def _release(self, key: tuple[str, int]) -> None:
        del self._held[key]
        metrics.INBOX_HELD.labels(self._service, key[0]).dec()
        log.info("inbox.gap_healed", service=self._service, source=key[0], partition=key[1])

    async def tick(self) -> None:
        """Ask again for what is still missing; let go of a gap that another replica has healed. Call every few seconds."""
        if not self._held:
            return
        async with self._database.connection() as conn:
            rows = await conn.fetch("select source, partition, position from inbox_mark")
        for row in rows:
            key = (row["source"], row["partition"])
            if key in self._held and self._held[key].mark != row["position"]:
                self._release(key)
        await self._ask_for_missing()

    async def _ask_for_missing(self) -> None:
        now = self.clock()
        wanted: dict[str, int] = {}
        for (source, _), hold in self._held.items():
            if now >= hold.ask_at:
                hold.asked(now)
                wanted[source] = min(wanted.get(source, hold.mark + 1), hold.mark + 1)
        for source, position in wanted.items():
            await self._ask_replay(source, position)


class _Hold:
    """A partition that waits for a replay from after ``mark``; asks again with growing pauses."""

    def __init__(self, mark: int) -> None:
        self.mark = mark
        self.ask_at = 0.0
        self._pause = ASK_AGAIN_SECONDS[0]

    def asked(self, now: float) -> None:
        self.ask_at = now + self._pause
        self._pause = min(self._pause * 2, ASK_AGAIN_SECONDS[1])


class _Counts:
    def __init__(self) -> None:
        self.applied: dict[str, int] = {}
        self.duplicates: dict[str, int] = {}

    def publish(self, service: str, rejected: Sequence[Rejected]) -> None:
        for source, count in self.applied.items():
            metrics.INBOX_APPLIED.labels(service, source).inc(count)
        for source, count in self.duplicates.items():
            metrics.INBOX_DUPLICATES.labels(service, source).inc(count)
        for item in rejected:
            metrics.INBOX_QUARANTINED.labels(service, item.record.topic.removesuffix(".events")).inc()


def sources_of(handlers: Handlers) -> list[str]:
    """The sources that handlers listen to."""
    return [source for source, events in SOURCES.items() if any(event in handlers for event in events)]


def is_the_events(error: Exception) -> bool:
    """A rule or a constraint said no: trying again can't help."""
    return isinstance(
        error, Refused | asyncpg.DataError | asyncpg.IntegrityConstraintViolationError | asyncpg.RaiseError
    )


def is_ours(error: Exception) -> bool:
    """Our own database, broker or program failed: never the event's fault."""
    if isinstance(error, asyncpg.InterfaceError):
        return not isinstance(error, asyncpg.DataError)  # asyncpg's own refusal of a value is both
    if isinstance(error, asyncpg.PostgresError):
        return not isinstance(error, asyncpg.DataError | asyncpg.IntegrityConstraintViolationError | asyncpg.RaiseError)
    return isinstance(error, OSError | TimeoutError | asyncio.CancelledError)


async def _save_marks(conn: Connection, marks: Mapping[tuple[str, int], int]) -> None:
    if marks:
        await conn.execute(
            """update inbox_mark m set position = k.position from unnest($1::text[], $2::int[], $3::bigint[])
               as k (source, partition, position) where m.source = k.source and m.partition = k.partition""",
            [source for source, _ in marks], [partition for _, partition in marks], list(marks.values()),
        )  # fmt: skip


def _words(error: Exception) -> str:
    return error.code if isinstance(error, Refused) else f"{type(error).__name__}: {error}"


def _as_record(held: quarantine.Held) -> Record:
    headers: Headers = held.headers
    return Record(
        topic=held.topic, partition=held.partition, offset=held.offset, timestamp=0, timestamp_type=0, key=held.key,
        value=held.value, checksum=None, serialized_key_size=0, serialized_value_size=0, headers=tuple(headers),
    )  # fmt: skip
