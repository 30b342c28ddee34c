"""Databases for tests: a template for each service, migrated once, and a fresh clone of it for each test."""

import asyncio
import itertools
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from deploy.embedded.databases import drop_database, ensure_database, ensure_roles, owner_of
from shared.migrate import migrate


class ServiceDatabase(NamedTuple):
    """A database of one test: as the runtime role, as its owner, and as the superuser, to break things."""

    service: str
    name: str
    url: str
    owner_url: str
    superuser_url: str


def address(superuser_url: str, database: str, user: str | None = None) -> str:
    """The same server, another database; as ``user`` with the password that tests give it, or as the superuser."""
    parts = urlsplit(superuser_url)
    account, _, host = parts.netloc.rpartition("@")
    return urlunsplit(
        parts._replace(netloc=f"{f'{user}:{_password(user)}' if user else account}@{host}", path=f"/{database}")
    )


def _password(role: str) -> str:
    return f"only-for-tests-{role}"


class Templates:
    """The migrated template of each service on one server, made when first asked for, and clones of them.

    While a test has one clone, the next is made: that takes longer than most tests, and another core.
    """

    suffix = "template"
    _numbers = itertools.count(1)

    def __init__(self, superuser_url: str) -> None:
        self.superuser_url = superuser_url
        self._ready: set[str] = set()
        self._maker = ThreadPoolExecutor(1)
        self._spares: dict[str, Future[str]] = {}

    async def template_of(self, service: str) -> str:
        """The name of the service's template, migrated to the newest state."""
        template = f"{service}_{self.suffix}"
        if service not in self._ready:
            conn = await asyncpg.connect(self.superuser_url)
            try:
                await ensure_roles(conn, service, _password)
                await ensure_database(conn, service, name=template)
            finally:
                await conn.close()
            await self.fill(address(self.superuser_url, template, owner_of(service)), service)
            self._ready.add(service)
        return template

    async def fill(self, owner_url: str, service: str) -> None:
        """Migrate a template that was just made."""
        await migrate(owner_url, service)

    async def clone_of(self, service: str) -> str:
        """The name of a fresh, migrated database of the service."""
        template = await self.template_of(service)
        if service not in self._spares:
            self._make_spare(service, template)
        name = await asyncio.wrap_future(self._spares.pop(service))
        self._make_spare(service, template)
        return name

    def next_name(self, service: str) -> str:
        """A name for a database that nobody else has."""
        return f"{service}_{self.suffix}_{next(self._numbers)}"

    def _make_spare(self, service: str, template: str) -> None:
        clone = self._make(service, template, self.next_name(service))
        self._spares[service] = self._maker.submit(asyncio.run, clone)

    async def _make(self, service: str, template: str, name: str) -> str:
        conn = await asyncpg.connect(self.superuser_url)
        try:
            await ensure_database(conn, service, name=name, template=template)
        finally:
            await conn.close()
        return name


class Clones:
    """The databases of one test, dropped at its end."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates
        self._names: list[str] = []

    async def __call__(self, service: str) -> ServiceDatabase:
        """A fresh, migrated database of the service."""
        superuser_url = self._templates.superuser_url
        name = await self._templates.clone_of(service)
        self._names.append(name)
        return ServiceDatabase(
            service,
            name,
            url=address(superuser_url, name, service),
            owner_url=address(superuser_url, name, owner_of(service)),
            superuser_url=address(superuser_url, name),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._names:
            return
        conn = await asyncpg.connect(self._templates.superuser_url)
        try:
            for name in self._names:
                await drop_database(conn, name)
        finally:
            await conn.close()
