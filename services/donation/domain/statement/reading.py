"""The two passes over a statement: ``detect`` its layout, then ``read`` its lines as a stream."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import BinaryIO

from services.donation.domain.statement import refusals
from services.donation.domain.statement.layout import ROLE_NAMES, Layout
from services.donation.domain.statement.line import START, Lines, Position
from services.donation.domain.statement.opening import find, open_with, tables
from services.donation.domain.statement.proposal import propose
from services.donation.domain.statement.source import MAX_SIZE


def detect(file: BinaryIO, known: Sequence[Layout] = (), *, max_size: int = MAX_SIZE) -> Layout:
    """The layout of a statement of one of the five banks, or of a file like one whose layout is ``known``.

    ``file`` is seekable. Raises Refused: layout_unknown when somebody has to confirm a mapping first (``preview``),
    missing_column when none could be confirmed.
    """
    found = tables(file, max_size)
    opened = find(found, known)
    if opened is not None:
        return opened.layout
    proposed = propose(found).layout
    missing = proposed.columns.missing()
    if proposed.header and missing:
        raise refusals.missing_column(proposed.header_row, [ROLE_NAMES[role] for role in missing])
    raise refusals.layout_unknown()


def read(
    file: BinaryIO, layout: Layout, *, today: date, start: Position = START, max_size: int = MAX_SIZE
) -> Iterator[Lines]:
    """The lines of a statement in file order, about two thousand at a time (or none); repeated ones are among them.

    ``start`` is the ``end`` of lines that were dealt with: what follows them is read, once. A CSV goes on at its byte;
    a workbook is unpacked again up to its row. Raises Refused as soon as something can't be read; run ``check`` before
    anything is posted.
    """
    opened = open_with(file, layout, max_size)
    reader = opened.reader(today)
    end = start
    for block in opened.blocks(start):
        lines, _ = reader.read(block, end)
        end = lines.end
        yield lines
