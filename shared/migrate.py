"""Migrations: numbered plain SQL files, each run once, in order, in one transaction, under a lock.

A runner of our own, because the kept libraries fit badly: yoyo and alembic bring a second, synchronous driver, and
dbmate is not on PyPI. See docs/adr/0003.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import NamedTuple

from shared.db import connect

_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_LOCK = 0x64656E6F  # any constant; advisory locks are per database
_STATEMENT_SECONDS = 3_600.0  # a big table may take long to change; waiting for its lock may not, others wait behind


class Migration(NamedTuple):
    """One file: ``scope`` is ``shared`` or the service."""

    scope: str
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


class MigrationChanged(Exception):
    """A file that has run was edited afterwards. Write a new one instead."""


def migrations_of(service: str) -> list[Migration]:
    """The shared migrations and then the service's own, each in the order of their numbers."""
    return [*_read("shared", "shared"), *_read(f"services.{service}", service)]


def _read(package: str, scope: str) -> Iterator[Migration]:
    folder = files(package) / "migrations"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if _NAME.fullmatch(file.name):
            yield Migration(scope, file.name, file.read_text(encoding="utf-8"))


async def migrate(owner_url: str, service: str, migrations: Sequence[Migration] | None = None) -> list[str]:
    """Bring a service's database up to date; return the names of what ran now, as ``scope/file``.

    ``migrations``: all of the service's, unless others are given. Runs as the database's owner. Two at once wait for
    each other. Raises MigrationChanged, or asyncpg.PostgresError with everything of the failing file undone.
    """
    conn = await connect(owner_url, application_name=f"{service}.migrate", statement_seconds=_STATEMENT_SECONDS)
    try:
        async with conn.transaction():
            await conn.execute("set local lock_timeout = 0")  # the other one may have much to do
            await conn.execute("select pg_advisory_lock($1)", _LOCK)
        await conn.execute(
            """create table if not exists schema_migration (
                   scope text, name text, checksum text not null, applied_at timestamptz not null default now(),
                   primary key (scope, name))"""
        )
        rows = await conn.fetch("select scope, name, checksum from schema_migration")
        applied = {(row["scope"], row["name"]): row["checksum"] for row in rows}
        ran = []
        for migration in migrations if migrations is not None else migrations_of(service):
            known = applied.get((migration.scope, migration.name))
            if known is None:
                async with conn.transaction():
                    await conn.execute(_for_role(migration.sql, service))
                    await conn.execute(
                        "insert into schema_migration (scope, name, checksum) values ($1, $2, $3)",
                        migration.scope, migration.name, migration.checksum,
                    )  # fmt: skip
                ran.append(f"{migration.scope}/{migration.name}")
            elif known != migration.checksum:
                raise MigrationChanged(f"{migration.scope}/{migration.name} was changed after it had run")
        return ran
    finally:
        await conn.close()


def _for_role(sql: str, service: str) -> str:
    """Put the runtime role in the place of ``:role``, as psql's variables do."""
    if not re.fullmatch(r"[a-z_]+", service):
        raise ValueError(f"not a service's name: {service!r}")
    return re.sub(r"(?<!:):role\b", service, sql)
