"""The bus: FastStream on aiokafka, set up so that it can be trusted, and watched so that it can't go silent.

FastStream's defaults acknowledge first, commit by themselves, read from the latest record and drop what they can't
decode; all of that is set here. Records reach the inbox as raw bytes. Where to read on is kept by the inbox, beside the
effects; the offsets that Kafka keeps only show others how far this service is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
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
from shared.watch import Watch

log = structlog.get_logger()

BATCH_RECORDS = 4_000
POLL_MS = 5
START_SECONDS = 30.0
HANDLE_SECONDS = 120.0
"""A batch that takes longer is given up and taken again; Kafka would give its partitions away after five minutes."""
WATCH_SECONDS = 3.0
GRACE_SECONDS = 4.0
"""How long a stop waits for the batch that is being applied."""
STOP_SECONDS = 10.0
BACKOFF_SECONDS = (0.2, 10.0)
SESSION_SECONDS = 10.0
"""After so long without a heartbeat Kafka gives a consumer's partitions to others."""


class ReplayRequest(msgspec.Struct, frozen=True):
    """What a service that misses events writes to REPLAY_TOPIC: please send ``source`` again from ``position``."""

    source: str
    position: int
    by: str


class Bus:
    """A service's seat on Kafka: one consumer of its sources' topics, in the group of the service's name.

    ``on_replay`` is called with a position when another service asks this one, which ``publishes``, to send again.
    """

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
        self._broker: KafkaBroker | None = None
        self._seat: _Seat | None = None
        self._busy = False
        self._backoff = BACKOFF_SECONDS[0]
        self.error: str | None = "not started"

    @property
    def consumer(self) -> AIOKafkaConsumer | None:
        """The consumer that is at work now, if one is."""
        return self._seat.consumer() if self._seat is not None else None

    async def run(self, inbox: Inbox) -> None:
        """Consume until cancelled. A consumer that fails to start, or goes silent, is replaced by a new one."""
        backoff = BACKOFF_SECONDS[0]
        while True:
            try:
                seat = self._seat = _Seat(inbox)
                await self._start(seat)
                backoff = BACKOFF_SECONDS[0]
                await self._watch(seat)
            except Exception as error:  # broker or client library: whatever it was, the marks are the truth
                self.error = message_of(error)
                log.warning("bus.failed", service=self._service, error=self.error, exc_info=True)
            finally:
                await self._stop()
                inbox.forget()
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
                await ensure_topics(self._bootstrap_servers, {REPLAY_TOPIC: 1})  # a broker may have lost it too
                await self._broker.publish(msgspec.json.encode(request), topic=REPLAY_TOPIC)
        except (KafkaError, OSError) as error:
            log.warning("bus.replay_not_asked", service=self._service, error=message_of(error))

    async def _start(self, seat: _Seat) -> None:
        await ensure_topics(self._bootstrap_servers, dict.fromkeys(self._topics, PARTITIONS) | {REPLAY_TOPIC: 1})
        self._broker = broker = KafkaBroker(
            self._bootstrap_servers,
            client_id=self._service,
            acks="all",
            enable_idempotence=True,
            allow_auto_create_topics=False,
            request_timeout_ms=10_000,
            retry_backoff_ms=200,
            metadata_max_age_ms=5_000,  # a topic that was lost and made again is seen soon
            graceful_timeout=GRACE_SECONDS,
            apply_types=False,
            logger=logging.getLogger("faststream"),
            log_level=logging.DEBUG,  # "Received" and "Processed" of each batch; its errors are logged as errors
        )
        common: dict[str, Any] = {
            "batch": True, "ack_policy": AckPolicy.MANUAL, "parser": _as_they_came, "decoder": _untouched,
            "session_timeout_ms": int(SESSION_SECONDS * 1000), "heartbeat_interval_ms": int(SESSION_SECONDS * 300),
        }  # fmt: skip
        events = broker.subscriber(
            *self._topics,
            group_id=self._service,
            group_instance_id=f"{self._service}-{self._instance}" if self._instance is not None else None,
            auto_offset_reset="earliest",
            max_records=BATCH_RECORDS,
            batch_timeout_ms=POLL_MS,
            fetch_max_wait_ms=self._fetch_wait_ms,
            max_partition_fetch_bytes=2 * 1024 * 1024,
            listener=seat,
            **common,
        )
        seat.consumer = lambda: events.consumer

        async def take(records: tuple[Record, ...]) -> None:
            await self._take(records, seat)

        events(take)
        subscribers = [events]
        if self._publishes:
            requests = broker.subscriber(
                REPLAY_TOPIC, group_id=f"{self._service}.replay", auto_offset_reset="latest",
                fetch_max_wait_ms=500, batch_timeout_ms=500, **common,
            )  # fmt: skip
            requests(self._replay)
            subscribers.append(requests)
        async with asyncio.timeout(START_SECONDS):
            await broker.start()
        seat.watches = [Watch(self._service, s.consumer) for s in subscribers if s.consumer is not None]
        self.error = None

    async def _stop(self) -> None:
        broker, self._broker = self._broker, None
        if broker is None:
            return
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await broker.stop()
        except Exception as error:  # noqa: BLE001 - closing may fail in any way when the broker is gone
            log.warning("bus.stop_failed", service=self._service, error=message_of(error))

    async def _take(self, records: Sequence[Record], seat: _Seat) -> None:
        consumer = seat.consumer()
        if consumer is None:
            return
        self._busy = True
        try:
            async with asyncio.timeout(HANDLE_SECONDS):
                await seat.inbox.take(records)
            self._backoff = BACKOFF_SECONDS[0]
            self.error = None
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing was applied: go back, wait, take them again
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
            for watch in seat.watches[:1]:
                watch.worked()
        try:
            await consumer.commit(_nexts(records))
        except KafkaError as error:
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

    async def _watch(self, seat: _Seat) -> None:
        """Return when a consumer has gone silent; meanwhile ask again for what is missing."""
        while not seat.lost:
            await asyncio.sleep(WATCH_SECONDS)
            if self._busy:
                continue
            await seat.inbox.ask_for_missing()
            if any([await watch.is_silent() for watch in seat.watches]):
                break
        self.error = "the consumer heard nothing from the broker"
        log.error("bus.silent", service=self._service, lost=seat.lost)


class _Seat(ConsumerRebalanceListener):  # type: ignore[misc] # aiokafka has no types
    """One consumer's time of life: tells it where to read on whenever partitions are given out."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self.consumer: Callable[[], AIOKafkaConsumer | None] = lambda: None
        self.watches: list[Watch] = []
        self.lost = False
        """It doesn't know where to read on, and must be replaced."""

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        self.inbox.forget()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        consumer = self.consumer()
        if consumer is None:
            return
        try:
            offsets = await self.inbox.offsets()
        except Exception as error:  # noqa: BLE001 - aiokafka would only log it, and read on from anywhere
            log.warning("bus.offsets_unknown", error=message_of(error))
            self.lost = True
            return
        for partition in assigned:
            consumer.seek(partition, offsets.get((partition.topic, partition.partition), 0))


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
