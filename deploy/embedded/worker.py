"""One service in a process of its own, started as a container would start it; for tests and measurements."""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.embedded.errors import LaunchError
from deploy.embedded.process import POLL_SECONDS, dies_with_us, spawn, stop

READY_SECONDS = 120.0
STOP_STEPS = ((signal.SIGTERM, 40.0),)


class Worker:
    """``denon run <service>`` with ``environ``, its log in ``logs``. It can be killed and started again."""

    def __init__(self, service: str, *, environ: Mapping[str, str], logs: Path, port: int = 0) -> None:
        self.service = service
        self.port = port or free_port()
        self.log_file = logs / f"{service}.log"
        self._environ = environ
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Raises RuntimeError when it isn't running."""
        if self._process is None:
            raise RuntimeError(f"{self.service} is not running")
        return self._process.pid

    async def start(self) -> None:
        """Start and wait until it is ready. Raises LaunchError with the end of its log."""
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "services", self.service, "--port", str(self.port)]
        with self.log_file.open("ab") as log:
            self._process = spawn([*dies_with_us(signal.SIGTERM), *command], log=log, env=self._environ)
        try:
            await self.wait_until_ready()
        except BaseException:  # also when cancelled: what was started ends
            await self.stop()
            raise

    async def wait_until_ready(self) -> None:
        """Wait until database, relay and consumer are ready. Raises LaunchError when it ends or takes too long."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                while self._process is not None and self._process.poll() is None:
                    if await answers_ready(self.port):
                        return
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise LaunchError(
                f"{self.service} was not ready within {READY_SECONDS:.0f} seconds; see {self.log_file}."
            ) from None
        raise LaunchError(f"{self.service} ended; {self.log_file} ends with: {self._log_end()}")

    async def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            process, self._process = self._process, None
            await stop(process, ())

    async def stop(self) -> None:
        """End it in order."""
        if self._process is not None:
            process, self._process = self._process, None
            await stop(process, STOP_STEPS)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _log_end(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace").strip()[-1500:]


async def answers_ready(port: int) -> bool:
    """Whether the host on this port says that all its services are ready."""
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(b"GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                return b" 200 " in await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
