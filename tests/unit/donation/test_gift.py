"""What may be recorded as a gift, under which name it is shown, and on which day it is taken back."""

from datetime import date
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donation.domain import gift as rules
from services.donation.domain.gift import (
    BookKey,
    Earmark,
    Facts,
    NewGift,
    Payer,
    ReceiptNumber,
    RecordedGift,
    ReversalKind,
)
from services.donation.domain.register import Campaign, Unit
from shared.contracts.envelope import MAX_AMOUNT
from shared.errors import Refused

FUND, OTHER, UNIT, CAMPAIGN, HOUSE = (UUID(int=n) for n in range(1, 6))
TODAY = date(2024, 7, 27)
SCHOOL = Unit(UNIT, FUND, "TH", "school", "Trường A", None)
DRIVE = Campaign(CAMPAIGN, FUND, "D", "Đợt 27/7", 2024, date(2024, 6, 28), date(2024, 7, 27))
FACTS = Facts(True, False, SCHOOL, DRIVE, FUND, BookKey(FUND, 2024, "TM01"))
GIFT = NewGift(UUID(int=9), FUND, UNIT, CAMPAIGN, "cash", 200_000, date(2024, 7, 20), "cashier-1")


def code(gift: NewGift, facts: Facts = FACTS, today: date = TODAY) -> str | None:
    try:
        rules.check_gift(gift, facts, today)
    except Refused as refused:
        return refused.code
    return None


def test_a_gift_in_order_is_accepted() -> None:
    assert code(GIFT) is None
    assert code(GIFT._replace(unit_id=None, campaign_id=None)) is None


@given(st.integers(min_value=-(10**20), max_value=10**20))
def test_amounts_from_one_to_the_largest_are_accepted(amount: int) -> None:
    expected = None if 1 <= amount <= MAX_AMOUNT else "amount_too_large" if amount > 0 else "amount_not_positive"
    assert code(GIFT._replace(amount=amount)) == expected


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_no_gift_is_dated_in_the_future(day: date) -> None:
    refusal = code(GIFT._replace(received_on=day, campaign_id=None))
    assert (refusal == "date_in_future") == (day > TODAY)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 6, 27), "campaign_not_open"), (date(2024, 6, 28), None), (date(2024, 7, 28), None),
        (date(2024, 12, 31), None), (date(2025, 1, 1), "campaign_over"),
    ],
)  # fmt: skip
def test_a_gift_counts_for_a_campaign_until_its_year_ends(day: date, expected: str | None) -> None:
    assert code(GIFT._replace(received_on=day), today=date(2026, 1, 1)) == expected


@pytest.mark.parametrize(
    ("gift", "facts", "expected"),
    [
        ({}, {"fund_known": False}, "fund_unknown"),
        ({}, {"year_closed": True}, "year_closed"),
        ({"received_on": date(1944, 12, 31), "campaign_id": None}, {}, "year_closed"),
        ({}, {"unit": None}, "unit_unknown"),
        ({}, {"unit": SCHOOL._replace(fund_id=OTHER)}, "unit_of_other_fund"),
        ({}, {"campaign": None}, "campaign_unknown"),
        ({}, {"campaign": DRIVE._replace(fund_id=OTHER)}, "campaign_of_other_fund"),
        ({"earmark": Earmark("house", str(HOUSE))}, {}, None),
        ({"earmark": Earmark("house", str(HOUSE))}, {"house_fund": None}, "house_unknown"),
        ({"earmark": Earmark("house", str(HOUSE))}, {"house_fund": OTHER}, "house_of_other_fund"),
        ({"earmark": Earmark("campaign", str(CAMPAIGN))}, {}, None),
        ({"earmark": Earmark("campaign", str(OTHER))}, {}, "earmark_of_other_campaign"),
        ({"earmark": Earmark("campaign", str(CAMPAIGN)), "campaign_id": None}, {}, "earmark_of_other_campaign"),
        ({"payer": Payer(None, None, None, True)}, {}, "consent_without_name"),
        ({"payer": Payer("A", None, None, True)}, {}, None),
    ],
)
def test_refusals(gift: dict[str, Any], facts: dict[str, Any], expected: str | None) -> None:
    assert code(GIFT._replace(**gift), FACTS._replace(**facts)) == expected


def test_earmarks_are_ids_or_uses() -> None:
    assert Earmark.of("house", str(HOUSE).upper().replace("-", "")) == ("house", str(HOUSE))
    assert Earmark.of("purpose", "housing") == ("purpose", "housing")
    for kind, ref in (("purpose", str(HOUSE)), ("house", "housing"), ("campaign", "")):
        with pytest.raises(Refused):
            Earmark.of(kind, ref)  # type: ignore[arg-type] # the tuple above holds literals


PAYER = Payer("Lê Văn B", None, None, False)
PERSON = SCHOOL._replace(kind="person", name="Nguyễn Văn A")


@pytest.mark.parametrize(
    ("unit", "payer", "shown"),
    [
        (SCHOOL, None, "Trường A"),
        (SCHOOL, PAYER._replace(name_consent=True), "Trường A"),
        (PERSON, None, None),
        (PERSON, PAYER._replace(name_consent=True), None),
        (PERSON._replace(name_consent_on=date(2024, 1, 1)), None, "Nguyễn Văn A"),
        (None, None, None),
        (None, PAYER, None),
        (None, PAYER._replace(name_consent=True), "Lê Văn B"),
    ],
)
def test_who_is_named(unit: Unit | None, payer: Payer | None, shown: str | None) -> None:
    assert rules.display_name_of(GIFT._replace(payer=payer), unit) == shown


RECORDED = RecordedGift(
    UUID(int=9), FUND, UNIT, CAMPAIGN, 200_000, date(2024, 3, 1), ReceiptNumber(2024, "TM01", 1), None, None
)


def test_a_void_is_of_the_gifts_own_year() -> None:
    assert rules.reversal_day(RECORDED, "void", None, TODAY) == TODAY
    assert rules.reversal_day(RECORDED, "void", None, date(2025, 3, 1)) == date(2024, 12, 31)


@given(
    st.sampled_from(get_args(ReversalKind)[1:]),
    st.none() | st.dates(date(2023, 1, 1), date(2026, 1, 1)),
    st.dates(date(2024, 3, 1), date(2026, 1, 1)),
)
def test_money_goes_back_between_its_coming_and_today(kind: ReversalKind, asked: date | None, today: date) -> None:
    if asked is None or RECORDED.received_on <= asked <= today:
        assert rules.reversal_day(RECORDED, kind, asked, today) == (asked or today)
        return
    with pytest.raises(Refused, match="date_in_future" if asked > today else "reversed_before_received"):
        rules.reversal_day(RECORDED, kind, asked, today)


def test_a_gift_is_taken_back_once() -> None:
    gift = RECORDED._replace(reversed_as="refund", reversed_on=date(2024, 4, 1))
    with pytest.raises(Refused, match="already_reversed"):
        rules.reversal_day(gift, "void", None, TODAY)


def test_a_closed_year_says_which_way_is_open() -> None:
    rules.check_year("void", TODAY, closed=False)
    with pytest.raises(Refused, match="void_in_closed_year"):
        rules.check_year("void", TODAY, closed=True)
    with pytest.raises(Refused, match="year_closed"):
        rules.check_year("refund", TODAY, closed=True)
