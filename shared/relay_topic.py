"""The relay's end of its topic: pages into batches, a look at what the broker still holds, the lead over followers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import ProducerClosed

from shared.closing import closed, cut_off
from shared.contracts.envelope import PARTITIONS, topic_of
from shared.relay_batch import batches_of
from shared.topics import ensure_topics

if TYPE_CHECKING:
    from shared.relay_cursor import Cursor
    from shared.relay_rows import Page

log = structlog.get_logger()

BATCH_BYTES = 512 * 1024
REQUEST_SECONDS = 10
CLOSE_SECONDS = 2
CHECK_SECONDS = 5.0
"""How often a relay makes sure that the broker still has what it was given."""
TAIL_RECORDS = 50
"""Records read back from the end of a partition to find the last event of ours."""
LEAD_POLL_SECONDS = 0.02
LEAD_WARN_SECONDS = 10


class TopicAheadOfOutbox(Exception):
    """The broker holds events that this database has never written: an older backup was restored."""


class TopicShrunk(Exception):
    """The broker holds less than it did a while ago: look at the whole topic again."""


class EventsLost(Exception):
    """The broker has lost what it had acknowledged, from ``position`` on."""

    def __init__(self, position: int) -> None:
        super().__init__(f"the broker has lost events from position {position} on")
        self.position = position


class Tail(NamedTuple):
    """What a partition ends with: its last event of ours, as (subject, type, data), at ``position``.

    Without an event, position 0 says that nothing of ours is there, and -1 that what was there can't be known:
    retention has removed it, or others' records hide it. Consumers notice a gap if there is one.
    """

    position: int
    event: tuple[bytes, bytes, bytes] | None

    def lacks(self, sent: int) -> bool:
        """Whether the event at ``sent`` should be there and isn't."""
        return 0 <= self.position < sent


Delivery = list[tuple[int, int, asyncio.Future[Any]]]
"""A page on its way: partition, records, and what tells where they were written."""


