"""Writing a proved statement: while one chunk is written the next is read and matched, and live gifts go first."""

import asyncio
import gc
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from itertools import chain, repeat
from typing import BinaryIO, NamedTuple, TypeVar

import asyncpg

from services.donation.commands.background import PATIENCE, give_way
from services.donation.commands.matcher import load_matcher
from services.donation.commands.posting import Batch, post_lines
from services.donation.domain import refusals
from services.donation.domain.account import Account
from services.donation.domain.matching import Matcher
from services.donation.domain.statement import START, Layout, Lines, Position, layout_from_json, read
from services.donation.domain.statement_import import StatementImport, refusal_to_json
from services.donation.store import accounts, imports
from shared.clock import Clock
from shared.db import Connection, Database
from shared.ids import NewId
from shared.relay_cursor import CHANNEL
from shared.trace import Trace

ATTEMPTS = 3
COLLECT_CHUNKS = 100
AHEAD = 3
"""Chunks that are read while others are written."""
T = TypeVar("T")


class Pace(NamedTuple):
    """``chunk``: lines in one transaction; ``backlog`` and ``patience``: how it gives way to the relay, whose events
    are of many gifts each."""

    chunk: int = 8_192
    backlog: int = 400
    patience: float = PATIENCE


class Chunk(NamedTuple):
    """Lines to be written together, their rows, and where the file goes on after them."""

    batch: Batch
    rows: list[int]
    end: Position


class Writing:
    """Writes the lines of one account's statements."""

    def __init__(self, database: Database, account: Account, clock: Clock, new_id: NewId, pace: Pace) -> None:
        self._database = database
        self._account = account
        self._clock = clock
        self._new_id = new_id
        self._pace = pace

    async def write(self, conn: Connection, job: StatementImport, file: BinaryIO, *, today: date) -> None:
        """Write what is not written yet of a proved file. ``conn`` is in no transaction."""
        matcher = await load_matcher(conn, self._account)
        layout = layout_from_json(job.layout)
        reading = _chunks(file, layout, matcher, start=job.position or START, size=self._pace.chunk, today=today)
        with _collector_spared(), ThreadPoolExecutor(1) as thread:
            following = deque(_next(thread, reading) for _ in range(AHEAD))
            try:
                number = 0
                while (chunk := await following.popleft()) is not None:
                    following.append(_next(thread, reading))
                    await give_way(conn, behind=self._pace.backlog, patience=self._pace.patience)
                    await self._write_chunk(job, chunk)
                    job = job._replace(position=chunk.end)
                    await conn.execute("select pg_notify($1, '')", CHANNEL)
                    number += 1
                    if number % COLLECT_CHUNKS == 0:
                        gc.collect()
            finally:
                await asyncio.gather(*following, return_exceptions=True)  # the thread must be out of the file

    async def _write_chunk(self, job: StatementImport, chunk: Chunk) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self._database.transaction() as conn:
                    await self._post(conn, job, chunk)
                return
            except asyncpg.UniqueViolationError:
                if attempt == ATTEMPTS:
                    raise
                # the bank called back about one of the lines in this moment: now it is known

    async def _post(self, conn: Connection, job: StatementImport, chunk: Chunk) -> None:
        at = self._clock()
        await accounts.account(conn, job.account_id, for_update=True)  # a callback about the same lines waits
        posted = await post_lines(
            conn, self._account, chunk.batch, source="statement", import_id=job.import_id, at=at,
            trace=Trace(job.import_id.hex), new_id=self._new_id,
        )  # fmt: skip
        ids, rows = chunk.batch.bank_ids, chunk.rows
        conflicts = [
            refusals.line_known_otherwise(rows[c.place], ids[c.place], c.known, c.told, whole=False)
            for c in posted.conflicts
        ]
        told = list(map(refusal_to_json, conflicts))
        if not await imports.move_on(conn, job, chunk.end, posted.counts, told, at=at):
            raise LookupError("somebody else writes the same import")


def _next(thread: ThreadPoolExecutor, reading: Iterator[Chunk]) -> asyncio.Future[Chunk | None]:
    """The next chunk, read and matched in the thread."""
    return asyncio.get_running_loop().run_in_executor(thread, next, reading, None)


def _chunks(
    file: BinaryIO, layout: Layout, matcher: Matcher, *, start: Position, size: int, today: date
) -> Iterator[Chunk]:
    """The lines of a file after ``start``, some ``size`` at a time, with what becomes of each."""
    gathered: list[Lines] = []
    for lines in read(file, layout, today=today, start=start):
        gathered.append(lines)
        if sum(len(some.rows) for some in gathered) >= size:
            yield _chunk(gathered, matcher)
            gathered = []
    if gathered:
        yield _chunk(gathered, matcher)


def _chunk(gathered: list[Lines], matcher: Matcher) -> Chunk:
    days = list(chain.from_iterable(lines.days for lines in gathered))
    memos = list(chain.from_iterable(lines.memos for lines in gathered))
    batch = Batch(
        bank_ids=list(chain.from_iterable(lines.bank_ids for lines in gathered)),
        days=days,
        credits=list(chain.from_iterable(lines.credits for lines in gathered)),
        debits=list(chain.from_iterable(lines.debits for lines in gathered)),
        balances=list(chain.from_iterable(lines.balances or repeat(None, len(lines.rows)) for lines in gathered)),
        memos=memos,
        outcomes=list(map(matcher.match, memos, days)),
    )
    return Chunk(batch, list(chain.from_iterable(lines.rows for lines in gathered)), gathered[-1].end)


@contextmanager
def _collector_spared() -> Iterator[None]:
    """Millions of short-lived values, none of them in a circle: the garbage collector would only look for nothing."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
