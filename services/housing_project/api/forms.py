"""What the JSON API takes. Amounts in đồng, days as YYYY-MM-DD."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from shared.contracts.envelope import MAX_AMOUNT
from shared.contracts.housing_project import Category, WorkType

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _only_a_day(value: object) -> object:
    """Numbers and instants are no days, though pydantic would read them as such."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    raise PydanticCustomError("date_parsing", "a day is written YYYY-MM-DD")


def _composed(text: str) -> str:
    """One spelling for what looks the same: Vietnamese is typed both with composed and with combining letters."""
    return unicodedata.normalize("NFC", text)


Day = Annotated[date, BeforeValidator(_only_a_day), Field(ge=date(1945, 1, 1))]
Sum = Annotated[int, Field(strict=True, ge=1, le=MAX_AMOUNT)]
SumOrZero = Annotated[int, Field(strict=True, ge=0, le=MAX_AMOUNT)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9./_-]{0,39}$")]
Place = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^\P{Cc}*[\p{L}\p{N}]\P{Cc}*$"),
    AfterValidator(_composed),
]
"""One line with a letter or a digit in it."""
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(_composed)]


class Form(BaseModel):
    """A request's body: nothing but the named fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class PrivateForm(Form):
    """The people of a household. Never shown in public."""

    name: Annotated[Words, Field(min_length=1, max_length=200)] | None = None
    birth_year: Annotated[int, Field(strict=True, ge=1850)] | None = None
    phone: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9 .-]{6,20}$")] | None = None
    address: Annotated[Words, Field(min_length=1, max_length=500)] | None = None
    identity_number: Annotated[str, StringConstraints(pattern=r"^([0-9]{9}|[0-9]{12})$")] | None = None
    notes: Annotated[Words, Field(min_length=1)] | None = None


class HouseholdForm(Form):
    """A household to register."""

    fund_id: UUID
    category: Category
    village: Place
    commune: Place
    code: Code | None = None
    private: PrivateForm | None = None


class ApplicationForm(Form):
    """An application (đơn đề nghị)."""

    household_id: UUID
    fund_id: UUID
    work_type: WorkType
    programme: Code
    applied_on: Day
    estimated_cost: Sum
    code: Code | None = None


class InspectionForm(Form):
    """A site inspection; the findings are private."""

    on: Day
    findings: Words | None = None


class ReviewForm(Form):
    """The council's word; a rejection needs its reason, which is private."""

    on: Day
    approved: Annotated[bool, Field(strict=True)]
    reason: Words | None = None


class SupportRequestForm(Form):
    """A request for support from the fund."""

    on: Day
    amount: Sum


class GroundbreakingForm(Form):
    """The day on which work began."""

    on: Day


class CertificateForm(Form):
    """A stage certificate; ``number`` is the paper's own."""

    on: Day
    certificate: Literal["foundation", "frame_wall"]
    number: Code | None = None


class HandoverForm(Form):
    """The handover with its certificate of completion; ``number`` is the paper's own."""

    on: Day
    number: Code | None = None


class MixForm(Form):
    """Who paid, in đồng; labour in days."""

    fund: SumOrZero
    state_budget: SumOrZero
    family: SumOrZero
    community: SumOrZero
    labour_days: SumOrZero


class SettlementForm(Form):
    """Final accounts."""

    on: Day
    actual_cost: Sum
    mix: MixForm


class CancellationForm(Form):
    """A cancellation; the reason is private."""

    on: Day
    reason: Words
