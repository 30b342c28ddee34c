"""``denon run``: the services that were asked for in this process, with the servers that they need."""

import asyncio
import errno
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import uvloop
from rich.console import Console

from deploy.embedded.errors import LaunchError
from deploy.embedded.folder import DataFolder
from deploy.embedded.launcher import Launcher
from deploy.services import build
from shared import log
from shared.host import serve

OnReady = Callable[[Launcher, str], Awaitable[None]]
"""Called with the launcher and the address once everything is ready; the system stops when it returns."""


def run(
    services: Sequence[str],
    *,
    data: Path,
    broker: str | None,
    host: str,
    port: int,
    log_level: str,
    console: Console,
    log_stream: TextIO | None = None,
    on_ready: OnReady | None = None,
) -> None:
    """Run until SIGINT or SIGTERM, or until ``on_ready`` returns. Raises LaunchError, with everything stopped."""
    log.configure(level=log_level, stream=log_stream)
    if not DataFolder(data).is_locked():  # else the launcher names the run that has the folder, which says more
        _check_port(host, port)
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        uvloop.run(_run(services, data, broker, host, port, console, on_ready))


async def _run(
    services: Sequence[str],
    data: Path,
    broker: str | None,
    host: str,
    port: int,
    console: Console,
    on_ready: OnReady | None,
) -> None:
    started = time.monotonic()
    loop, me = asyncio.get_running_loop(), asyncio.current_task()
    for stop_signal in (signal.SIGINT, signal.SIGTERM):  # until the host takes them over
        loop.add_signal_handler(stop_signal, me.cancel if me else loop.stop)
    async with Launcher(
        data, services=services, broker=broker, say=lambda line: console.print(line, soft_wrap=True)
    ) as launcher:
        address = f"http://{host}:{port}"
        ready = asyncio.Event()

        def announce() -> None:
            seconds = time.monotonic() - started
            console.print(
                f"[bold green]Ready[/] in {seconds:.1f} s: [bold]{address}[/]  (Ctrl-C stops)", soft_wrap=True
            )
            ready.set()

        host_task = asyncio.create_task(
            serve(
                [build(name, **launcher.settings(name)) for name in services], host=host, port=port, on_ready=announce
            )
        )
        others = [asyncio.create_task(launcher.watch())]
        if on_ready is not None:
            others.append(asyncio.create_task(_then(ready, lambda: on_ready(launcher, address))))
        await asyncio.wait([host_task, *others], return_when=asyncio.FIRST_COMPLETED)
        ended = [task.result() for task in others if task.done()]
        for task in (host_task, *others):
            task.cancel()
        await asyncio.wait([host_task, *others])
        if host_task.done() and not host_task.cancelled():
            host_task.result()
        if ended and ended[0]:
            raise LaunchError(f"{ended[0]} has ended by itself; see its server.log under {launcher.folder.path}.")


async def _then(ready: asyncio.Event, work: Callable[[], Awaitable[None]]) -> str:
    await ready.wait()
    await work()
    return ""


def _check_port(host: str, port: int) -> None:
    """Raises LaunchError when the port can't be had, before anything is started."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise LaunchError(
                f"Port {port} of {host} is taken by another program: stop that, or choose another with --port."
            ) from None
        raise LaunchError(
            f"Port {port} of {host} can't be opened: {error.strerror}. Choose another with --port."
        ) from None
