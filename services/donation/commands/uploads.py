"""Files on their way in: streamed to the service's own folder, and kept there until their import has come to its end.

Replicas of the service share the folder: whoever works on an import must have its file.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterable
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from services.donation.domain.statement.refusals import file_too_large
from services.donation.domain.statement.source import MAX_SIZE
from services.donation.store import imports
from shared.db import Connection

PIECE: Final = 1 << 20
"""Bytes that are written to the disk at once."""
STALE_SECONDS: Final = 86_400


class Upload(NamedTuple):
    """A file that has come in whole and is on the disk: its SHA-256, and its bytes."""

    path: Path
    digest: bytes
    size: int


def file_of(folder: Path, import_id: UUID) -> Path:
    """Where the bytes of an import wait."""
    return folder / f"{import_id}.statement"


async def receive(pieces: AsyncIterable[bytes], folder: Path, name: UUID) -> Upload:
    """Write a file to the disk as it comes. Raises Refused as soon as it is too large."""
    sink = await asyncio.to_thread(_Sink, folder, name)
    try:
        waiting, size = bytearray(), 0
        async for piece in pieces:
            size += len(piece)
            check_size(size)
            waiting += piece
            if len(waiting) >= PIECE:
                await asyncio.to_thread(sink.write, bytes(waiting))
                waiting.clear()
        digest = await asyncio.to_thread(sink.finish, bytes(waiting))
    except BaseException:  # also when the sender goes away: half a file is not kept
        sink.drop()
        raise
    return Upload(sink.path, digest, size)


def check_size(size: int) -> None:
    """Raises Refused."""
    if size > MAX_SIZE:
        raise file_too_large(size, MAX_SIZE)


async def sweep(conn: Connection, folder: Path, now: float) -> None:
    """Remove what was left by uploads that broke off, and by imports that have ended; ``now`` in seconds since 1970."""
    old = [path for path in folder.glob("*.*") if now - path.stat().st_mtime > STALE_SECONDS]
    ids = {path: UUID(path.stem) for path in old if path.suffix in (".part", ".statement")}
    if not ids:
        return
    needed = await imports.unfinished(conn, list(ids.values()))
    for path, import_id in ids.items():
        if path.suffix == ".part" or import_id not in needed:
            path.unlink(missing_ok=True)


class _Sink:
    """A file that is being written."""

    def __init__(self, folder: Path, name: UUID) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / f"{name}.part"
        self._file = self.path.open("xb")
        self._hash = hashlib.sha256()

    def write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._hash.update(piece)

    def finish(self, rest: bytes) -> bytes:
        """The digest of what is safe on the disk now."""
        self.write(rest)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._hash.digest()

    def drop(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)
