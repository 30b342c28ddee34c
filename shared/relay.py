"""The relay: sends a service's outbox to its topic, in order, and remembers how far it came.

One relay of a service leads at a time, by an advisory lock; the others stand by. It sends a page, waits until the
broker has it, then saves its cursor: whatever dies in between is sent again, and consumers skip what they have.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
import structlog

from shared import metrics
from shared.contracts.envelope import PARTITIONS, partition_of
from shared.db import Connection, connect
from shared.relay_topic import RelayTopic, TopicAheadOfOutbox

log = structlog.get_logger()

PAGE_ROWS = 4_000
IDLE_SECONDS = 0.5
"""A relay that hears nothing looks for itself this often."""
STANDBY_SECONDS = 1.0
CHECK_TOPIC_SECONDS = 5.0
"""How often an idle relay makes sure that the broker still has what it was given."""
BACKOFF_SECONDS = (0.2, 10.0)
_LOCK = 0x72656C61
_CHANNEL = "outbox"


@dataclass(slots=True)
class Cursor:
    """How far the relay has come: the position of the last event, and the last position in each partition."""

    position: int
    lasts: list[int]

    @staticmethod
    def start() -> Cursor:
        return Cursor(0, [0] * PARTITIONS)

    def copy(self) -> Cursor:
        return Cursor(self.position, self.lasts.copy())


class CursorMoved(Exception):
    """Someone else moved the cursor: a replay was asked for, or another relay leads."""


class Relay:
    """Sends the outbox of ``source``. ``url`` is the service's own database, in its runtime role.

    ``lead_rows``: stay at most so many records ahead of the slowest of the ``followers`` (consumer groups); only a
    broker that keeps its log in memory needs it.
    """

    def __init__(
        self,
        source: str,
        *,
        url: str,
        bootstrap_servers: str,
        lead_rows: int | None = None,
        followers: Sequence[str] = (),
    ) -> None:
        self._source = source
        self._url = url
        self._topic = lambda: RelayTopic(source, bootstrap_servers, lead_rows=lead_rows, followers=followers)
        self._woken = asyncio.Event()
        self._gaps = GapRule()
        self.leading = False
        self.error: str | None = None

    def wake(self) -> None:
        """Say that something was committed. Cheap; may be called from any transaction's end."""
        self._woken.set()

    async def run(self) -> None:
        """Lead or stand by until cancelled. Every fault of database or broker: log, count, wait, start again."""
        backoff = BACKOFF_SECONDS[0]
        while True:
            started = asyncio.get_running_loop().time()
            try:
                await self._lead_or_stand_by()
            except TopicAheadOfOutbox as error:
                self.error = str(error)
                log.error("relay.outbox_behind_topic", source=self._source, error=str(error))
            except CursorMoved:
                continue
            except (
                Exception
            ) as error:  # database, broker or client library: whatever it was, the outbox still holds everything
                self.error = f"{type(error).__name__}: {error}"
                log.warning("relay.failed", source=self._source, error=self.error, exc_info=True)
            metrics.RELAY_FAILURES.labels(self._source).inc()
            if asyncio.get_running_loop().time() - started > BACKOFF_SECONDS[1]:
                backoff = BACKOFF_SECONDS[0]
            await asyncio.sleep(backoff)
            backoff = min(backoff * 2, BACKOFF_SECONDS[1])

    async def _lead_or_stand_by(self) -> None:
        conn = await connect(self._url, application_name=f"{self._source}.relay")
        try:
            while not await conn.fetchval("select pg_try_advisory_lock($1)", _LOCK):
                await self._pass_on_wakes(conn, STANDBY_SECONDS)
            await conn.add_listener(_CHANNEL, lambda *_: self.wake())
            async with self._topic() as topic:
                await self._lead(conn, topic)
        finally:
            self._set_leading(False)
            await _close(conn)

    async def _pass_on_wakes(self, conn: Connection, seconds: float) -> None:
        """A standby's process commits too: tell the leader, in another process, once for many commits."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        if self._woken.is_set():
            self._woken.clear()
            await conn.execute("select pg_notify($1, '')", _CHANNEL)

    async def _lead(self, conn: Connection, topic: RelayTopic) -> None:
        cursor = await load_cursor(conn)
        lost_from = await topic.first_lost(cursor.lasts, await newest_position(conn))
        if lost_from is not None:
            log.warning("relay.topic_lost_events", source=self._source, replay_from=lost_from)
            await rewind(conn, self._source, lost_from)
            cursor = await load_cursor(conn)
        self._set_leading(True)
        log.info("relay.leading", source=self._source, position=cursor.position)
        page = await self._next_page(conn, cursor.position)
        while True:
            if not page:
                await self._wait(conn, topic, cursor)
                page = await self._next_page(conn, cursor.position)
                continue
            sent = cursor.copy()
            acknowledged = await topic.send(page, sent)
            following = await self._next_page(conn, sent.position)  # while the broker writes
            await acknowledged()
            await save_cursor(conn, cursor, sent)
            metrics.RELAY_SENT.labels(self._source).inc(len(page))
            self.error = None
            cursor, page = sent, following
            await topic.wait_for_followers()

    async def _wait(self, conn: Connection, topic: RelayTopic, cursor: Cursor) -> None:
        """Until something is committed, a gap has to be looked at again, or it is time to check the broker."""
        if self._gaps.waiting:
            await self._woken_within(0.005)
        elif not await self._woken_within(IDLE_SECONDS):
            if topic.seconds_since_check() > CHECK_TOPIC_SECONDS:
                if await topic.first_lost(cursor.lasts, cursor.position) is not None:
                    raise CursorMoved
            if (await load_cursor(conn)).position != cursor.position:
                raise CursorMoved

    async def _woken_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return False
        self._woken.clear()
        return True

    async def _next_page(self, conn: Connection, after: int) -> list[asyncpg.Record]:
        page = await self._gaps.settled(conn, after)
        skipped = page[-1]["position"] - after - len(page) if page else 0
        if skipped:
            metrics.RELAY_SKIPPED.labels(self._source).inc(skipped)
        return page

    def _set_leading(self, leading: bool) -> None:
        self.leading = leading
        metrics.RELAY_LEADING.labels(self._source).set(leading)


class GapRule:
    """Tells a position that is still in flight from one that will never come.

    Positions are drawn before their transaction commits, so a page can have holes. A transaction owns its id before it
    draws a position; so whoever may still fill a hole that we saw was running when we looked. When all those have
    ended and the hole is still there, it was rolled back.
    """

    def __init__(self) -> None:
        self._fence: tuple[int, int] | None = None  # newest position seen, and the transaction id to wait for
        self._gone_to = 0  # holes up to here will never be filled

    @property
    def waiting(self) -> bool:
        return self._fence is not None

    async def settled(self, conn: Connection, after: int) -> list[asyncpg.Record]:
        """The rows after a position, in order, up to PAGE_ROWS, ending before the first hole still in flight."""
        rows = await read_page(conn, after)
        count = self._before_hole(rows, after)
        if count == len(rows):
            self._fence = None
            return rows
        if self._fence is None:
            self._fence = (
                rows[-1]["position"],
                await conn.fetchval("select pg_snapshot_xmax(pg_current_snapshot())::text::int8"),
            )
        elif await conn.fetchval("select pg_snapshot_xmin(pg_current_snapshot())::text::int8") >= self._fence[1]:
            self._gone_to, self._fence = self._fence[0], None
            return await self.settled(conn, after)
        return rows[:count]

    def _before_hole(self, rows: Sequence[asyncpg.Record], after: int) -> int:
        if not rows or rows[-1]["position"] - after == len(rows):
            return len(rows)
        expected = after + 1
        for index, row in enumerate(rows):
            if row["position"] != expected and row["position"] - 1 > self._gone_to:
                return index
            expected = row["position"] + 1
        return len(rows)


async def read_page(conn: Connection, after: int) -> list[asyncpg.Record]:
    """Up to PAGE_ROWS outbox rows after a position, in order."""
    rows: list[asyncpg.Record] = await conn.fetch(
        """select position, subject, type, data, correlation_id, causation_id, traceparent, occurred_at
           from outbox where position > $1 order by position limit $2""",
        after, PAGE_ROWS,
    )  # fmt: skip
    return rows


async def newest_position(conn: Connection) -> int:
    return await conn.fetchval("select coalesce(max(position), 0) from outbox") or 0


async def load_cursor(conn: Connection) -> Cursor:
    """Where the relay stands. A service that has never sent stands at the start."""
    row = await conn.fetchrow("select position, lasts from relay_cursor")
    return Cursor(row["position"], list(row["lasts"])) if row else Cursor.start()


async def save_cursor(conn: Connection, old: Cursor, new: Cursor) -> None:
    """Move the cursor. Raises CursorMoved when it no longer stands where we left it."""
    saved = await conn.fetchval(
        """insert into relay_cursor as c (position, lasts) values ($1, $2)
           on conflict (singleton) do update set position = $1, lasts = $2, saved_at = now() where c.position = $3
           returning true""",
        new.position, new.lasts, old.position,
    )  # fmt: skip
    if not saved:
        raise CursorMoved


async def rewind(conn: Connection, source: str, position: int) -> bool:
    """Replay: let the relay send everything from ``position`` on again. False when it has not sent that far yet."""
    async with conn.transaction():
        cursor = await conn.fetchrow("select position from relay_cursor for update")
        if cursor is None or cursor["position"] < position:
            return False
        lasts = await lasts_before(conn, position)
        await conn.execute(
            "update relay_cursor set position = $1, lasts = $2, saved_at = now()", max(position - 1, 0), lasts
        )
        await conn.execute("select pg_notify($1, '')", _CHANNEL)
    metrics.RELAY_REWINDS.labels(source).inc()
    log.info("relay.rewound", source=source, position=position)
    return True


async def lasts_before(conn: Connection, position: int) -> list[int]:
    """For each partition the newest position before ``position``: read backwards until every partition was seen."""
    lasts = [0] * PARTITIONS
    unseen = set(range(PARTITIONS))
    before = position
    while unseen:
        rows = await conn.fetch(
            "select position, subject from outbox where position < $1 order by position desc limit $2",
            before,
            PAGE_ROWS,
        )
        if not rows:
            break
        for row in rows:
            partition = partition_of(row["subject"])
            if partition in unseen:
                unseen.discard(partition)
                lasts[partition] = row["position"]
        before = rows[-1]["position"]
    return lasts


async def observe_backlog(conn: Connection, source: str) -> None:
    """Bring the outbox metrics up to date: depth in rows, age of the oldest unsent row in seconds."""
    row = await conn.fetchrow(
        """select coalesce((select max(position) from outbox), 0) - coalesce(c.position, 0) as depth,
                  coalesce(extract(epoch from now() - (select occurred_at from outbox
                           where position > coalesce(c.position, 0) order by position limit 1)), 0) as age
           from (select 1) as one left join relay_cursor c on true"""
    )
    metrics.OUTBOX_DEPTH.labels(source).set(row["depth"] if row else 0)
    metrics.OUTBOX_OLDEST_AGE.labels(source).set(float(row["age"]) if row else 0)


async def _close(conn: asyncpg.Connection) -> None:
    try:
        await conn.close(timeout=2)
    except (TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        conn.terminate()
