"""What the JSON API gives. Amounts in đồng; the README says when a field is null."""

from datetime import date, datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.housing_project.commands import Done
from services.housing_project.domain.house import State
from services.housing_project.store.shown import HouseDetail
from shared.contracts.housing_project import Category, WorkType


class View(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(from_attributes=True)


class HouseholdView(View):
    household_id: UUID
    code: str
    fund_id: UUID
    category: Category
    village: str
    commune: str


class HouseholdRef(View):
    household_id: UUID


class PrivateView(View):
    household_id: UUID
    name: str | None
    birth_year: int | None
    phone: str | None
    address: str | None
    identity_number: str | None
    notes: str | None


class AccessView(View):
    actor: str
    kind: Literal["read", "write"]
    at: datetime


class AccessesView(View):
    items: list[AccessView]


class StepView(View):
    """Where a house stands after a command."""

    house_id: UUID
    house_code: str
    stage: State
    step: int
    on: date
    request_id: UUID | None
    certificate_id: UUID | None

    @classmethod
    def of(cls, done: Done) -> Self:
        """The view of a finished command."""
        house = done.house
        return cls(
            house_id=house.house_id,
            house_code=done.house_code,
            stage=house.state,
            step=house.step,
            on=house.since,
            request_id=house.request_id,
            certificate_id=done.certificate_id,
        )


class SummaryView(View):
    house_id: UUID
    house_code: str
    household_code: str
    village: str
    commune: str
    fund_id: UUID
    programme: str
    work_type: WorkType
    stage: State
    step: int
    on: date
    estimated_cost: int
    decided: int | None
    paid: int
    household_id: UUID
    category: Category


class StageView(View):
    step: int
    stage: State
    on: date
    certificate_id: UUID | None
    certificate_number: str | None


class RequestView(View):
    request_id: UUID
    amount: int
    requested_on: date
    requested_by: str
    answer: Literal["decided", "refused"] | None


class DecisionView(View):
    decision_id: UUID
    decision_number: str
    request_id: UUID
    amount: int
    decided_on: date
    above_norm: bool


class InstalmentView(View):
    instalment_id: UUID
    certificate: str
    certificate_id: UUID
    amount: int
    paid_on: date


class MixView(View):
    fund: int
    state_budget: int
    family: int
    community: int
    labour_days: int


class SettlementView(View):
    on: date
    actual_cost: int
    mix: MixView


class HouseView(SummaryView):
    """Everything about a house that is not private. ``paid_after_settlement`` is 0 unless the two were done at once."""

    stages: list[StageView]
    requests: list[RequestView]
    decisions: list[DecisionView]
    instalments: list[InstalmentView]
    released: int
    settlement: SettlementView | None
    paid_after_settlement: int

    @classmethod
    def of(cls, detail: HouseDetail) -> Self:
        """The view of a house's rows."""
        settled = detail.settlement
        return cls(
            **detail.summary,
            stages=[StageView(**row) for row in detail.stages],
            requests=[RequestView(**row) for row in detail.requests],
            decisions=[DecisionView(**row) for row in detail.decisions],
            instalments=[InstalmentView(**row) for row in detail.instalments],
            released=detail.released,
            settlement=settled
            and SettlementView(on=settled["on"], actual_cost=settled["actual_cost"], mix=MixView(**settled)),
            paid_after_settlement=detail.summary["paid"] - settled["fund"] if settled else 0,
        )


class NoteView(View):
    step: int
    stage: State
    note: str


class NotesView(View):
    house_id: UUID
    notes: list[NoteView]


class UnplacedView(View):
    """Events heard that name a house or a request which is not known here, by kind."""

    decisions: int
    refusals: int
    instalments: int
    releases: int