class RelayTopic:
    """A producer for one topic, opened and closed with ``async with``; a new one after each fault."""

    def __init__(self, source: str, bootstrap_servers: str, *, lead_rows: int | None, followers: Sequence[str]) -> None:
        self._source = source
        self._name = topic_of(source)
        self._client = {"bootstrap_servers": bootstrap_servers, "client_id": f"{source}.relay"}
        self._lead_rows = lead_rows
        self._followers = followers
        self._coordinators: dict[str, int] = {}
        self._partitions = [TopicPartition(self._name, p) for p in range(PARTITIONS)]
        self._ends = [0] * PARTITIONS  # the offset after the last record, as far as we know
        self._behind_at_most = lead_rows or 0  # records that the slowest follower has still to read
        self._checked = time.monotonic()

    async def __aenter__(self) -> Self:
        await ensure_topics(self._client["bootstrap_servers"], {self._name: PARTITIONS})
        async with AsyncExitStack() as stack:
            self._producer = AIOKafkaProducer(
                **self._client,
                enable_idempotence=True,
                acks="all",
                compression_type="zstd",
                max_batch_size=BATCH_BYTES,
                request_timeout_ms=REQUEST_SECONDS * 1000,
            )
            stack.push_async_callback(closed, "relay", self._abandon, self._producer.stop, seconds=CLOSE_SECONDS)
            await self._producer.start()
            self._reader = AIOKafkaConsumer(
                **self._client, enable_auto_commit=False, request_timeout_ms=REQUEST_SECONDS * 1000
            )
            stack.push_async_callback(
                closed, "relay", self._reader.stop, partial(cut_off, self._reader), seconds=CLOSE_SECONDS
            )
            await self._reader.start()
            if self._lead_rows is not None:
                self._admin = AIOKafkaAdminClient(**self._client)
                stack.push_async_callback(closed, "relay", self._admin.close, seconds=CLOSE_SECONDS)
                await self._admin.start()
            self._opened = stack.pop_all()
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._opened.aclose()

    async def _abandon(self) -> None:
        """Stop the producer at once. Its own way is to deliver first, which never ends when the broker is gone."""
        await self._producer.client.close()
        if self._producer._sender is not None:
            await self._producer._sender.close()
        self._producer._message_accumulator.fail_all(ProducerClosed())
        await self._producer.stop()

    async def send(self, page: Page, cursor: Cursor) -> Delivery:
        """Hand a page over for sending and move ``cursor`` past it. Raises KafkaError when the producer is done for."""
        batches, lasts = batches_of(page, cursor.lasts, self._source, self._producer.create_batch)
        cursor.position, cursor.lasts = page.last, lasts
        delivery: Delivery = []
        for batch in batches:
            future = await self._producer.send_batch(batch.closed(), self._name, partition=batch.partition)
            future.add_done_callback(_seen)
            delivery.append((batch.partition, batch.records, future))
        return delivery

    async def acknowledged(self, delivery: Delivery) -> None:
        """Wait until the broker has a page, safe as ``acks=all`` makes it.

        Raises KafkaError, or EventsLost when the broker has lost what was sent before.
        """
        went_back: dict[int, int] = {}
        for partition, records, future in delivery:
            offset = (await future).offset
            if offset < self._ends[partition]:
                went_back.setdefault(partition, offset)
            self._ends[partition] = offset + records
            self._behind_at_most += records
        if went_back:
            tails = await self._tails(went_back)
            raise EventsLost(min(max(tail.position, 0) for tail in tails.values()) + 1)

    async def check(self) -> None:
        """Make sure, every CHECK_SECONDS, that no partition has become shorter. Raises TopicShrunk, or KafkaError."""
        if time.monotonic() - self._checked < CHECK_SECONDS:
            return
        self._checked = time.monotonic()
        ends = await self._reader.end_offsets(self._partitions)
        if any(ends[tp] < self._ends[tp.partition] for tp in self._partitions):
            raise TopicShrunk

    async def tails(self) -> list[Tail]:
        """What every partition ends with."""
        ends = await self._reader.end_offsets(self._partitions)
        self._ends = [ends[tp] for tp in self._partitions]
        tails = await self._tails(dict(enumerate(self._ends)))
        return [tails[partition] for partition in range(PARTITIONS)]

    async def _tails(self, ends: Mapping[int, int]) -> dict[int, Tail]:
        """What each partition held before the offset given for it."""
        begins = await self._reader.beginning_offsets([self._partitions[p] for p in ends])
        tails = {p: Tail(0 if end == 0 else -1, None) for p, end in ends.items()}
        unread = {self._partitions[p]: end for p, end in ends.items() if begins[self._partitions[p]] < end}
        if not unread:
            return tails
        self._reader.assign(list(unread))
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                for tp, end in unread.items():
                    self._reader.seek(tp, max(begins[tp], end - TAIL_RECORDS))
                while unread:
                    for tp, records in (await self._reader.getmany(*unread, timeout_ms=200)).items():
                        for record in records:
                            if record.offset < unread[tp]:
                                tails[tp.partition] = _tail(record) or tails[tp.partition]
                    for tp in list(unread):
                        if await self._reader.position(tp) >= unread[tp]:
                            del unread[tp]
        finally:
            self._reader.unsubscribe()
        return tails

    async def wait_for_followers(self) -> None:
        """Hold while the slowest follower is more than ``lead_rows`` records behind. Raises TopicShrunk, KafkaError.

        Nobody falls back by more than was sent since the last look, so small pages need no look of their own.
        """
        if self._lead_rows is None or not self._followers or self._behind_at_most <= self._lead_rows:
            return
        # One after the other: while the slowest is waited for, the rest need not be asked.
        self._behind_at_most = max([await self._caught_up(group, self._lead_rows) for group in self._followers])

    async def _caught_up(self, group: str, lead_rows: int) -> int:
        """Hold until a group is at most so far behind; how far it is then."""
        started = warned = time.monotonic()
        while (behind := await self._behind(group)) > lead_rows:
            if time.monotonic() - warned > LEAD_WARN_SECONDS:
                warned = time.monotonic()
                log.warning("relay.followers_slow", source=self._source, behind=behind, seconds=round(warned - started))
            await self.check()
            await asyncio.sleep(LEAD_POLL_SECONDS)
        return behind

    async def _behind(self, group: str) -> int:
        if group not in self._coordinators:
            self._coordinators[group] = await self._admin.find_coordinator(group)
        committed = await self._admin.list_consumer_group_offsets(group, self._coordinators[group], self._partitions)
        return sum(max(self._ends[tp.partition] - max(offset.offset, 0), 0) for tp, offset in committed.items())


def _tail(record: Any) -> Tail | None:
    """The event in a record, if it is one of ours."""
    headers = dict(record.headers)
    position, kind = headers.get("ce_position") or b"", headers.get("ce_type")
    if not position.isdigit() or kind is None or record.key is None or record.value is None:
        return None
    return Tail(int(position), (record.key, kind, record.value))


def _seen(future: asyncio.Future[Any]) -> None:
    """A failure of one batch is told by the first that is awaited; the others' are not news."""
    if not future.cancelled():
        future.exception()
