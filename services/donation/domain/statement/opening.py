"""A file and a layout brought together: where the header is, which sheet, which period, and its reader."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import BinaryIO, NamedTuple

from services.donation.domain.statement import refusals
from services.donation.domain.statement.amounts import guess_numbers
from services.donation.domain.statement.days import EPOCH_1900, Period, find_period, guess_order
from services.donation.domain.statement.delimited import Block, read_blocks
from services.donation.domain.statement.layout import (
    HEADER_ROWS,
    NEEDED,
    ROLE_NAMES,
    Layout,
    Row,
    folded,
    placed,
    recognise,
)
from services.donation.domain.statement.line import Position
from services.donation.domain.statement.lines import Reader
from services.donation.domain.statement.package import unpack
from services.donation.domain.statement.source import Source, identify
from services.donation.domain.statement.workbook import Workbook, open_workbook, read_sheet
from shared.errors import Refused
from shared.text import fold

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 500
"""Rows from which the formats of amounts and days are told."""


class Table(NamedTuple):
    """One way of seeing a file as rows: cut at a delimiter, or one of the workbook's sheets; and its first rows."""

    source: Source
    workbook: Workbook | None
    part: str
    delimiter: str
    head: list[Row]

    def blocks(self, start: Position, width: int) -> Iterator[Block]:
        """The rows from ``start`` on."""
        if self.workbook is None:
            return read_blocks(self.source, self.delimiter, start.row, start.offset)
        return read_sheet(self.workbook, self.part, width, start.row)

    @property
    def total(self) -> int:
        """What a block's ``end`` is at the end of the file."""
        return self.source.size if self.workbook is None else self.workbook.package.size(self.part)


class Opened(NamedTuple):
    """A table in its layout: ``header`` as it stands in the file, ``width`` in cells."""

    table: Table
    layout: Layout
    header: Row
    width: int
    period: Period | None

    def reader(self, today: date) -> Reader:
        """A reader for its blocks. Raises Refused when the layout lacks a column that is needed."""
        missing = self.layout.columns.missing()
        if missing:
            raise refusals.missing_column(self.layout.header_row, [ROLE_NAMES[role] for role in missing])
        epoch = self.table.workbook.epoch if self.table.workbook else EPOCH_1900
        return Reader(
            self.layout,
            self.header,
            self.width,
            today=today,
            period=self.period,
            epoch=epoch,
            total=self.table.total,
        )

    def blocks(self, start: Position) -> Iterator[Block]:
        """The rows below the header, or from ``start`` on when that is further."""
        for block in self.table.blocks(start, self.width):
            above = self.layout.header_row + 1 - block.first
            if above < len(block.rows):
                yield block if above <= 0 else Block(block.first + above, block.rows[above:], block.end)


def tables(file: BinaryIO, max_size: int, delimiters: Sequence[str] = DELIMITERS) -> list[Table]:
    """The ways in which a file can be seen as rows. Raises Refused when it is no table at all."""
    source = identify(file, max_size)
    if source.kind == "xlsx":
        workbook = open_workbook(unpack(source))
        found = [
            Table(source, workbook, sheet.part, "", _head(read_sheet(workbook, sheet.part)))
            for sheet in workbook.sheets
        ]
        return [table for table in found if table.head] or found[:1]
    found, trouble = [], None
    for delimiter in delimiters:
        try:
            found.append(Table(source, None, "", delimiter, _head(read_blocks(source, delimiter))))
        except Refused as refused:
            trouble = trouble or refused
    wide = [table for table in found if any(len(row) >= len(NEEDED) for row in table.head)]
    if not wide and trouble:
        raise trouble
    return wide or found


def _head(blocks: Iterator[Block]) -> list[Row]:
    """The first rows; rows that a sheet leaves out are empty."""
    rows: list[Row] = []
    for block in blocks:
        rows += [[] for _ in range(min(block.first - 1, SAMPLE_ROWS) - len(rows))]
        rows += block.rows
        if len(rows) >= SAMPLE_ROWS:
            break
    return rows[:SAMPLE_ROWS]


