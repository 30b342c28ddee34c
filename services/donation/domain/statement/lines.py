"""Rows become lines: columns of plain values, thousands at a time, and what is no line is told apart.

Most blocks hold nothing but lines; they are read column by column. A block that holds anything else is first sorted out
row by row.
"""

import re
from collections.abc import Sequence
from datetime import date
from itertools import compress
from operator import add, mul

from services.donation.domain.statement import refusals
from services.donation.domain.statement.amounts import Amounts, read_amount, read_balances
from services.donation.domain.statement.days import Days, Period
from services.donation.domain.statement.delimited import Block
from services.donation.domain.statement.layout import Cell, Layout, Role, Row
from services.donation.domain.statement.line import Lines, Position, Total
from services.donation.domain.statement.refusals import Place
from services.donation.domain.statement.trouble import CellTrouble
from shared.errors import Refused
from shared.text import fold

MAX_EXACT_ID = 10**15
"""A number of more than 15 digits was rounded by the spreadsheet program."""
_ROUNDED = re.compile(r"[0-9][.,][0-9]+[eE]\+[0-9]+")
_TOTAL = re.compile(r"(?:tong(?! cong ty)|cong(?! ty)|total|sum|so du|balance|phat sinh|opening|closing)\b")
_DIGIT = re.compile(r"[0-9]")


