"""Topics are made explicitly, with the partitions that the contracts name; no broker creates one by itself."""

from __future__ import annotations

from collections.abc import Mapping

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import for_code

from shared.contracts import PARTITIONS, REPLAY_TOPIC, SOURCES, topic_of

_EXISTS = 36

ALL_TOPICS: dict[str, int] = {topic_of(source): PARTITIONS for source in SOURCES} | {REPLAY_TOPIC: 1}
"""Every topic of the system and its partitions."""


async def ensure_topics(
    bootstrap_servers: str, topics: Mapping[str, int] = ALL_TOPICS, *, replication_factor: int = -1
) -> None:
    """Create the topics that are missing. ``replication_factor`` -1 takes the broker's default. Raises KafkaError."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers, client_id="denon.topics", request_timeout_ms=10_000)
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        missing = [
            NewTopic(name, num_partitions=count, replication_factor=replication_factor)
            for name, count in topics.items()
            if name not in existing
        ]
        if missing:
            answer = await admin.create_topics(missing)
            for name, code, *_ in answer.topic_errors:
                if code not in (0, _EXISTS):
                    raise for_code(code)(name)
    finally:
        await admin.close()
