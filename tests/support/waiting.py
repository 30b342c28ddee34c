"""Waiting for what is bound to come: tests never sleep for a guessed time."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

T = TypeVar("T")
LOOK_SECONDS = 0.02


@overload
async def eventually(look: Callable[[], Awaitable[T]], *, seconds: float = ...) -> T: ...
@overload
async def eventually(look: Callable[[], T], *, seconds: float = ...) -> T: ...
async def eventually(look: Callable[[], Any], *, seconds: float = 30.0) -> Any:
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
                return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} seconds; last seen: {seen!r}")
        await asyncio.sleep(LOOK_SECONDS)
