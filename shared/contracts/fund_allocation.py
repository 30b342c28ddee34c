"""What the fund-allocation service tells the world: funds, decisions, payments, and where each đồng moved."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.envelope import Amount, AmountOrZero, Code, Contract, Label, Part, Year
from shared.contracts.housing_project import Certificate, WorkType

Level = Literal["central", "province", "district", "commune"]
"""``district`` ended in 2025 and is for archives only."""
Use = Literal[
    "martyrs_works", "housing", "visits_illness_funerals", "hardship", "support_to_poorer_funds",
    "management_publicity",
]  # fmt: skip
"""The six uses of Decree 45/2006."""


class FundOpened(Contract):
    """Subject: fund_id."""

    TYPE: ClassVar[str] = "fund.opened.v1"
    fund_id: UUID
    code: Code
    name: Label
    level: Level
    locality: Label


class OpeningBalanceRecorded(Contract):
    """Subject: fund_id. Money brought forward from before this system, dated ``on``; ``lot_id`` names its lot."""

    TYPE: ClassVar[str] = "opening_balance.recorded.v1"
    fund_id: UUID
    lot_id: UUID
    year: Year
    on: date
    amount: Amount


class SupportDecided(Contract):
    """Subject: decision_id. The board head's decision; ``lots.moved`` of the same subject reserves its money."""

    TYPE: ClassVar[str] = "support.decided.v1"
    decision_id: UUID
    decision_number: Code
    request_id: UUID
    house_id: UUID
    fund_id: UUID
    work_type: WorkType
    amount: Amount
    decided_on: date
    above_norm: bool


class SupportRefused(Contract):
    """Subject: request_id. The board refuses a request; the reason in words stays with the fund."""

    TYPE: ClassVar[str] = "support.refused.v1"
    request_id: UUID
    house_id: UUID
    fund_id: UUID
    refused_on: date


class InstalmentPaid(Contract):
    """Subject: decision_id. Money left the fund for a house against a stage certificate."""

    TYPE: ClassVar[str] = "instalment.paid.v1"
    instalment_id: UUID
    decision_id: UUID
    house_id: UUID
    fund_id: UUID
    certificate_id: UUID
    certificate: Certificate
    amount: Amount
    paid_on: date


class ReservationReleased(Contract):
    """Subject: decision_id. What a house did not need returns to the fund."""

    TYPE: ClassVar[str] = "reservation.released.v1"
    decision_id: UUID
    house_id: UUID
    fund_id: UUID
    amount: Amount
    released_on: date
    cause: Literal["settlement", "cancellation"]


class ExpenditureRecorded(Contract):
    """Subject: expenditure_id. Money spent on one of the six uses other than through a support decision."""

    TYPE: ClassVar[str] = "expenditure.recorded.v1"
    expenditure_id: UUID
    fund_id: UUID
    use: Use
    amount: Amount
    spent_on: date


class LotAmount(Part):
    """A part of one lot, in đồng. A lot's id is the gift's id, or the id of an opening balance."""

    lot_id: UUID
    amount: Amount


class LotsMoved(Contract):
    """Subject: decision_id or expenditure_id (``purpose_id``). Which lots a movement took its money from.

    ``reserved``: free → set aside for a decision; ``released``: back; ``disbursed``: set aside → paid
    (``instalment_id``); ``spent``: free → an expenditure. ``substituted_out`` and ``substituted_in`` come in pairs of
    equal sums when a gift is reversed whose money was promised or paid already: other lots take its place.
    ``stage`` of a substitution says which amounts change hands: those set aside or those paid or spent.
    A movement over many lots travels in chunks of at most 1,000 lots.
    """

    TYPE: ClassVar[str] = "lots.moved.v1"
    movement: Literal["reserved", "released", "disbursed", "spent", "substituted_out", "substituted_in"]
    stage: Literal["reserved", "used"] | None = None
    purpose_id: UUID
    instalment_id: UUID | None = None
    house_id: UUID | None
    fund_id: UUID
    use: Use
    on: date
    lots: Annotated[tuple[LotAmount, ...], Field(min_length=1, max_length=1000)]


class YearClosed(Contract):
    """Subject: fund_id. closing = opening + received - reversed - used, in đồng; closing opens the next year."""

    TYPE: ClassVar[str] = "year.closed.v1"
    fund_id: UUID
    year: Year
    opening: AmountOrZero
    received: AmountOrZero
    reversed: AmountOrZero
    used: AmountOrZero
    closing: AmountOrZero
    closed_on: date


EVENTS: tuple[type[Contract], ...] = (
    FundOpened, OpeningBalanceRecorded, SupportDecided, SupportRefused, InstalmentPaid, ReservationReleased,
    ExpenditureRecorded, LotsMoved, YearClosed,
)  # fmt: skip
