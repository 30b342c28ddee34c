"""One database and two roles for each service: the owner migrates, the runtime role has what migrations grant."""

from collections.abc import Callable
from typing import NamedTuple

import asyncpg

Password = Callable[[str], str]
"""Role name → its password, the same for ever."""


class ServiceUrls(NamedTuple):
    """How a service reaches its database: ``runtime`` for its work, ``owner`` for migrations."""

    runtime: str
    owner: str


def owner_of(service: str) -> str:
    """The role that owns a service's database."""
    return f"{service}_owner"


async def ensure_roles(conn: asyncpg.Connection, service: str, password: Password) -> None:
    """Make a service's two roles, or give them their passwords again. ``conn`` is a superuser's."""
    for role in (owner_of(service), service):
        known = await conn.fetchval("select true from pg_roles where rolname = $1", role)
        await _execute(conn, "alter role %I login password %L" if known else "create role %I login password %L",
                       role, password(role))  # fmt: skip


async def ensure_database(
    conn: asyncpg.Connection, service: str, *, name: str | None = None, template: str | None = None
) -> None:
    """Make a service's database (called as the service unless ``name`` is given), open to its two roles alone."""
    database = name or service
    if not await conn.fetchval("select true from pg_database where datname = $1", database):
        await _execute(
            conn, "create database %I owner %I template %I", database, owner_of(service), template or "template0"
        )
    await _execute(conn, "revoke all on database %I from public", database)
    await _execute(conn, "grant connect on database %I to %I", database, service)


async def drop_database(conn: asyncpg.Connection, name: str) -> None:
    """Remove a database and cut off whoever is connected."""
    await _execute(conn, "drop database if exists %I with (force)", name)


async def _execute(conn: asyncpg.Connection, template: str, *values: str) -> None:
    """Run a statement that takes no parameters; the server itself quotes the names (%I) and literals (%L)."""
    await conn.execute(await conn.fetchval("select format($1, variadic $2::text[])", template, list(values)))
