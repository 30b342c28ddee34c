"""What the JSON API takes. Amounts in đồng, days as YYYY-MM-DD."""

import re
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from shared.contracts.donation import Earmark
from shared.contracts.envelope import MAX_AMOUNT
from shared.contracts.fund_allocation import Level, Use
from shared.contracts.housing_project import WorkType

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _only_a_day(value: object) -> object:
    """Numbers and instants are no days, though pydantic would read them as such."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    raise PydanticCustomError("date_parsing", "a day is written YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_only_a_day), Field(ge=date(1945, 1, 1), le=date(2200, 12, 31))]
Sum = Annotated[int, Field(strict=True, ge=1, le=MAX_AMOUNT)]
FundCode = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9./_-]{1,20}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class Form(BaseModel):
    """A request's body: nothing but the named fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class FundForm(Form):
    """A fund to open."""

    code: FundCode
    name: Line
    level: Level
    locality: Line


class OpeningForm(Form):
    """Money brought forward; the earmark is what it may be spent on alone."""

    amount: Sum
    on: Day
    earmark: Earmark | None = None


class NormForm(Form):
    """A support norm; without a fund it is general."""

    legal_basis: Line
    work_type: WorkType
    amount: Sum
    valid_from: Day
    valid_to: Day | None = None
    fund_id: UUID | None = None


class NormEndForm(Form):
    """The last day of a norm."""

    valid_to: Day


class DecisionForm(Form):
    """A support decision; a campaign lets it take the money earmarked for that campaign."""

    request_id: UUID
    amount: Sum
    decided_on: Day
    reason_above_norm: Words | None = None
    campaign_id: UUID | None = None


class RefusalForm(Form):
    """A refusal; the reason is private."""

    refused_on: Day
    reason: Words


class InstalmentForm(Form):
    """A payment against a stage certificate."""

    certificate_id: UUID
    amount: Sum
    paid_on: Day


class ExpenditureForm(Form):
    """Money spent on a use; the description is private."""

    fund_id: UUID
    use: Use
    amount: Sum
    spent_on: Day
    description: Words
    campaign_id: UUID | None = None


class CloseForm(Form):
    """The year to close."""

    fund_id: UUID
    year: Annotated[int, Field(strict=True, ge=1945, le=2200)]
