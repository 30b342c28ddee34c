"""Reads the outbox in the order of its positions, and tells a position still in flight from one that never comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.db import Connection

PAGE_ROWS = 4_000
_PAUSE_SECONDS = (0.002, 0.1)


class Page(NamedTuple):
    """Rows of the outbox in the order of their positions, as columns: they cost a quarter of what records cost.

    Texts that are sent as they are come as bytes. ``common`` is what the events of one command, or one import, have in
    common, in one text, for it is read and compared row by row: microseconds since 1970, type, causation_id,
    traceparent ("" is none), correlation_id, with tabs between them.
    """

    positions: list[int]
    subjects: list[bytes]
    data: list[bytes]
    common: list[str]

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.positions)

    @property
    def last(self) -> int:
        """The position of the last one."""
        return self.positions[-1]

    def head(self, rows: int) -> Page:
        """The first so many."""
        return self if rows == self.rows else Page._make(column[:rows] for column in self)


NO_ROWS = Page([], [], [], [])


async def read_page(conn: Connection, after: int) -> Page:
    """Up to PAGE_ROWS rows after a position."""
    row = await conn.fetchrow(
        """select array_agg(position), array_agg(convert_to(subject, 'UTF8')), array_agg(convert_to(data, 'UTF8')),
                  array_agg(concat_ws(E'\t', (date_part('epoch', occurred_at) * 1000000)::bigint, type,
                                      coalesce(causation_id, ''), coalesce(traceparent, ''), correlation_id))
           from (select * from outbox where position > $1 order by position limit $2) as page""",
        after, PAGE_ROWS,
    )  # fmt: skip
    return NO_ROWS if row is None or row[0] is None else Page(*row)


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

    async def settled(self, conn: Connection, after: int) -> Page:
        """The rows after a position, up to PAGE_ROWS, that end before the first hole still in flight."""
        if self._hole is not None and not await self._decided(conn, self._hole):
            self.pause = min(self.pause * 2, _PAUSE_SECONDS[1])
            return NO_ROWS
        page = await read_page(conn, after)
        while (ready := self._before_hole(page.positions, after)) < page.rows:
            writers = await _writers(conn)
            if writers:
                self._hole = _Hole(after if ready == 0 else page.positions[ready - 1], page.positions[ready],
                                   page.last, writers)  # fmt: skip
                self.pause = _PAUSE_SECONDS[0]
                page = page.head(ready)
                break
            self._gone_to = page.last
            page = await read_page(conn, after)  # the last writer may have committed after the first look
        else:
            self._hole, self.pause = None, 0.0
        if page.rows:
            self.skipped += page.last - after - page.rows
        return page

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

    def _before_hole(self, positions: Sequence[int], after: int) -> int:
        if not positions or positions[-1] - after == len(positions):
            return len(positions)
        expected = after + 1
        for index, position in enumerate(positions):
            if position != expected and position - 1 > self._gone_to:
                return index
            expected = position + 1
        return len(positions)


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
