"""The host: runs one or several services in one process behind one port, and stops them without losing anything.

Order of a stop: no new requests, the consumer ends its batch, the relay, the pool; each step has a limit, because
everything that is cut off is taken up again at the next start.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Any

import asyncpg
import structlog
import uvicorn
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared import metrics, quarantine
from shared.bus import Bus
from shared.contracts import AUDIENCE, SOURCES
from shared.db import Database
from shared.http import Readiness
from shared.inbox import Handlers, Inbox, sources_of
from shared.log import message_of
from shared.relay import Relay
from shared.relay_cursor import observe_backlog, rewind
from shared.settings import ServiceSettings
from shared.wire import Protocol

log = structlog.get_logger()

STOP_SECONDS = 15.0
OBSERVE_SECONDS = 5.0
YOUNG_OBJECTS = 100_000
"""New objects after which the garbage collector looks through the youngest."""
REWIND_PAUSE_SECONDS = 5.0
"""Replays asked for by consumers are granted at most this often."""


class Service:
    """One service, wired. ``prefix`` is where its API lives, such as ``/api/donation``; None takes every other path.
    ``pages`` is where its staff pages live, such as ``/staff/donation``; None when it has none.

    ``background`` are its own long tasks (a group commit, for one); each is run until the service stops.
    """

    def __init__(
        self,
        name: str,
        *,
        settings: ServiceSettings,
        database: Database,
        app: ASGIApp,
        handlers: Handlers,
        prefix: str | None,
        pages: str | None = None,
        background: Sequence[Callable[[], Coroutine[Any, Any, None]]] = (),
    ) -> None:
        self.name = name
        self.app = app
        self.prefix = prefix
        self.pages = pages
        self.database = database
        self._background = background
        self._granted_at = -REWIND_PAUSE_SECONDS
        self.relay: Relay | None = None
        if name in SOURCES:
            self.relay = Relay(
                name,
                url=settings.database_url,
                bootstrap_servers=settings.kafka_bootstrap_servers,
                lead_rows=settings.relay_lead_rows,
                followers=[group for group in AUDIENCE[name] if group in settings.relay_followers],
            )
            database.after_commit = self.relay.wake
        self.bus = Bus(
            name,
            bootstrap_servers=settings.kafka_bootstrap_servers,
            sources=sources_of(handlers),
            fetch_wait_ms=settings.fetch_wait_ms,
            instance=settings.instance if settings.static_membership else None,
            publishes=self.relay is not None,
            on_replay=self._grant_replay,
        )
        self.inbox = Inbox(name, database, handlers, self.bus.ask_replay)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Open the pool and start relay, consumer and background tasks; stop them, in order, at the end."""
        await self.database.open()
        tasks = [asyncio.create_task(work(), name=f"{self.name}.background") for work in self._background]
        consumer = asyncio.create_task(self.bus.run(self.inbox), name=f"{self.name}.bus")
        observer = asyncio.create_task(self._observe(), name=f"{self.name}.observe")
        relay = asyncio.create_task(self.relay.run(), name=f"{self.name}.relay") if self.relay else None
        for task in (*tasks, consumer, observer, *([relay] if relay else [])):
            task.add_done_callback(_report_end)
        try:
            yield
        finally:
            for group in ([consumer, observer], tasks, [relay] if relay else []):
                await _cancel(group)
            await self.database.close()

    async def ready(self) -> Readiness:
        """Whether database, relay and consumer do their work, with the reason of each that doesn't."""
        checks = {"database": "ok", "consumer": self.bus.error or "ok"}
        try:
            await self.database.ping()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, RuntimeError) as error:
            checks["database"] = type(error).__name__
        if self.relay is not None:
            checks["relay"] = self.relay.error or "ok"
        if self.inbox.held:
            checks["consumer"] = f"{self.inbox.held} partitions wait for a replay"
        return Readiness(ok=all(state == "ok" for state in checks.values()), checks=checks)

    async def _grant_replay(self, position: int) -> None:
        now = time.monotonic()
        if now - self._granted_at < REWIND_PAUSE_SECONDS:
            return  # the consumer asks again if this leaves it waiting
        async with self.database.connection() as conn:
            if await rewind(conn, self.name, position):
                self._granted_at = now
        if self.relay is not None:
            self.relay.wake()

    async def _observe(self) -> None:
        while True:
            try:
                async with self.database.connection() as conn:
                    metrics.QUARANTINE_DEPTH.labels(self.name).set(await quarantine.depth(conn))
                    if self.relay is not None:
                        await observe_backlog(conn, self.name)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("observe.failed", service=self.name, error=message_of(error))
            await asyncio.sleep(OBSERVE_SECONDS)


