"""Monthly care (phụng dưỡng) for a beneficiary by one or two units: promised, paid month by month, ended. Not the
fund's cash. A month is the date of its first day."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.donation.domain import refusals
from shared.contracts.housing_project import Category

SPONSORS = 2
"""Units that care for one beneficiary at a time."""


class Beneficiary(NamedTuple):
    """Who is cared for: a code, a village and a category; never a name."""

    beneficiary_id: UUID
    fund_id: UUID
    code: str
    category: Category
    village: str


class Sponsorship(NamedTuple):
    """A unit's commitment in đồng a month; ``last_month`` is None while it goes on."""

    sponsorship_id: UUID
    fund_id: UUID
    beneficiary_id: UUID
    unit_id: UUID
    monthly_amount: int
    first_month: date
    last_month: date | None

    def covers(self, month: date) -> bool:
        """Whether the month is promised."""
        return self.first_month <= month and (self.last_month is None or month <= self.last_month)


def month_of(day: date) -> date:
    """The month in which a day lies."""
    return day.replace(day=1)


def following(month: date) -> date:
    """The next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months(first: date, last: date) -> Iterator[date]:
    """Every month from the first to the last."""
    while first <= last:
        yield first
        first = following(first)


def due(first: date, last: date | None, today: date) -> list[date]:
    """The promised months that are over: the month that runs is not due yet."""
    running = month_of(today)
    return [month for month in months(first, last or running) if month < running]


def gaps(first: date, last: date | None, paid: Collection[date], today: date) -> list[date]:
    """The months that are due and not paid."""
    kept = set(paid)
    return [month for month in due(first, last, today) if month not in kept]


def check_agreement(new: Sponsorship, others: Sequence[Sponsorship]) -> None:
    """Raises Refused when in some month the unit cares for the beneficiary already, or two others do.

    ``others`` are all commitments for the beneficiary; the new one has no end yet, and may begin before some of them.
    """
    starts = {new.first_month, *(other.first_month for other in others if other.first_month > new.first_month)}
    together = [[other for other in others if other.covers(start)] for start in sorted(starts)]
    if any(other.unit_id == new.unit_id for running in together for other in running):
        raise refusals.sponsors_already()
    if any(len(running) >= SPONSORS for running in together):
        raise refusals.sponsored_by_two()


def check_payment(sponsorship: Sponsorship, asked: Sequence[date], paid: Collection[date]) -> None:
    """Raises Refused: a month outside the commitment, twice in the request, or paid already."""
    seen: set[date] = set()
    for month in asked:
        if month in seen:
            raise refusals.month_twice(month)
        seen.add(month)
        if not sponsorship.covers(month):
            raise refusals.month_outside(month, sponsorship.first_month, sponsorship.last_month)
        if month in paid:
            raise refusals.month_paid(month)


def check_end(sponsorship: Sponsorship, last: date, paid: Collection[date]) -> None:
    """Raises Refused: ended already, before its first month, before a month that was paid."""
    if sponsorship.last_month is not None:
        raise refusals.sponsorship_ended(sponsorship.last_month)
    if last < sponsorship.first_month:
        raise refusals.ends_before_start(sponsorship.first_month)
    latest = max(paid, default=last)
    if latest > last:
        raise refusals.ends_before_paid(latest)
