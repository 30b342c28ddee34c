"""Group commit: requests that wait at the same time are written together, so that they share one transaction's cost.

Nothing waits on purpose: while one batch is being written the next one gathers, so a lone request is written at once
and a crowd is written in large batches.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar, cast

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


class GroupCommit(Generic[T, R]):
    """Gathers items and has them written in batches; every item learns its own result."""

    def __init__(
        self,
        write: Write[T, R],
        *,
        writers: int = 2,
        batch: int = 256,
        queue: int = 2048,
        wait_seconds: float = 10.0,
    ) -> None:
        """At most ``writers`` batches of ``batch`` items are written at once; at most ``queue`` items wait, each for
        ``wait_seconds`` at most."""
        self._write = write
        self._writers = writers
        self._batch = batch
        self._queue = queue
        self._wait_seconds = wait_seconds
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._at_work: set[asyncio.Task[None]] = set()

    async def submit(self, item: T) -> R:
        """Have the item written and return its result.

        Raises its refusal, QueueFull at once when too many wait, TimeoutError when it took too long (then it may have
        been written), or what made the writing fail.
        """
        if len(self._waiting) >= self._queue:
            raise QueueFull("too many requests wait to be written")
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if len(self._at_work) < self._writers:
            self._at_work.add(asyncio.create_task(self._work(), name="group_commit"))
        async with asyncio.timeout(self._wait_seconds):
            return await future

    async def _work(self) -> None:
        try:
            while batch := self._next_batch():
                await self._settle(batch)
        finally:
            # In the same step as the last look at the queue: who comes next must find a writer's place free.
            self._at_work.discard(cast("asyncio.Task[None]", asyncio.current_task()))

    def _next_batch(self) -> list[tuple[T, asyncio.Future[R]]]:
        batch: list[tuple[T, asyncio.Future[R]]] = []
        while self._waiting and len(batch) < self._batch:
            entry = self._waiting.popleft()
            if not entry[1].done():  # who has gone away before the writing began need not be written
                batch.append(entry)
        return batch

    async def _settle(self, batch: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
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
        for (_, future), result in zip(batch, results, strict=True):
            if future.done():
                continue  # gone away meanwhile; what was written stays written
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)

    async def _try(self, batch: Sequence[tuple[T, asyncio.Future[R]]]) -> Sequence[R | Exception]:
        items = [item for item, _ in batch]
        for _ in range(ATTEMPTS - 1):
            try:
                return await self._write(items)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.info("group_commit.again", items=len(items), error=type(error).__name__)
        return await self._write(items)


def _may_be_one_items_fault(error: Exception) -> bool:
    """A value or a constraint, rather than the connection or the server."""
    return isinstance(error, asyncpg.DataError | asyncpg.IntegrityConstraintViolationError | asyncpg.RaiseError)
