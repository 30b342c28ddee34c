"""PostgreSQL 18 for tests from a container, where a Docker engine answers."""

import asyncio
import time
from typing import Any

import asyncpg

from deploy.embedded.worker import free_port

IMAGE = "postgres:18"
PASSWORD = "only-for-tests"
START_SECONDS = 60.0


class ContainerPostgres:
    """The official image, on a port of this machine."""

    def __init__(self) -> None:
        self._container: Any = None

    async def start(self) -> str:
        """Start, wait until it answers; the superuser's URL. Raises docker.errors.DockerException without the image."""
        from testcontainers.core.container import DockerContainer

        port = free_port()
        container = DockerContainer(IMAGE).with_env("POSTGRES_PASSWORD", PASSWORD).with_bind_ports("5432/tcp", port)
        self._container = await asyncio.to_thread(container.start)
        url = f"postgresql://postgres:{PASSWORD}@127.0.0.1:{port}/postgres"
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                conn = await asyncpg.connect(url, timeout=5)
            except (OSError, asyncpg.PostgresError):
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.1)
            else:
                await conn.close()
                return url

    async def stop(self) -> None:
        """Remove the container and its data."""
        if self._container is not None:
            await asyncio.to_thread(self._container.stop)
