"""The counter: gifts that come one by one over HTTP, committed in groups, each once for its Idempotency-Key."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from services.donation.commands.gifts import Recorded, record_gifts
from services.donation.commands.group_commit import GroupCommit
from services.donation.domain.gift import NewGift
from shared.clock import Clock
from shared.db import Database
from shared.errors import Refused
from shared.http import Answer, Ask, recall, remember
from shared.http.idempotency import still_running
from shared.trace import Trace


class Entry(NamedTuple):
    """One request: which key and body it has, the gift it wants recorded, and its trace."""

    ask: Ask
    gift: NewGift
    trace: Trace


class Replayed(NamedTuple):
    """The answer that was given to the same request before."""

    answer: Answer


class Intake:
    """Takes gifts from requests. ``render`` makes the answer that is stored beside the key."""

    def __init__(self, database: Database, clock: Clock, render: Callable[[Recorded], Answer]) -> None:
        self._database = database
        self._clock = clock
        self._render = render
        self._running: set[tuple[str, str, str]] = set()
        self._group: GroupCommit[Entry, Answer | Replayed] = GroupCommit(self._write)

    async def take(self, entry: Entry) -> Answer | Replayed:
        """Record one gift; durable when this returns.

        Raises Refused by a rule, 422 for a key used with another body, 409 while the same key is being written here;
        TimeoutError, OSError or asyncpg's errors when the database is away: then the same key may be sent again.
        """
        key = entry.ask[:3]
        if key in self._running:
            raise still_running()
        self._running.add(key)
        try:
            return await self._group.submit(entry)
        finally:
            self._running.discard(key)

    async def _write(self, entries: Sequence[Entry]) -> list[Answer | Replayed | Exception]:
        """One transaction for all: who was answered before, the new gifts, their answers.

        Safe to repeat when a commit's answer was lost: what was written is then found under its keys. A key that
        another process stores meanwhile makes all of it fail, and the repetition finds it.
        """
        async with self._database.transaction() as conn:
            known = await recall(conn, [entry.ask for entry in entries])
            fresh = [entry for entry, answer in zip(entries, known, strict=True) if answer is None]
            outcomes = await record_gifts(
                conn, [entry.gift for entry in fresh], at=self._clock(), traces=[entry.trace for entry in fresh]
            )
            answers = [o if isinstance(o, Refused) else self._render(o) for o in outcomes]
            await remember(
                conn,
                [(e.ask, a) for e, a in zip(fresh, answers, strict=True) if not isinstance(a, Refused)],
            )
        following = iter(answers)
        results: list[Answer | Replayed | Exception] = []
        for answer in known:
            if answer is None:
                results.append(next(following))
            elif isinstance(answer, Refused):
                results.append(answer)
            else:
                results.append(Replayed(answer))
        return results