class Dispatcher:
    """Sends a request to the service whose prefix its path has; ``/health/*`` answers for all of them."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = services
        self._by_prefix = [(prefix, s.app) for s in services for prefix in (s.prefix, s.pages) if prefix is not None]
        self._rest = next((s.app for s in services if s.prefix is None), None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return None
        path: str = scope["path"]
        for prefix, app in self._by_prefix:
            if path.startswith(prefix) and path[len(prefix) : len(prefix) + 1] in ("/", ""):
                return await app(scope, receive, send)
        if path == "/health/live":
            return await Response("ok", media_type="text/plain")(scope, receive, send)
        if path == "/health/ready":
            return await (await self._ready())(scope, receive, send)
        if self._rest is not None:
            return await self._rest(scope, receive, send)
        return await Response("not found", 404, media_type="text/plain")(scope, receive, send)

    async def _ready(self) -> Response:
        states = {service.name: await service.ready() for service in self._services}
        ok = all(state.ok for state in states.values())
        content = {"ok": ok, "services": {name: state.checks for name, state in states.items()}}
        return JSONResponse(content, 200 if ok else 503)


async def serve(
    services: Sequence[Service], *, host: str, port: int, on_ready: Callable[[], None] = lambda: None
) -> None:
    """Run services behind one port until SIGTERM or SIGINT. Raises OSError when the port is taken."""
    listener = socket.create_server((host, port), backlog=1024)
    config = uvicorn.Config(
        Dispatcher(services), lifespan="off", log_config=None, access_log=False, server_header=False,
        proxy_headers=False,  # nobody asks for the client's address; looking for it costs a tenth of a small request
        http=Protocol, timeout_keep_alive=30, timeout_graceful_shutdown=int(STOP_SECONDS),
    )  # fmt: skip
    server = _Server(config)
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, server.stop)
    async with contextlib.AsyncExitStack() as stack:
        for service in services:
            await stack.enter_async_context(service.running())
        _spare_the_collector()
        announcing = asyncio.create_task(_announce(server, services, on_ready))
        try:
            await server.serve(sockets=[listener])
        finally:
            await _cancel([announcing])


def _spare_the_collector() -> None:
    """What is there at the start stays: never look through it again, and look through the young less often.

    A full collection stops every request of the process; without it p99 of a POST at 64 connections falls to a third.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: it would raise the signal again after its stop, before ours is done."""

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:  # type: ignore[override] # a narrower return type than the decorated original's
        return contextlib.nullcontext()

    def stop(self) -> None:
        self.should_exit = True


async def _announce(server: uvicorn.Server, services: Sequence[Service], on_ready: Callable[[], None]) -> None:
    while not (server.started and all([(await service.ready()).ok for service in services])):
        await asyncio.sleep(0.05)
    on_ready()


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
        for task in late:
            log.warning("host.task_did_not_stop", task=task.get_name())


def _report_end(task: asyncio.Task[None]) -> None:
    """A task that ends by itself is a fault of ours: say so at once, and let readiness show it."""
    if not task.cancelled():
        log.critical("host.task_ended", task=task.get_name(), error=repr(task.exception()))
