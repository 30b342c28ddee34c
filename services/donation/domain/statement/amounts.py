"""Amounts in the three ways in which banks write whole đồng, read strictly and, since they repeat, from memory."""

import re
from collections.abc import Sequence
from typing import Literal

from services.donation.domain.statement import refusals
from services.donation.domain.statement.trouble import CellTrouble
from shared.contracts.envelope import MAX_AMOUNT

Numbers = Literal["1.234.567", "1,234,567", "1234567"]
"""How thousands are separated: by dots, by commas, not at all. Figures without any separator are read in each."""

REMEMBERED = 50_000
_READS: dict[Numbers, re.Pattern[str]] = {
    "1.234.567": re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]{1,2}))?"),
    "1,234,567": re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]{1,2}))?"),
    "1234567": re.compile(r"([0-9]+)(?:[.,]([0-9]{1,2}))?"),
}
_CURRENCY = re.compile(r"\s*(?:vnd|vnđ|đồng|đ|₫)\.?$", re.IGNORECASE)
_FIGURES = re.compile(r"[0-9.,\s]+")
_NEGATIVE = re.compile(r"[-\u2212–](.*)|(.*)-|\((.*)\)")
_SEPARATORS: dict[Numbers, str] = {"1.234.567": ".", "1,234,567": ","}


class Amounts(dict[str | int | float, int]):
    """Cell to đồng; "" is 0. Raises CellTrouble for what is no amount. Forgets when it has grown large."""

    def __init__(self, numbers: Numbers) -> None:
        super().__init__()
        self._numbers = numbers

    def __missing__(self, cell: str | int | float) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        amount = read_amount(cell, self._numbers)
        self[cell] = amount
        return amount


def read_amount(cell: str | int | float, numbers: Numbers) -> int:
    """One amount in đồng, from 0. Raises CellTrouble, which becomes a refusal when its place is known."""
    if not isinstance(cell, str):
        return _of_number(cell)
    text = cell.strip()
    if text in ("", "-"):
        return 0
    found = _READS[numbers].fullmatch(text) or _READS[numbers].fullmatch(_CURRENCY.sub("", text.removeprefix("+")))
    if found is None:
        raise _unreadable(text, numbers)
    if (found[2] or "").strip("0"):
        raise CellTrouble(lambda place: refusals.amount_not_whole(place, text))
    return _within(int(found[1].replace(".", "").replace(",", "")))


def _of_number(value: int | float) -> int:
    """A workbook's number."""
    if value < 0:
        raise CellTrouble(refusals.amount_negative)
    if not value <= MAX_AMOUNT:
        raise CellTrouble(refusals.amount_above_limit)
    if value != int(value):
        raise CellTrouble(lambda place: refusals.amount_not_whole(place, str(value)))
    return int(value)


def _within(amount: int) -> int:
    if amount > MAX_AMOUNT:
        raise CellTrouble(refusals.amount_above_limit)
    return amount


def _unreadable(text: str, numbers: Numbers) -> CellTrouble:
    if _FIGURES.fullmatch(text):
        return CellTrouble(lambda place: refusals.amount_unclear(place, text, numbers))
    negative = _NEGATIVE.fullmatch(text)
    if negative and _FIGURES.fullmatch(_CURRENCY.sub("", next(filter(None, negative.groups()), ""))):
        return CellTrouble(refusals.amount_negative)
    return CellTrouble(refusals.amount_letters)


def read_balances(cells: Sequence[str | int | float], numbers: Numbers) -> list[int]:
    """A column of balances in đồng. They hardly ever repeat, and arithmetic proves them afterwards.

    So separators are only dropped here, not checked. Raises CellTrouble.
    """
    try:
        joined = "\n".join(cells)  # type: ignore[arg-type] # a number among them raises the TypeError below
        for dropped in (".00", ",00") if numbers == "1234567" else (_SEPARATORS[numbers],):
            joined = joined.replace(dropped, "")
        values = list(map(int, joined.split("\n")))
        if len(values) == len(cells):
            return values
    except (TypeError, ValueError):
        pass
    return [read_balance(cell, numbers) for cell in cells]


def read_balance(cell: str | int | float, numbers: Numbers) -> int:
    """One balance in đồng; an overdrawn account's is below 0. Raises CellTrouble."""
    if not isinstance(cell, str):
        return -_of_number(-cell) if cell < 0 else _of_number(cell)
    text = cell.strip()
    if not text:
        raise CellTrouble(refusals.balance_missing)
    return -read_amount(text[1:], numbers) if text[0] == "-" else read_amount(text, numbers)


def guess_numbers(cells: Sequence[str], usual: Numbers) -> tuple[Numbers, bool]:
    """A format in which every cell can be read, ``usual`` if it is one, and whether there is any.

    It does not matter which: a cell that two formats read is the same amount in both.
    """
    texts = [_CURRENCY.sub("", cell.strip()).lstrip("+-") for cell in cells]
    fitting = [numbers for numbers, pattern in _READS.items() if all(map(pattern.fullmatch, texts))]
    return usual if usual in fitting or not fitting else fitting[0], bool(fitting)
