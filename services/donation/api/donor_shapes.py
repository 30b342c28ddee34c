"""What the routes of units and their consent take and give. What is private stays out of answers that are kept."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.donation.api.forms import Day, Form, OfficialCode, Words
from services.donation.api.views import View
from services.donation.domain.register import NotAsked


class PlaceForm(Form):
    """All of a unit's place; null where there is none."""

    parent_id: UUID | None
    official_code: OfficialCode | None
    not_asked: NotAsked | None


class MergeForm(Form):
    """Under which unit a double goes on, and why; the reason is private."""

    into_unit_id: UUID
    reason: Words


class ConsentForm(Form):
    """What a person said about being named, on which day, and how it was recorded (private)."""

    given: Annotated[bool, Field(strict=True)]
    on: Day
    how: Words


class WithdrawalForm(Form):
    """On which day and how consent was taken back; private."""

    on: Day
    how: Words


class MergedView(View):
    unit_id: UUID
    into_unit_id: UUID
    code: str


class ConsentView(View):
    unit_id: UUID
    given: bool
    on: date


class SaidView(View):
    """Private."""

    given: bool
    on: date
    how: str
    recorded_by: str
    recorded_at: datetime


class SaidList(View):
    items: list[SaidView]


class WithdrawnView(View):
    gift_id: UUID
    on: date


class DoubleView(View):
    """A unit that goes on under this one; the reason is private."""

    unit_id: UUID
    code: str
    into_unit_id: UUID
    reason: str
    merged_by: str
    merged_at: datetime


class ProgressView(View):
    """Two numbers and their ratio. ``achievement`` is "—" for a target of 0. Pledges are not in the result."""

    target: int
    gifts: int
    received: int
    reversed: int
    actual: int
    achievement_rate: Decimal | None
    achievement: str
    pledges: int
    pledged: int
    outstanding: int


class GivingView(ProgressView):
    """What a unit gave in a year with all that were merged into it. ``unit_id`` is the one under which it goes on."""

    unit_id: UUID
    code: str
    year: int
    paid_by_others: int
    merged: list[DoubleView]
