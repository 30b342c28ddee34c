"""An XLSX workbook: its sheets, and the rows of one, streamed from the sheet's XML.

A library that loads a sheet whole took 560 MB for a million rows; this needs what one block of rows needs.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from posixpath import normpath
from typing import NamedTuple
from xml.parsers import expat

from services.donation.domain.statement import refusals
from services.donation.domain.statement.days import EPOCH_1900, EPOCH_1904
from services.donation.domain.statement.delimited import Block
from services.donation.domain.statement.layout import Cell, Row
from services.donation.domain.statement.package import Package
from services.donation.domain.statement.strings import Strings
from services.donation.domain.statement.usual import Columns, UsualRows
from services.donation.domain.statement.xml import MAX_TOKEN, Shortcut, elements, parse, unescape

ROWS = 2_000
"""Rows of a block."""
MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
MOST_USUAL = 100
"""Columns up to which rows are taken by a pattern."""
EXACT = 2**53
"""Above it a workbook's numbers have lost their last digits."""


class Sheet(NamedTuple):
    """A worksheet: the name on its tab, and its part."""

    name: str
    part: str


class Workbook(NamedTuple):
    """``epoch`` is the ordinal of day 0 of its dates; ``strings`` the part of its shared strings, if any."""

    package: Package
    sheets: list[Sheet]
    strings: str | None
    epoch: int


def open_workbook(package: Package) -> Workbook:
    """The workbook's table of contents. Raises Refused when it is damaged."""
    targets: dict[str, str] = {}
    strings = None
    for tag, attributes in _elements(package, "xl/_rels/workbook.xml.rels"):
        target = attributes.get("Target", "")
        part = normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
        if tag == "Relationship" and part in package.names:
            targets[attributes.get("Id", "")] = part
            if attributes.get("Type", "").endswith("/sharedStrings"):
                strings = part
    found = _elements(package, "xl/workbook.xml")
    sheets = [
        Sheet(attributes.get("name", ""), targets[attributes["id"]])
        for tag, attributes in found
        if tag == "sheet" and attributes.get("id") in targets
    ]
    is_1904 = any(tag == "workbookPr" and a.get("date1904") in ("1", "true") for tag, a in found)
    return Workbook(package, sheets, strings, EPOCH_1904 if is_1904 else EPOCH_1900)


def _elements(package: Package, name: str) -> list[tuple[str, dict[str, str]]]:
    return elements(package.pieces(name), name)


def read_sheet(workbook: Workbook, part: str, width: int = 0, row: int = 1) -> Iterator[Block]:
    """The rows of a sheet from number ``row`` on, each of ``width`` cells unless it holds more.

    A row that is not written begins a new block. A block's end is told in bytes of unpacked XML.
    Raises Refused for what is damaged.
    """
    strings = Strings(workbook.package.pieces(workbook.strings), workbook.strings) if workbook.strings else None
    try:
        reader = _Reader(part, width, row, strings)
        fed = 0
        for fed in parse(reader.parser, workbook.package.pieces(part), part, reader.shortcut):
            yield from reader.blocks(fed, ROWS)
        yield from reader.blocks(fed, 0)
    finally:
        if strings is not None:
            strings.close()


class _Columns(dict[str, int]):
    """Letters to column, from 0. Raises ValueError for a column that no sheet has."""

    def __missing__(self, letters: str) -> int:
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        if not (letters.isascii() and letters.isupper() and column <= MAX_COLUMN):
            raise ValueError(letters)
        self[letters] = column - 1
        return column - 1