class Reader:
    """Reads blocks of one file in one layout. ``header`` are the header's cells as they stand in the file."""

    def __init__(
        self, layout: Layout, header: Row, width: int, *, today: date, period: Period | None, epoch: int, total: int
    ) -> None:
        self._layout, self._header, self._width = layout, header, width
        self._amounts = Amounts(layout.numbers)
        self._days = Days(layout.days, today, period, epoch)
        self._total = total
        columns = layout.columns
        self._bank_id, self._day, self._credit, self._memo = (
            column or 0 for column in (columns.bank_id, columns.day, columns.credit, columns.memo)
        )
        self._debit, self._balance = columns.debit, columns.balance

    def read(self, block: Block, start: Position) -> tuple[Lines, list[Total]]:
        """The lines of a block that comes after ``start``, and the totals among them. Raises Refused."""
        rows: Sequence[Row] = block.rows
        numbers: Sequence[int] = range(block.first, block.first + len(rows))
        end = start._replace(row=block.first + len(rows), offset=block.end)
        if set(map(len, rows)) == {self._width}:
            try:
                return self._lines(rows, numbers, end), []
            except CellTrouble:
                pass  # perhaps of a row that is no line
        rows, numbers, totals = self._sort_out(rows, numbers)
        try:
            return self._lines(rows, numbers, end), totals
        except CellTrouble:
            raise self._first_trouble(rows, numbers, end) from None

    def _lines(self, rows: Sequence[Row], numbers: Sequence[int], end: Position) -> Lines:
        """All the rows as lines. Raises CellTrouble."""
        columns = list(zip(*rows, strict=True)) or [()] * self._width
        ids = self._ids(columns[self._bank_id])
        days, times = self._days.read_column(columns[self._day])
        read = self._amounts.__getitem__
        credits_ = list(map(read, columns[self._credit]))
        debits = [0] * len(ids) if self._debit is None else list(map(read, columns[self._debit]))
        self._check_sides(columns, credits_, debits)
        balances = None
        if self._balance is not None:
            balances = read_balances(columns[self._balance], self._layout.numbers)
        end = end._replace(lines=end.lines + len(ids), credit=end.credit + sum(credits_), debit=end.debit + sum(debits))
        memos = list(map(str, columns[self._memo]))
        return Lines(numbers, ids, days, times, credits_, debits, balances, memos, end, self._total)

    def _ids(self, cells: Sequence[Cell]) -> list[str]:
        try:
            joined = "\n".join(cells)  # type: ignore[arg-type] # a number among them raises the TypeError below
            if "" not in cells and " " not in joined and "+" not in joined:
                return list(cells)  # type: ignore[arg-type] # all text, as above
        except TypeError:
            pass
        return list(map(_read_id, cells))

    def _check_sides(self, columns: Sequence[Sequence[Cell]], credit: list[int], debit: list[int]) -> None:
        """Exactly one of credit and debit; none only where a 0 is written."""
        if any(map(mul, credit, debit)):
            raise CellTrouble(refusals.both_amounts)
        if not all(map(add, credit, debit)):
            sides = [self._credit] if self._debit is None else [self._credit, self._debit]
            for index, amount in enumerate(map(add, credit, debit)):
                if not amount and not any(_DIGIT.search(str(columns[side][index])) for side in sides):
                    raise CellTrouble(refusals.amount_missing)

    def _first_trouble(self, rows: Sequence[Row], numbers: Sequence[int], end: Position) -> Refused:
        """The refusal of the first row that can't be read."""
        for row, number in zip(rows, numbers, strict=True):
            for role in self._layout.columns.used():
                try:
                    self._read_role(role, row)
                except CellTrouble as trouble:
                    return trouble.refusal(self.place(role, number))
            try:
                self._lines([row], [number], end)
            except CellTrouble as trouble:
                return trouble.refusal(self.place("credit", number))
        raise AssertionError("every row can be read by itself")

    def _read_role(self, role: Role, row: Row) -> None:
        """One cell of a line. Raises CellTrouble."""
        cell = row[self._layout.columns.used()[role]]
        if role == "bank_id":
            _read_id(cell)
        elif role == "day":
            self._days.read_column((cell,))
        elif role == "balance":
            read_balances((cell,), self._layout.numbers)
        elif role != "memo":
            read_amount(cell, self._layout.numbers)

    def _sort_out(
        self, rows: Sequence[Row], numbers: Sequence[int]
    ) -> tuple[Sequence[Row], Sequence[int], list[Total]]:
        """Lines of the right width with their numbers, and totals. Raises Refused for a line that lacks cells."""
        kept: list[bool] = []
        whole: list[Row] = []
        totals: list[Total] = []
        for row, number in zip(rows, numbers, strict=True):
            fitted = self._fitted(row)
            is_line = self._is_line(fitted)
            kept.append(is_line)
            if is_line:
                self._check_width(row, number)
                whole.append(fitted)
            else:
                total = self._total_in(fitted, number, len(whole))
                if total is not None:
                    totals.append(total)
        return whole, list(compress(numbers, kept)), totals

    def _fitted(self, row: Row) -> Row:
        return [*row[: self._width], *[""] * (self._width - len(row))]

    def _is_line(self, row: Row) -> bool:
        """A day, or an amount under an id: what has neither is a title, a total, a remark, a page's header."""
        filled = sum(cell != "" for cell in row)
        if filled < 2:
            return False
        if _DIGIT.match(str(row[self._day]).lstrip()):
            return True
        sides = (self._credit, self._debit, self._balance)
        has_amount = any(side is not None and _DIGIT.search(str(row[side])) for side in sides)
        return has_amount and self._label(row) is None

    def _label(self, row: Row) -> str | None:
        """The folded words that make a row without a day and without an id a total or a balance."""
        if _DIGIT.search(str(row[self._bank_id])):
            return None
        return next((text for cell in row if _TOTAL.match(text := fold(str(cell)))), None)

    def _check_width(self, row: Row, number: int) -> None:
        found = len(row)
        while found and row[found - 1] == "":
            found -= 1
        if found > self._width:
            raise refusals.cells_extra(number, found, self._width)
        if len(row) < self._width:
            raise refusals.cells_missing(number, len(row), self._width)

    def _total_in(self, row: Row, number: int, before: int) -> Total | None:
        """The sums that a row of totals names; a row of balances names none."""
        label = self._label(row)
        if label is None or label.startswith(("so du", "balance", "opening", "closing")):
            return None
        credit, debit = self._named(row, "credit", number), self._named(row, "debit", number)
        return None if credit is None and debit is None else Total(number, credit, debit, before)

    def _named(self, row: Row, role: Role, number: int) -> int | None:
        """The sum that a row of totals has in one column, if any. Raises Refused."""
        column = self._layout.columns.used().get(role)
        cell = "" if column is None else row[column]
        if not _DIGIT.search(str(cell)):
            return None
        try:
            return read_amount(cell, self._layout.numbers)
        except CellTrouble as trouble:
            raise trouble.refusal(self.place(role, number)) from None

    def place(self, role: Role, row: int) -> Place:
        """Where a role's cell of a row stands."""
        column = self._layout.columns.used().get(role, 0)
        header = str(self._header[column]) if column < len(self._header) else ""
        return Place(row, column, header, role)


def _read_id(cell: Cell) -> str:
    """The bank's transaction id. Raises CellTrouble."""
    if isinstance(cell, float) or (isinstance(cell, int) and cell >= MAX_EXACT_ID):
        raise CellTrouble(refusals.id_rounded)
    text = str(cell).strip()
    if not text:
        raise CellTrouble(refusals.id_missing)
    if _ROUNDED.fullmatch(text):
        raise CellTrouble(refusals.id_rounded)
    return text
