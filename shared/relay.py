"""The relay: sends a service's outbox to its topic, in order, and remembers how far it came.

One relay of a service leads at a time, by an advisory lock; the others stand by. It sends a page, waits until the
broker has it, then saves its cursor: whatever dies in between is sent again, and consumers skip what they have.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import asyncpg
import structlog

from shared import metrics
from shared.closing import being_cancelled
from shared.db import Connection, connect
from shared.log import message_of
from shared.relay_cursor import CHANNEL, Cursor, CursorMoved, load_cursor, rewind, save_cursor
from shared.relay_rows import NO_ROWS, GapRule, Page
from shared.relay_topic import Delivery, EventsLost, RelayTopic, Tail, TopicAheadOfOutbox, TopicShrunk

log = structlog.get_logger()

IDLE_SECONDS = 0.5
"""A relay that hears nothing looks for itself this often."""
STANDBY_SECONDS = 1.0
PACE_SECONDS = (0.003, 0.04)
"""Small pages are sent this far apart, for each row and at most: the more comes, the more goes together."""
SMALL_ROWS = 500
SAVE_SECONDS = 0.05
"""A cursor is saved this often: small pages share the cost. What a crash forgets is sent again, and skipped."""
BACKOFF_SECONDS = (0.2, 10.0)
END_SECONDS = 2.0
_LOCK = 0x72656C61


class _Sent(NamedTuple):
    """A page that was handed over, and the cursor behind it."""

    delivery: Delivery
    after: Cursor
    rows: int


class Relay:
    """Sends the outbox of ``source``. ``url`` is the service's own database, in its runtime role.

    ``lead_rows``: stay at most about so many records ahead of the slowest of the ``followers`` (consumer groups); only
    a broker that keeps its log in memory needs it.
    """

    topic_class = RelayTopic

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
        self._open_topic = partial(
            self.topic_class, source, bootstrap_servers, lead_rows=lead_rows, followers=followers
        )
        self._woken = asyncio.Event()
        self._moved = False  # someone else may have moved the cursor
        self._next_page_at = 0.0
        self.leading = False
        self.error: str | None = "not started"

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
            except (CursorMoved, TopicShrunk):
                continue
            except TopicAheadOfOutbox as error:
                self.error = str(error)
                log.error("relay.outbox_behind_topic", source=self._source, error=str(error))
            except (Exception, asyncio.CancelledError) as error:
                if being_cancelled():
                    raise
                # Database, broker or client library: whatever it was, the outbox still holds everything.
                self.error = message_of(error)
                log.warning("relay.failed", source=self._source, error=self.error, exc_info=True)
            metrics.RELAY_FAILURES.labels(self._source).inc()
            if asyncio.get_running_loop().time() - started > BACKOFF_SECONDS[1]:
                backoff = BACKOFF_SECONDS[0]
            await asyncio.sleep(backoff)
            backoff = min(backoff * 2, BACKOFF_SECONDS[1])

    async def _lead_or_stand_by(self) -> None:
        # A cursor that a crash of the server forgets is only sent from again: no need to wait for its disk.
        conn = await connect(self._url, application_name=f"{self._source}.relay", synchronous_commit="off")
        try:
            while not await conn.fetchval("select pg_try_advisory_lock($1)", _LOCK):
                self.error = None
                await self._pass_on_wakes(conn, STANDBY_SECONDS)
            await conn.add_listener(CHANNEL, self._notified)
            async with self._open_topic() as topic:
                await self._lead(conn, topic)
        finally:
            self._set_leading(False)
            await _close(conn)

    async def _pass_on_wakes(self, conn: Connection, seconds: float) -> None:
        """A standby's process commits too: tell the leader, in another process, once for many commits."""
        if await self._woken_within(seconds):
            await conn.execute("select pg_notify($1, '')", CHANNEL)

    async def _lead(self, conn: Connection, topic: RelayTopic) -> None:
        cursor, gaps = await self._find_start(conn, topic), GapRule()
        saving = _Saving(conn, cursor)
        self._set_leading(True)
        self.error = None
        log.info("relay.leading", source=self._source, position=cursor.position)
        try:
            await self._send_all(conn, topic, gaps, saving)
        finally:
            await saving.save_at_end()

    async def _send_all(self, conn: Connection, topic: RelayTopic, gaps: GapRule, saving: _Saving) -> None:
        cursor = saving.cursor
        page = await gaps.settled(conn, cursor.position)
        sent: _Sent | None = None
        while True:
            before, sent = sent, None
            if page.rows:
                cursor, sent, page = await self._send(conn, topic, gaps, page, cursor)
            elif before is None:
                await self._wait(gaps, saving)
                page = await gaps.settled(conn, cursor.position)
            if before is not None:
                await self._confirm(conn, topic, before, saving)
                metrics.RELAY_SKIPPED.labels(self._source).inc(gaps.skipped)
                gaps.skipped = 0
            await topic.check()

    async def _send(
        self, conn: Connection, topic: RelayTopic, gaps: GapRule, page: Page, cursor: Cursor
    ) -> tuple[Cursor, _Sent, Page]:
        """Hand a page over; the cursor behind it, what was handed over, and the page that follows.

        While a large page is made ready the database reads the next one and the broker writes the last one.
        """
        after, following = cursor.copy(), NO_ROWS
        if page.rows < SMALL_ROWS:
            delivery = await topic.send(page, after)
            self._next_page_at = time.monotonic() + min(page.rows * PACE_SECONDS[0], PACE_SECONDS[1])
        else:
            following, delivery = await asyncio.gather(gaps.settled(conn, page.last), topic.send(page, after))
        return after, _Sent(delivery, after, page.rows), following

    async def _find_start(self, conn: Connection, topic: RelayTopic) -> Cursor:
        """Where to go on: at the cursor, or before it when the broker has lost what it was given.

        Raises TopicAheadOfOutbox when the broker holds events that this database has not written.
        """
        cursor, tails = await load_cursor(conn), await topic.tails()
        await _check_history(conn, tails)
        lost = [tail.position + 1 for tail, sent in zip(tails, cursor.lasts, strict=True) if tail.lacks(sent)]
        if not lost:
            return cursor
        log.warning("relay.topic_lost_events", source=self._source, replay_from=min(lost))
        await rewind(conn, self._source, min(lost))
        return await load_cursor(conn)

    async def _confirm(self, conn: Connection, topic: RelayTopic, sent: _Sent, saving: _Saving) -> None:
        """Wait until the broker has a page, and have the cursor behind it saved."""
        try:
            await topic.acknowledged(sent.delivery)
        except EventsLost as error:
            log.warning("relay.topic_lost_events", source=self._source, replay_from=error.position)
            await saving.save()
            await rewind(conn, self._source, error.position)
            raise CursorMoved from error
        saving.cursor = sent.after
        if sent.rows >= SMALL_ROWS or not saving.seconds_left():
            await saving.save()
        metrics.RELAY_SENT.labels(self._source).inc(sent.rows)
        await topic.wait_for_followers()

    async def _wait(self, gaps: GapRule, saving: _Saving) -> None:
        """Until something may be there to send. Raises CursorMoved when a replay was asked for."""
        if gaps.pause:
            await saving.save()
            await asyncio.sleep(gaps.pause)
            return
        await asyncio.sleep(self._next_page_at - time.monotonic())
        if saving.pending and not await self._woken_within(saving.seconds_left()):
            await saving.save()
        if not saving.pending and not await self._woken_within(IDLE_SECONDS):
            self._moved = True  # nobody told us, but look
        if self._moved:
            self._moved = False
            await saving.save()
            if (await load_cursor(saving.conn)).position != saving.cursor.position:
                raise CursorMoved

    def _notified(self, *_: object) -> None:
        """Another process committed, or moved the cursor."""
        self._moved = True
        self.wake()

    async def _woken_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        woken = self._woken.is_set()
        self._woken.clear()
        return woken

    def _set_leading(self, leading: bool) -> None:
        self.leading = leading
        metrics.RELAY_LEADING.labels(self._source).set(leading)


