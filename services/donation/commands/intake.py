"""The counter: gifts that come one by one over HTTP, committed in groups, each once for its Idempotency-Key."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import asyncpg

from services.donation.commands.at_once import AtOnce, Entry, Render
from services.donation.commands.gifts import record_gifts
from services.donation.commands.group_commit import GroupCommit
from shared.clock import Clock
from shared.db import Connection, Database
from shared.errors import Refused
from shared.http import Answer, conclude, recall
from shared.http.idempotency import still_running
from shared.outbox import Outgoing


class Replayed(NamedTuple):
    """The answer that was given to the same request before."""

    answer: Answer


class Intake:
    """Takes gifts from requests, each answered with what ``render`` makes of it."""

    def __init__(self, database: Database, clock: Clock, render: Render) -> None:
        self._database = database
        self._clock = clock
        self._render = render
        self._at_once = AtOnce(render)
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
        """One transaction for all: the new gifts and their answers, and the answers to those who were answered before.

        Nearly every request is new, so it is written as such; only when its key is found to be stored already, here or
        by another process meanwhile, all of it is done again for those that are new. Safe to repeat when a commit's
        answer was lost.
        """
        try:
            async with self._database.autocommit() as conn:
                at_once = await self._at_once.record(conn, entries, at=self._clock())
                results = None if at_once is None else await _recalled(conn, entries, at_once)
            if results is None:
                async with self._database.transaction() as conn:
                    results = await self._record(conn, entries)
        except asyncpg.UniqueViolationError:
            async with self._database.transaction() as conn:
                known = await recall(conn, [entry.ask for entry in entries])
                fresh = [entry for entry, answer in zip(entries, known, strict=True) if answer is None]
                following = iter(await self._record(conn, fresh))
                return [next(following) if answer is None else _again(answer) for answer in known]
        return results

    async def _record(self, conn: Connection, entries: Sequence[Entry]) -> list[Answer | Replayed | Exception]:
        """Record gifts of requests. Raises asyncpg.UniqueViolationError when one of the keys is stored already."""
        told: list[Outgoing] = []

        async def keep(conn: Connection, events: Sequence[Outgoing], *, at: datetime) -> None:
            told.extend(events)

        at = self._clock()
        outcomes = await record_gifts(
            conn,
            [entry.gift for entry in entries],
            at=at,
            traces=[entry.trace for entry in entries],
            publish=keep,
        )
        results = [outcome if isinstance(outcome, Refused) else self._render(outcome) for outcome in outcomes]
        answered = zip(entries, results, strict=True)
        known = [(entry.ask, answer) for entry, answer in answered if isinstance(answer, Answer)]
        await conclude(conn, told, known, at=at)
        return await _recalled(conn, entries, results)


async def _recalled(
    conn: Connection, entries: Sequence[Entry], results: Sequence[Answer | Refused]
) -> list[Answer | Replayed | Exception]:
    """The results, but for refused requests that were answered before: what a rule refuses today may be recorded."""
    recalled: list[Answer | Replayed | Exception] = [*results]
    refused = [n for n, result in enumerate(results) if isinstance(result, Refused)]
    if refused:
        for n, answer in zip(refused, await recall(conn, [entries[n].ask for n in refused]), strict=True):
            if answer is not None:
                recalled[n] = _again(answer)
    return recalled


def _again(answer: Answer | Refused) -> Replayed | Refused:
    return answer if isinstance(answer, Refused) else Replayed(answer)
