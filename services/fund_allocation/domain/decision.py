"""The support decision as a pure function of the request, the dated norms, prior support and the balances.

Its inputs and its result are stored with every decision, so that it can be made again and compared.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from services.fund_allocation.domain.days import check_day
from services.fund_allocation.domain.norms import Norm, norm_for
from services.fund_allocation.domain.refusals import books, support
from shared.contracts.housing_project import WorkType

RequestState = Literal["waiting", "decided", "refused", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Request:
    """A request for support as it was heard; amounts in đồng."""

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


@dataclass(frozen=True, slots=True)
class Available:
    """Free money that a decision may take, in đồng, by earmark; received on or before the decision's day."""

    earmark: str
    amount: int


def earmarks_of(available: Iterable[Available]) -> list[str]:
    """The earmarks that have any money, in their order."""
    return [item.earmark for item in available if item.amount]


@dataclass(frozen=True, slots=True)
class DecisionInputs:
    """Everything a decision rests on. ``prior_support`` is the number of the decision that helped this household under
    this programme before; ``closed_through`` the fund's last closed year."""

    request: Request
    amount: int
    decided_on: date
    decided_by: str
    reason_above_norm: str | None
    norms: tuple[Norm, ...]
    prior_support: str | None
    available: tuple[Available, ...]
    closed_through: int | None
    today: date


@dataclass(frozen=True, slots=True)
class Granted:
    """What was decided: the sum in đồng, the norm it was measured by, and whether it is above (or without) one."""

    amount: int
    norm_id: UUID | None
    above_norm: bool


def decide_support(inputs: DecisionInputs) -> Granted:
    """Raises Refused: own request, answered already, day, above the request, second support, norm, balance."""
    request = inputs.request
    check_answer(request, inputs.decided_by, inputs.decided_on, "decided_on", inputs.today, inputs.closed_through)
    if inputs.amount > request.amount:
        raise support.above_request(inputs.amount, request.amount)
    if inputs.prior_support is not None:
        raise support.second_support(inputs.prior_support, request.programme)
    norm = norm_for(inputs.norms, request.fund_id, request.work_type, inputs.decided_on)
    above_norm = norm is None or inputs.amount > norm.amount
    if above_norm and not inputs.reason_above_norm:
        raise support.above_norm(inputs.amount, norm, inputs.decided_on)
    available = sum(item.amount for item in inputs.available)
    if inputs.amount > available:
        raise books.above_balance(inputs.amount, available, inputs.decided_on)
    return Granted(inputs.amount, norm.norm_id if norm else None, above_norm)


def check_answer(
    request: Request, actor_id: str, day: date, field: str, today: date, closed_through: int | None
) -> None:
    """What holds for every answer to a request, a decision or a refusal. Raises Refused."""
    if request.state != "waiting":
        raise support.request_answered(request.state)
    if actor_id == request.requested_by:
        raise support.own_request()
    check_day(day, field, today=today, closed_through=closed_through)
    if day < request.requested_on:
        raise support.before_request(field, day, request.requested_on)
