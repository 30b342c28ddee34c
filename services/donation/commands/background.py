"""Work in the background of a service: it waits for what the counter takes in, and goes on after every fault."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from shared.db import Connection
from shared.log import message_of
from shared.relay_cursor import backlog

BACKLOG: Final = 8_000
"""Events that the relay may be behind before work waits: behind them is what the counter takes in meanwhile."""
PATIENCE: Final = 2.0
"""Seconds after which it goes on when the relay stands still: its broker is away, and the outbox keeps everything."""
_LOOK_SECONDS: Final = 0.005

log = structlog.get_logger()


async def give_way(conn: Connection, *, behind: int = BACKLOG, patience: float = PATIENCE) -> None:
    """Wait until the relay has nearly caught up."""
    last, since = -1, time.monotonic()
    while True:
        waiting, sent = await backlog(conn)
        if waiting <= behind:
            return
        if sent != last:
            last, since = sent, time.monotonic()
        elif time.monotonic() - since > patience:
            return
        await asyncio.sleep(_LOOK_SECONDS)


async def work_on(
    step: Callable[[], Awaitable[bool]],
    woken: asyncio.Event,
    *,
    every: float,
    passing: tuple[type[Exception], ...],
    fault: str,
) -> None:
    """Work until cancelled: one step after the other while they find something to do, then when woken or after some
    seconds. What passes is logged as ``fault``, and the work is taken up again."""
    while True:
        woken.clear()
        try:
            while await step():
                pass
        except passing as error:
            log.warning(fault, error=message_of(error))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(every):
                await woken.wait()
