"""The bus: FastStream on aiokafka, set up so that it can be trusted, and watched so that it can't go silent.

FastStream's defaults acknowledge first, commit by themselves, read from the latest record and drop what they can't
decode; all of that is set here. Records reach the inbox as raw bytes; the offset is committed after it has applied them.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage
from faststream.message import StreamMessage

from shared import metrics
from shared.contracts import PARTITIONS, REPLAY_TOPIC, topic_of
from shared.inbox import Inbox, is_ours
from shared.log import message_of
from shared.quarantine import Record
from shared.topics import ensure_topics

log = structlog.get_logger()

BATCH_RECORDS = 4_000
POLL_MS = 5
SILENT_SECONDS = 30.0
"""A consumer that has not heard from the broker for so long is replaced."""
WATCH_SECONDS = 3.0
STOP_SECONDS = 10.0
BACKOFF_SECONDS = (0.2, 10.0)


class ReplayRequest(msgspec.Struct, frozen=True):
    """What a service that misses events writes to REPLAY_TOPIC: please send ``source`` again from ``position``."""

    source: str
    position: int
    by: str


class Bus:
    """A service's seat on Kafka: one consumer of its sources' topics, in the group of the service's name."""

    def __init__(
        self,
        service: str,
        *,
        bootstrap_servers: str,
        sources: Sequence[str],
        fetch_wait_ms: int,
        instance: str | None,
        publishes: bool,
        on_replay: Callable[[int], Awaitable[None]],
    ) -> None:
        self._service = service
        self._bootstrap_servers = bootstrap_servers
        self._topics = [topic_of(source) for source in sources]
        self._fetch_wait_ms = fetch_wait_ms
        self._instance = instance
        self._publishes = publishes
        self._on_replay = on_replay
        self._inbox: Inbox | None = None
        self._broker: KafkaBroker | None = None
        self._consumer: Callable[[], AIOKafkaConsumer | None] = lambda: None
        self._busy = False
        self._backoff = BACKOFF_SECONDS[0]
        self._alive_at = 0.0
        self.error: str | None = "not started"

    async def run(self, inbox: Inbox) -> None:
        """Consume until cancelled. A consumer that fails to start, or goes silent, is replaced by a new one."""
        self._inbox = inbox
        backoff = BACKOFF_SECONDS[0]
        while True:
            try:
                await self._start()
                backoff = BACKOFF_SECONDS[0]
                await self._watch()
            except Exception as error:  # broker or client library: whatever it was, the marks are the truth
                self.error = message_of(error)
                log.warning("bus.failed", service=self._service, error=self.error, exc_info=True)
            finally:
                await self._stop()
            metrics.CONSUMER_RESTARTS.labels(self._service).inc()
            await asyncio.sleep(backoff)
            backoff = min(backoff * 2, BACKOFF_SECONDS[1])

    async def ask_replay(self, source: str, position: int) -> None:
        """Ask a source to send again. A request that can't be sent now is made again by the inbox."""
        if self._broker is None:
            return
        request = ReplayRequest(source, position, self._service)
        log.warning("bus.replay_asked", service=self._service, source=source, position=position)
        try:
            async with asyncio.timeout(5):
                await self._broker.publish(msgspec.json.encode(request), topic=REPLAY_TOPIC)
        except (KafkaError, OSError, TimeoutError) as error:
            log.warning("bus.replay_not_asked", service=self._service, error=message_of(error))

    async def _start(self) -> None:
        await ensure_topics(self._bootstrap_servers, {topic: PARTITIONS for topic in self._topics} | {REPLAY_TOPIC: 1})
        broker = KafkaBroker(
            self._bootstrap_servers,
            client_id=self._service,
            acks="all",
            enable_idempotence=True,
            allow_auto_create_topics=False,
            request_timeout_ms=10_000,
            retry_backoff_ms=200,
            metadata_max_age_ms=30_000,
            graceful_timeout=STOP_SECONDS,
            apply_types=False,
            logger=logging.getLogger("faststream"),
            log_level=logging.DEBUG,  # "Received" and "Processed" of each batch; its errors are logged as errors
        )
        subscriber = broker.subscriber(
            *self._topics,
            batch=True,
            group_id=self._service,
            group_instance_id=f"{self._service}-{self._instance}" if self._instance is not None else None,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            max_records=BATCH_RECORDS,
            batch_timeout_ms=POLL_MS,
            fetch_max_wait_ms=self._fetch_wait_ms,
            max_partition_fetch_bytes=2 * 1024 * 1024,
            parser=_as_they_came,
            decoder=_untouched,
        )

        async def consume(records: tuple[Record, ...]) -> None:
            consumer = self._consumer()
            if consumer is not None:
                await self._take(records, consumer)

        subscriber(consume)
        if self._publishes:
            requests = broker.subscriber(
                REPLAY_TOPIC, batch=True, group_id=f"{self._service}.replay", auto_offset_reset="latest",
                ack_policy=AckPolicy.MANUAL, fetch_max_wait_ms=500, batch_timeout_ms=500,
                parser=_as_they_came, decoder=_untouched,
            )  # fmt: skip
            requests(self._replay)
        self._broker = broker
        self._consumer = lambda: subscriber.consumer
        async with asyncio.timeout(SILENT_SECONDS):
            await broker.start()
        self._alive_at = time.monotonic()
        self.error = None

    async def _stop(self) -> None:
        broker, self._broker = self._broker, None
        self._consumer = lambda: None
        if broker is None:
            return
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await broker.stop()
        except Exception as error:  # closing may fail in any way when the broker is gone
            log.warning("bus.stop_failed", service=self._service, error=message_of(error))

    async def _take(self, records: Sequence[Record], consumer: AIOKafkaConsumer) -> None:
        assert self._inbox is not None
        self._busy = True
        try:
            await self._inbox.take(records)
            self._backoff = BACKOFF_SECONDS[0]
            self.error = None
        except (
            Exception
        ) as error:  # whatever it was, nothing was applied: rewind, wait, and take the same records again
            self.error = message_of(error)
            log.error("bus.held", service=self._service, ours=is_ours(error), error=self.error, seconds=self._backoff)
            for partition, offset in _firsts(records).items():
                if partition in consumer.assignment():
                    consumer.seek(partition, offset)
            await asyncio.sleep(self._backoff)
            self._backoff = min(self._backoff * 2, BACKOFF_SECONDS[1])
            return
        finally:
            self._busy = False
            self._alive_at = time.monotonic()
        try:
            await consumer.commit(_nexts(records))
        except KafkaError as error:
            # Only a shortcut for where to resume: the marks are the truth.
            log.info("bus.commit_failed", service=self._service, error=message_of(error))

    async def _replay(self, records: tuple[Record, ...]) -> None:
        wanted = []
        for record in records:
            try:
                request = msgspec.json.decode(record.value or b"", type=ReplayRequest)
            except msgspec.DecodeError:
                log.warning("bus.bad_replay_request", service=self._service, offset=record.offset)
                continue
            if request.source == self._service:
                wanted.append(request.position)
        if wanted:
            await self._on_replay(min(wanted))

    async def _watch(self) -> None:
        """Return when the consumer has gone silent; keep the lag metrics and the held gaps up to date meanwhile."""
        stuck_since: dict[TopicPartition, tuple[int, float]] = {}
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            consumer = self._consumer()
            if consumer is None:
                return
            assert self._inbox is not None
            if not self._busy:
                await self._tick()
            assigned = consumer.assignment()
            if assigned and await self._hears(consumer, assigned, stuck_since):
                self._alive_at = time.monotonic()
            if not self._busy and time.monotonic() - self._alive_at > SILENT_SECONDS:
                self.error = "the consumer heard nothing from the broker"
                log.error("bus.silent", service=self._service, assigned=len(assigned))
                return

    async def _tick(self) -> None:
        assert self._inbox is not None
        try:
            await self._inbox.tick()
        except Exception as error:
            if not is_ours(error):
                raise
            log.warning("bus.tick_failed", service=self._service, error=message_of(error))

    async def _hears(
        self,
        consumer: AIOKafkaConsumer,
        assigned: set[TopicPartition],
        stuck_since: dict[TopicPartition, tuple[int, float]],
    ) -> bool:
        """Whether the broker answers and every partition that has records moves on."""
        try:
            async with asyncio.timeout(WATCH_SECONDS):
                ends = await consumer.end_offsets(list(assigned))
                positions = {partition: await consumer.position(partition) for partition in assigned}
        except (KafkaError, OSError, TimeoutError):
            return False
        now, moving = time.monotonic(), True
        for partition, position in positions.items():
            lag = max(ends[partition] - position, 0)
            source = partition.topic.removesuffix(".events")
            metrics.INBOX_LAG.labels(self._service, source, str(partition.partition)).set(lag)
            if ends[partition] == position or self._busy or stuck_since.get(partition, (-1, 0.0))[0] != position:
                stuck_since[partition] = (position, now)
            elif now - stuck_since[partition][1] > SILENT_SECONDS / 2:
                moving = False
        return moving


async def _as_they_came(records: tuple[Record, ...]) -> StreamMessage[tuple[Record, ...]]:
    """A message around the raw records. FastStream's own parser fails on a header that is null or not UTF-8."""
    return KafkaAckableMessage(raw_message=records, body=b"", consumer=_NO_CONSUMER)


async def _untouched(message: StreamMessage[tuple[Record, ...]]) -> tuple[Record, ...]:
    return message.raw_message


class _NoConsumer:
    """Stands where FastStream would commit: the bus commits by itself, with the offsets of what was applied."""

    async def commit(self) -> None:
        return

    def seek(self, partition: TopicPartition, offset: int) -> None:
        return


_NO_CONSUMER = _NoConsumer()


def _firsts(records: Sequence[Record]) -> dict[TopicPartition, int]:
    firsts: dict[TopicPartition, int] = {}
    for record in records:
        firsts.setdefault(TopicPartition(record.topic, record.partition), record.offset)
    return firsts


def _nexts(records: Sequence[Record]) -> dict[TopicPartition, int]:
    return {TopicPartition(record.topic, record.partition): record.offset + 1 for record in records}
