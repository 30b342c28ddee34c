"""What the donation service tells the world. No name of a person is in any of these unless consent is recorded."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.contribution import (
    ContributionRecorded,
    ContributionReversed,
    SponsorshipAgreed,
    SponsorshipEnded,
    SponsorshipPaid,
    SponsorshipPaymentVoided,
)
from shared.contracts.envelope import Amount, AmountOrZero, Code, Contract, Label, Part, Year
from shared.contracts.pledge import PledgeCancelled, PledgeKept, PledgeRecorded

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


class UnitChanged(Contract):
    """Subject: unit_id. Replaces what was told of the unit before: a person's ``name`` came or went with consent."""

    TYPE: ClassVar[str] = "unit.changed.v1"
    unit_id: UUID
    fund_id: UUID
    code: Code
    kind: UnitKind
    name: Label | None


class UnitMerged(Contract):
    """Subject: unit_id. The unit was registered twice and goes on under the code of another one of the same fund.

    It keeps its gifts; readers show the sum of both. ``into_unit_id`` may later be merged on.
    """

    TYPE: ClassVar[str] = "unit.merged.v1"
    unit_id: UUID
    into_unit_id: UUID
    fund_id: UUID


class CampaignOpened(Contract):
    """Subject: campaign_id. ``suggested_level``: what givers are asked for, in words that are printed as they are."""

    TYPE: ClassVar[str] = "campaign.opened.v1"
    campaign_id: UUID
    fund_id: UUID
    code: Code
    name: Label
    year: Year
    opens_on: date
    closes_on: date
    suggested_level: Label | None = None


class CampaignChanged(Contract):
    """Subject: campaign_id. Replaces what was told before: it ends later, or was closed early on ``closed_on``."""

    TYPE: ClassVar[str] = "campaign.changed.v1"
    campaign_id: UUID
    fund_id: UUID
    code: Code
    name: Label
    year: Year
    opens_on: date
    closes_on: date
    closed_on: date | None
    suggested_level: Label | None = None


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


class NumberedGift(Part):
    """One of many gifts: its id, its amount, and its receipt's number in the book that they share."""

    gift_id: UUID
    amount: Amount
    number: Amount


class AlikeGifts(Part):
    """Gifts that differ in id, amount and number alone. Their receipts are of ``book`` in the year of ``received_on``;
    ``display_name`` is what ``donation.received`` means by it."""

    unit_id: UUID | None
    campaign_id: UUID | None
    received_on: date
    book: Code
    gifts: Annotated[tuple[NumberedGift, ...], Field(min_length=1)]
    display_name: Label | None = None


class DonationsReceived(Contract):
    """Subject: gift_id of the first. In place of ``donation.received`` for gifts of a bank's lines, of which thousands
    come at once: some of them together. None is earmarked; each is a gift like any other, taken back by itself."""

    TYPE: ClassVar[str] = "donations.received.v1"
    fund_id: UUID
    channel: Channel
    alike: Annotated[tuple[AlikeGifts, ...], Field(min_length=1)]


class GiftPart(Part):
    """A part of a split gift: a lot of its own, named by ``part_id``."""

    part_id: UUID
    amount: Amount
    earmark: Earmark | None = None


class PartAmount(Part):
    """How much of a gift one of its parts is."""

    part_id: UUID
    amount: Amount


class DonationReceivedInParts(Contract):
    """Subject: gift_id. In place of ``donation.received`` for a gift that is split over purposes: one receipt, and
    parts that sum to ``amount``, each spendable on its own earmark alone."""

    TYPE: ClassVar[str] = "donation.received_in_parts.v1"
    gift_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    channel: Channel
    amount: Amount
    received_on: date
    receipt: Receipt
    parts: Annotated[tuple[GiftPart, ...], Field(min_length=2, max_length=20)]
    display_name: Label | None = None


class DonationCorrects(Contract):
    """Subject: gift_id. A gift that was just received replaces an earlier one that was taken back."""

    TYPE: ClassVar[str] = "donation.corrects.v1"
    gift_id: UUID
    fund_id: UUID
    corrects_gift_id: UUID


class DonationReversed(Contract):
    """Subject: gift_id. The whole gift is taken back by an entry dated ``reversed_on``; its receipt keeps its number.

    ``void``: the slip was wrong and the money never counted; ``refund``: the money went back; ``correction``: another
    gift replaces this one. The reason in words stays in the donation service, it may name a person. ``parts``: those of
    a split gift, all of them.
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
    parts: Annotated[tuple[PartAmount, ...], Field(min_length=2, max_length=20)] | None = None


class PaidFor(Part):
    """An organisation for which a gift was paid, and its part in đồng where the parts were told."""

    unit_id: UUID
    amount: Amount | None = None


class DonationPaidFor(Contract):
    """Subject: gift_id. ``unit_id`` paid a gift that was just received for units below it; it counts once, with the
    one that paid. People for whom it was paid are in no event: the parts may sum to less than the gift."""

    TYPE: ClassVar[str] = "donation.paid_for.v1"
    gift_id: UUID
    fund_id: UUID
    unit_id: UUID
    members: Annotated[tuple[PaidFor, ...], Field(min_length=1, max_length=1000)]


class DonationUnnamed(Contract):
    """Subject: gift_id. The consent that ``display_name`` rested on was withdrawn: the name is shown no more."""

    TYPE: ClassVar[str] = "donation.unnamed.v1"
    gift_id: UUID
    fund_id: UUID


class PaymentCodeIssued(Contract):
    """Subject: code. What a payment code stands for, for ever: it is printed on posters, and who has it may look up the
    gifts that it leads to. ``unit_id`` None: a walk-in's."""

    TYPE: ClassVar[str] = "payment_code.issued.v1"
    code: Code
    fund_id: UUID
    campaign_id: UUID | None
    unit_id: UUID | None


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
    DonationReceivedInParts, DonationCorrects, ContributionRecorded, ContributionReversed,
    SponsorshipAgreed, SponsorshipPaid, SponsorshipPaymentVoided, SponsorshipEnded,
    UnitChanged, UnitMerged, CampaignChanged, DonationUnnamed, PledgeRecorded, PledgeCancelled,
    DonationPaidFor, PledgeKept, PaymentCodeIssued, DonationsReceived,
)  # fmt: skip
