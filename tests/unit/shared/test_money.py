"""Sums: written, compared, said in words, shared and read."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import money
from shared.contracts.envelope import MAX_AMOUNT
from shared.errors import Refused

amounts = st.integers(0, MAX_AMOUNT)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0 đ"), (999, "999 đ"), (1000, "1.000 đ"), (4_190_119_000, "4.190.119.000 đ"), (-8_036_000, "-8.036.000 đ")],
)
def test_dong_has_dots_and_its_sign(amount: int, text: str) -> None:
    assert money.format_dong(amount) == text


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        (4_190_119_000, "dong", "4.190.119.000"),
        (4_190_119_499, "thousand", "4.190.119"),
        (4_190_119_500, "thousand", "4.190.120"),
        (499_999, "million", "0"),
        (500_000, "million", "1"),
        (-500, "thousand", "-1"),
        (-499, "thousand", "0"),
    ],
)
def test_a_table_rounds_half_away_from_zero(amount: int, unit: money.DisplayUnit, text: str) -> None:
    assert money.format_in_unit(amount, unit) == text


@pytest.mark.parametrize(
    ("actual", "target", "text"),
    [
        (284_888, 240_000, "118,7 %"),
        (456_901, 250_000, "182,8 %"),
        (0, 600_000, "0,0 %"),
        (5, 0, "—"),
        (0, 0, "—"),
        (2_450, 1_000, "245,0 %"),
        (123_456, 10, "1.234.560,0 %"),
        (1, 16, "6,3 %"),  # 6.25: half up
        (1, 80, "1,3 %"),  # 1.25: up too, whatever the digit before
        (-1, 16, "-6,3 %"),
    ],
)
def test_a_rate_has_one_rule_and_is_never_clamped(actual: int, target: int, text: str) -> None:
    assert money.percent(actual, target) == text


def test_a_rate_as_a_number() -> None:
    assert money.rate(284_888, 240_000) == Decimal("118.7")
    assert money.rate(1, 0) is None
    with pytest.raises(ValueError, match="negative"):
        money.rate(1, -1)


@given(st.integers(-MAX_AMOUNT, MAX_AMOUNT), st.integers(1, MAX_AMOUNT))
def test_a_rate_is_at_most_half_a_tenth_off(actual: int, target: int) -> None:
    rate = money.rate(actual, target)
    assert rate is not None
    assert abs(Fraction(rate) - Fraction(actual * 100, target)) <= Fraction(1, 20)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (1, "Một đồng"),
        (4, "Bốn đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (25, "Hai mươi lăm đồng"),
        (55, "Năm mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm linh một đồng"),
        (104, "Một trăm linh bốn đồng"),
        (105, "Một trăm linh năm đồng"),
        (110, "Một trăm mười đồng"),
        (115, "Một trăm mười lăm đồng"),
        (1_000, "Một nghìn đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (1_015, "Một nghìn không trăm mười lăm đồng"),
        (200_000, "Hai trăm nghìn đồng"),
        (405_015_024, "Bốn trăm linh năm triệu không trăm mười lăm nghìn không trăm hai mươi tư đồng"),
        (1_000_000_005, "Một tỷ không trăm linh năm đồng"),
        (1_001_000_000, "Một tỷ không trăm linh một triệu đồng"),
        (4_190_119_000, "Bốn tỷ một trăm chín mươi triệu một trăm mười chín nghìn đồng"),
        (10**12, "Một nghìn tỷ đồng"),
        (1_005 * 10**9, "Một nghìn không trăm linh năm tỷ đồng"),
        (10**15, "Một triệu tỷ đồng"),
        (10**15 + 21, "Một triệu tỷ không trăm hai mươi mốt đồng"),
        (10**18, "Một tỷ tỷ đồng"),
        (10**18 + 4, "Một tỷ tỷ không trăm linh bốn đồng"),
    ],
)
def test_amount_in_words(amount: int, words: str) -> None:
    assert money.amount_in_words(amount) == words


_DIGIT = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip


def _number(words: list[str]) -> int:
    """What an amount in words says, read by another method than it is written by."""
    if "tỷ" in words:
        last = len(words) - 1 - words[::-1].index("tỷ")
        return _number(words[:last]) * 10**9 + _number(words[last + 1 :])
    total = group = digit = 0
    for word in words:
        match word:
            case "trăm":
                group, digit = digit * 100, 0
            case "mươi":
                group, digit = group + digit * 10, 0
            case "mười":
                group += 10
            case "linh":
                pass
            case "nghìn" | "triệu":
                total += (group + digit) * (1_000 if word == "nghìn" else 1_000_000)
                group = digit = 0
            case _:
                digit = _DIGIT[word]
    return total + group + digit


@given(st.integers(0, 10**20) | st.sampled_from([10**n for n in range(21)]))
def test_words_say_the_amount(amount: int) -> None:
    words = money.amount_in_words(amount).lower().split()
    assert words.pop() == "đồng"
    assert _number(words) == amount


def test_a_negative_amount_has_no_words() -> None:
    with pytest.raises(ValueError, match="negative"):
        money.amount_in_words(-1)


@given(amounts, st.lists(st.integers(0, 10**12), min_size=1, max_size=30).filter(any))
def test_a_split_is_exact_and_fair(total: int, weights: list[int]) -> None:
    parts = money.split(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True))
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


def test_a_split_favours_the_largest_remainder_then_the_earlier() -> None:
    assert money.split(100, [1, 1, 1]) == [34, 33, 33]
    assert money.split(10, [1, 2, 1]) == [3, 5, 2]
    assert money.split(1, [1, 3]) == [0, 1]
    assert money.split(0, [0, 0]) == [0, 0]


@pytest.mark.parametrize(("total", "weights"), [(1, []), (1, [0]), (-1, [1]), (1, [2, -1])])
def test_a_split_that_makes_no_sense_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - every ValueError is the refusal
        money.split(total, weights)


@given(amounts)
def test_what_is_written_can_be_read(amount: int) -> None:
    assert money.parse_amount(money.format_dong(amount)) == amount
    assert money.parse_amount(str(amount)) == amount


@pytest.mark.parametrize(
    "text", ["500000", "500.000", "500 000", " 500.000đ ", "500.000 VNĐ", "500000vnd", "500.000 đồng", "500\u00a0000 ₫"]
)
def test_amounts_as_people_write_them(text: str) -> None:
    assert money.parse_amount(text) == 500_000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "amount_missing"),
        (" đ", "amount_missing"),
        ("-500.000", "amount_negative"),
        ("−5", "amount_negative"),
        ("(500)", "amount_negative"),
        ("500.000,50", "amount_fractional"),
        ("500,5", "amount_fractional"),
        ("500,000", "amount_unclear"),
        ("1,500,000", "amount_unclear"),
        ("1.5", "amount_unclear"),
        ("1.500.00", "amount_unclear"),
        ("1,500.000", "amount_unclear"),
        ("5 triệu", "amount_not_a_number"),
        ("5tr", "amount_not_a_number"),
        ("1e6", "amount_not_a_number"),
        ("５００", "amount_not_a_number"),
        ("năm trăm", "amount_not_a_number"),
        ("1.000.000.000.000.001", "amount_too_large"),
        ("9" * 5000, "amount_too_large"),
    ],
)
def test_an_amount_that_can_be_misread_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        money.parse_amount(text, field="target")
    assert (refusal.value.code, refusal.value.field, refusal.value.status) == (code, "target", 422)


@given(st.text(alphabet="0123456789.,- đ()tr", max_size=20))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        amount = money.parse_amount(text)
    except Refused:
        return
    assert 0 <= amount <= MAX_AMOUNT
    assert str(amount) == "".join(c for c in text if c.isdigit()).lstrip("0") or amount == 0
