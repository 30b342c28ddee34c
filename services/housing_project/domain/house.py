"""The life of a gratitude house as a pure state machine: a house and a command in; the house after it and what to
announce out, or a typed refusal. No clock, no database: ``today`` is an argument.

New build: applied → inspected → reviewed → requested → decided → groundbreaking → foundation → frame_wall →
handed_over → settled. A repair has no foundation and may skip the frame and wall. The council may reject, the board
may refuse (a new request may follow), and until the handover a house may be cancelled.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from uuid import UUID

from services.housing_project.domain import refusals
from services.housing_project.domain.acts import (
    BreakGround,
    Cancel,
    Certify,
    Command,
    HandOver,
    Inspect,
    RequestSupport,
    Review,
    Settle,
)
from shared.contracts import Contract
from shared.contracts.housing_project import (
    Category,
    HouseApplied,
    HouseCancelled,
    HouseSettled,
    HouseStageReached,
    SupportRequested,
    WorkType,
)
from shared.contracts.housing_project import Stage as PublicStage

State = Literal[
    "applied", "inspected", "reviewed", "rejected", "requested", "refused", "decided", "groundbreaking", "foundation",
    "frame_wall", "handed_over", "settled", "cancelled",
]  # fmt: skip
"""The public stages, and besides: ``decided`` and ``refused`` are the fund's word, ``rejected`` the council's."""

ENDED: Final[frozenset[State]] = frozenset(("rejected", "settled", "cancelled"))
NOT_HELPED: Final[frozenset[State]] = frozenset(("rejected", "cancelled"))
"""Ends after which the household may apply to the same programme again, if no money was paid."""

_SHARED: Final[Mapping[State, frozenset[State]]] = {
    "applied": frozenset(("inspected", "cancelled")),
    "inspected": frozenset(("reviewed", "rejected", "cancelled")),
    "reviewed": frozenset(("requested", "cancelled")),
    "requested": frozenset(("decided", "refused", "cancelled")),
    "refused": frozenset(("requested", "cancelled")),
    "decided": frozenset(("groundbreaking", "cancelled")),
    "frame_wall": frozenset(("handed_over", "cancelled")),
    "handed_over": frozenset(("settled",)),
    "rejected": frozenset(),
    "settled": frozenset(),
    "cancelled": frozenset(),
}
TRANSITIONS: Final[Mapping[WorkType, Mapping[State, frozenset[State]]]] = {
    "new_build": {
        **_SHARED,
        "groundbreaking": frozenset(("foundation", "cancelled")),
        "foundation": frozenset(("frame_wall", "cancelled")),
    },
    "repair": {**_SHARED, "groundbreaking": frozenset(("frame_wall", "handed_over", "cancelled"))},
}
"""Which state may follow which. The table ``stage_transition`` holds the same rows; a test compares them."""


@dataclass(frozen=True, slots=True)
class House:
    """A house as the rules see it. ``since`` is the day of the latest stage, ``step`` counts the stages (1 = applied),
    ``request_id`` is the latest request for support. In đồng: ``estimated_cost``, and ``paid``, what the fund's
    instalments heard so far sum to."""

    house_id: UUID
    household_id: UUID
    fund_id: UUID
    programme: str
    work_type: WorkType
    estimated_cost: int
    state: State
    step: int
    since: date
    request_id: UUID | None = None
    paid: int = 0


@dataclass(frozen=True, slots=True)
class Application:
    """What is asked for, with the household's public description beside it. ``estimated_cost`` in đồng."""

    house_id: UUID
    house_code: str
    household_id: UUID
    household_code: str
    category: Category
    village: str
    commune: str
    fund_id: UUID
    work_type: WorkType
    programme: str
    applied_on: date
    estimated_cost: int


@dataclass(frozen=True, slots=True)
class PriorHouse:
    """An earlier house of the same household under the same programme. ``paid`` in đồng."""

    house_code: str
    state: State
    paid: int


def apply_for(application: Application, prior: Sequence[PriorHouse], today: date) -> tuple[House, Contract]:
    """Take an application. Raises Refused when its day is in the future, or when the household has a house under the
    same programme that lives, was settled, or was cancelled after money had been paid (prior-support check)."""
    if application.applied_on > today:
        raise refusals.in_future("applied_on", application.applied_on, today)
    for other in prior:
        if other.state not in NOT_HELPED or other.paid > 0:
            raise refusals.already_helped(other.house_code, other.state, application.programme)
    house = House(
        house_id=application.house_id,
        household_id=application.household_id,
        fund_id=application.fund_id,
        programme=application.programme,
        work_type=application.work_type,
        estimated_cost=application.estimated_cost,
        state="applied",
        step=1,
        since=application.applied_on,
    )
    return house, HouseApplied(
        house_id=application.house_id,
        house_code=application.house_code,
        household_id=application.household_id,
        household_code=application.household_code,
        category=application.category,
        village=application.village,
        commune=application.commune,
        work_type=application.work_type,
        programme=application.programme,
        fund_id=application.fund_id,
        applied_on=application.applied_on,
    )


