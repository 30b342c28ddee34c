"""While a statement is proved: that no line of it contradicts what the bank has told before."""

import asyncio
from concurrent.futures import Future
from typing import Final

from services.donation.commands.posting import find_conflicts
from services.donation.domain import refusals
from services.donation.domain.account import Account
from services.donation.domain.bank_line import MAX_ID, Told
from services.donation.domain.refusals import LineConflict
from services.donation.domain.statement import Lines
from services.donation.store import posting
from shared.db import Connection

_WAIT_SECONDS: Final = 60.0


class Proof:
    """Compares lines with those that are known, while the thread that reads them goes on to the next.

    ``compare`` is false for an account of which no line is known: then there is nothing to ask the database.
    """

    def __init__(self, conn: Connection, account: Account, *, compare: bool) -> None:
        self._conn = conn
        self._account = account
        self._compare = compare
        self._loop = asyncio.get_running_loop()
        self._asked: Future[LineConflict | None] | None = None
        self._conflict: LineConflict | None = None

    def look(self, lines: Lines) -> None:
        """Take some lines, in the thread that reads them. Raises Refused."""
        if max(map(len, lines.bank_ids)) > MAX_ID:
            row = next(row for row, bank_id in zip(lines.rows, lines.bank_ids, strict=True) if len(bank_id) > MAX_ID)
            raise refusals.bank_id_too_long(row, MAX_ID)
        if self._compare:
            if self._asked is not None:
                self._conflict = self._asked.result(_WAIT_SECONDS)
                self.raise_conflict()
            self._asked = asyncio.run_coroutine_threadsafe(self._find_conflict(lines), self._loop)

    async def settle(self) -> None:
        """Wait for the last answer, so that the connection is free."""
        if self._asked is not None:
            self._conflict = self._conflict or await asyncio.wrap_future(self._asked)

    def raise_conflict(self) -> None:
        """Raises LineConflict for the first line that contradicts what is known."""
        if self._conflict is not None:
            raise self._conflict

    async def _find_conflict(self, lines: Lines) -> LineConflict | None:
        known = await posting.known_lines(self._conn, self._account.account_id, lines.bank_ids)
        tellings = list(map(Told, lines.days, lines.credits, lines.debits, lines.memos)) if known else []
        for conflict in find_conflicts(lines.bank_ids, tellings, known):
            return refusals.line_known_otherwise(
                lines.rows[conflict.place], lines.bank_ids[conflict.place], conflict.known, conflict.told,
                whole=True,
            )  # fmt: skip
        return None
