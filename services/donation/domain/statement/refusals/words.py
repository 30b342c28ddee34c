"""How a place in a statement and a sum are written in a sentence."""

from typing import NamedTuple

MAX_NAME = 40


class Place(NamedTuple):
    """A cell: its row as a spreadsheet program counts rows, its column from 0, the header above it, and its role."""

    row: int
    column: int
    header: str
    role: str

    @property
    def vi(self) -> str:
        """Dòng 15, cột E (Credit)."""
        return f"Dòng {self.row}, cột {self._column}"

    @property
    def en(self) -> str:
        """Line 15, column E (Credit)."""
        return f"Line {self.row}, column {self._column}"

    @property
    def _column(self) -> str:
        name = " ".join(self.header.split())[:MAX_NAME]
        return f"{letters(self.column)} ({name})" if name else letters(self.column)


def letters(column: int) -> str:
    """The name of a column in a spreadsheet: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def dong_vi(amount: int) -> str:
    """1.000.000 đ."""
    return f"{amount:,} đ".replace(",", ".")


def dong_en(amount: int) -> str:
    """1,000,000 đồng."""
    return f"{amount:,} đồng"
