"""Which columns of a statement mean what: a plain value that is found, shown, confirmed and kept for an account."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import msgspec

from services.donation.domain.statement import refusals
from services.donation.domain.statement.amounts import Numbers
from services.donation.domain.statement.days import DayOrder
from shared.text import fold

Role = Literal["bank_id", "day", "credit", "debit", "balance", "memo"]
NEEDED: tuple[Role, ...] = ("bank_id", "day", "credit", "memo")
ROLE_NAMES: dict[Role, str] = {
    "bank_id": "mã giao dịch (transaction id)",
    "day": "ngày (date)",
    "credit": "ghi có (credit)",
    "debit": "ghi nợ (debit)",
    "balance": "số dư (balance)",
    "memo": "nội dung (memo)",
}
HEADER_ROWS = 30
"""The header is one of so many first rows."""
MAX_COLUMNS = 200

Cell = str | int | float
"""Text; in a workbook also a number."""
Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of each role, from 0; None where there is none."""

    bank_id: int | None = None
    day: int | None = None
    credit: int | None = None
    debit: int | None = None
    balance: int | None = None
    memo: int | None = None

    def missing(self) -> list[Role]:
        """The roles that are needed and have no column."""
        return [role for role in NEEDED if getattr(self, role) is None]

    def used(self) -> dict[Role, int]:
        """Role to column, without those that have none."""
        return {role: getattr(self, role) for role in ROLE_NAMES if getattr(self, role) is not None}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a statement is read.

    ``name`` is the bank's or "other". ``header`` is the folded header row by which the layout is found again in another
    file. ``header_row`` counts from 1 and says where it was last; with an empty ``header`` it is where somebody wants
    it to be, 0 for a file without one. ``delimiter`` is empty for a workbook.
    """

    name: str
    columns: Columns
    header: tuple[str, ...]
    days: DayOrder
    numbers: Numbers
    delimiter: str
    header_row: int

    def to_json(self) -> dict[str, object]:
        """What is kept for an account, and what a form sends back."""
        value: dict[str, object] = msgspec.to_builtins(self)
        return value


def from_json(value: object) -> Layout:
    """The layout of ``to_json``. Raises Refused (layout_invalid)."""
    try:
        layout = msgspec.convert(value, Layout)
    except msgspec.ValidationError as error:
        raise refusals.layout_invalid(str(error)) from None
    used = layout.columns.used()
    if any(not 0 <= column < MAX_COLUMNS for column in used.values()):
        raise refusals.layout_invalid("a column out of range")
    if len(set(used.values())) < len(used):
        raise refusals.layout_invalid("one column for two items")
    if not 0 <= layout.header_row <= HEADER_ROWS or (layout.header and layout.header_row == 0):
        raise refusals.layout_invalid("the header row")
    if len(layout.delimiter) > 1 or layout.delimiter in ('"', "\n", "\r", "\0"):
        raise refusals.layout_invalid("the delimiter")
    return layout


class Bank(NamedTuple):
    """The folded column names of one bank's statement, and its usual formats."""

    name: str
    names: dict[Role, str]
    days: DayOrder
    numbers: Numbers


BANKS: tuple[Bank, ...] = (
    Bank(
        "vietcombank",
        {
            "bank_id": "doc no",
            "day": "tnx date",
            "credit": "credit",
            "debit": "debit",
            "balance": "balance",
            "memo": "transactions in detail",
        },
        "dd/mm/yyyy",
        "1.234.567",
    ),
    Bank(
        "vietinbank",
        {
            "bank_id": "ma giao dich",
            "day": "ngay gio giao dich",
            "credit": "so tien co",
            "debit": "so tien no",
            "memo": "noi dung giao dich",
        },
        "dd/mm/yyyy",
        "1.234.567",
    ),
    Bank(
        "agribank",
        {
            "bank_id": "documentnumber",
            "day": "date",
            "credit": "creditamount",
            "debit": "debitamount",
            "balance": "balance",
            "memo": "transactiondetails",
        },
        "dd/mm/yyyy",
        "1,234,567",
    ),
    Bank(
        "bidv",
        {
            "bank_id": "so tham chieu",
            "day": "ngay giao dich",
            "credit": "ghi co",
            "debit": "ghi no",
            "memo": "mo ta",
        },
        "yyyy-mm-dd",
        "1234567",
    ),
    Bank(
        "mbbank",
        {
            "bank_id": "ma giao dich",
            "day": "ngay giao dich",
            "credit": "ps co",
            "debit": "ps no",
            "balance": "so du",
            "memo": "noi dung",
        },
        "dd/mm/yyyy",
        "1234567",
    ),
)


def folded(row: Sequence[Cell]) -> tuple[str, ...]:
    """The cells of a header row as they are compared: folded, without empty ones at the end."""
    cells = [fold(str(cell)) for cell in row[:MAX_COLUMNS]]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def recognise(header: tuple[str, ...], known: Sequence[Layout]) -> Layout | None:
    """The layout whose header this is: one kept for the account by all its cells, a bank's by the names it needs."""
    for layout in known:
        if layout.header and layout.header == header:
            return layout
    for bank in BANKS:
        if all(header.count(name) == 1 for name in bank.names.values()):
            columns = Columns(**{role: header.index(name) for role, name in bank.names.items()})
            return Layout(bank.name, columns, header, bank.days, bank.numbers, "", 0)
    return None


def placed(layout: Layout, header_row: int, delimiter: str) -> Layout:
    """The layout as it stands in one file."""
    return replace(layout, header_row=header_row, delimiter=delimiter)