def decide(house: House, command: Command, today: date) -> tuple[House, Contract]:
    """Carry out a command. Returns the house after it and the event that tells of it; raises Refused."""
    match command:
        case RequestSupport():
            return _request(house, command, today)
        case Settle():
            return _settle(house, command, today)
        case Cancel():
            return _end(house, "cancelled", command, house.request_id, today)
        case Review(approved=False):
            return _end(house, "rejected", command, None, today)
        case _:
            return _stage(house, command, today)


def hear_answer(house: House, answer: Literal["decided", "refused"], request_id: UUID, on: date) -> House:
    """The fund's answer to a request, which is a fact and never refused. It moves the house only when that request is
    the one that waits: a house cancelled meanwhile stays cancelled (the fund hears of it and releases the money).

    A day before the request's own (the fund's clock, not ours) counts as the request's day, to keep stages in order.
    """
    if house.state != "requested" or house.request_id != request_id:
        return house
    return dataclasses.replace(house, state=answer, step=house.step + 1, since=max(on, house.since))


def _reach(house: House, target: State, on: date, today: date) -> House:
    if target not in TRANSITIONS[house.work_type].get(house.state, frozenset()):
        raise refusals.out_of_order(house.state, target, ended=house.state in ENDED)
    if on > today:
        raise refusals.in_future("on", on, today)
    if on < house.since:
        raise refusals.before_earlier_stage(on, house.state, house.since)
    return dataclasses.replace(house, state=target, step=house.step + 1, since=on)


def _stage(
    house: House, command: Inspect | Review | BreakGround | Certify | HandOver, today: date
) -> tuple[House, Contract]:
    stage, certificate_id = _signed(command)
    if stage == "foundation" and house.work_type == "repair":
        raise refusals.repair_has_no_foundation()
    after = _reach(house, stage, command.on, today)
    return after, HouseStageReached(house_id=house.house_id, stage=stage, on=command.on, certificate_id=certificate_id)


def _signed(command: Inspect | Review | BreakGround | Certify | HandOver) -> tuple[PublicStage, UUID | None]:
    """The stage that a command reaches and the certificate that is signed with it."""
    match command:
        case Inspect():
            return "inspected", None
        case Review():
            return "reviewed", None
        case BreakGround():
            return "groundbreaking", None
        case Certify():
            return command.certificate, command.certificate_id
        case HandOver():
            return "handed_over", command.certificate_id


def _end(
    house: House,
    state: Literal["rejected", "cancelled"],
    command: Review | Cancel,
    request_id: UUID | None,
    today: date,
) -> tuple[House, Contract]:
    after = _reach(house, state, command.on, today)
    if not (command.reason or "").strip():
        raise refusals.reason_missing()
    return after, HouseCancelled(house_id=house.house_id, request_id=request_id, cancelled_on=command.on)


def _request(house: House, command: RequestSupport, today: date) -> tuple[House, Contract]:
    after = dataclasses.replace(_reach(house, "requested", command.on, today), request_id=command.request_id)
    if command.amount > house.estimated_cost:
        raise refusals.above_estimate(command.amount, house.estimated_cost)
    return after, SupportRequested(
        request_id=command.request_id,
        house_id=house.house_id,
        household_id=house.household_id,
        fund_id=house.fund_id,
        programme=house.programme,
        work_type=house.work_type,
        amount=command.amount,
        estimated_cost=house.estimated_cost,
        requested_on=command.on,
        requested_by=command.requested_by,
    )


def _settle(house: House, command: Settle, today: date) -> tuple[House, Contract]:
    after = _reach(house, "settled", command.on, today)
    mix = command.mix
    total = mix.fund + mix.state_budget + mix.family + mix.community
    if total != command.actual_cost:
        raise refusals.mix_is_not_cost(total, command.actual_cost)
    if mix.fund != house.paid:
        raise refusals.fund_part_is_not_paid(mix.fund, house.paid)
    if house.request_id is None:
        raise ValueError("a house was handed over without a request for support")
    return after, HouseSettled(
        house_id=house.house_id,
        request_id=house.request_id,
        actual_cost=command.actual_cost,
        mix=mix,
        settled_on=command.on,
    )
