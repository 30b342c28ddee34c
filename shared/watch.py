"""Watches consumers: a client library can go silent while everything looks well, and must then be replaced."""

from __future__ import annotations

import asyncio
import time

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared import metrics

SILENT_SECONDS = 30.0
"""A consumer that has not heard from the broker, or has stood still before records, for so long is replaced."""
ANSWER_SECONDS = 3.0


class Watch:
    """Knows when a consumer was last seen to work."""

    def __init__(self, service: str, consumer: AIOKafkaConsumer) -> None:
        self._service = service
        self.consumer = consumer
        self._alive_at = time.monotonic()
        self._stands: dict[TopicPartition, tuple[int, float]] = {}  # partition: position, and since when

    def worked(self) -> None:
        """It has just handed over records."""
        self._alive_at = time.monotonic()

    async def is_silent(self) -> bool:
        """Look at it; call every few seconds while it isn't busy. True when it has to be replaced."""
        if await self._moves():
            self._alive_at = time.monotonic()
        return time.monotonic() - self._alive_at > SILENT_SECONDS

    async def _moves(self) -> bool:
        """Whether it has partitions, the broker answers, and no partition stands still before records."""
        assigned = list(self.consumer.assignment())
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                ends = await self.consumer.end_offsets(assigned)
                positions = {partition: await self.consumer.position(partition) for partition in assigned}
        except (KafkaError, OSError):
            return False
        now = time.monotonic()
        moves = bool(assigned)
        for partition, position in positions.items():
            lag = max(ends[partition] - position, 0)
            source = partition.topic.removesuffix(".events")
            metrics.INBOX_LAG.labels(self._service, source, str(partition.partition)).set(lag)
            stood, since = self._stands.get(partition, (-1, now))
            if lag == 0 or stood != position:
                self._stands[partition] = (position, now)
            elif now - since > ANSWER_SECONDS:
                moves = False
        return moves
