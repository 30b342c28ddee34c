"""What the JSON API gives. Amounts in đồng; the README says when a field is null."""

from datetime import date, datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.donation.commands.gifts import Reversed
from services.donation.domain.gift import EarmarkKind, ReversalKind
from services.donation.domain.register import NotAsked
from shared.contracts.donation import Channel, UnitKind
from shared.contracts.envelope import Part
from shared.contracts.fund_allocation import Level

Status = Literal["valid", "void", "refund", "correction"]


class View(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(from_attributes=True)


class UnitView(View):
    unit_id: UUID
    fund_id: UUID
    code: str
    kind: UnitKind
    name: str
    name_consent_on: date | None
    parent_id: UUID | None
    official_code: str | None
    not_asked: NotAsked | None
    merged_into: UUID | None


class CampaignView(View):
    campaign_id: UUID
    fund_id: UUID
    code: str
    name: str
    year: int
    opens_on: date
    closes_on: date
    suggested_level: str | None
    closed_on: date | None


class TargetView(View):
    campaign_id: UUID
    unit_id: UUID
    fund_id: UUID
    amount: int
    set_by_level: Level | None
    legal_basis: str | None


class ReceiptView(Part):
    """The number on the slip."""

    year: int
    book: str
    number: int


class RecordedView(Part):
    """A gift that was just recorded; kept beside its Idempotency-Key, so without a private word."""

    gift_id: UUID
    fund_id: UUID
    amount: int
    received_on: date
    receipt: ReceiptView


class EarmarkView(View):
    kind: EarmarkKind
    ref: str


class NumberView(View):
    year: int
    book: str
    number: int


class GiftView(View):
    """A gift without the private words."""

    gift_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    channel: Channel
    amount: int
    received_on: date
    receipt: NumberView
    earmark: EarmarkView | None
    display_name: str | None
    status: Status
    recorded_by: str
    recorded_at: datetime


class PayerView(View):
    """Private."""

    name: str | None
    address: str | None
    reason: str | None
    name_consent: bool


class ReversalView(View):
    """A gift taken back."""

    gift_id: UUID
    kind: ReversalKind
    reversed_on: date
    amount: int
    receipt: NumberView

    @classmethod
    def of(cls, done: Reversed) -> Self:
        return cls(
            gift_id=done.gift.gift_id,
            kind=done.kind,
            reversed_on=done.reversed_on,
            amount=done.gift.amount,
            receipt=NumberView.model_validate(done.gift.receipt),
        )


class RefundDebitView(View):
    """The line of the bank by which refunded money left."""

    account_id: UUID
    bank_id: str
    day: date
    amount: int
    decided_by: str


class ReversalDetail(View):
    """A reversal with its private reason; of a refund also the debit that paid it, when somebody has said which."""

    kind: ReversalKind
    reversed_on: date
    reason: str
    recorded_by: str
    debit: RefundDebitView | None = None


class PartView(View):
    """A part of a split gift."""

    part_id: UUID
    amount: int
    earmark: EarmarkView | None


class MemberView(View):
    """One for whom a gift was paid; the name is private."""

    unit_id: UUID | None
    name: str | None
    amount: int | None


class OnBehalfView(View):
    """In whose name a gift was given; private unless consent is there."""

    unit_id: UUID | None
    name: str | None
    name_consent: bool


class GiftDetail(GiftView):
    """A gift with what only those see who work with it."""

    amount_in_words: str
    members: list[MemberView]
    on_behalf_of: OnBehalfView | None
    pledge_id: UUID | None
    payer: PayerView | None
    reversal: ReversalDetail | None
    parts: list[PartView]
    corrects_gift_id: UUID | None
    corrected_by: list[UUID]


class BookView(View):
    book: str
    channel: Channel
    cashier: str
    last_number: int
    gifts: int
    received: int
    complete: bool


class YearView(View):
    fund_id: UUID
    year: int
    closed_at: datetime | None
    year_closed_on: date | None
    books: list[BookView]
    gifts: int
    received: int
    reversals: int
    reversed: int


class LineView(View):
    number: int
    gift_id: UUID
    amount: int
    received_on: date
    status: Status


class ProofView(View):
    """What a whole book comes to: numbers from ``first`` to ``last``, and what was taken back of them."""

    first: int | None
    last: int | None
    receipts: int
    received: int
    voided: int
    voided_amount: int
    taken_back: int
    taken_back_amount: int


class ListingView(View):
    """A page of a book, with the proof that its numbers are complete; ``proof`` is on the first page."""

    book: BookView
    proof: ProofView | None
    missing: list[int]
    items: list[LineView]
    next: str | None


class ClosingView(View):
    fund_id: UUID
    year: int
    gifts: int
    received: int
    reversals: int
    reversed: int
