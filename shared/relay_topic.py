"""The relay's end of its topic: pages into batches, a look at what the broker still holds, the lead over followers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.contracts.envelope import PARTITIONS, partition_of, topic_of
from shared.topics import ensure_topics

if TYPE_CHECKING:
    import asyncpg

    from shared.relay import Cursor

log = structlog.get_logger()

BATCH_BYTES = 512 * 1024
REQUEST_SECONDS = 10
TAIL_RECORDS = 50
"""Records read back from the end of a partition to find the last event of ours."""
LEAD_POLL_SECONDS = 0.003
LEAD_WARN_SECONDS = 10


class TopicAheadOfOutbox(Exception):
    """The broker holds events that this database has never written: an older backup was restored."""


class RelayTopic:
    """A producer for one topic, opened and closed with ``async with``; a new one after each fault."""

    def __init__(self, source: str, bootstrap_servers: str, *, lead_rows: int | None, followers: Sequence[str]) -> None:
        self._source = source
        self._name = topic_of(source)
        self._bootstrap_servers = bootstrap_servers
        self._lead_rows = lead_rows
        self._followers = followers
        self._first: dict[int, int] = {}  # partition: offset of the first record that we sent
        self._next: dict[int, int] = {}  # partition: offset after the last record that we sent
        self._checked = time.monotonic()
        self._constant_headers = (
            ("ce_specversion", b"1.0"),
            ("ce_source", source.encode()),
            ("content-type", b"application/json"),
        )

    async def __aenter__(self) -> Self:
        await ensure_topics(self._bootstrap_servers, {self._name: PARTITIONS})
        self._producer = AIOKafkaProducer(
            bootstrap_servers=self._bootstrap_servers,
            client_id=f"{self._source}.relay",
            enable_idempotence=True,
            acks="all",
            compression_type="zstd",
            max_batch_size=BATCH_BYTES,
            request_timeout_ms=REQUEST_SECONDS * 1000,
        )
        self._reader = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap_servers,
            client_id=f"{self._source}.relay",
            enable_auto_commit=False,
            request_timeout_ms=REQUEST_SECONDS * 1000,
            fetch_max_wait_ms=100,
        )
        self._admin = AIOKafkaAdminClient(bootstrap_servers=self._bootstrap_servers, client_id=f"{self._source}.relay")
        await self._producer.start()
        await self._reader.start()
        if self._lead_rows is not None:
            await self._admin.start()
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for part in (self._producer.stop(), self._reader.stop(), self._admin.close()):
            try:
                async with asyncio.timeout(2):
                    await part
            except (
                Exception
            ) as error:  # closing may fail in any way when the broker is gone; what matters was acknowledged before
                log.debug("relay.close_failed", source=self._source, error=repr(error))

    async def send(self, page: Sequence[asyncpg.Record], cursor: Cursor) -> Callable[[], Awaitable[None]]:
        """Hand a page over for sending and move ``cursor`` past it. Await what it returns to have it acknowledged."""
        builders: dict[int, Any] = {}
        waiting: list[tuple[int, int, Awaitable[Any]]] = []
        lasts = cursor.lasts
        constant, source = self._constant_headers, self._source.encode()
        stamped_at, stamp, stamp_ms = None, b"", 0
        for position, subject, kind, data, correlation, causation, traceparent, at in page:
            partition = partition_of(subject)
            if at is not stamped_at and at != stamped_at:
                stamped_at, stamp, stamp_ms = at, at.isoformat().encode(), int(at.timestamp() * 1000)
            key = subject.encode()
            headers = [
                *constant,
                ("ce_id", b"%s/%d" % (source, position)),
                ("ce_type", kind.encode()),
                ("ce_subject", key),
                ("ce_time", stamp),
                ("ce_position", b"%d" % position),
                ("ce_previous", b"%d" % lasts[partition]),
                ("ce_correlationid", correlation.encode()),
            ]
            if causation is not None:
                headers.append(("ce_causationid", causation.encode()))
            if traceparent is not None:
                headers.append(("ce_traceparent", traceparent.encode()))
            value = data.encode()
            builder = builders.get(partition)
            if builder is None:
                builder = builders[partition] = self._producer.create_batch()
            if builder.append(timestamp=stamp_ms, key=key, value=value, headers=headers) is None:
                waiting.append(await self._submit(partition, builder))
                builder = builders[partition] = self._producer.create_batch()
                builder.append(timestamp=stamp_ms, key=key, value=value, headers=headers)
            lasts[partition] = position
        cursor.position = page[-1]["position"]
        for partition, builder in builders.items():
            waiting.append(await self._submit(partition, builder))
        return lambda: self._acknowledged(waiting)

    async def _submit(self, partition: int, builder: Any) -> tuple[int, int, Awaitable[Any]]:
        records = builder.record_count()
        builder.close()
        return partition, records, await self._producer.send_batch(builder, self._name, partition=partition)

    async def _acknowledged(self, waiting: Sequence[tuple[int, int, Awaitable[Any]]]) -> None:
        # Every future is awaited, so that a second failure is never left unseen.
        results = await asyncio.gather(*(future for _, _, future in waiting), return_exceptions=True)
        for (partition, records, _), result in zip(waiting, results, strict=True):
            if isinstance(result, BaseException):
                raise result
            self._first.setdefault(partition, result.offset)
            self._next[partition] = result.offset + records

    def seconds_since_check(self) -> float:
        return time.monotonic() - self._checked

    async def first_lost(self, lasts: Sequence[int], newest: int) -> int | None:
        """The first position that the broker should hold and does not, or None.

        Looks at the end of each partition only: what retention has removed from the start is not lost. ``lasts``: the
        last position sent to each partition. Raises TopicAheadOfOutbox when the broker holds more than ``newest``.
        """
        self._checked = time.monotonic()
        partitions = [TopicPartition(self._name, p) for p in range(PARTITIONS)]
        ends = await self._reader.end_offsets(partitions)
        begins = await self._reader.beginning_offsets(partitions)
        lost = []
        for partition in partitions:
            sent = lasts[partition.partition]
            if ends[partition] < self._next.get(partition.partition, 0) or (sent and ends[partition] == 0):
                held = await self._last_position(partition, begins[partition], ends[partition])
            elif self._next.get(partition.partition) == ends[partition]:
                continue  # what we sent ourselves is still the end
            else:
                held = await self._last_position(partition, begins[partition], ends[partition])
            if held is None and ends[partition] > 0:
                continue  # nothing of ours near the end: consumers will notice a gap if there is one
            if (held or 0) > newest:
                raise TopicAheadOfOutbox(
                    f"{self._name} holds position {held}, this database ends at {newest}: an older backup was restored. "
                    "Restore the newer one, or empty the topic and its consumers' marks."
                )
            if (held or 0) < sent:
                lost.append((held or 0) + 1)
        return min(lost, default=None)

    async def _last_position(self, partition: TopicPartition, begin: int, end: int) -> int | None:
        if begin >= end:
            return None
        self._reader.assign([partition])
        self._reader.seek(partition, max(begin, end - TAIL_RECORDS))
        found: int | None = None
        deadline = time.monotonic() + REQUEST_SECONDS
        while (await self._reader.position(partition)) < end:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the end of {partition.topic}/{partition.partition} could not be read")
            for records in (await self._reader.getmany(partition, timeout_ms=200)).values():
                for record in records:
                    position = dict(record.headers).get("ce_position")
                    if position is not None and position.isdigit():
                        found = max(found or 0, int(position))
        return found

    async def wait_for_followers(self) -> None:
        """Hold while the slowest follower is more than ``lead_rows`` records behind."""
        if self._lead_rows is None or not self._followers:
            return
        started = warned = time.monotonic()
        while (behind := await self._behind()) > self._lead_rows:
            if time.monotonic() - warned > LEAD_WARN_SECONDS:
                warned = time.monotonic()
                log.warning("relay.followers_slow", source=self._source, behind=behind, seconds=round(warned - started))
            await asyncio.sleep(LEAD_POLL_SECONDS)

    async def _behind(self) -> int:
        slowest = 0
        for group in self._followers:
            committed = await self._admin.list_consumer_group_offsets(
                group, partitions=[TopicPartition(self._name, p) for p in self._next]
            )
            behind = 0
            for partition, end in self._next.items():
                offset = committed[TopicPartition(self._name, partition)].offset
                behind += end - (offset if offset >= 0 else self._first[partition])
            slowest = max(slowest, behind)
        return slowest
