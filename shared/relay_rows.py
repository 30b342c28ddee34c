"""Reads the outbox in the order of its positions, and tells a position still in flight from one that never comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import asyncpg

from shared.db import Connection

PAGE_ROWS = 4_000
_PAUSE_SECONDS = (0.002, 0.1)


async def read_page(conn: Connection, after: int) -> list[asyncpg.Record]:
    """Up to PAGE_ROWS rows after a position, in order; texts that are sent as they are come as bytes.

    Columns: position, subject (bytes), type, data (bytes), correlation_id, causation_id, traceparent, and at
    (microseconds since 1970).
    """
    rows: list[asyncpg.Record] = await conn.fetch(
        """select position, convert_to(subject, 'UTF8') as subject, type, convert_to(data, 'UTF8') as data,
                  correlation_id, causation_id, traceparent, (date_part('epoch', occurred_at) * 1000000)::bigint as at
           from outbox where position > $1 order by position limit $2""",
        after, PAGE_ROWS,
    )  # fmt: skip
    return rows


class GapRule:
    """Gives out rows up to the first hole that may still be filled. One for each time a relay leads.

    Positions are drawn before their transaction commits, so a page can have holes. Whoever draws a position holds a
    row-exclusive lock on the outbox from before the draw until its transaction is over. So only those who hold that
    lock when we look can fill the holes that we saw; when none of them holds it any more and a hole is still there, its
    transaction was rolled back. (Comparing transaction ids is not enough: a snapshot's upper bound lies below the
    newest ids that are running, and other databases of the server would hold us up.)
    """

    def __init__(self) -> None:
        self._hole: _Hole | None = None
        self._gone_to = 0  # holes up to here will never be filled
        self.skipped = 0
        self.pause = 0.0
        """How long to wait before asking again, in seconds; 0 when no hole is in the way."""

    async def settled(self, conn: Connection, after: int) -> list[asyncpg.Record]:
        """The rows after a position, up to PAGE_ROWS, that end before the first hole still in flight."""
        if self._hole is not None and not await self._decided(conn, self._hole):
            self.pause = min(self.pause * 2, _PAUSE_SECONDS[1])
            return []
        rows = await read_page(conn, after)
        while (ready := self._before_hole(rows, after)) < len(rows):
            writers = await _writers(conn)
            if writers:
                self._hole = _Hole(after if ready == 0 else rows[ready - 1]["position"], rows[ready]["position"],
                                   rows[-1]["position"], writers)  # fmt: skip
                self.pause = _PAUSE_SECONDS[0]
                rows = rows[:ready]
                break
            self._gone_to = rows[-1]["position"]
            rows = await read_page(conn, after)  # the last writer may have committed after the first look
        else:
            self._hole, self.pause = None, 0.0
        if rows:
            self.skipped += rows[-1]["position"] - after - len(rows)
        return rows

    async def _decided(self, conn: Connection, hole: _Hole) -> bool:
        """Whether a hole was filled, or will never be."""
        writers = hole.writers & await _writers(conn)
        if not writers:
            self._gone_to = hole.newest
            return True
        self._hole = hole._replace(writers=writers)
        return bool(
            await conn.fetchval(
                "select exists (select from outbox where position > $1 and position < $2)", hole.after, hole.before
            )
        )

    def _before_hole(self, rows: Sequence[asyncpg.Record], after: int) -> int:
        if not rows or rows[-1]["position"] - after == len(rows):
            return len(rows)
        expected = after + 1
        for index, row in enumerate(rows):
            if row["position"] != expected and row["position"] - 1 > self._gone_to:
                return index
            expected = row["position"] + 1
        return len(rows)


class _Hole(NamedTuple):
    """Nothing between ``after`` and ``before`` yet; ``writers`` may still fill it, and all holes up to ``newest``."""

    after: int
    before: int
    newest: int
    writers: frozenset[str]


async def _writers(conn: Connection) -> frozenset[str]:
    """The transactions that have written to the outbox, or are about to, and are not over."""
    rows = await conn.fetch(
        """select distinct virtualtransaction from pg_locks
           where locktype = 'relation' and relation = 'outbox'::regclass and mode = 'RowExclusiveLock'
             and database = (select oid from pg_database where datname = current_database())"""
    )
    return frozenset(row["virtualtransaction"] for row in rows)
