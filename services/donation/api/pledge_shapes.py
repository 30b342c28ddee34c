"""What the routes of pledges take and give. What is private stays out of answers that are kept."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.donation.api.forms import Address, Day, Form, Name, Sum, Words
from services.donation.api.views import View
from services.donation.domain.pledge import MAX_DUES, Standing


class DueForm(Form):
    """A part of a promise and its day."""

    due_on: Day
    amount: Sum


class PersonForm(Form):
    """A person who promises and is no unit: private."""

    name: Name
    address: Address | None = None


class PledgeForm(Form):
    """A promise of a unit or a person, due on one day or in parts that sum to it. ``note`` is private."""

    fund_id: UUID
    campaign_id: UUID
    unit_id: UUID | None = None
    person: PersonForm | None = None
    amount: Sum
    due_on: Day | None = None
    dues: Annotated[tuple[DueForm, ...], Field(max_length=MAX_DUES)] = ()
    note: Words | None = None


class CancelForm(Form):
    """Why nothing more will come; private."""

    reason: Words


class DueView(View):
    due_on: date
    amount: int


class PledgedView(View):
    """A promise that was just recorded; kept beside its key, so without a private word."""

    pledge_id: UUID
    fund_id: UUID
    campaign_id: UUID
    unit_id: UUID | None
    amount: int
    due_on: date


class CancelledView(View):
    pledge_id: UUID
    amount: int
    given: int


class PledgeView(PledgedView):
    """A promise as it stands. ``given`` is never clamped; ``unit_id`` is the unit under which it goes on."""

    unit_code: str | None
    dues: list[DueView]
    given: int
    gifts: int
    outstanding: int
    status: Standing
    recorded_by: str
    recorded_at: datetime
    reminded_at: datetime | None


class PersonView(View):
    """Private."""

    name: str
    address: str | None


class PledgeDetail(PledgeView):
    """A promise with its private words."""

    person: PersonView | None
    note: str | None
    cancel_reason: str | None


class LateView(View):
    """What an organisation promised itself and is late, since ``due_on``."""

    due_on: date
    pledge_id: UUID
    campaign_id: UUID
    unit_id: UUID
    unit_code: str
    unit_name: str
    amount: int
    given: int
    overdue: int
    reminded_at: datetime | None


class RemindedView(View):
    """Letters that were recorded; ``left``: late pledges that are still without one of today. ``pdf`` prints them."""

    reminder_id: UUID
    letters: int
    left: int
    pdf: str
