"""Money that leaves the fund: instalments against stage certificates, and expenditures on the six uses."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

from services.fund_allocation.domain.days import check_day
from services.fund_allocation.domain.refusals import books
from services.fund_allocation.domain.refusals import payment as refusals
from shared.contracts.fund_allocation import Use
from shared.contracts.housing_project import Certificate

Ending = Literal["settlement", "cancellation"]


class Certified(NamedTuple):
    """A stage certificate as it was heard; ``instalment_id`` is the payment that used it up."""

    certificate_id: UUID
    house_id: UUID
    certificate: Certificate
    reached_on: date
    instalment_id: UUID | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A support decision as payments see it; sums in đồng."""

    decision_id: UUID
    decision_number: str
    request_id: UUID
    house_id: UUID
    fund_id: UUID
    campaign_id: UUID | None
    amount: int
    paid: int
    decided_on: date
    requested_by: str
    decided_by: str
    ended_as: Ending | None


def check_instalment(
    decision: Decision,
    certificate: Certified | None,
    amount: int,
    paid_on: date,
    paid_by: str,
    *,
    today: date,
    closed_through: int | None,
) -> Certified:
    """The certificate that an instalment is paid against. Raises Refused: people, ended, certificate, day, sum."""
    if paid_by == decision.decided_by:
        raise refusals.payer_decided()
    if paid_by == decision.requested_by:
        raise refusals.payer_requested()
    if decision.ended_as is not None:
        raise refusals.decision_ended(decision.decision_number, decision.ended_as)
    if certificate is None:
        raise refusals.certificate_not_heard()
    if certificate.house_id != decision.house_id:
        raise refusals.certificate_of_another_house()
    if certificate.instalment_id is not None:
        raise refusals.certificate_paid()
    check_day(paid_on, "paid_on", today=today, closed_through=closed_through)
    if paid_on < certificate.reached_on:
        raise refusals.paid_before_certificate(paid_on, certificate.reached_on)
    if paid_on < decision.decided_on:
        raise refusals.paid_before_decision(paid_on, decision.decided_on)
    if amount > decision.amount - decision.paid:
        raise refusals.above_decision(amount, decision.amount - decision.paid)
    return certificate


@dataclass(frozen=True, slots=True)
class ManagementCap:
    """The most that management and publicity may cost: hundredths of a percent of the year's revenue, and its text."""

    basis_points: int
    legal_basis: str

    def of(self, revenue: int) -> int:
        """In đồng, rounded down."""
        return max(revenue, 0) * self.basis_points // 10_000


def check_expenditure(
    use: Use,
    amount: int,
    spent_on: date,
    *,
    available: int,
    spent_on_management: int,
    revenue: int,
    cap: ManagementCap,
    today: date,
    closed_through: int | None,
) -> None:
    """``spent_on_management`` and ``revenue`` are the year's, in đồng. Raises Refused: housing, day, cap, balance."""
    if use == "housing":
        raise refusals.housing_needs_decision()
    check_day(spent_on, "spent_on", today=today, closed_through=closed_through)
    if use == "management_publicity" and spent_on_management + amount > cap.of(revenue):
        left = max(cap.of(revenue) - spent_on_management, 0)
        raise refusals.above_management_cap(amount, left, spent_on.year, cap.basis_points, cap.legal_basis)
    if amount > available:
        raise books.above_balance(amount, available, spent_on)
