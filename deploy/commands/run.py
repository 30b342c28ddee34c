"""``denon run``: the services that were asked for in this process, with the servers that they need."""

import asyncio
import errno
import os
import signal
import socket
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

import uvloop
from rich.console import Console

from deploy.embedded.errors import LaunchError
from deploy.embedded.folder import DataFolder
from deploy.embedded.launcher import Launcher
from deploy.services import build
from shared import log
from shared.host import Service, serve

PATIENCE_SECONDS = 15.0
OnReady = Callable[[Launcher, str], Coroutine[Any, Any, None]]
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
    _stop_on_signals()
    imports = asyncio.create_task(asyncio.to_thread(_import, services))  # takes about as long as the servers' start
    async with Launcher(
        data, services=services, broker=broker, say=lambda line: console.print(line, soft_wrap=True)
    ) as launcher:
        await imports
        address = f"http://{host}:{port}"
        ready = asyncio.Event()

        def announce() -> None:
            seconds = time.monotonic() - started
            console.print(
                f"[bold green]Ready[/] in {seconds:.1f} s: [bold]{address}[/]  (Ctrl-C stops)", soft_wrap=True
            )
            ready.set()

        built = [
            build(name, public_url=os.environ.get("PUBLIC_URL", address), **launcher.settings(name))
            for name in services
        ]
        works: list[Coroutine[Any, Any, None]] = [
            serve(built, host=host, port=port, on_ready=announce),
            _watch(launcher),
            _tell_what_is_missing(built, ready, console),
        ]
        if on_ready is not None:
            works.append(_after(ready, on_ready(launcher, address)))
        await _until_one_ends(works)


def _stop_on_signals() -> None:
    """Until the host takes the signals over, one of them cancels the start."""
    me = asyncio.current_task()
    if me is not None:
        for stop_signal in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(stop_signal, me.cancel)


def _import(services: Sequence[str]) -> None:
    for name in services:
        import_module(f"services.{name}.service")


async def _watch(launcher: Launcher) -> None:
    name = await launcher.watch()
    raise LaunchError(f"{name} has ended by itself; see its server.log under {launcher.folder.path}.")


async def _tell_what_is_missing(services: Sequence[Service], ready: asyncio.Event, console: Console) -> None:
    """While it takes unusually long to become ready, say why. Goes on for ever: what is missing may still come."""
    while True:
        await asyncio.sleep(PATIENCE_SECONDS)
        if not ready.is_set():
            for service in services:
                checks = (await service.ready()).checks
                missing = ", ".join(f"{name}: {state}" for name, state in checks.items() if state != "ok")
                if missing:
                    console.print(f"Waiting for {service.name} ({missing})", markup=False, soft_wrap=True)


async def _after(ready: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    try:
        await ready.wait()
        await work
    finally:
        work.close()


async def _until_one_ends(works: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Run all until the first ends, then stop the others. Raises what the first one raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        first = [task for task in tasks if task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in first:
        task.result()


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