class _Reader:
    """Collects rows: usual ones many at a time, others while expat calls, some forty times a row."""

    def __init__(self, part: str, width: int, first: int, strings: Strings | None) -> None:
        self._part, self._width, self._first, self._strings = part, width, first, strings
        self._next = first
        """Number of the row after the last one of ``_rows``."""
        self._number = 0
        """Of the last row, also of those before the first that is wanted."""
        self._done: list[Block] = []
        self._rows: list[Row] = []
        self._columns = _Columns()
        self._text: list[str] = []
        self.shortcut = Shortcut(b"row>")
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.CharacterDataHandler = self._text.append
        self.parser.StartElementHandler = lambda root, _: self._set_handlers(root[: root.rfind(":") + 1])

    def blocks(self, fed: int, rows: int) -> list[Block]:
        """The blocks that are complete, and the open one when it has more than ``rows``."""
        if sum(map(len, self._text)) > MAX_TOKEN:
            raise refusals.workbook_bomb()
        if len(self._rows) > rows:
            self._close()
        blocks = [block._replace(end=fed) for block in self._done]
        self._done.clear()
        return blocks

    def _close(self) -> None:
        self._done.append(Block(self._next - len(self._rows), self._rows, 0))
        self._rows = []

    def _set_handlers(self, prefix: str) -> None:
        """Now that the root has shown the ``prefix`` which this workbook gives its tags.

        Within a cell all text is its value, in one piece or as formatted runs; only a formula is not.
        """
        row_tag, cell_tag, formula_tag = prefix + "row", prefix + "c", prefix + "f"
        text, columns, strings, shortcut = self._text, self._columns, self._strings, self.shortcut
        shortcut.mark = f"</{row_tag}>".encode()
        if 0 < self._width <= MOST_USUAL:
            usual = UsualRows(prefix, self._width)
            shortcut.take = lambda rows: self._take(usual.read(rows))
        row: Row = []
        cell: dict[str, str] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal row, cell
            if tag == cell_tag:
                cell = attributes
                text.clear()
            elif tag == row_tag:
                row = []
                self._number = int(attributes.get("r", self._number + 1))

        def end(tag: str) -> None:
            if tag == cell_tag:
                reference = cell.get("r")
                if reference is not None and columns[reference.rstrip("0123456789")] != len(row):
                    _skip_to(columns[reference.rstrip("0123456789")], row)
                row.append(_cell(cell.get("t"), "".join(text), strings))
            elif tag == row_tag:
                self._end_row(row)
            elif tag == formula_tag:
                text.clear()

        self.parser.StartElementHandler, self.parser.EndElementHandler = start, end

    def _end_row(self, row: Row) -> None:
        if self._number < self._first:
            return
        self._begin_at(self._number)
        if len(row) < self._width:
            row.extend([""] * (self._width - len(row)))
        while len(row) > self._width and row[-1] == "":
            row.pop()
        self._rows.append(row)
        self._next += 1

    def _begin_at(self, number: int) -> None:
        """Have the next row be this one. Raises ValueError when it goes backwards."""
        if number != self._next:
            if self._rows:
                self._close()
            if not self._next < number <= MAX_ROW:
                raise ValueError(number)
            self._next = number

    def _take(self, found: Columns | None) -> bool:
        """Takes usual rows that were found; whether there were any."""
        if found is None:
            return False
        self._number = found.numbers[-1]
        begin = bisect_left(found.numbers, self._first)
        columns = [_column(kinds[begin:], values[begin:], self._strings) for kinds, values in found.cells]
        rows = list(map(list, zip(*columns, strict=True)))
        for numbers in _runs(found.numbers[begin:]):
            self._begin_at(numbers[0])
            self._rows += rows[: len(numbers)]
            self._next += len(numbers)
            del rows[: len(numbers)]
        return True


def _runs(numbers: list[int]) -> Iterator[list[int]]:
    """Rising numbers, cut where one is left out."""
    begin = 0
    if numbers and numbers[-1] - numbers[0] >= len(numbers):
        for end in range(1, len(numbers)):
            if numbers[end] - numbers[end - 1] > 1:
                yield numbers[begin:end]
                begin = end
    if numbers:
        yield numbers[begin:]


def _skip_to(column: int, row: Row) -> None:
    """Fills the columns that a row leaves out. Raises ValueError when it goes backwards."""
    if column < len(row):
        raise ValueError(column)
    row.extend([""] * (column - len(row)))


def _column(kinds: Sequence[str], values: Sequence[str], strings: Strings | None) -> Sequence[Cell]:
    """What the cells of a column hold. Raises ValueError as ``_cell`` does."""
    written = "".join(values)
    if not written:
        return values
    filled = len(values) - values.count("")
    if strings is not None and "".join(compress(values, map("s".__eq__, kinds))) == written:
        shared = strings.many(list(map(int, filter(None, values))))
        return shared if filled == len(values) else _spread(shared, values)
    if written.isascii() and written.isdigit() and set(kinds) <= {"", "n"}:
        numbers = list(map(int, filter(None, values)))
        return numbers if filled == len(values) else _spread(numbers, values)
    return [_cell(kind or None, value, strings) for kind, value in zip(kinds, values, strict=True)]


def _spread(cells: Iterable[Cell], values: Sequence[str]) -> list[Cell]:
    """The cells in the places where there is a value."""
    following = iter(cells)
    return [next(following) if value else "" for value in values]


def _cell(kind: str | None, value: str, strings: Strings | None) -> Cell:
    """What a cell holds. Raises ValueError when its value is not of its kind."""
    if not value:
        return ""
    if kind is None or kind == "n":
        if value.isdigit() and value.isascii():
            return int(value)
        number = float(value)
        return int(number) if number.is_integer() and abs(number) < EXACT else number
    if kind == "s":
        if strings is None:
            raise ValueError(value)
        return strings.get(int(value))
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return unescape(value.strip())
