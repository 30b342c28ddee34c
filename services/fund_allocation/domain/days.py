"""Days and fiscal years: nothing is dated in the future, nothing is booked in a closed year."""

from datetime import date

from services.fund_allocation.domain.refusals import books


def check_day(day: date, field: str, *, today: date, closed_through: int | None) -> None:
    """Raises Refused for a day in the future or in a closed year. ``closed_through`` is the last closed year."""
    if day > today:
        raise books.in_future(field, day, today)
    if closed_through is not None and day.year <= closed_through:
        raise books.year_closed(field, day, closed_through)


def first_open_day(day: date, closed_through: int | None) -> date:
    """``day``, or the first day of the first open year when its own year is closed."""
    if closed_through is None or day.year > closed_through:
        return day
    return date(closed_through + 1, 1, 1)
