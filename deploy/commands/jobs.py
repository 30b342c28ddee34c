"""The short commands: migrations, topics, tokens and replays."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

from rich.console import Console

from deploy.commands.surroundings import needed, quiet
from deploy.embedded.errors import LaunchError
from deploy.embedded.folder import DataFolder


def migrate(services: Sequence[str], variables: Mapping[str, str], *, data: Path, console: Console) -> None:
    """Bring the databases of ``services`` up to date, as their owners."""
    from shared.migrate import migrate as bring_up_to_date

    for service in services:
        url = needed(variables, f"{service.upper()}_OWNER_DATABASE_URL", data)
        ran = asyncio.run(bring_up_to_date(url, service))
        console.print(f"{service}: {', '.join(ran) if ran else 'up to date'}", soft_wrap=True)


def create_databases(services: Sequence[str], variables: Mapping[str, str], *, data: Path) -> None:
    """Make the databases and roles of ``services`` that are missing, with the passwords that their URLs name."""
    asyncio.run(_create_databases(services, variables, data))


async def _create_databases(services: Sequence[str], variables: Mapping[str, str], data: Path) -> None:
    from deploy.commands.secrets import SUPERUSER_URL
    from deploy.embedded.databases import ensure_database, ensure_roles, owner_of
    from shared.db import connect

    conn = await connect(needed(variables, SUPERUSER_URL, data), application_name="denon.migrate")
    try:
        for service in services:
            urls = {
                service: needed(variables, f"{service.upper()}_DATABASE_URL", data),
                owner_of(service): needed(variables, f"{service.upper()}_OWNER_DATABASE_URL", data),
            }
            passwords = {role: unquote(urlsplit(url).password or "") for role, url in urls.items()}
            await ensure_roles(conn, service, passwords.__getitem__)
            await ensure_database(conn, service)
    finally:
        await conn.close()


def ask_ready(port: int) -> None:
    """Raises LaunchError with the answer when the run on this port is not ready."""
    import http.client

    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        words = answer.read().decode()
    except (OSError, http.client.HTTPException) as error:
        raise LaunchError(f"Nothing answers on port {port}: {error}") from error
    if answer.status != 200:
        raise LaunchError(f"Not ready: {words}")


def topics(variables: Mapping[str, str], *, data: Path, console: Console) -> None:
    """Create the topics that the broker lacks."""
    from shared.topics import ALL_TOPICS, ensure_topics

    servers = needed(variables, "KAFKA_BOOTSTRAP_SERVERS", data)
    asyncio.run(ensure_topics(servers))
    console.print(", ".join(f"{name} ({partitions})" for name, partitions in ALL_TOPICS.items()), soft_wrap=True)


def token(
    *, data: Path, key: Path | None, roles: Sequence[str], actor: str, funds: Sequence[UUID], hours: float
) -> str:
    """A staff token signed with ``key``, or with the data folder's. Raises LaunchError for an unknown role."""
    from shared.access import MAX_LIFE, ROLES, sign_token
    from shared.clock import utc_now

    known = [role for role in ROLES if role in roles]
    if unknown := set(roles) - set(known):
        raise LaunchError(f"There is no role {', '.join(sorted(unknown))}: choose among {', '.join(sorted(ROLES))}.")
    life = timedelta(hours=hours)
    if not timedelta() < life <= MAX_LIFE:
        raise LaunchError(f"A token lives more than 0 and at most {MAX_LIFE.days * 24} hours.")
    signing_key = key.read_text(encoding="utf-8") if key else DataFolder(data).signing_key()
    return sign_token(signing_key, actor_id=actor, roles=known, funds=funds or None, now=utc_now(), ttl=life)


def replay(source: str, position: int, variables: Mapping[str, str], *, data: Path, console: Console) -> None:
    """Have a source's relay send everything from ``position`` on again. Consumers skip what they have."""
    quiet()
    asyncio.run(_replay(source, position, needed(variables, f"{source.upper()}_DATABASE_URL", data)))
    console.print(f"{source} sends everything from position {position} on again; what was heard is skipped.")


async def _replay(source: str, position: int, url: str) -> None:
    from shared.db import connect
    from shared.relay_cursor import rewind

    conn = await connect(url, application_name=f"{source}.replay")
    try:
        if not await rewind(conn, source, position):
            raise LaunchError(f"{source} has not sent position {position} yet: there is nothing to repeat.")
    finally:
        await conn.close()
