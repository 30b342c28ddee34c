"""What is given otherwise than in cash: in kind, in labour days, by direct support. None of it is the fund's money."""

from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias
from uuid import UUID

from services.donation.domain import refusals
from services.donation.domain.gift import FIRST_DAY, check_campaign_of
from services.donation.domain.register import Campaign, Unit
from shared.contracts.contribution import ContributionKind, Support, ValuationBasis

ContributionReversal = Literal["void", "correction"]


class Valuation(NamedTuple):
    """What a thing is worth in đồng, and who says so."""

    amount: int
    basis: ValuationBasis


class InKind(NamedTuple):
    """Things: an exact quantity of a measure. ``item`` is shown in public and names no person."""

    item: str
    quantity: Decimal
    measure: str
    valuation: Valuation | None

    @property
    def kind(self) -> ContributionKind:
        """Its name in every table and event."""
        return "in_kind"


class LabourDays(NamedTuple):
    """Days of work, however many people shared them; they are never turned into money."""

    days: Decimal
    people: int | None

    @property
    def kind(self) -> ContributionKind:
        """Its name in every table and event."""
        return "labour_days"


class DirectSupport(NamedTuple):
    """What a unit did itself from ``began_on`` to the entry's day and reports with its value in đồng.

    ``description`` is private: it may name a person. ``house_id``, ``new_builds`` and ``repairs`` for houses alone.
    """

    support: Support
    description: str
    value: int
    began_on: date
    house_id: UUID | None
    new_builds: int | None
    repairs: int | None

    @property
    def kind(self) -> ContributionKind:
        """Its name in every table and event."""
        return "direct_support"


Given: TypeAlias = InKind | LabourDays | DirectSupport


class NewContribution(NamedTuple):
    """An entry: what was given on a day (the last of its period), by a unit or by others (``unit_id`` None).

    ``families``: how many were helped; ``at_least``: the figures are known as lower bounds only ("more than 4.5
    billion"). ``giver_name`` and ``note`` are private. ``corrects_id``: the reversed entry that this one replaces.
    """

    contribution_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    given_on: date
    given: Given
    families: int | None
    at_least: bool
    giver_name: str | None
    note: str | None
    corrects_id: UUID | None


class Surroundings(NamedTuple):
    """What is true when a contribution is written."""

    fund_known: bool
    year_closed: bool
    unit: Unit | None
    campaign: Campaign | None
    house_fund: UUID | None


def check_contribution(entry: NewContribution, around: Surroundings, today: date) -> None:
    """Raises Refused with the first rule that the entry breaks; ``today`` is the day in Vietnam."""
    if entry.given_on > today:
        raise refusals.date_in_future("given_on", entry.given_on, today)
    if not around.fund_known:
        raise refusals.fund_unknown()
    if around.year_closed or entry.given_on < FIRST_DAY:
        raise refusals.year_closed("given_on", entry.given_on.year)
    if entry.unit_id is not None:
        check_unit_of(entry.fund_id, around.unit)
    if entry.campaign_id is not None:
        check_campaign_of(entry.fund_id, entry.given_on, around.campaign, field="given_on")
    if isinstance(entry.given, DirectSupport):
        _check_support(entry, entry.given, around.house_fund)


def check_unit_of(fund_id: UUID, unit: Unit | None) -> None:
    """Raises Refused unless the unit is known and of the fund's scope."""
    if unit is None:
        raise refusals.unit_unknown()
    if unit.fund_id != fund_id:
        raise refusals.unit_of_other_fund()


def _check_support(entry: NewContribution, given: DirectSupport, house_fund: UUID | None) -> None:
    if given.began_on > entry.given_on:
        raise refusals.period_backwards(given.began_on, entry.given_on)
    if given.support != "house":
        for name in ("house_id", "new_builds", "repairs"):
            if getattr(given, name) is not None:
                raise refusals.not_a_house(f"direct_support.{name}")
    if given.house_id is not None:
        if house_fund is None:
            raise refusals.house_unknown(field="direct_support.house_id")
        if house_fund != entry.fund_id:
            raise refusals.house_of_other_fund(field="direct_support.house_id")


class RecordedContribution(NamedTuple):
    """What the rules of a reversal need, and how it was taken back already, if it was."""

    contribution_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    kind: ContributionKind
    given_on: date
    reversed_as: ContributionReversal | None
    reversed_on: date | None


def contribution_reversal_day(
    entry: RecordedContribution, kind: ContributionReversal, asked: date | None, today: date
) -> date:
    """The day of a reversal: a void belongs to the entry's own year, a correction to its own day.

    Raises Refused: taken back already, a day in the future or before the entry.
    """
    if entry.reversed_as is not None and entry.reversed_on is not None:
        raise refusals.contribution_reversed(entry.reversed_as, entry.reversed_on)
    if kind == "void":
        return min(today, date(entry.given_on.year, 12, 31))
    day = asked or today
    if day > today:
        raise refusals.date_in_future("reversed_on", day, today)
    if day < entry.given_on:
        raise refusals.reversed_before_given(entry.given_on)
    return day


def check_contribution_year(kind: ContributionReversal, day: date, *, closed: bool) -> None:
    """Raises Refused when the year of the reversal is closed; it names the way."""
    if closed and kind == "void":
        raise refusals.contribution_void_too_late(day.year)
    if closed:
        raise refusals.year_closed("reversed_on", day.year)
