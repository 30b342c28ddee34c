"""What the JSON API takes. Amounts in đồng, days as YYYY-MM-DD."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.donation.domain.gift import FIRST_DAY, LAST_DAY, EarmarkKind
from services.donation.domain.register import NotAsked
from shared.contracts.donation import Channel, UnitKind
from shared.contracts.envelope import MAX_AMOUNT, Year
from shared.contracts.fund_allocation import Level
from shared.http.sentences import ONE_LINE

_UNSEEN = re.compile("[\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]")
"""Letters without a shape: blanks of no width, marks that turn the direction of writing, ends of lines."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _only_a_day(value: object) -> object:
    """Numbers and instants are no days, though pydantic would read them as such."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    raise PydanticCustomError("date_parsing", "a day is written YYYY-MM-DD")


def composed(text: str) -> str:
    """One spelling for what looks the same: Vietnamese is typed both with composed and with combining letters, and
    what is copied brings letters along that nobody sees, some of which turn the words around them."""
    text = unicodedata.normalize("NFC", text)
    if _UNSEEN.search(text) is None:
        return text
    text = _UNSEEN.sub("", text).strip()
    if not text:
        raise PydanticCustomError("missing", "nothing that is seen")
    return text


def _shaped(pattern: str, vi: str, en: str) -> AfterValidator:
    """Text of a pattern; ``vi`` and ``en`` say after the field's name what it is made of."""
    whole = re.compile(pattern)

    def check(text: str) -> str:
        if whole.fullmatch(text) is None:
            raise PydanticCustomError("shape", "another pattern", {"vi": vi, "en": en})
        return text

    return AfterValidator(check)


Day = Annotated[date, BeforeValidator(_only_a_day), Field(ge=FIRST_DAY, le=LAST_DAY)]
Sum = Annotated[int, Field(strict=True, json_schema_extra={"minimum": 1, "maximum": MAX_AMOUNT})]
"""The domain refuses what is out of range, in words that name the remedy."""
SumOrZero = Annotated[int, Field(strict=True, json_schema_extra={"minimum": 0, "maximum": MAX_AMOUNT})]
_CODE = r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}"
Code = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    _shaped(
        _CODE,
        "gồm chữ không dấu, chữ số và các dấu . _ / -, không có dấu cách, nhiều nhất 40 ký tự, bắt đầu bằng chữ hoặc "
        "số, ví dụ THCS-TL.",
        "has letters without marks, digits and . _ / -, no blanks, at most 40 of them, a letter or digit first, such "
        "as THCS-TL.",
    ),
    Field(json_schema_extra={"pattern": f"^{_CODE}$"}),
]


def line(longest: int) -> StringConstraints:
    """One line of words, of at most so many letters; ``composed`` belongs behind it."""
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest, pattern=ONE_LINE)


Name = Annotated[str, line(300), AfterValidator(composed)]
Words = Annotated[str, line(1000), AfterValidator(composed)]
Address = Annotated[str, line(500), AfterValidator(composed)]


def _bare(number: str) -> str:
    """One spelling of a number that is written with dots, dashes and blanks or without."""
    return re.sub(r"[ .-]", "", number).upper()


OfficialCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
    AfterValidator(_bare),
    _shaped(
        r"[A-Z0-9]{3,20}",
        "có từ 3 đến 20 chữ số hoặc chữ không dấu, ví dụ 0100109106.",
        "has 3 to 20 digits or letters without marks, such as 0100109106.",
    ),
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
