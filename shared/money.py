"""Sums of money: whole đồng as int, exact arithmetic, and the one way in which each figure is written.

Figures follow the Law on Accounting 88/2015/QH13, art. 11: a dot after thousands, a comma before decimals.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from shared.contracts.envelope import MAX_AMOUNT
from shared.errors import Refused

DisplayUnit = Literal["dong", "thousand", "million"]
"""The unit of a table (ĐVT)."""
UNIT_SIZE: dict[DisplayUnit, int] = {"dong": 1, "thousand": 1_000, "million": 1_000_000}
UNIT_NAME: dict[DisplayUnit, str] = {"dong": "đồng", "thousand": "nghìn đồng", "million": "triệu đồng"}
NOTHING = "—"
"""What stands where no figure can."""


def format_number(value: int) -> str:
    """4190119 → "4.190.119"."""
    return f"{value:,}".replace(",", ".")


def format_dong(amount: int) -> str:
    """4190119000 → "4.190.119.000 đ"."""
    return f"{format_number(amount)} đ"


def format_in_unit(amount: int, unit: DisplayUnit) -> str:
    """An exact sum in đồng as a figure of a table in ``unit``, rounded once, half away from zero."""
    return format_number(_divide_half_up(amount, UNIT_SIZE[unit]))


def rate(actual: int, target: int) -> Decimal | None:
    """actual / target in percent with one decimal, half away from zero; None for a target of 0. Never clamped.

    Raises ValueError for a negative target.
    """
    if target < 0:
        raise ValueError("a target is never negative")
    if target == 0:
        return None
    return Decimal(_divide_half_up(actual * 1000, target)).scaleb(-1)


def percent(actual: int, target: int) -> str:
    """The rate as it is written: "118,7 %", "1.245,0 %"; "—" for a target of 0."""
    value = rate(actual, target)
    if value is None:
        return NOTHING
    whole, _, tenth = f"{value:,.1f}".partition(".")
    return f"{whole.replace(',', '.')},{tenth} %"


def _divide_half_up(value: int, divisor: int) -> int:
    quotient, remainder = divmod(abs(value), divisor)
    if 2 * remainder >= divisor:
        quotient += 1
    return quotient if value >= 0 else -quotient


def split(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` đồng shared in proportion to ``weights``; the parts sum to it exactly.

    Largest remainder; between equal remainders the earlier weight wins. Raises ValueError for a negative sum or weight,
    and when there is something to share but no weight above 0.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("neither a sum to share nor a weight is negative")
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("a sum can't be shared without a weight above 0")
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", " nghìn", " triệu")
_BILLION = 1_000_000_000


def amount_in_words(amount: int) -> str:
    """4190119000 → "Bốn tỷ một trăm chín mươi triệu một trăm mười chín nghìn đồng", as on a receipt.

    Forms of the digits as in Unicode CLDR's spell-out rules for Vietnamese: mốt after mươi (21), tư after mươi (24,
    but mười bốn, linh bốn), lăm after mười and mươi. Words of northern official usage: nghìn, not ngàn; linh, not lẻ,
    for an empty place of tens. A group of three digits after a higher one is read in full ("không trăm linh năm"), an
    empty group is left out; above a billion the tỷ are counted again ("một nghìn tỷ", "một tỷ tỷ").
    Raises ValueError for a negative amount.
    """
    if amount < 0:
        raise ValueError("an amount in words is never negative")
    words = _words(amount) if amount else _DIGITS[0]
    return f"{words[0].upper()}{words[1:]} đồng"


def _words(value: int) -> str:
    """``value`` > 0 in words."""
    billions, rest = divmod(value, _BILLION)
    parts: list[str] = []
    if billions:
        parts.append(f"{_words(billions)} tỷ")
    for scale in (2, 1, 0):
        group = rest // 1000**scale % 1000
        if group:
            parts.append(_group(group, full=bool(parts)) + _SCALES[scale])
    return " ".join(parts)


def _group(value: int, *, full: bool) -> str:
    """1 to 999 in words."""
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    parts: list[str] = []
    if hundreds or full:
        parts.append(f"{_DIGITS[hundreds]} trăm")
    if tens == 1:
        parts.append("mười")
    elif tens:
        parts.append(f"{_DIGITS[tens]} mươi")
    if ones:
        parts.append(_last_digit(tens, ones, after_hundreds=bool(parts)))
    return " ".join(parts)


def _last_digit(tens: int, ones: int, *, after_hundreds: bool) -> str:
    if tens == 0:
        return f"linh {_DIGITS[ones]}" if after_hundreds else _DIGITS[ones]
    if ones == 5:
        return "lăm"
    if tens >= 2 and ones in (1, 4):
        return "mốt" if ones == 1 else "tư"
    return _DIGITS[ones]


_UNIT_AT_END = re.compile(r"\s*(đồng|đ|₫|vnđ|vnd)\.?$", re.IGNORECASE)
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+")


def parse_amount(text: str, *, field: str = "amount") -> int:
    """The sum in đồng that a person typed: "500000", "500.000", "500 000 đ". 0 is an amount.

    Raises Refused (422) naming ``field``, with a sentence that says how to write it.
    """
    figure = " ".join(_UNIT_AT_END.sub("", text.strip()).split())
    if _GROUPED.fullmatch(figure):
        amount = int(re.sub(r"[. ]", "", figure)) if len(figure) <= 40 else MAX_AMOUNT + 1
        if amount > MAX_AMOUNT:
            most = format_dong(MAX_AMOUNT)
            raise Refused(
                "amount_too_large",
                vi=f"Số tiền không được quá {most}. Hãy kiểm tra lại số chữ số 0.",
                en=f"An amount is at most {most}. Check the number of zeros.",
                field=field,
            )
        return amount
    code, vi, en = _fault(figure)
    raise Refused(code, vi=vi, en=en, field=field)


def _fault(figure: str) -> tuple[str, str, str]:
    """Why a figure can't be read: the code and the sentence in both languages."""
    if not figure:
        return "amount_missing", "Hãy nhập số tiền, ví dụ 500.000.", "Enter the amount, such as 500.000."
    if figure[0] in "-−(":
        return (
            "amount_negative",
            "Số tiền không được âm. Hãy nhập số dương; muốn trả lại thì lập bút toán đảo.",
            "An amount can't be negative. Enter a positive one; to give money back, make a reversing entry.",
        )
    if re.fullmatch(r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),(?:[0-9]{1,2}|[0-9]{4,})", figure):
        return (
            "amount_fractional",
            "Số tiền là đồng nguyên. Hãy bỏ phần sau dấu phẩy.",
            "An amount is in whole đồng. Leave out what follows the comma.",
        )
    if re.fullmatch(r"[0-9., ]+", figure):
        return (
            "amount_unclear",
            "Không rõ dấu chấm, dấu phẩy ngăn cách gì. Hãy viết liền (500000) hoặc chấm sau mỗi ba chữ số (500.000).",
            "It is unclear what the dots and commas separate. Write the digits alone (500000) or with a dot after each "
            "three (500.000).",
        )
    return (
        "amount_not_a_number",
        "Số tiền chỉ gồm chữ số. Hãy viết đủ các số 0, ví dụ 5.000.000 thay cho 5 triệu.",
        "An amount has digits only. Write all its zeros, such as 5.000.000 instead of 5 million.",
    )
