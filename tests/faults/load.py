"""A source under a steady load."""

import asyncio
import itertools
from types import TracebackType
from typing import Self

from shared.host import Service
from tests.support.messaging import publish
from tests.support.waiting import eventually

MORE = 1_000
"""Events between one thing and the next."""
PAUSE_SECONDS = 0.005
"""Between two transactions: a load that one process carries beside everything else, however long a broker stays
away."""


class Load:
    """While the context is open the source never stops to speak, in small transactions, some of them rolled back."""

    def __init__(self, source: Service) -> None:
        self._source = source
        self._over = False
        self.committed: list[int] = []

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self.over()

    async def more(self) -> None:
        """Wait until it has said some more."""
        mark = len(self.committed)
        await eventually(lambda: len(self.committed) >= mark + MORE)

    async def over(self) -> None:
        """Say no more; then ``committed`` is all that was said."""
        self._over = True
        await self._task

    async def _run(self) -> None:
        numbers = itertools.count(1)
        for turn in itertools.count():
            if self._over:
                return
            amounts = [next(numbers) for _ in range(10)]
            async with self._source.database.transaction() as conn:
                inner = conn.transaction()
                await inner.start()
                await publish(conn, amounts)
                await (inner.rollback() if turn % 7 == 0 else inner.commit())
            if turn % 7:
                self.committed += amounts
            await asyncio.sleep(PAUSE_SECONDS)
