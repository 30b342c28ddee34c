"""The ways of running the system that the story is played on, each giving the same ``System``."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from deploy.embedded.broker import AUTO
from deploy.embedded.folder import DataFolder
from deploy.embedded.launcher import Launcher
from deploy.services import SERVICES
from deploy.story import staff_tokens
from shared.access import Role
from shared.clock import utc_now
from tests.support.databases import Clones
from tests.support.docker import engine_answers
from tests.support.kafka import ContainerKafka

DEMO_SECONDS = 120.0
END_SECONDS = 30.0
PREFIXES = {f"/api/{service.replace('_', '-')}": service for service in SERVICES}


class System(NamedTuple):
    """A running system. ``databases`` has each service's URL, to look at and never to write."""

    base_url: str
    tokens: Mapping[Role, str]
    databases: Mapping[str, str]
    transport: httpx.AsyncBaseTransport | None = None


class ByPrefix(httpx.AsyncBaseTransport):
    """What a gateway does: each request goes to the port of the service whose prefix its path has."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        self._ports = ports
        self._transport = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        found = (service for prefix, service in PREFIXES.items() if request.url.path.startswith(f"{prefix}/"))
        request.url = request.url.copy_with(port=self._ports[next(found, "transparency")])
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        """Nothing: the story is played more than once over one transport, and its owner closes it."""

    async def close(self) -> None:
        """End the connections."""
        await self._transport.aclose()


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[System]:
    """``denon demo``: one process with librdkafka's cluster, on which the story has been played."""
    port = _free_port()
    process = await _denon("demo", "--broker", "librdkafka", "--data", str(folder), "--port", str(port))
    assert process.stdout is not None
    output: list[str] = []
    try:
        async with asyncio.timeout(DEMO_SECONDS):
            async for line in process.stdout:
                output.append(line.decode())
                if "stays up" in output[-1]:
                    break
            else:
                pytest.fail("".join(output))
        data = DataFolder(folder)
        variables = data.running()
        yield System(
            f"http://127.0.0.1:{port}",
            staff_tokens(data.signing_key(), now=utc_now()),
            {service: variables[f"{service.upper()}_DATABASE_URL"] for service in SERVICES},
        )
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), END_SECONDS) == 0
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def demo_once(folder: Path) -> tuple[int, str]:
    """``denon demo --once``: its exit code and what it printed."""
    port = str(_free_port())
    process = await _denon("demo", "--once", "--broker", "librdkafka", "--data", str(folder), "--port", port)
    async with asyncio.timeout(DEMO_SECONDS):
        printed, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, printed.decode()


@asynccontextmanager
async def kafka_somewhere(tell: Callable[[str], None]) -> AsyncIterator[str]:
    """A broker as ``denon run --broker`` takes it: in a container where a Docker engine can run one; else ``auto``, so
    Apache Kafka where Java and Maven work, and without them librdkafka's cluster, in a process of its own."""
    if engine_answers():
        from docker.errors import DockerException

        container = ContainerKafka()
        try:
            await container.start()
        except DockerException as error:
            tell(f"The story: no container; the engine can't run Kafka's image: {error}")
        else:
            yield container.bootstrap_servers
            return
        finally:
            await container.remove()
    yield AUTO


@asynccontextmanager
async def processes(
    folder: Path, service_database: Clones, tell: Callable[[str], None], *, kafka: str
) -> AsyncIterator[System]:
    """A process for each service, with a database each. ``kafka``: see ``kafka_somewhere``."""
    urls: dict[str, str] = {}
    for service in SERVICES:
        database = await service_database(service)
        urls |= {f"{service.upper()}_DATABASE_URL": database.url}
    launcher = Launcher(folder, broker=kafka, environ=_environ() | urls, say=lambda line: tell(f"The story: {line}"))
    async with launcher, AsyncExitStack() as running:
        workers = [launcher.worker(service) for service in SERVICES]
        await asyncio.gather(*(running.enter_async_context(worker) for worker in workers))
        gateway = ByPrefix({worker.service: worker.port for worker in workers})
        running.push_async_callback(gateway.close)
        yield System(
            "http://127.0.0.1",
            staff_tokens(launcher.folder.signing_key(), now=utc_now()),
            {service: urls[f"{service.upper()}_DATABASE_URL"] for service in SERVICES},
            gateway,
        )


async def _denon(*words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "deploy", *words,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, env=_environ() | {"COLUMNS": "200"},
        start_new_session=True,
    )  # fmt: skip


def _environ() -> dict[str, str]:
    """The environment without what would name another broker or database."""
    return {name: value for name, value in os.environ.items() if "KAFKA" not in name and not name.endswith("_URL")}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
