"""What a person sees before a statement is read: its first rows as they stand and as they are understood."""

from collections.abc import Sequence
from datetime import date
from typing import BinaryIO, NamedTuple

from services.donation.domain.statement.delimited import Block
from services.donation.domain.statement.layout import ROLE_NAMES, Layout, Row
from services.donation.domain.statement.line import START, Line
from services.donation.domain.statement.opening import Opened, find, formats_certain, open_with, opened_as, tables
from services.donation.domain.statement.proposal import propose
from services.donation.domain.statement.source import MAX_SIZE
from shared.errors import Refused

ROWS = 20
"""Rows below the header that are shown."""


class Warned(NamedTuple):
    """Something to look at before confirming, in two languages."""

    code: str
    vi: str
    en: str


class PreviewRow(NamedTuple):
    """A row as it stands, and the line it is understood as, or why it can't be; neither for what is no line."""

    row: int
    cells: list[str]
    line: Line | None
    problem: Refused | None


class Preview(NamedTuple):
    """``recognised``: a bank's or the account's own layout, which needs no confirmation; else a proposal."""

    layout: Layout
    recognised: bool
    header: list[str]
    rows: list[PreviewRow]
    warnings: list[Warned]


def preview(
    file: BinaryIO,
    layout: Layout | None = None,
    known: Sequence[Layout] = (),
    *,
    today: date,
    max_size: int = MAX_SIZE,
) -> Preview:
    """How the file would be read: in the given layout, one that is recognised, or a proposed one.

    Raises Refused for what is no statement, and for a given layout whose header the file lacks.
    """
    if layout is not None:
        return _shown(open_with(file, layout, max_size), today, recognised=True, named=True)
    found = tables(file, max_size)
    opened = find(found, known)
    if opened is not None:
        return _shown(opened, today, recognised=True, named=True)
    proposal = propose(found)
    return _shown(opened_as(proposal.table, proposal.layout), today, recognised=False, named=proposal.named)


def _shown(opened: Opened, today: date, *, recognised: bool, named: bool) -> Preview:
    header = [str(cell) for cell in opened.header] or [""] * opened.width
    return Preview(opened.layout, recognised, header, _rows(opened, today), _warnings(opened, named=named))


def _rows(opened: Opened, today: date) -> list[PreviewRow]:
    shown = opened.table.head[: opened.layout.header_row + ROWS]
    rows = []
    for number, row in enumerate(shown, 1):
        line, problem = None, None
        if number > opened.layout.header_row and not opened.layout.columns.missing():
            line, problem = _understood(opened, row, number, today)
        rows.append(PreviewRow(number, [str(cell) for cell in row], line, problem))
    return rows


def _understood(opened: Opened, row: Row, number: int, today: date) -> tuple[Line | None, Refused | None]:
    if opened.table.workbook is not None:
        row = [*row, *[""] * (opened.width - len(row))]
    try:
        lines, _ = opened.reader(today).read(Block(number, [row], 0), START)
    except Refused as refused:
        return None, refused
    return (lines.line(0) if lines.rows else None), None


def _warnings(opened: Opened, *, named: bool) -> list[Warned]:
    columns = opened.layout.columns
    warnings = []
    if missing := columns.missing():
        listed = ", ".join(ROLE_NAMES[role] for role in missing)
        warnings.append(
            Warned("columns_missing", f"Chưa có cột cho: {listed}. Hãy chọn.", f"No column for: {listed}. Choose them.")
        )
    if not named:
        warnings.append(
            Warned(
                "columns_guessed",
                "Không có dòng tiêu đề; các cột được đoán theo nội dung. Hãy kiểm tra từng cột.",
                "There is no header row; the columns were guessed from what they hold. Check each.",
            )
        )
    if columns.balance is None:
        warnings.append(
            Warned(
                "no_balance",
                "Không có cột số dư nên không kiểm tra được dòng thiếu, trừ khi có dòng tổng.",
                "Without a column of balances a missing line can't be noticed, unless there is a row of totals.",
            )
        )
    if columns.debit is None:
        warnings.append(
            Warned(
                "no_debit",
                "Không có cột ghi nợ: mọi dòng được coi là tiền vào. Hãy kiểm tra.",
                "There is no debit column: every line is taken for money in. Check this.",
            )
        )
    return warnings + _format_warnings(opened)


def _format_warnings(opened: Opened) -> list[Warned]:
    numbers_certain, order_certain = formats_certain(opened)
    warnings = []
    if not order_certain:
        warnings.append(
            Warned(
                "days_unclear",
                f"Các ngày đọc được theo nhiều kiểu; đang đọc theo {opened.layout.days}. Hãy kiểm tra.",
                f"The days can be read in more than one order; taken for {opened.layout.days}. Check this.",
            )
        )
    if not numbers_certain:
        warnings.append(
            Warned(
                "numbers_unclear",
                f"Các số tiền viết theo nhiều kiểu; đang đọc theo {opened.layout.numbers}. Hãy kiểm tra.",
                f"The amounts are written in more than one way; read as {opened.layout.numbers}. Check this.",
            )
        )
    return warnings
