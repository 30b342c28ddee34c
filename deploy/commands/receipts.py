"""``denon receipts``: the receipts of a book as one PDF, over the public API, with a bar that shows how far it is."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from deploy.embedded.errors import LaunchError
from services.donation.documents.receipt import PART
from shared.ids import uuid7

API = "/api/donation"
SECONDS = 60.0
_PART = re.compile(rb"% part (\d+)\n")
_LONGEST_MARK = 24


def print_receipts(
    book: str, first: int, last: int | None, *, paper: str, out: Path, url: str, token: str, console: Console
) -> None:
    """Print the receipts ``first`` … ``last`` of ``book`` (fund/year/book) into ``out``, which is written whole or not
    at all. Raises LaunchError with what the service said."""
    headers = {"authorization": f"Bearer {token}", "accept-language": "en"}
    try:
        with httpx.Client(base_url=url, headers=headers, timeout=SECONDS) as client:
            if last is None:
                last = _json(client.get(f"{API}/books/{book}", params={"limit": 1}))["book"]["last_number"]
            asked = {"first": first, "last": last, "format": paper}
            key = {"idempotency-key": str(uuid7())}
            run = _json(client.post(f"{API}/books/{book}/prints", json=asked, headers=key))
            size = _fetch(client, run["pdf"], last - first + 1, out, console)
    except httpx.HTTPError as error:
        raise LaunchError(f"{url} can't be reached, or stopped answering: {error}") from error
    console.print(f"{last - first + 1} receipts, {size / 1e6:.1f} MB: {out}", soft_wrap=True)


def _fetch(client: httpx.Client, path: str, receipts: int, out: Path, console: Console) -> int:
    partial = out.with_name(f".{out.name}.part")
    columns = (TextColumn("Receipts"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    try:
        with (
            client.stream("GET", path) as answer,
            partial.open("wb") as file,
            Progress(*columns, console=console) as progress,
        ):
            if answer.is_error:
                answer.read()
                _json(answer)
            task = progress.add_task("", total=receipts)
            for piece, parts in _with_parts(answer.iter_bytes()):
                file.write(piece)
                progress.update(task, completed=min(parts * PART, receipts))
            progress.update(task, completed=receipts)
            size = file.tell()
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return size


def _with_parts(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    """Each piece, and how many parts have been seen; a mark may lie across two pieces."""
    parts, tail = 0, b""
    for piece in pieces:
        for mark in _PART.finditer(tail + piece):
            parts = int(mark[1])
        tail = (tail + piece)[-_LONGEST_MARK:]
        yield piece, parts


def _json(answer: httpx.Response) -> dict[str, Any]:
    """Raises LaunchError with the sentence of a refusal."""
    content: dict[str, Any] = {}
    if answer.headers.get("content-type", "").endswith("json"):
        content = answer.json()
    if answer.is_error:
        raise LaunchError(str(content.get("detail") or f"The service answers {answer.status_code}."))
    return content
