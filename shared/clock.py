"""Instants are aware and in UTC; a calendar day is a day in Vietnam."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

Clock = Callable[[], datetime]

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Fixed: Vietnam has kept UTC+7 without summer time since 1975, so no time zone database is needed."""


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def local_day(instant: datetime) -> date:
    """The day on the calendar in Asia/Ho_Chi_Minh. Raises ValueError for an instant without a time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(VIETNAM).date()
