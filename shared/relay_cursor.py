"""How far a relay has come, kept in its service's database: read, moved forward, and moved back for a replay."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from shared import metrics
from shared.contracts.envelope import PARTITIONS, partition_of
from shared.db import Connection

log = structlog.get_logger()

CHANNEL = "outbox"
"""NOTIFY channel on which a relay in another process is woken."""
_SCAN_ROWS = 4_000


@dataclass(slots=True)
class Cursor:
    """The position of the last event sent, and the position of the last one in each partition; 0 is none."""

    position: int
    lasts: list[int]

    @staticmethod
    def start() -> Cursor:
        """Where a service stands that has never sent."""
        return Cursor(0, [0] * PARTITIONS)

    def copy(self) -> Cursor:
        """An equal one that can be moved by itself."""
        return Cursor(self.position, self.lasts.copy())


class CursorMoved(Exception):
    """Someone else moved the cursor: a replay was asked for, or another relay leads."""


async def load_cursor(conn: Connection) -> Cursor:
    """Where the relay stands."""
    row = await conn.fetchrow("select position, lasts from relay_cursor")
    return Cursor(row["position"], list(row["lasts"])) if row else Cursor.start()


async def save_cursor(conn: Connection, old: Cursor, new: Cursor) -> None:
    """Move the cursor. Raises CursorMoved when it no longer stands where we left it."""
    saved = await conn.fetchval(
        """insert into relay_cursor as c (position, lasts) values ($1, $2)
           on conflict (singleton) do update set position = $1, lasts = $2, saved_at = now() where c.position = $3
           returning true""",
        new.position, new.lasts, old.position,
    )  # fmt: skip
    if not saved:
        raise CursorMoved


async def rewind(conn: Connection, source: str, position: int) -> bool:
    """Replay: let the relay send everything from ``position`` on again. False when it has not sent that far yet."""
    async with conn.transaction():
        sent = await conn.fetchval("select position from relay_cursor for update")
        if sent is None or sent < position:
            return False
        lasts = await lasts_before(conn, position)
        await conn.execute(
            "update relay_cursor set position = $1, lasts = $2, saved_at = now()", max(position - 1, 0), lasts
        )
        await conn.execute("select pg_notify($1, '')", CHANNEL)
    metrics.RELAY_REWINDS.labels(source).inc()
    log.info("relay.rewound", source=source, position=position)
    return True


async def lasts_before(conn: Connection, position: int) -> list[int]:
    """For each partition the newest position before ``position``: read backwards until every partition was seen."""
    lasts = [0] * PARTITIONS
    unseen = set(range(PARTITIONS))
    before = position
    while unseen:
        rows = await conn.fetch(
            "select position, subject from outbox where position < $1 order by position desc limit $2",
            before, _SCAN_ROWS,
        )  # fmt: skip
        if not rows:
            break
        for row in rows:
            partition = partition_of(row["subject"])
            if partition in unseen:
                unseen.discard(partition)
                lasts[partition] = row["position"]
        before = rows[-1]["position"]
    return lasts


async def backlog(conn: Connection) -> tuple[int, int]:
    """How many positions the relay is behind the newest one, and the position it has sent."""
    row = await conn.fetchrow(
        """select coalesce((select max(position) from outbox), 0) as written,
                  coalesce((select position from relay_cursor), 0) as sent"""
    )
    return (row["written"] - row["sent"], row["sent"]) if row else (0, 0)


async def observe_backlog(conn: Connection, source: str) -> None:
    """Bring the outbox metrics up to date: depth in rows, age of the oldest unsent row in seconds."""
    row = await conn.fetchrow(
        """select coalesce((select max(position) from outbox), 0) - coalesce(c.position, 0) as depth,
                  coalesce(extract(epoch from now() - (select occurred_at from outbox
                           where position > coalesce(c.position, 0) order by position limit 1)), 0) as age
           from (select 1) as one left join relay_cursor c on true"""
    )
    metrics.OUTBOX_DEPTH.labels(source).set(row["depth"] if row else 0)
    metrics.OUTBOX_OLDEST_AGE.labels(source).set(float(row["age"]) if row else 0)
