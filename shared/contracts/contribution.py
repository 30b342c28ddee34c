"""What the donation service tells of help that is not the fund's cash: in kind, labour, direct support, care."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.envelope import Amount, Code, Contract, Label
from shared.contracts.housing_project import Category

ContributionKind = Literal["in_kind", "labour_days", "direct_support"]
ValuationBasis = Literal["invoice", "market_price", "donor_statement"]
Support = Literal["house", "care", "other"]


class ContributionRecorded(Contract):
    """Subject: contribution_id. Something given otherwise than in cash; it counts for the year of ``given_on`` and is
    never the fund's money.

    in_kind: ``item`` of a quantity in thousandths of ``measure``, ``value`` in đồng with its ``basis`` or neither;
    labour_days: the quantity is days, in thousandths; direct_support: ``support`` with the ``value`` that the unit
    reports. ``at_least``: the figures are lower bounds.
    """

    TYPE: ClassVar[str] = "contribution.recorded.v1"
    contribution_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    kind: ContributionKind
    given_on: date
    item: Label | None = None
    quantity_thousandths: Amount | None = None
    measure: Code | None = None
    value: Amount | None = None
    basis: ValuationBasis | None = None
    support: Support | None = None
    house_id: UUID | None = None
    new_builds: Amount | None = None
    repairs: Amount | None = None
    people: Amount | None = None
    families: Amount | None = None
    at_least: bool = False


class ContributionReversed(Contract):
    """Subject: contribution_id. The whole entry is taken back: ``void`` within its own year, ``correction`` later."""

    TYPE: ClassVar[str] = "contribution.reversed.v1"
    contribution_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    kind: Literal["void", "correction"]
    given_on: date
    reversed_on: date


class SponsorshipAgreed(Contract):
    """Subject: sponsorship_id. A unit promises monthly care for a beneficiary from ``first_month``, a first day, on."""

    TYPE: ClassVar[str] = "sponsorship.agreed.v1"
    sponsorship_id: UUID
    fund_id: UUID
    unit_id: UUID
    beneficiary_id: UUID
    beneficiary_code: Code
    category: Category
    village: Label
    monthly_amount: Amount
    first_month: date


class SponsorshipPaid(Contract):
    """Subject: sponsorship_id. The unit paid one month itself, to the beneficiary: not the fund's cash."""

    TYPE: ClassVar[str] = "sponsorship.paid.v1"
    payment_id: UUID
    sponsorship_id: UUID
    fund_id: UUID
    unit_id: UUID
    beneficiary_id: UUID
    month: date
    amount: Amount
    paid_on: date


class SponsorshipPaymentVoided(Contract):
    """Subject: sponsorship_id. A payment that was recorded by mistake; it leaves the sums of the year of
    ``voided_on``."""

    TYPE: ClassVar[str] = "sponsorship.payment_voided.v1"
    payment_id: UUID
    sponsorship_id: UUID
    voided_on: date


class SponsorshipEnded(Contract):
    """Subject: sponsorship_id. ``last_month`` is the last one promised; the reason in words stays in donation."""

    TYPE: ClassVar[str] = "sponsorship.ended.v1"
    sponsorship_id: UUID
    fund_id: UUID
    last_month: date