def find(found: Sequence[Table], known: Sequence[Layout]) -> Opened | None:
    """The table whose header is known. Raises Refused when more than one sheet of a workbook has one."""
    matches: list[Opened] = []
    for table in found:
        for number, row in enumerate(table.head[:HEADER_ROWS], 1):
            layout = recognise(folded(row), known)
            if layout is not None:
                kept = placed(layout, number, table.delimiter)
                matches.append(opened_as(table, kept if layout in known else with_formats(table, kept)))
                break
    return _only(matches)


def _only(matches: Sequence[Opened]) -> Opened | None:
    if len(matches) > 1 and matches[0].table.workbook is not None:
        names = {sheet.part: sheet.name for sheet in matches[0].table.workbook.sheets}
        raise refusals.sheets_unclear([names[match.table.part] for match in matches])
    return matches[0] if matches else None


def open_with(file: BinaryIO, layout: Layout, max_size: int) -> Opened:
    """The file in a given layout, its header looked for by its names. Raises Refused when it is not there."""
    fitting = tables(file, max_size, [layout.delimiter or ","])
    if not layout.header:
        chosen = fitting[0].head[layout.header_row - 1 : layout.header_row]
        return opened_as(fitting[0], replace(layout, header=folded(chosen[0]) if chosen else ()))
    matches = [
        opened_as(table, placed(layout, number, table.delimiter))
        for table in fitting
        for number, row in enumerate(table.head[:HEADER_ROWS], 1)
        if folded(row) == layout.header
    ]
    unique = {match.table.part: match for match in reversed(matches)}
    opened = _only(list(reversed(unique.values())))
    if opened is None:
        raise _header_missing(fitting, layout)
    return opened


def _header_missing(found: Sequence[Table], layout: Layout) -> Refused:
    """Which of the layout's columns the most similar row lacks."""
    wanted = [layout.header[column] for column in layout.columns.used().values() if column < len(layout.header)]
    rows = ((number, set(folded(row))) for table in found for number, row in enumerate(table.head[:HEADER_ROWS], 1))
    number, nearest = max(rows, key=lambda pair: len(pair[1].intersection(wanted)), default=(1, set[str]()))
    return refusals.missing_column(number, [name for name in wanted if name not in nearest] or wanted)


def opened_as(table: Table, layout: Layout) -> Opened:
    """Layout and table, with what the rows above the header say."""
    header = table.head[layout.header_row - 1] if layout.header and layout.header_row else []
    first = next((row for row in table.head[layout.header_row :] if row), [])
    width = max(len(header) or len(first), *(column + 1 for column in layout.columns.used().values()), 1)
    titles = [fold(" ".join(map(str, row))) for row in table.head[: max(0, layout.header_row - 1)]]
    return Opened(table, layout, header, width, find_period(titles))


def with_formats(table: Table, layout: Layout) -> Layout:
    """The layout with the formats that the first lines show; its own where they show none."""
    amounts, days = _samples(table, layout)
    return replace(layout, numbers=guess_numbers(amounts, layout.numbers)[0], days=guess_order(days, layout.days)[0])


def formats_certain(opened: Opened) -> tuple[bool, bool]:
    """Whether the first lines' amounts have one format, and their days only one."""
    amounts, days = _samples(opened.table, opened.layout)
    return guess_numbers(amounts, opened.layout.numbers)[1], guess_order(days, opened.layout.days)[1]


def _samples(table: Table, layout: Layout) -> tuple[list[str], list[str]]:
    """Amounts and days of the first lines, as far as they are text."""
    columns = layout.columns
    below = table.head[layout.header_row :]
    lines = [row for row in below if columns.day is not None and "".join(_texts([row], [columns.day]))[:1].isdigit()]
    return _texts(lines, [columns.credit, columns.debit, columns.balance]), _texts(lines, [columns.day])


def _texts(rows: Sequence[Row], columns: Sequence[int | None]) -> list[str]:
    """The filled cells of text in some columns."""
    cells = (row[column] for row in rows for column in columns if column is not None and column < len(row))
    return [cell for cell in cells if isinstance(cell, str) and cell.strip(" -")]
