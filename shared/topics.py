"""Topics are made explicitly, with the partitions that the contracts name; no broker creates one by itself."""

from __future__ import annotations

from collections.abc import Mapping

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import for_code

from shared.contracts import PARTITIONS, REPLAY_TOPIC, SOURCES, topic_of

REPLICAS = 3
_EXISTS = 36

ALL_TOPICS: dict[str, int] = {topic_of(source): PARTITIONS for source in SOURCES} | {REPLAY_TOPIC: 1}
"""Every topic of the system and its partitions."""


async def ensure_topics(bootstrap_servers: str, topics: Mapping[str, int] = ALL_TOPICS) -> None:
    """Create the topics that are missing, on up to REPLICAS brokers. Raises KafkaError."""
    admin = AIOKafkaAdminClient(
        bootstrap_servers=bootstrap_servers, client_id="denon.topics", request_timeout_ms=10_000
    )
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        missing = {name: count for name, count in topics.items() if name not in existing}
        if missing:
            replicas = min(REPLICAS, len((await admin.describe_cluster())["brokers"]))
            answer = await admin.create_topics(
                [NewTopic(name, num_partitions=count, replication_factor=replicas) for name, count in missing.items()]
            )
            for name, code, *_ in answer.topic_errors:
                if code not in (0, _EXISTS):
                    raise for_code(code)(name)
    finally:
        await admin.close()
