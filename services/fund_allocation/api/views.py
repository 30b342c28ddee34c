"""What the JSON API gives. Amounts in đồng; the README says when a field is null."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.fund_allocation.domain.decision import RequestState
from services.fund_allocation.domain.payment import Ending
from shared.contracts.donation import Earmark
from shared.contracts.fund_allocation import Level, Use
from shared.contracts.housing_project import Certificate, WorkType


class View(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(from_attributes=True)


class FundView(View):
    fund_id: UUID
    code: str
    name: str
    level: Level
    locality: str
    closed_through: int | None


class EarmarkedView(View):
    kind: Literal["campaign", "purpose", "house"]
    ref: str
    free: int


class CountView(View):
    """How many, and their sum in đồng."""

    count: int
    amount: int


class IncomeView(View):
    opening: int
    cash: int
    bank_transfer: int


class BalancesView(FundView):
    free: int
    reserved: int
    uses: dict[Use, int]
    income: IncomeView
    earmarked: list[EarmarkedView]
    reversals_waiting: CountView


class OpeningView(View):
    fund_id: UUID
    lot_id: UUID
    year: int
    on: date
    amount: int


class EntryView(View):
    entry_id: int
    kind: str
    debit: str
    credit: str
    amount: int
    dated: date
    year: int
    subject_id: UUID
    recorded_at: datetime


class AccountView(View):
    account: str
    debit: int
    credit: int
    balance: int


class TrialView(View):
    fund_id: UUID
    year: int | None
    accounts: list[AccountView]
    debit: int
    credit: int


class YearView(View):
    fund_id: UUID
    year: int
    opening: int
    received: int
    reversed: int
    used: int
    closing: int
    closed_on: date


class YearsView(View):
    items: list[YearView]


class CheckView(View):
    name: str
    left: int
    right: int


class ProofView(View):
    fund_id: UUID
    balanced: bool
    checks: list[CheckView]


class NormView(View):
    norm_id: UUID
    fund_id: UUID | None
    legal_basis: str
    work_type: WorkType
    amount: int
    valid_from: date
    valid_to: date | None


class NormsView(View):
    items: list[NormView]


class RequestView(View):
    request_id: UUID
    house_id: UUID
    household_id: UUID
    fund_id: UUID
    programme: str
    work_type: WorkType
    amount: int
    estimated_cost: int
    requested_on: date
    requested_by: str
    state: RequestState
    house_code: str | None
    norm: NormView | None


class DecisionView(View):
    decision_id: UUID
    decision_number: str
    request_id: UUID
    house_id: UUID
    fund_id: UUID
    work_type: WorkType
    amount: int
    decided_on: date
    above_norm: bool
    reason_above_norm: str | None
    campaign_id: UUID | None
    norm_id: UUID | None
    decided_by: str
    paid: int
    released: int
    ended_as: Ending | None
    ended_on: date | None


class InstalmentView(View):
    instalment_id: UUID
    decision_id: UUID
    house_id: UUID
    fund_id: UUID
    certificate_id: UUID
    certificate: Certificate
    amount: int
    paid_on: date
    paid_by: str


class DecisionPapersView(DecisionView):
    instalments: list[InstalmentView]
    inputs: dict[str, Any]
    result: dict[str, Any]


class ExpenditureView(View):
    expenditure_id: UUID
    fund_id: UUID
    use: Use
    amount: int
    spent_on: date
    campaign_id: UUID | None
    description: str
    recorded_by: str


class CertificateView(View):
    certificate_id: UUID
    certificate: Certificate
    on: date
    instalment_id: UUID | None


class HouseView(View):
    house_id: UUID
    house_code: str | None
    household_code: str | None
    category: str | None
    village: str | None
    commune: str | None
    work_type: WorkType | None
    programme: str | None
    fund_id: UUID | None
    applied_on: date | None
    certificates: list[CertificateView]
    requests: list[RequestView]
    decisions: list[DecisionView]


class LotPartView(View):
    lot_id: UUID
    amount: int
    stage: Literal["reserved", "used"]
    instalment_id: UUID | None


class PartView(View):
    stage: Literal["reserved", "used"]
    purpose_id: UUID
    instalment_id: UUID | None
    house_id: UUID | None
    use: Use
    amount: int


class ReversalView(View):
    amount: int
    placed: int
    reversed_on: date
    kind: str


class SplitView(View):
    """One lot of a gift that is split over purposes."""

    lot_id: UUID
    earmark: Earmark | None
    amount: int
    free: int
    reserved: int
    used: int
    returned: int


class TraceView(View):
    """Where a gift or an opening balance went: amount = free + reserved + used + returned; ``split``: its lots, when
    it is split over purposes."""

    lot_id: UUID
    fund_id: UUID
    source: Literal["opening", "cash", "bank_transfer"]
    amount: int
    received_on: date
    earmark: Earmark | None
    free: int
    reserved: int
    used: int
    returned: int
    split: list[SplitView]
    parts: list[PartView]
    reversal: ReversalView | None


class PendingView(View):
    requests: int
    decisions_open: int
    reserved: int
    reversals: CountView
    certificates_unpaid: int
    stranded_earmarks: CountView
