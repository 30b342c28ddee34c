"""Units, campaigns and targets: what may be registered."""

from datetime import date
from typing import NamedTuple, get_args
from uuid import UUID

from services.donation.domain import refusals
from shared.contracts.donation import UnitKind
from shared.contracts.envelope import MAX_AMOUNT

UNIT_KINDS: tuple[UnitKind, ...] = get_args(UnitKind)


class Unit(NamedTuple):
    """A contributing unit of one fund's scope. ``name_consent_on``: the day a person consented to be named."""

    unit_id: UUID
    fund_id: UUID
    code: str
    kind: UnitKind
    name: str
    name_consent_on: date | None

    @property
    def public_name(self) -> str | None:
        """What may be shown: an organisation by name, a person only with consent."""
        return self.name if self.kind != "person" or self.name_consent_on is not None else None


class Campaign(NamedTuple):
    """One drive of one fund, counted in one fiscal year."""

    campaign_id: UUID
    fund_id: UUID
    code: str
    name: str
    year: int
    opens_on: date
    closes_on: date

    @property
    def last_day(self) -> date:
        """The last day on which a gift counts for it: late money is still the campaign's, another year's is not."""
        return max(self.closes_on, date(self.year, 12, 31))


def check_unit(unit: Unit, today: date) -> None:
    """Raises Refused: consent for an organisation, or dated in the future."""
    if unit.name_consent_on is None:
        return
    if unit.kind != "person":
        raise refusals.consent_not_needed()
    if unit.name_consent_on > today:
        raise refusals.date_in_future("name_consent_on", unit.name_consent_on, today)


def check_campaign(campaign: Campaign) -> None:
    """Raises Refused: days in the wrong order, or a year that is not among them."""
    if campaign.closes_on < campaign.opens_on:
        raise refusals.campaign_days(campaign.opens_on)
    if not campaign.opens_on.year <= campaign.year <= campaign.closes_on.year:
        raise refusals.campaign_year(campaign.opens_on, campaign.closes_on)


def check_target(campaign: Campaign, unit: Unit, amount: int) -> None:
    """Raises Refused: an amount out of range, a unit of another fund, a person."""
    if amount < 0:
        raise refusals.amount_negative()
    if amount > MAX_AMOUNT:
        raise refusals.amount_too_large()
    if unit.fund_id != campaign.fund_id:
        raise refusals.unit_of_other_fund()
    if unit.kind == "person":
        raise refusals.person_without_target()
