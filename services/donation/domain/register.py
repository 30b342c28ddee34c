"""Units, campaigns and targets: what may be registered."""

from datetime import date
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from services.donation.domain import refusals
from shared.contracts.donation import UnitKind
from shared.contracts.envelope import MAX_AMOUNT
from shared.contracts.fund_allocation import Level

UNIT_KINDS: tuple[UnitKind, ...] = get_args(UnitKind)
NotAsked = Literal["under_18", "retired", "students", "on_benefits", "disabled"]
"""The groups that may not be asked for anything. They may give of their own accord."""


class Unit(NamedTuple):
    """A contributing unit of one fund's scope. ``name_consent_on``: the day a person consented to be named.

    ``parent_id``: the unit above. ``official_code``: tax or organisation number, capitals and digits. ``not_asked``:
    why it may not be asked. ``merged_into``: the unit under whose code it goes on, that is ``merged_into_code``.
    """

    unit_id: UUID
    fund_id: UUID
    code: str
    kind: UnitKind
    name: str
    name_consent_on: date | None
    parent_id: UUID | None = None
    official_code: str | None = None
    not_asked: NotAsked | None = None
    merged_into: UUID | None = None
    merged_into_code: str | None = None

    @property
    def head_id(self) -> UUID:
        """The unit under which it is counted: itself, unless it was merged."""
        return self.merged_into or self.unit_id

    @property
    def may_be_asked(self) -> bool:
        """Whether a target may be set for it and a letter sent to it. A person is never asked."""
        return self.kind != "person" and self.not_asked is None

    @property
    def public_name(self) -> str | None:
        """What may be shown: an organisation by name, a person only with consent."""
        return self.name if self.kind != "person" or self.name_consent_on is not None else None


class Campaign(NamedTuple):
    """One drive of one fund, counted in one fiscal year. ``closed_on``: it was closed before its time, on that day.

    ``suggested_level`` is in words, such as "một ngày lương".
    """

    campaign_id: UUID
    fund_id: UUID
    code: str
    name: str
    year: int
    opens_on: date
    closes_on: date
    suggested_level: str | None = None
    closed_on: date | None = None

    @property
    def last_day(self) -> date:
        """The last day on which a gift counts for it: late money is still the campaign's, another year's is not."""
        return max(self.closes_on, date(self.year, 12, 31))


class Asked(NamedTuple):
    """What a unit is asked for in đồng, which level set it, and on which legal basis."""

    amount: int
    set_by_level: Level | None = None
    legal_basis: str | None = None


def check_unit(unit: Unit, today: date) -> None:
    """Raises Refused: consent for an organisation or dated in the future; a number or group recorded of a person."""
    if unit.kind == "person" and (unit.official_code is not None or unit.not_asked is not None):
        field = "official_code" if unit.official_code is not None else "not_asked"
        raise refusals.person_is_private(field)
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


def check_target(campaign: Campaign, unit: Unit, amount: int, unit_fund: str | None = None) -> None:
    """Raises Refused: an amount out of range, a unit of another fund (``unit_fund`` is its name) or merged, a person,
    a group that may not be asked, a campaign closed early. 0 takes a target back, also where none may be set now."""
    if amount < 0:
        raise refusals.amount_negative()
    if amount > MAX_AMOUNT:
        raise refusals.amount_too_large()
    if unit.fund_id != campaign.fund_id:
        raise refusals.unit_of_other_fund(unit_fund)
    if unit.kind == "person":
        raise refusals.person_without_target()
    if amount == 0:
        return
    if unit.merged_into_code is not None:
        raise refusals.unit_merged(unit.merged_into_code)
    if unit.not_asked is not None:
        raise refusals.unit_not_asked()
    if campaign.closed_on is not None:
        raise refusals.campaign_closed(campaign.closed_on)
