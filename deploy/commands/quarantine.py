"""``denon quarantine``: look at the records that a service could not take, and have them taken again."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.commands.surroundings import needed, quiet
from deploy.embedded.errors import LaunchError
from shared import quarantine
from shared.clock import utc_now
from shared.db import connect


def list_waiting(
    service: str, variables: Mapping[str, str], *, data: Path, after: int, limit: int, console: Console
) -> None:
    """Print the waiting records of a service, oldest first."""
    held = asyncio.run(_list(service, needed(variables, f"{service.upper()}_DATABASE_URL", data), after, limit))
    if not held:
        console.print(f"Nothing waits in the quarantine of {service}.")
        return
    table = Table("ID", "Topic", "Partition", "Offset", "Type", "Attempts", "Since", "Error")
    for record in held:
        kind = dict(record.headers).get("ce_type") or b"?"
        table.add_row(
            str(record.id), record.topic, str(record.partition), str(record.offset), Text(_text(kind)),
            str(record.attempts), f"{record.quarantined_at:%Y-%m-%d %H:%M:%S}Z", Text(record.error),
        )  # fmt: skip
    console.print(table)
    if len(held) == limit:
        console.print(f"More may wait: --after {held[-1].id}")


def show(service: str, id_: int, variables: Mapping[str, str], *, data: Path, console: Console) -> None:
    """Print one record with its headers and bytes. Raises LaunchError when there is none."""
    record = asyncio.run(_show(service, needed(variables, f"{service.upper()}_DATABASE_URL", data), id_))
    if record is None:
        raise LaunchError(f"{service} has no record {id_} in quarantine; see `denon quarantine list {service}`.")
    table = Table(show_header=False)
    for name, value in record._asdict().items():
        if name != "headers":
            table.add_row(name, Text(_text(value) if isinstance(value, bytes) else str(value)))
    for name, content in record.headers:
        table.add_row(f"header {name}", Text("null" if content is None else _text(content)))
    console.print(table)


def redrive(
    service: str, id_: int | None, variables: Mapping[str, str], *, data: Path, by: str, console: Console
) -> None:
    """Apply one waiting record, or all of them, again. Raises LaunchError when one is refused again."""
    for name in (f"{service.upper()}_DATABASE_URL", "TOKEN_PUBLIC_KEY"):
        needed(variables, name, data)
    quiet()
    os.environ.update(variables)  # the service reads its settings from there
    applied, refused = asyncio.run(_redrive(service, id_, by))
    console.print(f"Applied: {applied}. Refused again: {len(refused)}.")
    for line in refused:
        console.print(Text(line))
    if refused:
        raise LaunchError("The records that were refused again stay in quarantine.")


async def _list(service: str, url: str, after: int, limit: int) -> list[quarantine.Held]:
    conn = await connect(url, application_name=f"{service}.quarantine")
    try:
        return await quarantine.list_open(conn, after=after, limit=limit)
    finally:
        await conn.close()


async def _show(service: str, url: str, id_: int) -> quarantine.Held | None:
    conn = await connect(url, application_name=f"{service}.quarantine")
    try:
        return await quarantine.show(conn, id_)
    finally:
        await conn.close()


async def _redrive(service: str, id_: int | None, by: str) -> tuple[int, list[str]]:
    from deploy.services import build
    from shared.inbox import is_ours

    built = build(service)
    await built.database.open()
    applied, refused, after = 0, [], 0
    try:
        while True:
            if id_ is not None:
                ids = [id_]
            else:
                async with built.database.connection() as conn:
                    ids = [held.id for held in await quarantine.list_open(conn, after=after, limit=100)]
            for one in ids:
                after = one
                try:
                    if await built.inbox.redrive(one, by=by, at=utc_now()):
                        applied += 1
                    elif id_ is not None:
                        raise LaunchError(
                            f"{service} has no waiting record {one}: it is unknown or was redriven already."
                        )
                except LaunchError:
                    raise
                except Exception as error:  # whatever a handler refuses with is for the person to read
                    if is_ours(error):
                        raise
                    refused.append(f"{one}: {error}")
            if id_ is not None or not ids:
                return applied, refused
    finally:
        await built.database.close()


def _text(value: bytes) -> str:
    return value.decode("utf-8", errors="backslashreplace")
