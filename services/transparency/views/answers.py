"""The answers of the JSON API. Sums are whole đồng, instants UTC; null is "none" or "not known yet"."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.transparency.views.status import Status


class Out(BaseModel):
    """A part of an answer, read from the attributes of what the views found."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class WaitingOut(Out):
    """What was heard before its explanation: counts, and sums (``…_amount``)."""

    lots: int
    lots_amount: int
    reversals: int
    gifts_of_unknown_units: int
    gifts_of_unknown_units_amount: int
    gifts_of_unknown_campaigns: int
    unknown_funds: int
    decisions_of_unknown_houses: int
    payments_of_unknown_decisions: int
    uncertified_payments: int
    untraced_amount: int
    quarantined: int


class StatusOut(Out):
    """``as_of``: when the newest event taken in was published; ``events``: how many were taken in."""

    as_of: datetime | None
    events: int
    waiting: WaitingOut


class Answer(Out):
    """An answer says as of when it holds."""

    status: StatusOut

    @classmethod
    def of(cls, view: object, status: Status) -> Self:
        """The answer for a view."""
        return cls.model_validate(_Dated(view, status))


class _Dated:
    """A view with the status beside it."""

    def __init__(self, view: object, status: Status) -> None:
        self._view = view
        self.status = status

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view, name)


class FundOut(Out):
    """A fund."""

    fund_id: UUID
    code: str
    name: str
    level: str
    locality: str


class YearOut(Out):
    """closing = opening + received - reversed - used. ``fund_id`` is null for the sum over funds."""

    fund_id: UUID | None
    year: int
    opening: int
    received: int
    reversed: int
    used: int
    closing: int
    gifts: int
    payments: int


class FundYearOut(Out):
    """A fund with its year; ``fund`` is null while the fund itself was not heard of."""

    fund: FundOut | None
    year: YearOut


class PartOut(Out):
    """A sum by some key; ``entries`` counts gifts, payments or houses."""

    key: str
    entries: int
    amount: int


class HouseCountOut(Out):
    """Houses that are not cancelled."""

    by_phase: Mapping[str, int]
    finished: int
    building: int
    new_builds_finished: int
    repairs_finished: int


class FlowsOut(Out):
    """A year's money: opening + Σ givers = Σ uses + reversed + closing; Σ places is the part paid for houses."""

    opening: int
    givers: Sequence[PartOut]
    uses: Sequence[PartOut]
    places: Sequence[PartOut]
    reversed: int
    closing: int


class CampaignOut(Out):
    """A campaign with the sum of its targets (null: none set) and what it brought, less what was taken back."""

    campaign_id: UUID
    fund_id: UUID
    code: str
    name: str
    year: int
    opens_on: date
    closes_on: date
    units: int
    target: int | None
    gifts: int
    actual: int


class TotalsOut(Answer):
    """The figures of the front page; ``total`` and ``flows`` are null for a year in which nothing moved."""

    years: Sequence[int]
    year: int | None
    total: YearOut | None
    before: YearOut | None
    funds: Sequence[FundYearOut]
    set_aside: int
    houses: HouseCountOut
    campaigns: Sequence[CampaignOut]
    flows: FlowsOut | None


class UnitOut(Out):
    """A unit's target (null: none set), what it gave less what was taken back, and the rate in percent, one decimal."""

    unit_id: UUID
    code: str
    name: str | None
    kind: str
    fund_id: UUID
    target: int | None
    gifts: int
    actual: int
    percent: Decimal | None


class UnitsTotalOut(Out):
    """The whole cut; ``people_…``: from people and through no unit, ``waiting_…``: from units not heard of yet."""

    units: int
    target: int
    gifts: int
    actual: int
    percent: Decimal | None
    people_gifts: int
    people_actual: int
    waiting_gifts: int
    waiting_actual: int


class UnitsOut(Answer):
    """Units by name. Neither a ranking nor a list of who has not given."""

    year: int | None
    items: Sequence[UnitOut]
    next: str | None
    total: UnitsTotalOut


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
    """A gift; ``giver`` is null where no name may be shown."""

    gift_id: UUID
    fund_id: UUID
    unit_id: UUID | None
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


class TraceOut(Answer):
    """A gift (or opening balance) and where it went: amount = Σ reserved + Σ used + free, unless it was taken back."""

    gift: GiftOut | None
    opening: OpeningOut | None
    amount: int
    parts: Sequence[LotPartOut]
    free: int


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


class SettlementOut(Out):
    """What a house cost and who paid; labour in days, never added to the money."""

    actual_cost: int
    fund: int
    state_budget: int
    family: int
    community: int
    labour_days: int
    settled_on: date


class UsesOut(Out):
    """How many payments, or gifts behind a purpose, and how much."""

    payments: int
    amount: int


class BackerOut(Out):
    """What a purpose has of one gift or opening balance; ``known`` is false while that was not heard of."""

    lot_id: UUID
    reserved: int
    used: int
    known: bool


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


class ClosingOut(Out):
    """What the ledger itself said when it closed the year."""

    opening: int
    received: int
    reversed: int
    used: int
    closing: int
    closed_on: date


class ReportFundOut(Out):
    """A line of table 2; ``state``: "open", "closed" with these very sums, or "differs"."""

    fund: FundOut | None
    year: YearOut
    ledger: ClosingOut | None
    state: Literal["open", "closed", "differs"]


class HousingOut(Out):
    """Houses of one work type: handed over in the year, and what was paid for how many in it."""

    work_type: str
    finished: int
    houses_paid: int
    paid: int


class ReportOut(Answer):
    """The year's report. Table 1: ``units`` and ``units_total``; table 2: ``lines`` and ``total``."""

    year: int
    state: Literal["open", "closed", "differs"]
    closed_on: date | None
    units: Sequence[UnitOut]
    units_total: UnitsTotalOut
    lines: Sequence[ReportFundOut]
    total: YearOut
    uses: Sequence[PartOut]
    housing: Sequence[HousingOut]
