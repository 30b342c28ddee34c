"""Bank statements made to order: the five banks' shapes of header, columns, dates, numbers, encoding and footer."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import xlsxwriter  # type: ignore[import-untyped] # it has no types

Cells = list[object]


class Booked(NamedTuple):
    """One line as the bank booked it."""

    bank_id: str
    at: datetime
    credit: int
    debit: int
    memo: str


class Shape(NamedTuple):
    """``row`` makes the cells from number, line and balance; ``total`` the footer from the sums of credit and debit."""

    titles: Sequence[str]
    header: Sequence[str]
    row: Callable[[int, Booked, int], Cells]
    encoding: str
    delimiter: str
    total: Callable[[int, int], Cells] | None = None


def dots(amount: int) -> str:
    """1.234.567."""
    return f"{amount:,}".replace(",", ".")


SHAPES: dict[str, Shape] = {
    "vietcombank": Shape(
        ("NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM", "SAO KÊ TÀI KHOẢN", ""),
        ("STT", "TNX Date", "Doc No", "Debit", "Credit", "Balance", "Transactions in detail"),
        lambda n, line, balance: [
            n,
            f"{line.at:%d/%m/%Y}",
            line.bank_id,
            dots(line.debit) if line.debit else "",
            dots(line.credit) if line.credit else "",
            dots(balance),
            line.memo,
        ],
        "utf-8-sig",
        ",",
        lambda credit, debit: ["", "", "Tổng cộng", dots(debit), dots(credit)],
    ),
    "vietinbank": Shape(
        (),
        ("STT", "Ngày giờ giao dịch", "Mã giao dịch", "Nội dung giao dịch", "Số tiền có", "Số tiền nợ"),
        lambda n, line, _: [
            n,
            f"{line.at:%d/%m/%Y %H:%M:%S}",
            line.bank_id,
            line.memo,
            dots(line.credit),
            dots(line.debit),
        ],
        "utf-8",
        ",",
    ),
    "agribank": Shape(
        ("AGRIBANK - SỔ PHỤ KHÁCH HÀNG",),
        ("Date", "Time", "DocumentNumber", "TransactionDetails", "DebitAmount", "CreditAmount", "Balance"),
        lambda _, line, balance: [
            f"{line.at:%d/%m/%Y}",
            "",
            line.bank_id,
            line.memo,
            f"{line.debit:,}" if line.debit else "",
            f"{line.credit:,}" if line.credit else "",
            f"{balance:,}",
        ],
        "utf-8",
        ",",
        lambda credit, debit: ["", "", "Tổng cộng", "", f"{debit:,}", f"{credit:,}"],
    ),
    "bidv": Shape(
        (),
        ("Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Mô tả"),
        lambda _, line, __: [
            f"{line.at:%Y-%m-%d %H:%M:%S}",
            line.bank_id,
            line.debit or "",
            line.credit or "",
            line.memo,
        ],
        "utf-8-sig",
        ";",
    ),
    "mbbank": Shape(
        ("Transaction history", "Account: 2707"),
        ("Ngày giao dịch", "Mã giao dịch", "PS Có", "PS Nợ", "Nội dung", "Số dư"),
        lambda _, line, balance: [
            f"{line.at:%d-%m-%Y %H:%M}",
            line.bank_id,
            f"{line.credit}.00" if line.credit else "",
            f"{line.debit}.00" if line.debit else "",
            line.memo,
            f"{balance}.00",
        ],
        "utf-8",
        "\t",
    ),
}
BANKS = tuple(SHAPES)
OPENING = 1_000_000_000


def table(bank: str, lines: Iterable[Booked], opening: int = OPENING) -> Iterator[Cells]:
    """The rows of a statement, from its titles to its footer. The same line again moves no money."""
    shape = SHAPES[bank]
    for title in shape.titles:
        yield [title]
    yield list(shape.header)
    credit = debit = 0
    last = ""
    for number, line in enumerate(lines, 1):
        if line.bank_id != last:
            credit += line.credit
            debit += line.debit
        last = line.bank_id
        yield shape.row(number, line, opening + credit - debit)
    if shape.total is not None:
        yield shape.total(credit, debit)


def as_csv(rows: Iterable[Sequence[object]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """The bytes of a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def statement(bank: str, lines: Iterable[Booked], opening: int = OPENING) -> bytes:
    """A bank's statement as CSV."""
    return as_csv(table(bank, lines, opening), SHAPES[bank].encoding, SHAPES[bank].delimiter)


def as_xlsx(
    rows: Iterable[Sequence[object]], *, inline: bool = False, sheets: int = 1, date_1904: bool = False
) -> bytes:
    """The bytes of a workbook. A number is written as such, a datetime as a date, an empty cell not at all."""
    file = io.BytesIO()
    options = {"constant_memory": inline, "in_memory": not inline, "date_1904": date_1904, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        date_format = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        kept = list(rows)
        for number in range(sheets):
            sheet = book.add_worksheet(f"Trang {number + 1}")
            for y, row in enumerate(kept):
                for x, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(y, x, cell, date_format)
                    elif isinstance(cell, int | float):
                        sheet.write_number(y, x, cell)
                    elif cell:
                        sheet.write_string(y, x, str(cell))
    return file.getvalue()
