"""Ending what a client library has begun, whatever state it is in, and telling our own cancellation from its."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiokafka import AIOKafkaConsumer

from shared.log import message_of

log = structlog.get_logger()


def being_cancelled() -> bool:
    """Whether someone asked the running task to end.

    A CancelledError alone doesn't say so: aiokafka lets those of its own tasks through, for one when a consumer is
    closed while its broker is down. Taken for ours, they would end a task that nobody starts again.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def closed(what: str, *closings: Callable[[], Awaitable[object]], seconds: float) -> None:
    """Call each closing, with at most so many seconds for each; failures are logged and no reason to stop."""
    for close in closings:
        try:
            async with asyncio.timeout(seconds):
                await close()
        except (Exception, asyncio.CancelledError) as error:
            if being_cancelled():
                raise
            # A broker that is gone makes a closing fail in any way; what matters was committed before.
            log.debug("closing.failed", what=what, error=message_of(error))


async def cut_off(consumer: AIOKafkaConsumer) -> None:
    """End what a consumer's own stop leaves running when it fails half-way, and does not do when called again."""
    owners = [owner for owner in (consumer._coordinator, consumer._fetcher) if owner is not None]
    tasks = {task for owner in owners for task in vars(owner).values() if isinstance(task, asyncio.Task)}
    for owner in owners:
        tasks |= set(getattr(owner, "_pending_tasks", ()))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await consumer._client.close()
