"""The running balance: each line's follows from the line before it, oldest or newest first."""

from array import array
from bisect import bisect_left
from operator import add, eq, sub

from services.donation.domain.statement import refusals
from services.donation.domain.statement.line import Lines
from services.donation.domain.statement.lines import Reader

MAX_PENDING = 1_000_000


class RunningBalance:
    """Follows the balance over blocks of lines; without a column of balances it has nothing to say.

    A line that does not follow is right if it turns out to repeat an earlier one, so it is kept in mind.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._backwards: bool | None = None
        self._first: tuple[int, int] | None = None
        self._last = (0, 0)
        """The balance before and after the first line, and the last one that followed."""
        self._rows = array("q")
        self._expected = array("q")
        self._found = array("q")
        self._repeats = bytearray()

    @property
    def ends(self) -> tuple[int | None, int | None]:
        """The balance before and after all the lines, by time."""
        if self._first is None:
            return None, None
        return (self._last[0], self._first[1]) if self._backwards else (self._first[0], self._last[1])

    def follow(self, lines: Lines) -> None:
        """Takes in lines, none of them repeating the one before. Raises Refused when too many don't follow."""
        if not lines.balances:
            return
        after = lines.balances
        before = list(map(sub, map(add, after, lines.debits), lines.credits))
        if self._backwards is None:
            self._backwards = self._direction(before, after)
        begins, ends = (after, before) if self._backwards else (before, after)
        last = self._last[not self._backwards] if self._first is not None else begins[0]
        self._first = self._first or (before[0], after[0])
        if begins[0] == last and begins[1:] == ends[:-1]:
            self._last = before[-1], after[-1]
        else:
            self._one_by_one(lines, before, after, last)

    def _direction(self, before: list[int], after: list[int]) -> bool | None:
        """Whether more lines follow the line below than the line above; None for a single line."""
        if self._first is not None:
            before, after = [self._last[0], *before], [self._last[1], *after]
        if len(after) < 2:
            return None
        below, above = sum(map(eq, before, after[1:])), sum(map(eq, after, before[1:]))
        return bool(below > above)

    def _one_by_one(self, lines: Lines, before: list[int], after: list[int], last: int) -> None:
        for row, opening, closing in zip(lines.rows, before, after, strict=True):
            begin, end = (closing, opening) if self._backwards else (opening, closing)
            if begin == last:
                last = end
                self._last = opening, closing
            else:
                self._rows.append(row)
                self._expected.append(last if self._backwards else last + closing - opening)
                self._found.append(closing)
                self._repeats.append(0)
        if len(self._rows) > MAX_PENDING:
            self.prove()

    def repeats(self, row: int) -> None:
        """The line of this row repeats an earlier one."""
        index = bisect_left(self._rows, row)
        if index < len(self._rows) and self._rows[index] == row:
            self._repeats[index] = 1

    def prove(self) -> None:
        """Raises Refused for the first line that does not follow and repeats none."""
        index = self._repeats.find(0)
        if index >= 0:
            place = self._reader.place("balance", self._rows[index])
            raise refusals.balance_disagrees(place, self._expected[index], self._found[index])
