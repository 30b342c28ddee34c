"""Group commit: requests that wait at the same time are written together, so that they share one transaction's cost.

Nothing waits on purpose: while one batch is being written the next one gathers, so a lone request is written at once
and a crowd is written in large batches.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, NamedTuple, TypeVar, cast

import asyncpg
import structlog

T = TypeVar("T")
R = TypeVar("R")

Write = Callable[[Sequence[T]], Awaitable[Sequence[R | Exception]]]
"""Writes a batch in one transaction. Returns for each item, in order, its result or the reason of its refusal; raises
when nothing of the batch was written, or when that is not known."""

ATTEMPTS = 2
"""Tries of a batch. ``write`` must be safe to repeat also when a commit's answer was lost."""

log = structlog.get_logger()


class QueueFull(TimeoutError):
    """Too many requests wait; answered with 503 and Retry-After."""


class _Entry(NamedTuple, Generic[T, R]):
    item: T
    future: asyncio.Future[R]
    since: float


class GroupCommit(Generic[T, R]):
    """Gathers items and has them written in batches; every item learns its own result.

    One writer makes the largest batches. Another one begins only when somebody has waited for ``patience`` seconds:
    then the first is held up by a lock or by a connection, and not by its work.
    """

    def __init__(
        self,
        write: Write[T, R],
        *,
        writers: int = 3,
        batch: int = 256,
        queue: int = 2048,
        patience: float = 0.2,
        wait_seconds: float = 10.0,
    ) -> None:
        """At most ``writers`` batches of ``batch`` items are written at once; at most ``queue`` items wait, each for
        ``wait_seconds`` at most."""
        self._write = write
        self._writers = writers
        self._batch = batch
        self._queue = queue
        self._patience = patience
        self._wait_seconds = wait_seconds
        self._waiting: deque[_Entry[T, R]] = deque()
        self._unanswered: deque[_Entry[T, R]] = deque()
        self._alarm: asyncio.TimerHandle | None = None
        self._at_work: set[asyncio.Task[None]] = set()

    async def submit(self, item: T) -> R:
        """Have the item written and return its result.

        Raises its refusal, QueueFull at once when too many wait, TimeoutError when it took too long (then it may have
        been written), or what made the writing fail.
        """
        if len(self._waiting) >= self._queue:
            raise QueueFull("too many requests wait to be written")
        loop = asyncio.get_running_loop()
        entry = _Entry[T, R](item, loop.create_future(), loop.time())
        self._waiting.append(entry)
        self._watch(entry, loop)
        if not self._at_work or (
            len(self._at_work) < self._writers and entry.since - self._waiting[0].since > self._patience
        ):
            self._at_work.add(loop.create_task(self._work(), name="group_commit"))
        return await entry.future

    def _watch(self, entry: _Entry[T, R], loop: asyncio.AbstractEventLoop) -> None:
        """Nobody waits longer than the limit. One alarm for all costs less than one for each."""
        self._unanswered.append(entry)
        while self._unanswered[0].future.done():
            self._unanswered.popleft()
        if self._alarm is None:
            self._alarm = loop.call_at(entry.since + self._wait_seconds, self._ring, loop)

    def _ring(self, loop: asyncio.AbstractEventLoop) -> None:
        self._alarm = None
        while self._unanswered:
            _, future, since = self._unanswered[0]
            if not future.done():
                if since + self._wait_seconds > loop.time():
                    self._alarm = loop.call_at(since + self._wait_seconds, self._ring, loop)
                    return
                future.set_exception(TimeoutError("not written in time"))
            self._unanswered.popleft()

    async def _work(self) -> None:
        try:
            while batch := self._next_batch():
                await self._settle(batch)
        finally:
            # In the same step as the last look at the queue: who comes next must find a writer's place free.
            self._at_work.discard(cast("asyncio.Task[None]", asyncio.current_task()))

    def _next_batch(self) -> list[_Entry[T, R]]:
        batch: list[_Entry[T, R]] = []
        while self._waiting and len(batch) < self._batch:
            entry = self._waiting.popleft()
            if not entry.future.done():  # who has gone away before the writing began need not be written
                batch.append(entry)
        return batch

    async def _settle(self, batch: Sequence[_Entry[T, R]]) -> None:
        try:
            results = await self._try(batch)
        except Exception as error:  # noqa: BLE001 - whatever it was, everyone who waits must learn it
            if len(batch) > 1 and _may_be_one_items_fault(error):
                half = len(batch) // 2
                await self._settle(batch[:half])
                await self._settle(batch[half:])
                return
            log.warning("group_commit.failed", items=len(batch), error=type(error).__name__)
            results = [error] * len(batch)
        for (_, future, _), result in zip(batch, results, strict=True):
            if future.done():
                continue  # gone away meanwhile; what was written stays written
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)

    async def _try(self, batch: Sequence[_Entry[T, R]]) -> Sequence[R | Exception]:
        items = [entry.item for entry in batch]
        for _ in range(ATTEMPTS - 1):
            try:
                return await self._write(items)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.info("group_commit.again", items=len(items), error=type(error).__name__)
        return await self._write(items)


def _may_be_one_items_fault(error: Exception) -> bool:
    """A value or a constraint, rather than the connection or the server."""
    return isinstance(error, asyncpg.DataError | asyncpg.IntegrityConstraintViolationError | asyncpg.RaiseError)
