"""Rows of a CSV file, in blocks: never more than a block in memory, and any block's end is a place to go on from."""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from services.donation.domain.statement import refusals
from services.donation.domain.statement.layout import Row
from services.donation.domain.statement.source import Source

BLOCK = 256 * 1024
"""Bytes read at a time: what the processor's cache holds is read half as fast again as a megabyte."""
MAX_RECORD = 1024 * 1024
"""Bytes of one row; a cell alone may hold 128 Ki characters (csv's own limit)."""


class Block(NamedTuple):
    """Rows in file order: the number of the first (from 1), and how many bytes of the data end with the last."""

    first: int
    rows: list[Row]
    end: int


def read_blocks(source: Source, delimiter: str, row: int = 1, offset: int = 0) -> Iterator[Block]:
    """The rows from number ``row`` on, which begins at byte ``offset`` of the file (0: the beginning).

    A blank line is a row without cells. Raises Refused for what is no text or no CSV.
    """
    offset = max(offset, source.begin)
    source.file.seek(offset)
    kept, last = b"", False
    while not last:
        piece = source.file.read(BLOCK)
        last = len(piece) < BLOCK
        data = kept + piece
        cut = len(data) if last else _line_end(data, source.encoding)
        rows = _rows(data[:cut], source, delimiter, row, last=last) if cut else None
        if rows is None:
            if len(data) > MAX_RECORD + BLOCK:
                raise refusals.not_lines(row)
            kept = data
            continue
        offset += cut
        kept = data[cut:]
        if rows:
            yield Block(row, rows, offset)
            row += len(rows)


def _line_end(data: bytes, encoding: str) -> int:
    """How many bytes end with the last complete line."""
    newline = "\n".encode(encoding)
    at = data.rfind(newline)
    while at > 0 and at % len(newline):  # the second byte of one character and the first of the next
        at = data.rfind(newline, 0, at + len(newline) - 1)
    return at + len(newline) if at >= 0 else 0


def _rows(data: bytes, source: Source, delimiter: str, row: int, *, last: bool) -> list[Row] | None:
    """The rows of whole lines; None when they end inside a quoted cell, which goes on in the next block."""
    try:
        text = data.decode(source.encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(source.encoding)
        raise refusals.wrong_encoding(*_place(before, delimiter, row)) from None
    if "\0" in text:
        raise refusals.nul_bytes(*_place(text[: text.index("\0")], delimiter, row))
    try:
        return list(_reader(text, delimiter))  # type: ignore[arg-type] # cells of text are cells
    except csv.Error:
        if not last and len(data) <= MAX_RECORD:
            return None
        raise refusals.broken_quotes(row + _complete(text, delimiter)) from None


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    """Only line feeds end a line, so that nothing else inside a cell does."""
    return csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True)


def _complete(text: str, delimiter: str) -> int:
    """How many rows can be read before the end, or before the one that can't."""
    count = 0
    try:
        for _ in _reader(text, delimiter):
            count += 1
    except csv.Error:
        pass
    return count


def _place(before: str, delimiter: str, row: int) -> tuple[int, int]:
    """The row, and the character in its line, that come after ``before``; ``row`` is that of its beginning."""
    lines, _, begun = before.rpartition("\n")
    return row + (_complete(lines, delimiter) if lines else before.count("\n")), len(begun) + 1