class _Saving:
    """The cursor of a relay that leads, and how much of it is saved."""

    def __init__(self, conn: Connection, cursor: Cursor) -> None:
        self.conn = conn
        self.cursor = cursor
        """Behind everything that the broker has acknowledged."""
        self._saved = cursor
        self._saved_at = time.monotonic()

    @property
    def pending(self) -> bool:
        """Whether the broker has more than is saved."""
        return self._saved.position != self.cursor.position

    def seconds_left(self) -> float:
        """Until the cursor should be saved; 0 when it is due."""
        return max(self._saved_at + SAVE_SECONDS - time.monotonic(), 0)

    async def save(self) -> None:
        """Save what is pending. Raises CursorMoved when someone else moved the cursor."""
        if self.pending:
            await save_cursor(self.conn, self._saved, self.cursor)
            self._saved = self.cursor
        self._saved_at = time.monotonic()

    async def save_at_end(self) -> None:
        """Save what can be saved: it needn't be sent again then."""
        with contextlib.suppress(CursorMoved, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            async with asyncio.timeout(END_SECONDS):
                await self.save()


async def _check_history(conn: Connection, tails: Sequence[Tail]) -> None:
    """Raises TopicAheadOfOutbox unless the last event of every partition is one that this database wrote."""
    rows = await conn.fetch(
        "select position, subject, type, data from outbox where position = any($1)", [tail.position for tail in tails]
    )
    written = {row["position"]: (row["subject"].encode(), row["type"].encode(), row["data"].encode()) for row in rows}
    for partition, tail in enumerate(tails):
        if tail.event is not None and tail.event != written.get(tail.position):
            raise TopicAheadOfOutbox(
                f"partition {partition} of the topic ends with position {tail.position}, which this database has not "
                "written so: an older backup was restored. Restore the newer one, or empty the topic and its consumers."
            )


async def _close(conn: asyncpg.Connection) -> None:
    try:
        await conn.close(timeout=END_SECONDS)
    except (TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        conn.terminate()
