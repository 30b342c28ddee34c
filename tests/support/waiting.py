"""Waiting for what is bound to come: tests never sleep for a guessed time."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
LOOK_SECONDS = 0.02


async def eventually(look: Callable[[], T | Awaitable[T]], *, seconds: float = 30.0) -> T:
    """Look again and again until what is seen is true, and return it. Raises AssertionError with the last thing seen.

    A look that can't reach a server yet counts as nothing seen.
    """
    deadline = time.monotonic() + seconds
    while True:
        seen: object
        try:
            seen = look()
            if inspect.isawaitable(seen):
                seen = await seen
        except OSError as error:
            seen = error
        else:
            if seen:
                return seen  # type: ignore[return-value] # T, by the signature of look
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} seconds; last seen: {seen!r}")
        await asyncio.sleep(LOOK_SECONDS)
