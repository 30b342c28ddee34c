"""What every answer has, and what several share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
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


class UsesOut(Out):
    """How many payments, or gifts behind a purpose, and how much."""

    payments: int
    amount: int


class BackerOut(Out):
    """What a purpose has of one gift (or part of a split one) or opening balance; ``known`` is false while that was not
    heard of. ``gift_id``: where it can be looked up."""

    lot_id: UUID
    gift_id: UUID
    reserved: int
    used: int
    known: bool
