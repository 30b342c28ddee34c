"""What the donation service tells the world. No name of a person is in any of these unless consent is recorded."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.envelope import Amount, AmountOrZero, Code, Contract, Label, Part, Year

UnitKind = Literal[
    "state_agency", "enterprise", "school", "organisation", "armed_forces",
    "religious_body", "residential_group", "person", "overseas",
]  # fmt: skip
Channel = Literal["cash", "bank_transfer"]


class Receipt(Part):
    """The official number of a receipt: continuous within fund, year and book."""

    year: Year
    book: Code
    number: Amount


class Earmark(Part):
    """What a gift may be spent on alone. ``ref`` is a campaign's or house's id, or one of the six uses."""

    kind: Literal["campaign", "purpose", "house"]
    ref: Code


class UnitRegistered(Contract):
    """Subject: unit_id. ``name`` is shown in public; for a person without consent it is None."""

    TYPE: ClassVar[str] = "unit.registered.v1"
    unit_id: UUID
    fund_id: UUID
    code: Code
    kind: UnitKind
    name: Label | None


class CampaignOpened(Contract):
    """Subject: campaign_id."""

    TYPE: ClassVar[str] = "campaign.opened.v1"
    campaign_id: UUID
    fund_id: UUID
    code: Code
    name: Label
    year: Year
    opens_on: date
    closes_on: date


class TargetSet(Contract):
    """Subject: unit_id. Replaces the earlier target of the same unit in the same campaign; 0 is allowed."""

    TYPE: ClassVar[str] = "target.set.v1"
    campaign_id: UUID
    unit_id: UUID
    fund_id: UUID
    year: Year
    amount: AmountOrZero


class DonationReceived(Contract):
    """Subject: gift_id. Cash that the fund has received; its fiscal year is the year of ``received_on``.

    ``display_name`` is what may be shown of the giver, or None: then "Nhà hảo tâm" and the receipt number are shown.
    """

    TYPE: ClassVar[str] = "donation.received.v1"
    gift_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    channel: Channel
    amount: Amount
    received_on: date
    receipt: Receipt
    earmark: Earmark | None = None
    display_name: Label | None = None


class DonationReversed(Contract):
    """Subject: gift_id. The whole gift is taken back by an entry dated ``reversed_on``; its receipt keeps its number.

    ``void``: the slip was wrong and the money never counted; ``refund``: the money went back; ``correction``: another
    gift replaces this one. The reason in words stays in the donation service, it may name a person.
    """

    TYPE: ClassVar[str] = "donation.reversed.v1"
    gift_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    amount: Amount
    received_on: date
    reversed_on: date
    kind: Literal["void", "refund", "correction"]


class BooksClosed(Contract):
    """Subject: fund_id. The receipt books of a year are closed: control totals that fund_allocation must reach
    before it closes the year, in gifts (count) and đồng."""

    TYPE: ClassVar[str] = "books.closed.v1"
    fund_id: UUID
    year: Year
    gifts: AmountOrZero
    received: AmountOrZero
    reversals: AmountOrZero
    reversed: AmountOrZero


EVENTS: tuple[type[Contract], ...] = (
    UnitRegistered, CampaignOpened, TargetSet, DonationReceived, DonationReversed, BooksClosed,
)  # fmt: skip
