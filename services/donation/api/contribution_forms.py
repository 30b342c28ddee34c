"""What the API takes of gifts in kind, labour, direct support, monthly care and reported numbers."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from services.donation.api.forms import Code, Day, Form, Name, StrictYear, Words, composed, line
from services.donation.domain.indicator import Meaning
from shared.contracts.contribution import Support, ValuationBasis
from shared.contracts.envelope import MAX_AMOUNT
from shared.contracts.housing_project import Category

_QUANTITY = re.compile(r"(?!0+(\.0+)?$)[0-9]{1,12}(\.[0-9]{1,3})?")
_MONTH = re.compile(r"(19(?:4[5-9]|[5-9][0-9])|20[0-9]{2}|21[0-9]{2})-(0[1-9]|1[0-2])")


def _exact(value: object) -> object:
    """A whole number, or text with at most three decimals; a JSON fraction is not exact."""
    if type(value) is int:
        value = str(value)
    if isinstance(value, str) and _QUANTITY.fullmatch(value):
        return Decimal(value)
    raise PydanticCustomError(
        "sentence",
        "a quantity is exact",
        {
            "vi": 'Số lượng phải lớn hơn 0: số nguyên, hoặc chuỗi có nhiều nhất 3 số lẻ sau dấu chấm như "1.5".',
            "en": 'A quantity is more than 0: a whole number, or text with up to 3 decimals after a point, like "1.5".',
        },
    )


def _first_day(value: object) -> object:
    if isinstance(value, str) and (found := _MONTH.fullmatch(value)):
        return date(int(found[1]), int(found[2]), 1)
    raise PydanticCustomError(
        "sentence",
        "a month is written YYYY-MM",
        {
            "vi": "Tháng phải viết năm-tháng, từ năm 1945, ví dụ 2026-07.",
            "en": "A month is written year-month, from 1945 on, such as 2026-07.",
        },
    )


Quantity = Annotated[Decimal, BeforeValidator(_exact, json_schema_input_type=int | str)]
Month = Annotated[date, BeforeValidator(_first_day, json_schema_input_type=str)]
"""The first day of the month."""
Value = Annotated[int, Field(strict=True, ge=1, le=MAX_AMOUNT)]
"""Đồng."""
Count = Annotated[int, Field(strict=True, ge=1, le=10_000_000)]
CountOrZero = Annotated[int, Field(strict=True, ge=0, le=MAX_AMOUNT)]
Measure = Annotated[str, line(40), AfterValidator(composed)]


class ValuationForm(Form):
    """What a thing is worth, and who says so."""

    amount: Value
    basis: ValuationBasis


class InKindForm(Form):
    """Things. ``item`` is shown in public: it names no person."""

    item: Name
    quantity: Quantity
    measure: Measure
    valuation: ValuationForm | None = None


class LabourForm(Form):
    """Days of work, and how many people shared them."""

    days: Quantity
    people: Count | None = None


class DirectSupportForm(Form):
    """What a unit did itself and reports; the description is private."""

    support: Support
    description: Words
    value: Value
    began_on: Day
    house_id: UUID | None = None
    new_builds: Count | None = None
    repairs: Count | None = None


class ContributionForm(Form):
    """Exactly one of the three kinds; ``giver_name`` and ``note`` are private. ``at_least``: the figures are lower
    bounds. ``corrects_id``: the reversed entry that this one replaces."""

    fund_id: UUID
    unit_id: UUID | None = None
    campaign_id: UUID | None = None
    given_on: Day
    in_kind: InKindForm | None = None
    labour_days: LabourForm | None = None
    direct_support: DirectSupportForm | None = None
    families: Count | None = None
    at_least: Annotated[bool, Field(strict=True)] = False
    giver_name: Name | None = None
    note: Words | None = None
    corrects_id: UUID | None = None


class ContributionReversalForm(Form):
    """An entry that was wrong (void) or is replaced by another one (correction); the reason is private."""

    kind: Literal["void", "correction"]
    reason: Words
    reversed_on: Day | None = None


class BeneficiaryForm(Form):
    """Who is cared for: a code, never a name."""

    fund_id: UUID
    code: Code
    category: Category
    village: Name


class SponsorshipForm(Form):
    """A unit's commitment, in đồng a month."""

    beneficiary_id: UUID
    unit_id: UUID
    monthly_amount: Value
    first_month: Month


class SponsorshipPaymentForm(Form):
    """Months paid at once, each with ``amount``."""

    months: Annotated[list[Month], Field(min_length=1, max_length=24)]
    amount: Value
    paid_on: Day


class SponsorshipEndForm(Form):
    """The last month of the care, and why it ends; the reason is private."""

    last_month: Month
    reason: Words


class IndicatorForm(Form):
    """A pair of numbers: ``counted`` of ``base``."""

    fund_id: UUID
    year: StrictYear
    meaning: Meaning
    name: Name
    counted: CountOrZero
    base: CountOrZero
