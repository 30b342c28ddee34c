"""What is read from a statement: lines as plain values, and where reading stands."""

from collections.abc import Sequence
from datetime import date, time
from itertools import compress
from typing import NamedTuple


class Position(NamedTuple):
    """Where reading can go on: the next row and the bytes before it; and the lines and sums read until then.

    Five integers: keep them with the last line that was dealt with.
    """

    row: int = 1
    offset: int = 0
    lines: int = 0
    credit: int = 0
    debit: int = 0


START = Position()


class Line(NamedTuple):
    """One line. ``row`` as a spreadsheet program counts it; ``time`` and ``balance`` None when the bank gives none."""

    row: int
    bank_id: str
    day: date
    time: time | None
    credit: int
    debit: int
    balance: int | None
    memo: str


class Lines(NamedTuple):
    """Lines as columns of equal length, in file order, repeated ones included; ``end`` is after the last of them.

    Amounts are đồng from 0, at most one of credit and debit above it. ``total`` is the ``offset`` at the file's end.
    """

    rows: Sequence[int]
    bank_ids: list[str]
    days: list[date]
    times: list[time | None] | None
    credits: list[int]
    debits: list[int]
    balances: list[int] | None
    memos: list[str]
    end: Position
    total: int

    def line(self, index: int) -> Line:
        """One of them."""
        times, balances = self.times, self.balances
        return Line(
            self.rows[index],
            self.bank_ids[index],
            self.days[index],
            times[index] if times else None,
            self.credits[index],
            self.debits[index],
            balances[index] if balances else None,
            self.memos[index],
        )

    def only(self, kept: Sequence[bool]) -> "Lines":
        """Those of them that are marked true."""
        return self._replace(
            rows=list(compress(self.rows, kept)),
            bank_ids=list(compress(self.bank_ids, kept)),
            days=list(compress(self.days, kept)),
            times=None if self.times is None else list(compress(self.times, kept)),
            credits=list(compress(self.credits, kept)),
            debits=list(compress(self.debits, kept)),
            balances=None if self.balances is None else list(compress(self.balances, kept)),
            memos=list(compress(self.memos, kept)),
        )


class Total(NamedTuple):
    """A row of totals: which sums it names, and how many lines of its block come before it."""

    row: int
    credit: int | None
    debit: int | None
    before: int
