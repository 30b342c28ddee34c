"""Days in the ways in which banks write them, read strictly and from memory."""

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Literal, get_args

from services.donation.domain.statement import refusals
from services.donation.domain.statement.trouble import CellTrouble

DayOrder = Literal["dd/mm/yyyy", "mm/dd/yyyy", "yyyy-mm-dd"]
"""The order of the parts; they are separated by "/", "-" or "." in each, and a time may follow."""
ORDERS: tuple[DayOrder, ...] = get_args(DayOrder)
Period = tuple[date, date]

EPOCH_1900 = date(1899, 12, 30).toordinal()
EPOCH_1904 = date(1904, 1, 1).toordinal()
SECONDS = 86_400
_PARTS = re.compile(r"([0-9]{1,4})([/.-])([0-9]{1,2})\2([0-9]{1,4})")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?")
_PERIOD = re.compile(
    r"(?:tu|from|period|ky)\b[^0-9]{0,30}([0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4})"
    r"[^0-9]{1,30}([0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4})"
)


class Days(dict[str, date]):
    """Text of a day to the day, within the statement's period and not after ``today``. Raises CellTrouble."""

    def __init__(self, order: DayOrder, today: date, period: Period | None, epoch: int) -> None:
        super().__init__()
        self._order, self._today, self._period, self._epoch = order, today, period, epoch

    def __missing__(self, text: str) -> date:
        day = self._allowed(read_day(text, self._order))
        self[text] = day
        return day

    def _allowed(self, day: date) -> date:
        if day > self._today:
            raise CellTrouble(lambda place: refusals.day_in_future(place, day, self._today))
        if self._period is not None and not self._period[0] <= day <= self._period[1]:
            first, last = self._period
            raise CellTrouble(lambda place: refusals.day_outside(place, day, first, last))
        return day

    def read_column(self, cells: tuple[str | int | float, ...]) -> tuple[list[date], list[time | None] | None]:
        """The days of a column, and the times if it holds any. Raises CellTrouble."""
        try:
            lengths = set(map(len, cells))  # type: ignore[arg-type] # a number in it raises the TypeError below
        except TypeError:
            lengths = set()
        if lengths == {10}:
            return list(map(self.__getitem__, cells)), None  # type: ignore[arg-type] # all have a length: text
        try:
            if lengths in ({16}, {19}):
                days = [self[cell[:10]] for cell in cells]  # type: ignore[index] # text, as above
                return days, [time.fromisoformat(cell[11:]) for cell in cells]  # type: ignore[index] # text, as above
        except ValueError:
            pass  # one by one, below
        one = {cell: self._one(cell) for cell in set(cells)}
        pairs = [one[cell] for cell in cells]
        times = [at for _, at in pairs]
        return [day for day, _ in pairs], times if any(at is not None for at in times) else None

    def _one(self, cell: str | int | float) -> tuple[date, time | None]:
        if not isinstance(cell, str):
            return self._of_serial(cell)
        text, _, rest = cell.strip().replace("T", " ", 1).partition(" ")
        return self[text], self._time(rest.strip()) if rest.strip() else None

    def _time(self, text: str) -> time:
        found = _TIME.fullmatch(text)
        try:
            if found:
                return time(int(found[1]), int(found[2]), int(found[3] or 0))
        except ValueError:
            pass
        raise CellTrouble(lambda place: refusals.day_unreadable(place, f"{self._order} hh:mm:ss"))

    def _of_serial(self, value: int | float) -> tuple[date, time | None]:
        """A workbook's date: days since its epoch, the time as a fraction."""
        if not 1 <= value < 3_000_000:
            raise CellTrouble(lambda place: refusals.day_unreadable(place, self._order))
        whole, seconds = divmod(round(value * SECONDS), SECONDS)
        day = self._allowed(date.fromordinal(self._epoch + whole))
        return day, time(seconds // 3600, seconds // 60 % 60, seconds % 60) if seconds else None


def read_day(text: str, order: DayOrder) -> date:
    """One day. Raises CellTrouble."""
    found = _PARTS.fullmatch(text)
    parts = (found[1], found[3], found[4]) if found else ("", "", "")
    year, month, day = {
        "dd/mm/yyyy": (parts[2], parts[1], parts[0]),
        "mm/dd/yyyy": (parts[2], parts[0], parts[1]),
        "yyyy-mm-dd": (parts[0], parts[1], parts[2]),
    }[order]
    if (
        len(year) not in ((4,) if order == "yyyy-mm-dd" else (2, 4))
        or not 1 <= len(month) <= 2
        or not 1 <= len(day) <= 2
    ):
        raise CellTrouble(lambda place: refusals.day_unreadable(place, order))
    try:
        return date(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(day))
    except ValueError:
        raise CellTrouble(lambda place: refusals.day_impossible(place, text, order)) from None


def guess_order(cells: Sequence[str], usual: DayOrder) -> tuple[DayOrder, bool]:
    """The order in which every cell can be read, ``usual`` if it is one, and whether it is the only one."""
    texts = {cell.strip().replace("T", " ", 1).partition(" ")[0] for cell in cells}
    fitting = [order for order in ORDERS if all(is_day(text, order) for text in texts)]
    return usual if usual in fitting or not fitting else fitting[0], len(fitting) == 1 or not texts


def is_day(text: str, order: DayOrder) -> bool:
    """Whether the text is a day in this order."""
    try:
        read_day(text, order)
    except CellTrouble:
        return False
    return True


def find_period(folded_titles: list[str]) -> Period | None:
    """The period that the rows above the header name ("tu ngay 01/07/2026 den ngay 27/07/2026")."""
    for title in folded_titles:
        found = _PERIOD.search(title)
        if found:
            order: DayOrder = "yyyy-mm-dd" if found[1][:4].isdigit() else "dd/mm/yyyy"
            if is_day(found[1], order) and is_day(found[2], order):
                first, last = read_day(found[1], order), read_day(found[2], order)
                return (first, last) if first <= last else None
    return None
