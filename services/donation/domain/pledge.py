"""A promise: when which part of it is due, what gifts have kept of it, and how it stands. Never cash."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

from services.donation.domain import refusals
from services.donation.domain.register import Campaign, Unit
from shared.contracts.envelope import MAX_AMOUNT

Standing = Literal["open", "partly", "fulfilled", "overdue", "cancelled"]
MAX_LETTERS = 500
"""Letters in one PDF."""
MAX_DUES = 24


class Due(NamedTuple):
    """A part of a promise in đồng and the day up to which it is to come."""

    due_on: date
    amount: int


class Pledge(NamedTuple):
    """A promise. ``unit_id`` is None for a person who is no unit; ``dues`` by day, they sum to ``amount``."""

    pledge_id: UUID
    fund_id: UUID
    campaign_id: UUID
    unit_id: UUID | None
    amount: int
    dues: tuple[Due, ...]
    note: str | None = None

    @property
    def due_on(self) -> date:
        """The day of the last part."""
        return self.dues[-1].due_on


class Owed(NamedTuple):
    """What is late of a promise: since which day, and how much in đồng."""

    due_on: date
    amount: int


def dues_of(amount: int, due_on: date | None, dues: Sequence[Due]) -> tuple[Due, ...]:
    """The parts of a promise by day: one due on ``due_on``, or those that were named. Raises Refused."""
    if (due_on is None) == (not dues):
        raise refusals.dues_unclear()
    if not 0 < amount <= MAX_AMOUNT:
        raise refusals.amount_too_large() if amount > 0 else refusals.pledge_not_positive()
    if due_on is not None:
        return (Due(due_on, amount),)
    if min(due.amount for due in dues) < 1 or sum(due.amount for due in dues) != amount:
        raise refusals.dues_sum(sum(due.amount for due in dues), amount)
    if len({due.due_on for due in dues}) < len(dues):
        raise refusals.dues_on_one_day()
    return tuple(sorted(dues))


def check_pledge(pledge: Pledge, campaign: Campaign, unit: Unit | None, unit_fund: str | None, today: date) -> None:
    """Raises Refused: a unit that is unknown, merged or of another fund (named ``unit_fund``), a campaign of another
    fund, closed or over, a due day on which money would not count for it."""
    if campaign.fund_id != pledge.fund_id:
        raise refusals.campaign_of_other_fund()
    if campaign.closed_on is not None:
        raise refusals.campaign_closed(campaign.closed_on)
    if today > campaign.last_day:
        raise refusals.campaign_ended(campaign.last_day)
    if pledge.unit_id is not None:
        if unit is None:
            raise refusals.unit_unknown()
        if unit.fund_id != pledge.fund_id:
            raise refusals.unit_of_other_fund(unit_fund)
        if unit.merged_into_code is not None:
            raise refusals.unit_merged(unit.merged_into_code)
    if not all(campaign.opens_on <= due.due_on <= campaign.last_day for due in pledge.dues):
        raise refusals.due_outside_campaign(campaign.opens_on, campaign.last_day)


def owed(dues: Sequence[Due], given: int, today: date) -> Owed | None:
    """What is late: parts due before today less what was given, since the first part that isn't covered; None if none.

    Gifts keep the earliest parts first.
    """
    late, since = 0, None
    for due in dues:
        if due.due_on >= today:
            break
        late += due.amount
        if since is None and late > given:
            since = due.due_on
    return None if since is None else Owed(since, late - given)


def standing(amount: int, dues: Sequence[Due], given: int, today: date, *, cancelled: bool, asked: bool) -> Standing:
    """How a promise stands. ``given``: the sum of gifts for it that were not taken back, never clamped.

    Who may not be asked (``asked`` False) is never late: then it is open or partly kept.
    """
    if cancelled:
        return "cancelled"
    if given >= amount:
        return "fulfilled"
    if asked and owed(dues, given, today) is not None:
        return "overdue"
    return "partly" if given > 0 else "open"
