"""Quarantine: records that could not be read or were refused wait here, as they came, until someone redrives them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

import asyncpg
from aiokafka import ConsumerRecord

from shared.db import Connection

Record: TypeAlias = ConsumerRecord[bytes | None, bytes | None]
Headers = Sequence[tuple[str, bytes | None]]


class Rejected(NamedTuple):
    """A record that goes to quarantine, and the reason in words."""

    record: Record
    error: str
    attempts: int = 1


async def put(conn: Connection, rejected: Sequence[Rejected]) -> None:
    """Keep records in quarantine. One that is there already (delivered again) only counts its attempts."""
    if not rejected:
        return
    await conn.executemany(
        """insert into quarantine (topic, partition, record_offset, key, value, headers, content_hash, error, attempts)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           on conflict (topic, partition, record_offset, content_hash)
           do update set attempts = quarantine.attempts + excluded.attempts, error = excluded.error""",
        [
            (
                r.topic,
                r.partition,
                r.offset,
                r.key,
                r.value,
                _dump_headers(r.headers),
                _content_hash(r),
                error[:2000],
                n,
            )
            for r, error, n in rejected
        ],
    )


class Held(NamedTuple):
    """A record in quarantine. ``value`` and ``key`` are the raw bytes."""

    id: int
    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    error: str
    attempts: int
    quarantined_at: datetime
    redriven_at: datetime | None
    redriven_by: str | None

    def as_record(self) -> Record:
        """The record as it came from Kafka."""
        return Record(
            topic=self.topic, partition=self.partition, offset=self.offset, timestamp=0, timestamp_type=0,
            key=self.key, value=self.value, headers=tuple(self.headers),
            checksum=None, serialized_key_size=0, serialized_value_size=0,
        )  # fmt: skip


_SELECT = """select id, topic, partition, record_offset, key, value, headers, error, attempts,
                    quarantined_at, redriven_at, redriven_by from quarantine """


async def list_open(conn: Connection, *, after: int = 0, limit: int = 100) -> list[Held]:
    """Records that wait, oldest first."""
    rows = await conn.fetch(_SELECT + "where redriven_at is null and id > $1 order by id limit $2", after, limit)
    return [_held(row) for row in rows]


async def show(conn: Connection, id_: int) -> Held | None:
    row = await conn.fetchrow(_SELECT + "where id = $1", id_)
    return _held(row) if row else None


async def take_for_redrive(conn: Connection, id_: int) -> Held | None:
    """Lock a waiting record for a redrive in this transaction; None when it is unknown or redriven already."""
    row = await conn.fetchrow(_SELECT + "where id = $1 and redriven_at is null for update", id_)
    return _held(row) if row else None


async def mark_redriven(conn: Connection, id_: int, *, by: str, at: datetime) -> None:
    await conn.execute(
        "update quarantine set redriven_at = $2, redriven_by = $3, attempts = attempts + 1 where id = $1", id_, at, by
    )


async def mark_failed_again(conn: Connection, id_: int, error: str) -> None:
    await conn.execute("update quarantine set attempts = attempts + 1, error = $2 where id = $1", id_, error[:2000])


async def depth(conn: Connection) -> int:
    """How many records wait."""
    return await conn.fetchval("select count(*) from quarantine where redriven_at is null") or 0


def _dump_headers(headers: Headers) -> str:
    return json.dumps([[name, None if value is None else base64.b64encode(value).decode()] for name, value in headers])


def _held(row: asyncpg.Record) -> Held:
    pairs: list[tuple[str, Any]] = json.loads(row["headers"])
    headers = [(name, None if value is None else base64.b64decode(value)) for name, value in pairs]
    return Held(
        row["id"], row["topic"], row["partition"], row["record_offset"], row["key"], row["value"], headers,
        row["error"], row["attempts"], row["quarantined_at"], row["redriven_at"], row["redriven_by"],
    )  # fmt: skip


def _content_hash(record: Record) -> bytes:
    digest = hashlib.sha256(record.value or b"")
    digest.update(_dump_headers(record.headers).encode())
    return digest.digest()
