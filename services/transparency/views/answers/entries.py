"""Gifts, payments and houses."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from pydantic import Field

from services.transparency.views.answers.common import Answer, BackerOut, HouseCountOut, Out, UsesOut


class ReceiptOut(Out):
    """A receipt's official number."""

    year: int
    book: str
    number: int


class EarmarkOut(Out):
    """What a gift may be spent on alone."""

    kind: str
    ref: str


class GiftOut(Out):
    """A gift; ``giver`` is null where no name may be shown, and ``unit_id`` then, too, if the unit is a person."""

    gift_id: UUID
    fund_id: UUID
    unit_id: UUID | None = Field(validation_alias="shown_unit_id")
    campaign_id: UUID | None
    channel: str
    amount: int
    received_on: date
    receipt: ReceiptOut
    earmark: EarmarkOut | None
    giver: str | None
    giver_kind: str | None
    reversed_on: date | None
    reversal_kind: str | None


class SumOut(Out):
    """The sum of a whole list, and of it what was taken back since."""

    gifts: int
    amount: int
    reversed_gifts: int
    reversed_amount: int


class GiftsOut(Answer):
    """Gifts, the newest first: cash and bank transfers with a receipt. Not to be found is not not to have given."""

    items: Sequence[GiftOut]
    next: str | None
    sum: SumOut


class LotPartOut(Out):
    """What one purpose has of a gift; ``replaced``: what other gifts took over when it was taken back."""

    purpose_id: UUID
    house_id: UUID | None
    house_code: str | None
    use: str | None
    reserved: int
    used: int
    replaced: int


class OpeningOut(Out):
    """Money brought forward from before this system."""

    lot_id: UUID
    fund_id: UUID
    year: int
    on: date
    amount: int


class MemberOut(Out):
    """A unit for which a gift was paid; null: its name or its part is not told."""

    unit_id: UUID
    name: str | None
    amount: int | None


class SplitOut(Out):
    """A part of a gift over several purposes."""

    amount: int
    earmark: EarmarkOut | None


class TraceOut(Answer):
    """A gift (or opening balance) and where it went: amount = Σ reserved + Σ used + free, unless it was taken back.

    ``split``: the parts of a gift over several purposes; ``replaced`` and ``replacing``: the gifts it replaces and is
    replaced by; ``members``: the units for which it was paid, it counts once, with the one that paid;
    ``keeps_promise``: it was given for a pledge.
    """

    gift: GiftOut | None
    opening: OpeningOut | None
    amount: int
    parts: Sequence[LotPartOut]
    free: int
    split: Sequence[SplitOut]
    replaced: GiftOut | None
    replacing: Sequence[GiftOut]
    members: Sequence[MemberOut]
    keeps_promise: bool


class PaymentOut(Out):
    """Money that left a fund: an instalment for a house, or an expenditure (``house_id`` null)."""

    payment_id: UUID
    decision_id: UUID | None
    house_id: UUID | None
    house_code: str | None
    fund_id: UUID
    use: str
    certificate: str | None
    amount: int
    paid_on: date


class PaymentsOut(Answer):
    """Payments, the newest first."""

    items: Sequence[PaymentOut]
    next: str | None
    sum: UsesOut


class PaymentDetailOut(Answer):
    """One payment; ``backers`` are the gifts behind its decision or itself."""

    payment: PaymentOut
    backed: UsesOut
    backers: Sequence[BackerOut]
    next: str | None


class HouseOut(Out):
    """A house: where it stands and what the fund decided and paid; ``actual_cost`` once it is settled."""

    house_id: UUID
    house_code: str
    household_code: str
    category: str
    village: str
    commune: str
    work_type: str
    programme: str
    fund_id: UUID
    applied_on: date
    stage: str
    cancelled_on: date | None
    decided: int
    paid: int
    actual_cost: int | None


class HousesOut(Answer):
    """Houses by code; ``count`` is over all."""

    items: Sequence[HouseOut]
    next: str | None
    count: HouseCountOut


class StageOut(Out):
    """A stage; ``on`` is null while it is ahead."""

    stage: str
    on: date | None
    certified: bool


class DecisionOut(Out):
    """A support decision, what was paid on it and what was given back."""

    decision_id: UUID
    decision_number: str
    amount: int
    decided_on: date
    above_norm: bool
    paid: int
    released: int


class SettlementOut(Out):
    """What a house cost and who paid; labour in days, never added to the money."""

    actual_cost: int
    fund: int
    state_budget: int
    family: int
    community: int
    labour_days: int
    settled_on: date


class HouseDetailOut(Answer):
    """One house; ``backers`` is a page of the gifts behind it, ``backed`` counts and sums all of them."""

    house: HouseOut
    stages: Sequence[StageOut]
    decisions: Sequence[DecisionOut]
    payments: Sequence[PaymentOut]
    settlement: SettlementOut | None
    backed: UsesOut
    backers: Sequence[BackerOut]
    next: str | None
