"""Apache Kafka for tests: a broker of the test's own that can be stopped, wiped and started again on its port."""

import asyncio
import os
import shutil
import signal
import time
from pathlib import Path
from typing import Any, Protocol

from aiokafka.errors import KafkaError

from deploy.embedded.kafka import KafkaServer
from deploy.embedded.maven import Jars
from deploy.embedded.worker import free_port
from shared.topics import ALL_TOPICS, ensure_topics

IMAGE = "apache/kafka:4.3.1"
START_SECONDS = 120.0
SETTINGS = {
    "CLUSTER_ID": "ZGVub24tdGVzdHMtLS0wMQ",
    "KAFKA_LOG_DIRS": "/var/lib/kafka/data",
    "KAFKA_NODE_ID": "1",
    "KAFKA_PROCESS_ROLES": "broker,controller",
    "KAFKA_LISTENERS": "PLAINTEXT://:9092,CONTROLLER://:9093",
    "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
    "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
    "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
    "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
    "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
}


class Kafka(Protocol):
    """A broker. ``start`` returns when it answers and has every topic; ``wipe`` forgets all records, while stopped.

    ``kill`` is a stop as a power cut makes it.
    """

    @property
    def bootstrap_servers(self) -> str: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def kill(self) -> None: ...
    async def wipe(self) -> None: ...
    async def remove(self) -> None: ...


class EmbeddedKafka:
    """The launcher's broker, in a temporary folder."""

    def __init__(self, folder: Path, jars: Jars) -> None:
        self._server = KafkaServer(folder, jars)
        self._data = folder / "data"

    @property
    def bootstrap_servers(self) -> str:
        return self._server.bootstrap_servers

    async def start(self) -> None:
        await self._server.start()

    async def stop(self) -> None:
        await self._server.stop()

    async def kill(self) -> None:
        os.kill(self._server.pid, signal.SIGKILL)
        await self._server.stop()

    async def wipe(self) -> None:
        shutil.rmtree(self._data)

    async def remove(self) -> None:
        await self._server.stop()


class ContainerKafka:
    """Apache's own image on a Docker engine, always on the same port of this machine."""

    def __init__(self) -> None:
        self._port = free_port()
        self._container: Any = None

    @property
    def bootstrap_servers(self) -> str:
        return f"127.0.0.1:{self._port}"

    async def start(self) -> None:
        from testcontainers.core.container import DockerContainer

        if self._container is None:
            advertised = f"PLAINTEXT://{self.bootstrap_servers}"
            container = DockerContainer(IMAGE).with_envs(**SETTINGS, KAFKA_ADVERTISED_LISTENERS=advertised)
            self._container = container.with_bind_ports("9092/tcp", self._port)
            await asyncio.to_thread(self._container.start)
        else:
            await asyncio.to_thread(self._container.get_wrapped_container().start)
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return await ensure_topics(self.bootstrap_servers, ALL_TOPICS)
            except (KafkaError, OSError):
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.2)

    async def stop(self) -> None:
        if self._container is not None:
            await asyncio.to_thread(self._container.get_wrapped_container().stop, timeout=20)

    async def kill(self) -> None:
        if self._container is not None:
            await asyncio.to_thread(self._container.get_wrapped_container().kill)

    async def wipe(self) -> None:
        await self.remove()

    async def remove(self) -> None:
        if self._container is not None:
            await asyncio.to_thread(self._container.stop, delete_volume=True)
            self._container = None
