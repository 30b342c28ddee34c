"""What the routes of accounts and payment codes take."""

import re
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from services.donation.api.forms import Day, Form, composed, line
from services.donation.domain.account import AccountKind
from shared.http import Sentence

_NUMBER = re.compile(r"[0-9A-Z]{4,19}")
_BIN = re.compile(r"[0-9]{6}")


def _number(value: object) -> object:
    """As banks print it, with spaces, dots or hyphens between: kept without them, in capitals."""
    sent = _sent(value)
    text = re.sub(r"[ .-]", "", value).upper() if isinstance(value, str) else ""
    if not _NUMBER.fullmatch(text):
        raise PydanticCustomError(
            "sentence",
            "an account number",
            {
                "vi": f"Số tài khoản có từ 4 đến 19 chữ số hoặc chữ cái không dấu, ví dụ 0011001932418{sent.vi}.",
                "en": f"An account number has 4 to 19 digits or plain letters, such as 0011001932418{sent.en}.",
            },
        )
    return text


def _sent(value: object) -> Sentence:
    """How it must be sent, for a program that sent a number."""
    return Sentence("", "") if isinstance(value, str) else Sentence(", gửi dạng chuỗi", ", sent as text")


def _bin(value: object) -> object:
    sent = _sent(value)
    if value is not None and not (isinstance(value, str) and _BIN.fullmatch(value)):
        raise PydanticCustomError(
            "sentence",
            "a BIN",
            {
                "vi": f"Mã BIN của ngân hàng có đúng 6 chữ số theo NAPAS{sent.vi}, ví dụ 970436 (Vietcombank).",
                "en": f"A bank's BIN at NAPAS has exactly 6 digits{sent.en}, such as 970436 (Vietcombank).",
            },
        )
    return value


BankName = Annotated[str, line(60), AfterValidator(composed)]
Holder = Annotated[str, line(140), AfterValidator(composed)]


class AccountForm(Form):
    """An account to register; ``bank_bin`` may be missing for the State Treasury alone."""

    fund_id: UUID
    kind: AccountKind
    bank_bin: Annotated[str | None, BeforeValidator(_bin)] = None
    bank_name: BankName
    number: Annotated[str, BeforeValidator(_number)]
    holder: Holder
    opened_on: Day


class AccountClosingForm(Form):
    """The last day of an account."""

    closed_on: Day


class CodeForm(Form):
    """What a payment code is to stand for; without a unit it is for walk-in givers."""

    account_id: UUID
    campaign_id: UUID | None = None
    unit_id: UUID | None = None


class CodeBatchForm(Form):
    """A campaign whose units are all to have a code."""

    account_id: UUID
    campaign_id: UUID
