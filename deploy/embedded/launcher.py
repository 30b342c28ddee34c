"""The launcher: everything that services need and the environment doesn't name, started, migrated and stopped again."""

import asyncio
import json
import os
import subprocess
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncpg

from deploy.embedded.broker import AUTO, Broker, open_broker
from deploy.embedded.databases import ServiceUrls, ensure_database, ensure_roles, owner_of
from deploy.embedded.errors import LaunchError
from deploy.embedded.folder import DataFolder
from deploy.embedded.postgres import SUPERUSER, PostgresServer
from deploy.embedded.worker import Worker
from deploy.services import SERVICES
from shared.access import TokenVerifier, public_key_of
from shared.migrate import migrate

WATCH_SECONDS = 0.5
OF_ONE_SERVICE = ("database_url", "uploads")
"""Settings that are read with the service's name before them."""


class Launcher:
    """Servers and settings for ``services``, with ``async with``.

    What ``environ`` names is used, and not started: ``KAFKA_BOOTSTRAP_SERVERS``, ``<SERVICE>_DATABASE_URL``,
    ``<SERVICE>_OWNER_DATABASE_URL``, ``TOKEN_PUBLIC_KEY``.

    ``say`` gets one line for each thing taken. Raises LaunchError, with everything that was started stopped.
    """

    def __init__(
        self,
        data: Path,
        *,
        services: Sequence[str] = SERVICES,
        broker: str | None = None,
        environ: Mapping[str, str] = os.environ,
        say: Callable[[str], None] = lambda line: None,
        durable: bool = True,
    ) -> None:
        self.folder = DataFolder(data)
        self.services = tuple(services)
        self.postgres: PostgresServer | None = None
        self.broker: Broker | None = None
        self._wish = broker
        self._environ = environ
        self._say = say
        self._durable = durable
        self._urls: dict[str, ServiceUrls] = {}
        self._token_public_key = ""
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:  # also when cancelled: all that was started ends
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def settings(self, service: str) -> dict[str, Any]:
        """What ``deploy.services.build`` takes for one service."""
        if self.broker is None:
            raise RuntimeError("the launcher is not running")
        values: dict[str, Any] = {
            "kafka_bootstrap_servers": self.broker.bootstrap_servers,
            "token_public_key": self._token_public_key,
            "database_url": self._urls[service].runtime,
            "uploads": self._given(service, "UPLOADS") or str(self.folder.path / "uploads" / service),
            **self.broker.settings,
        }
        if "relay_lead_rows" in self.broker.settings:
            values["relay_followers"] = self.services
        return values

    def environment(self) -> dict[str, str]:
        """The same for every service, as environment variables, with the owners' URLs."""
        variables: dict[str, str] = {}
        for service in self.services:
            for name, value in self.settings(service).items():
                variable = f"{service}_{name}" if name in OF_ONE_SERVICE else name
                variables[variable.upper()] = value if isinstance(value, str) else json.dumps(value)
            variables[f"{service.upper()}_OWNER_DATABASE_URL"] = self._urls[service].owner
        return variables

    def worker(self, service: str, *, port: int = 0, variables: Mapping[str, str] | None = None) -> Worker:
        """One service in a process of its own, as a container runs it. Start it with ``async with``."""
        ours = {name: value for name, value in self.environment().items() if not name.endswith("_OWNER_DATABASE_URL")}
        environ = {**self._environ, **ours, **(variables or {})}
        return Worker(service, environ=environ, logs=self.folder.logs, port=port)

    async def watch(self) -> str:
        """Wait until a server that was started here ends by itself; its name."""
        children: dict[str, Callable[[], subprocess.Popen[bytes] | None]] = {}
        if self.postgres is not None:
            children["PostgreSQL"] = lambda: self.postgres.process if self.postgres else None
        if self.broker is not None and self.broker.kafka is not None:
            kafka = self.broker.kafka
            children["Apache Kafka"] = lambda: kafka.process
        while True:
            for name, current in children.items():
                process = current()
                if process is not None and process.poll() is not None:
                    return name
            await asyncio.sleep(WATCH_SECONDS)

    async def _start(self) -> None:
        wish, reason = self._broker_wish()
        embedded = [service for service in self.services if not self._given(service, "DATABASE_URL")]
        keeps_something = bool(embedded) or ":" not in wish
        if keeps_something:
            self._stack.enter_context(self.folder.locked())
        self._token_public_key = self._environ.get("TOKEN_PUBLIC_KEY") or public_key_of(self.folder.signing_key())
        try:
            TokenVerifier(self._token_public_key)
        except ValueError as error:
            raise LaunchError(f"TOKEN_PUBLIC_KEY can't be used: {error}") from None
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._open_broker(wish, reason))
                group.create_task(self._open_databases(embedded))
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        if keeps_something:
            self._stack.enter_context(self.folder.announced(self.environment()))

    def _broker_wish(self) -> tuple[str, str]:
        if self._wish is not None:
            return self._wish, "as asked for"
        for name in ("KAFKA_BOOTSTRAP_SERVERS", "DENON_BROKER"):
            if value := self._environ.get(name):
                return value, f"{name} says so"
        return AUTO, ""

    def _given(self, service: str, name: str) -> str:
        return self._environ.get(f"{service.upper()}_{name}", "")

    async def _open_broker(self, wish: str, reason: str) -> None:
        self.broker = await open_broker(wish, self.folder.kafka, reason=reason)
        self._stack.push_async_callback(self.broker.close)
        self._say(f"Broker: {self.broker.line}")

    async def _open_databases(self, embedded: Sequence[str]) -> None:
        for service in self.services:
            if service not in embedded:
                given = self._given(service, "DATABASE_URL")
                self._urls[service] = ServiceUrls(given, self._given(service, "OWNER_DATABASE_URL"))
        if embedded:
            await self._open_postgres(embedded)
        await self._each(self._migrate, [service for service in self.services if self._urls[service].owner])

    async def _open_postgres(self, services: Sequence[str]) -> None:
        password = self.folder.password
        self.postgres = PostgresServer(self.folder.postgres, password=password(SUPERUSER), durable=self._durable)
        self._stack.push_async_callback(self.postgres.stop)
        fresh = await self.postgres.start()
        conn = await asyncpg.connect(self.postgres.url())
        try:
            for service in services:
                await ensure_roles(conn, service, password)
                await ensure_database(conn, service)
        finally:
            await conn.close()
        for service in services:
            owner = owner_of(service)
            self._urls[service] = ServiceUrls(
                self.postgres.url(service, service, password(service)),
                self.postgres.url(service, owner, password(owner)),
            )
        self._say(f"Database: PostgreSQL, {'new' if fresh else 'as it was left'}, in {self.folder.postgres}")

    async def _migrate(self, service: str) -> None:
        try:
            await migrate(self._urls[service].owner, service)
        except (OSError, asyncpg.PostgresError) as error:
            raise LaunchError(f"The database of {service} can't be brought up to date: {error}") from error

    async def _each(self, work: Callable[[str], Awaitable[None]], services: Sequence[str]) -> None:
        await asyncio.gather(*(work(service) for service in services))
