"""The bus: takes a service's records to its inbox, backs off, commits, asks for replays, and replaces dead clients.

Where to read on is kept by the inbox, beside the effects; the offsets that Kafka keeps only show others how far this
service is.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared import metrics
from shared.closing import being_cancelled
from shared.contracts import PARTITIONS, REPLAY_TOPIC, topic_of
from shared.inbox import Inbox, is_ours
from shared.log import message_of
from shared.quarantine import Record
from shared.seat import Seat
from shared.topics import ensure_topics
from shared.watch import Watch

log = structlog.get_logger()

HANDLE_SECONDS = 120.0
"""A batch that takes longer is given up and taken again; Kafka would give its partitions away after five minutes."""
COMMIT_SECONDS = 2.0
COMMIT_PACE_SECONDS = 0.1
"""Offsets of small batches are committed this late, together; they only show others how far this service is."""
SMALL_RECORDS = 200
PORTION_BYTES = 2_000_000
"""About so much is applied in one transaction: an event may tell of many things, and what waits for it should not wait
long."""
PACE_SECONDS = 0.02
FEW_RECORDS = 20
"""A source takes so few records at most once in PACE_SECONDS: nobody waits for the milliseconds of what it hears, and
what comes meanwhile is applied in the same transaction. Who only listens shows it to people, and takes them at once."""
WATCH_SECONDS = 3.0
BACKOFF_SECONDS = (0.2, 10.0)


class ReplayRequest(msgspec.Struct, frozen=True):
    """What a service that misses events writes to REPLAY_TOPIC: please send ``source`` again from ``position``."""

    source: str
    position: int
    by: str


class Bus:
    """A service's place on Kafka: one consumer of its sources' topics, in the group of the service's name.

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
        self._topics = dict.fromkeys((topic_of(source) for source in sources), PARTITIONS)
        self._fetch_wait_ms = fetch_wait_ms
        self._instance = instance
        self._publishes = publishes
        self._on_replay = on_replay
        self._seat: Seat | None = None
        self._watches: list[Watch] = []
        self._uncommitted: dict[TopicPartition, int] = {}
        self._committing: asyncio.Task[None] | None = None
        self._busy = False
        self._backoff = BACKOFF_SECONDS[0]
        self.error: str | None = "not started"

    @property
    def consumer(self) -> AIOKafkaConsumer | None:
        """The consumer of events that is at work now, if one is."""
        return next(iter(self._seat.consumers()), None) if self._seat is not None else None

    async def run(self, inbox: Inbox) -> None:
        """Consume until cancelled. Clients that fail to start, or go silent, are replaced by new ones."""

        async def take(records: Sequence[Record]) -> None:
            await self._take(records, inbox)

        backoff = BACKOFF_SECONDS[0]
        while True:
            seat = Seat(
                self._service, self._bootstrap_servers, inbox,
                fetch_wait_ms=self._fetch_wait_ms, instance=self._instance,
            )  # fmt: skip
            try:
                self._seat = seat
                await seat.open(self._topics, take, self._take_requests if self._publishes else None)
                self._watches = [Watch(self._service, consumer) for consumer in seat.consumers()]
                self.error = None
                backoff = BACKOFF_SECONDS[0]
                await self._watch(seat, inbox)
            except (Exception, asyncio.CancelledError) as error:
                if being_cancelled():
                    raise
                # Broker or client library: whatever it was, the marks are the truth.
                self.error = message_of(error)
                log.warning("bus.failed", service=self._service, error=self.error, exc_info=True)
            finally:
                if self._committing is not None:
                    self._committing.cancel()
                self._uncommitted.clear()
                await seat.close()
                self._seat, self._watches = None, []
                inbox.forget()
            metrics.CONSUMER_RESTARTS.labels(self._service).inc()
            await asyncio.sleep(backoff)
            backoff = min(backoff * 2, BACKOFF_SECONDS[1])

    async def ask_replay(self, source: str, position: int) -> None:
        """Ask a source to send again. A request that can't be sent now is made again by the inbox."""
        if self._seat is None:
            return
        request = ReplayRequest(source, position, self._service)
        log.warning("bus.replay_asked", service=self._service, source=source, position=position)
        try:
            async with asyncio.timeout(5):
                await ensure_topics(self._bootstrap_servers, {REPLAY_TOPIC: 1})  # a broker may have lost it too
                await self._seat.publish(REPLAY_TOPIC, msgspec.json.encode(request))
        except (KafkaError, OSError) as error:
            log.warning("bus.replay_not_asked", service=self._service, error=message_of(error))

    async def _take(self, records: Sequence[Record], inbox: Inbox) -> None:
        consumer = self.consumer
        if consumer is None:
            return
        self._busy = True
        started = time.monotonic()
        try:
            async with asyncio.timeout(HANDLE_SECONDS):
                for portion in portions(records):
                    await inbox.take(portion)
            self._backoff = BACKOFF_SECONDS[0]
            self.error = None
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing was applied: wait, take them again
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
            for watch in self._watches[:1]:
                watch.worked()
        self._uncommitted |= _nexts(records)
        if len(records) >= SMALL_RECORDS:
            await self._commit(consumer)
        elif self._committing is None:
            self._committing = asyncio.create_task(self._commit_soon(consumer), name=f"{self._service}.commit")
        if self._publishes and len(records) <= FEW_RECORDS:
            await asyncio.sleep(started + PACE_SECONDS - time.monotonic())

    async def _commit_soon(self, consumer: AIOKafkaConsumer) -> None:
        try:
            await asyncio.sleep(COMMIT_PACE_SECONDS)
        finally:
            self._committing = None
        await self._commit(consumer)

    async def _commit(self, consumer: AIOKafkaConsumer) -> None:
        offsets, self._uncommitted = self._uncommitted, {}
        if not offsets:
            return
        try:
            async with asyncio.timeout(COMMIT_SECONDS):
                await consumer.commit(offsets)
        except (KafkaError, OSError) as error:
            log.info("bus.commit_failed", service=self._service, error=message_of(error))

    async def _take_requests(self, records: Sequence[Record]) -> None:
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

    async def _watch(self, seat: Seat, inbox: Inbox) -> None:
        """Return when a consumer has gone silent; meanwhile ask again for what is missing."""
        while not seat.lost:
            await asyncio.sleep(WATCH_SECONDS)
            if self._busy:
                continue
            await inbox.ask_for_missing()
            if any([await watch.is_silent() for watch in self._watches]):
                break
        self.error = "the consumer heard nothing from the broker"
        log.error("bus.silent", service=self._service, lost=seat.lost)


def portions(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    """Records cut, in their order, where PORTION_BYTES of values are together."""
    begin = size = 0
    for end, record in enumerate(records, start=1):
        size += len(record.value or b"")
        if size >= PORTION_BYTES:
            yield records[begin:end]
            begin, size = end, 0
    if begin < len(records):
        yield records[begin:]


def _firsts(records: Sequence[Record]) -> dict[TopicPartition, int]:
    firsts: dict[TopicPartition, int] = {}
    for record in records:
        firsts.setdefault(TopicPartition(record.topic, record.partition), record.offset)
    return firsts


def _nexts(records: Sequence[Record]) -> dict[TopicPartition, int]:
    nexts = {(record.topic, record.partition): record.offset + 1 for record in records}
    return {TopicPartition(*where): offset for where, offset in nexts.items()}
