"""Which broker: the one that was named, Apache Kafka where Java and Maven work, else the one inside librdkafka."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from deploy.embedded.errors import LaunchError
from deploy.embedded.kafka import KafkaServer
from deploy.embedded.maven import NoKafka, kafka_jars
from shared.topics import ALL_TOPICS

KAFKA, LIBRDKAFKA, AUTO = "kafka", "librdkafka", "auto"

MEMORY_LEAD_ROWS = 2_000
"""How far a relay may be ahead, besides two pages that are on their way, where the broker keeps records in memory and
drops the oldest."""
MEMORY_FETCH_WAIT_MS = 5
"""librdkafka's broker answers an empty fetch only when its time is over, so that time is short."""


class Broker(NamedTuple):
    """A broker that answers. ``line``: what was taken and why; ``settings``: what services need to know besides."""

    bootstrap_servers: str
    line: str
    close: Callable[[], Awaitable[None]]
    settings: Mapping[str, Any] = MappingProxyType({})
    kafka: KafkaServer | None = None


async def open_broker(wish: str, folder: Path, *, reason: str = "as asked for") -> Broker:
    """Take the broker that ``wish`` names: ``kafka``, ``librdkafka``, ``auto``, or the ``host:port`` of a running one.

    Raises LaunchError when it can't be had.
    """
    if wish == KAFKA:
        try:
            return await _kafka(folder, reason)
        except NoKafka as error:
            raise LaunchError(
                f"Apache Kafka can't be run here: {error}. Install Java 17 and Maven, or choose --broker librdkafka."
            ) from None
    if wish == LIBRDKAFKA:
        return _librdkafka(reason)
    if wish == AUTO:
        try:
            return await _kafka(folder, "Java and Maven work")
        except (NoKafka, LaunchError) as error:
            return _librdkafka(f"no Apache Kafka: {error}")
    if ":" not in wish:
        raise LaunchError(f"'{wish}' is no broker: use kafka, librdkafka, auto, or the host:port of a running one.")
    return Broker(wish, f"{wish} ({reason})", _nothing)


async def _kafka(folder: Path, reason: str) -> Broker:
    server = KafkaServer(folder, await kafka_jars())
    await server.start()
    return Broker(server.bootstrap_servers, f"Apache Kafka ({reason})", server.stop, kafka=server)


def _librdkafka(reason: str) -> Broker:
    try:
        from deploy.embedded.mock_broker import MockBroker
    except ImportError:
        raise LaunchError(
            "The wheel confluent-kafka is not installed: run `make install`, or set KAFKA_BOOTSTRAP_SERVERS."
        ) from None
    broker = MockBroker(ALL_TOPICS)
    return Broker(
        broker.bootstrap_servers,
        f"librdkafka's cluster, in this process ({reason})",
        lambda: asyncio.to_thread(broker.close),
        {
            "relay_lead_rows": MEMORY_LEAD_ROWS,
            "fetch_wait_ms": MEMORY_FETCH_WAIT_MS,
            "static_membership": False,
        },
    )


async def _nothing() -> None:
    return
