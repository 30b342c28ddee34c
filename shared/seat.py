"""A service's clients on Kafka: FastStream on aiokafka, set up so that it can be trusted.

FastStream's defaults acknowledge first, commit by themselves, read from the latest record and drop what they can't
decode; all of that is set here. Records are handed on as raw bytes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from itertools import chain
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage
from faststream.kafka.subscriber.usecase import LogicSubscriber
from faststream.message import StreamMessage

from shared.closing import closed, cut_off
from shared.contracts import REPLAY_TOPIC
from shared.inbox import Inbox
from shared.log import message_of
from shared.quarantine import Record
from shared.topics import ensure_topics

log = structlog.get_logger()

BATCH_RECORDS = 4_000
QUIET_MS = 200
"""After so long without a record the consumer is quiet."""
QUIET_FETCH_WAIT_MS = 20
"""How long the broker then holds an empty fetch at least: one that can't be woken is asked a quarter as often."""
START_SECONDS = 30.0
GRACE_SECONDS = 4.0
"""How long a stop waits for the batch that is being applied."""
STOP_SECONDS = 8.0
SESSION_SECONDS = 10.0
"""After so long without a heartbeat Kafka gives a consumer's partitions to others."""

Take = Callable[[tuple[Record, ...]], Awaitable[None]]


class Seat(ConsumerRebalanceListener):  # type: ignore[misc] # aiokafka has no types
    """One life of a service's clients: a producer, a consumer of events, and for a source one of replay requests.

    Tells the consumer where to read on, whenever partitions are given out: the inbox knows, beside the effects.
    ``instance``: the name by which the broker knows this replica again after a restart, or None.
    """

    def __init__(
        self, service: str, bootstrap_servers: str, inbox: Inbox, *, fetch_wait_ms: int, instance: str | None
    ) -> None:
        self._service = service
        self._bootstrap_servers = bootstrap_servers
        self._inbox = inbox
        self._fetch_wait_ms = fetch_wait_ms
        self._instance = instance
        self._subscribers: list[LogicSubscriber[Any]] = []
        self.lost = False
        """It doesn't know where to read on, and must be replaced."""

    async def open(self, topics: Mapping[str, int], take: Take, take_requests: Take | None) -> None:
        """Start to consume ``topics``, which are made with their partitions if need be. Raises KafkaError or OSError.

        ``take`` and ``take_requests`` are coroutine functions; FastStream would run others in a thread.
        """
        await ensure_topics(self._bootstrap_servers, {**topics, REPLAY_TOPIC: 1})
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
            "group_instance_id": f"{self._service}-{self._instance}" if self._instance is not None else None,
            "batch": True, "ack_policy": AckPolicy.MANUAL, "parser": _as_they_came, "decoder": _untouched,
            "session_timeout_ms": int(SESSION_SECONDS * 1000), "heartbeat_interval_ms": int(SESSION_SECONDS * 300),
        }  # fmt: skip
        events = broker.subscriber(
            *topics,
            group_id=self._service,
            auto_offset_reset="earliest",
            max_records=BATCH_RECORDS,
            fetch_max_wait_ms=self._fetch_wait_ms,
            max_partition_fetch_bytes=2 * 1024 * 1024,
            listener=self,
            **common,
        )
        events(take)
        events.get_msg = partial(_next_batch, self._fetch_wait_ms)  # see there
        self._subscribers = [events]
        if take_requests is not None:
            requests = broker.subscriber(
                REPLAY_TOPIC, group_id=f"{self._service}.replay", auto_offset_reset="latest",
                fetch_max_wait_ms=500, batch_timeout_ms=500, **common,
            )  # fmt: skip
            requests(take_requests)
            self._subscribers.append(requests)
        async with asyncio.timeout(START_SECONDS):
            await broker.start()

    async def close(self) -> None:
        """Let the batch at work come to its end, then end everything, whatever state it is in."""
        if not self._subscribers:
            return
        # When the broker is gone the first may fail on its way, and the others end what it left running.
        rests = [partial(cut_off, consumer) for consumer in self.consumers()]
        await closed(self._service, self._broker.stop, self._broker.config.disconnect, *rests, seconds=STOP_SECONDS)
        self._subscribers = []

    def consumers(self) -> list[AIOKafkaConsumer]:
        """The consumers, that of events first, as far as they have been started."""
        return [subscriber.consumer for subscriber in self._subscribers if subscriber.consumer is not None]

    async def publish(self, topic: str, value: bytes) -> None:
        """Write one record and wait for its acknowledgement. Raises KafkaError."""
        await self._broker.publish(value, topic=topic)

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Called by aiokafka before partitions are given out anew."""
        self._inbox.forget()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Called by aiokafka when partitions were given to this consumer, before it reads."""
        try:
            offsets = await self._inbox.offsets()
        except Exception as error:  # noqa: BLE001 - aiokafka would only log it, and read on from anywhere
            log.warning("seat.offsets_unknown", service=self._service, error=message_of(error))
            self.lost = True
            return
        for consumer in self.consumers()[:1]:
            for partition in assigned:
                consumer.seek(partition, offsets.get((partition.topic, partition.partition), 0))


async def _next_batch(fetch_wait_ms: int, consumer: AIOKafkaConsumer) -> tuple[Record, ...]:
    """The records that have come, as soon as one has. FastStream's own way sleeps after each empty look."""
    batch = await consumer.getmany(timeout_ms=QUIET_MS, max_records=BATCH_RECORDS)
    consumer._fetcher._fetch_max_wait_ms = fetch_wait_ms if batch else max(fetch_wait_ms, QUIET_FETCH_WAIT_MS)
    return tuple(chain.from_iterable(batch.values()))


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
