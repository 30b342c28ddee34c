"""What the JSON API takes. Amounts in đồng, days as YYYY-MM-DD."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.donation.domain.gift import FIRST_DAY, EarmarkKind
from services.donation.domain.register import NotAsked
from shared.contracts.donation import Channel, UnitKind
from shared.contracts.envelope import MAX_AMOUNT, Year
from shared.contracts.fund_allocation import Level

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _only_a_day(value: object) -> object:
    """Numbers and instants are no days, though pydantic would read them as such."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    raise PydanticCustomError("date_parsing", "a day is written YYYY-MM-DD")


def _composed(text: str) -> str:
    """One spelling for what looks the same: Vietnamese is typed both with composed and with combining letters."""
    return unicodedata.normalize("NFC", text)


Day = Annotated[date, BeforeValidator(_only_a_day), Field(ge=FIRST_DAY)]
Sum = Annotated[int, Field(strict=True, json_schema_extra={"minimum": 1, "maximum": MAX_AMOUNT})]
"""The domain refuses what is out of range, in words that name the remedy."""
SumOrZero = Annotated[int, Field(strict=True, json_schema_extra={"minimum": 0, "maximum": MAX_AMOUNT})]
Code = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$")]
_LINE = r"^\P{Cc}*$"
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=_LINE),
    AfterValidator(_composed),
]
Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=_LINE),
    AfterValidator(_composed),
]
Address = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=_LINE),
    AfterValidator(_composed),
]


def _bare(number: str) -> str:
    """One spelling of a number that is written with dots, dashes and blanks or without."""
    return re.sub(r"[ .-]", "", number).upper()


OfficialCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^([A-Za-z0-9][ .-]*){3,20}$"),
    AfterValidator(_bare),
]
"""A tax or organisation number."""
StrictYear = Annotated[Year, Field(strict=True)]


class Form(BaseModel):
    """A request's body: nothing but the named fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class UnitForm(Form):
    """A unit to register; ``name_consent_on``: the day a person consented to be named in public; ``not_asked``: the
    group for which it may not be asked for anything."""

    fund_id: UUID
    code: Code
    name: Name
    kind: UnitKind
    name_consent_on: Day | None = None
    parent_id: UUID | None = None
    official_code: OfficialCode | None = None
    not_asked: NotAsked | None = None


class CampaignForm(Form):
    """A campaign to open."""

    fund_id: UUID
    code: Code
    name: Name
    year: StrictYear
    opens_on: Day
    closes_on: Day
    suggested_level: Name | None = None


class TargetForm(Form):
    """What a unit is asked for, by which level, on which legal basis."""

    amount: SumOrZero
    set_by_level: Level | None = None
    legal_basis: Words | None = None


class EarmarkForm(Form):
    """What a gift may be spent on alone."""

    kind: EarmarkKind
    ref: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class PartForm(Form):
    """A part of a gift that is split over purposes, in đồng."""

    amount: Annotated[int, Field(strict=True, ge=1, le=MAX_AMOUNT)]
    earmark: EarmarkForm | None = None


class MemberForm(Form):
    """One for whom the gift was paid: a unit below the giver, or a name (private). Every member has a part, or none."""

    unit_id: UUID | None = None
    name: Name | None = None
    amount: Sum | None = None


class OnBehalfForm(Form):
    """In whose name the gift was given: an organisation, or a name that is private without consent."""

    unit_id: UUID | None = None
    name: Name | None = None
    name_consent: Annotated[bool, Field(strict=True)] = False


class GiftForm(Form):
    """A gift at the counter or on the bank's list. ``payer_*`` and ``reason`` are private; a walk-in without a unit is
    named in public only with ``payer_name`` and ``name_consent``. ``parts`` sum to ``amount``; ``corrects_gift_id`` is
    the reversed gift that this one replaces."""

    fund_id: UUID
    unit_id: UUID | None = None
    campaign_id: UUID | None = None
    channel: Channel
    amount: Sum
    received_on: Day
    earmark: EarmarkForm | None = None
    payer_name: Name | None = None
    payer_address: Address | None = None
    reason: Words | None = None
    name_consent: Annotated[bool, Field(strict=True)] = False
    parts: Annotated[list[PartForm], Field(min_length=2, max_length=20)] | None = None
    corrects_gift_id: UUID | None = None
    pledge_id: UUID | None = None
    members: Annotated[tuple[MemberForm, ...], Field(max_length=1000)] = ()
    on_behalf_of: OnBehalfForm | None = None


class VoidForm(Form):
    """Why the slip was wrong; private."""

    reason: Words


class ReversalForm(Form):
    """Money that went back, or a gift that another one replaces; the reason is private."""

    kind: Literal["refund", "correction"]
    reason: Words
    reversed_on: Day | None = None


class ClosingForm(Form):
    """The year whose receipt books are closed."""

    fund_id: UUID
    year: StrictYear
