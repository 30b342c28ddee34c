"""What the housing-project service tells the world. A household is a code, a village and a category, never a name."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.envelope import Amount, AmountOrZero, Code, Contract, Label, Part

WorkType = Literal["new_build", "repair"]
Category = Literal["meritorious_person", "martyr_relative", "war_invalid", "sick_soldier", "heroic_mother"]
Certificate = Literal["foundation", "frame_wall", "completion"]
Stage = Literal[
    "applied", "inspected", "reviewed", "requested", "groundbreaking", "foundation", "frame_wall", "handed_over",
]  # fmt: skip


class HouseApplied(Contract):
    """Subject: house_id. An application was taken; what is shown in public of the household is all here."""

    TYPE: ClassVar[str] = "house.applied.v1"
    house_id: UUID
    house_code: Code
    household_id: UUID
    household_code: Code
    category: Category
    village: Label
    commune: Label
    work_type: WorkType
    programme: Code
    fund_id: UUID
    applied_on: date


class HouseStageReached(Contract):
    """Subject: house_id. ``certificate_id`` is there for foundation, frame_wall and handed_over (completion)."""

    TYPE: ClassVar[str] = "house.stage_reached.v1"
    house_id: UUID
    stage: Stage
    on: date
    certificate_id: UUID | None = None


class SupportRequested(Contract):
    """Subject: house_id. What the board decides on; ``requested_by`` is the opaque id of a staff account."""

    TYPE: ClassVar[str] = "support.requested.v1"
    request_id: UUID
    house_id: UUID
    household_id: UUID
    fund_id: UUID
    programme: Code
    work_type: WorkType
    amount: Amount
    estimated_cost: Amount
    requested_on: date
    requested_by: Code


class FundingMix(Part):
    """Who paid for a house, in đồng; labour in days, never added to the money."""

    fund: AmountOrZero
    state_budget: AmountOrZero
    family: AmountOrZero
    community: AmountOrZero
    labour_days: AmountOrZero


class HouseSettled(Contract):
    """Subject: house_id. The money of the mix sums to the actual cost."""

    TYPE: ClassVar[str] = "house.settled.v1"
    house_id: UUID
    request_id: UUID
    actual_cost: Amount
    mix: FundingMix
    settled_on: date


class HouseCancelled(Contract):
    """Subject: house_id. ``request_id`` is None when no support had been requested yet."""

    TYPE: ClassVar[str] = "house.cancelled.v1"
    house_id: UUID
    request_id: UUID | None
    cancelled_on: date


EVENTS: tuple[type[Contract], ...] = (HouseApplied, HouseStageReached, SupportRequested, HouseSettled, HouseCancelled)
