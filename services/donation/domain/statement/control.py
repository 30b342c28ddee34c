"""The first pass over a statement: everything in it is read and proved, or the file is refused whole.

Proved is that every cell is what its column says, that the running balance follows from line to line, that rows of
totals are the sums of the lines above them, and that an id which comes twice has one content.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import date
from itertools import accumulate, compress
from operator import add, not_
from typing import BinaryIO, NamedTuple

from services.donation.domain.statement import refusals
from services.donation.domain.statement.balances import RunningBalance
from services.donation.domain.statement.layout import Layout, Role
from services.donation.domain.statement.line import START, Line, Lines, Position, Total
from services.donation.domain.statement.opening import Opened, open_with
from services.donation.domain.statement.repeats import AT_ONCE, IdHashes, far_repeats, repeats_before
from services.donation.domain.statement.source import MAX_SIZE


class Summary(NamedTuple):
    """What a statement says; repeated lines count once. Balances are None when the bank gives none.

    ``totals`` is how many rows of totals agreed; ``end`` is what the last ``Lines.end`` will be, repeats included.
    """

    lines: int
    repeated: int
    credits: int
    credit_sum: int
    debits: int
    debit_sum: int
    first_day: date
    last_day: date
    opening_balance: int | None
    closing_balance: int | None
    totals: int
    end: Position


def check(
    file: BinaryIO,
    layout: Layout,
    *,
    today: date,
    max_size: int = MAX_SIZE,
    progress: Callable[[int, int], None] | None = None,
    each: Callable[[Lines], None] | None = None,
) -> Summary:
    """Reads the whole file and proves it; nothing may be posted before. Raises Refused, also as IdConflict.

    ``progress`` is told how much of what has been read. ``each`` is shown all lines, some at a time, and may refuse
    them too. Only a file whose ids repeat far apart is read again.
    """
    checking = _Check(open_with(file, layout, max_size), today)
    for lines, totals in checking.blocks():
        checking.take(lines, totals)
        if each is not None and lines.rows:
            each(lines)
        if progress is not None:
            progress(lines.end.offset, lines.total)
    return checking.summary()


class _Sums:
    """How many lines, and their sums by side: credit, debit."""

    def __init__(self) -> None:
        self.lines = 0
        self.counts = [0, 0]
        self.sums = [0, 0]

    def add(self, lines: Lines) -> None:
        self.lines += len(lines.rows)
        for side, amounts in enumerate((lines.credits, lines.debits)):
            self.counts[side] += len(amounts) - amounts.count(0)
            self.sums[side] += sum(amounts)

    def take_back(self, line: Line) -> None:
        self.lines -= 1
        for side, amount in enumerate((line.credit, line.debit)):
            self.counts[side] -= amount > 0
            self.sums[side] -= amount


class _Check:
    """What is known of the lines read so far."""

    def __init__(self, opened: Opened, today: date) -> None:
        self._opened = opened
        self._reader = opened.reader(today)
        self._end = START
        self._ids = IdHashes()
        self._last: Line | None = None
        self._balance = RunningBalance(self._reader)
        self._sums = _Sums()
        self._repeated = 0
        self._days: tuple[date, ...] = ()
        self._totals: list[Total] = []
        self._above: list[list[int]] = []
        """The sums of the lines above each of the totals, by side."""

    def blocks(self) -> Iterator[tuple[Lines, list[Total]]]:
        """The whole file."""
        end = START
        for block in self._opened.blocks(START):
            lines, totals = self._reader.read(block, end)
            end = lines.end
            yield lines, totals

    def take(self, lines: Lines, totals: list[Total]) -> None:
        """Takes in what one block holds."""
        self._end = lines.end
        kept = self._kept(lines)
        for total in totals:
            self._totals.append(total)
            sides = (lines.credits[: total.before], lines.debits[: total.before])
            sums = [sum(side if kept is None else compress(side, kept)) for side in sides]
            self._above.append(list(map(add, self._sums.sums, sums)))
        if kept is not None:
            self._repeated += kept.count(False)
            lines = lines.only(kept)
        if lines.rows:
            self._ids.add(lines.bank_ids)
            self._balance.follow(lines)
            self._sums.add(lines)
            days = {*self._days, *lines.days}
            self._days = min(days), max(days)

    def _kept(self, lines: Lines) -> list[bool] | None:
        """Which lines don't repeat the one before; None for all. Raises IdConflict."""
        repeated = repeats_before(lines, self._last, self._reader)
        if lines.rows:
            self._last = lines.line(len(lines.rows) - 1)
        return None if repeated is None else list(map(not_, repeated))

    def summary(self) -> Summary:
        """The end of the proof. Raises Refused."""
        if not self._sums.lines:
            raise refusals.no_lines(self._opened.layout.header_row)
        hashes = self._ids.repeated()
        for begin in range(0, len(hashes), AT_ONCE):
            self._look_again(hashes[begin : begin + AT_ONCE])
        self._balance.prove()
        self._prove_totals()
        opening, closing = self._balance.ends
        return Summary(
            lines=self._sums.lines,
            repeated=self._repeated,
            credits=self._sums.counts[0],
            credit_sum=self._sums.sums[0],
            debits=self._sums.counts[1],
            debit_sum=self._sums.sums[1],
            first_day=self._days[0],
            last_day=self._days[1],
            opening_balance=opening,
            closing_balance=closing,
            totals=len(self._totals),
            end=self._end,
        )

    def _look_again(self, hashes: list[int]) -> None:
        """Takes back the lines that repeat one from further away."""
        self._last = None
        rows = [total.row for total in self._totals]
        below = [[0, 0] for _ in range(len(rows) + 1)]
        for line in far_repeats(self._without_adjacent(), hashes, self._reader):
            self._repeated += 1
            self._sums.take_back(line)
            self._balance.repeats(line.row)
            section = below[bisect_left(rows, line.row)]
            section[0] += line.credit
            section[1] += line.debit
        for side in range(2):
            for above, repeated in zip(self._above, accumulate(section[side] for section in below), strict=False):
                above[side] -= repeated

    def _without_adjacent(self) -> Iterator[Lines]:
        for lines, _ in self.blocks():
            kept = self._kept(lines)
            yield lines if kept is None else lines.only(kept)

    def _prove_totals(self) -> None:
        """Each total is the sum of all lines above it, or of those since the total before (a page's)."""
        roles: tuple[Role, Role] = ("credit", "debit")
        before = [0, 0]
        for total, above in zip(self._totals, self._above, strict=True):
            for side, named in enumerate((total.credit, total.debit)):
                if named is not None and named not in (above[side], above[side] - before[side]):
                    place = self._reader.place(roles[side], total.row)
                    raise refusals.total_disagrees(place, above[side], named)
            before = above
