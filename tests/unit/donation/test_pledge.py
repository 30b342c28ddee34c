"""How a promise stands: kept part by part, never clamped, late only where somebody may be asked."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donation.domain.pledge import Due, Owed, Pledge, check_pledge, dues_of, owed, standing
from services.donation.domain.register import Campaign, Unit
from shared.contracts.envelope import MAX_AMOUNT
from shared.errors import Refused

FUND, OTHER, UNIT, CAMPAIGN, PLEDGE = (UUID(int=n) for n in range(1, 6))
TODAY = date(2024, 7, 27)
SCHOOL = Unit(UNIT, FUND, "TH", "school", "Trường A", None)
DRIVE = Campaign(CAMPAIGN, FUND, "D", "Đợt 27/7", 2024, date(2024, 6, 28), date(2024, 7, 27))
PROMISE = Pledge(PLEDGE, FUND, CAMPAIGN, UNIT, 100, (Due(date(2024, 7, 20), 100),))

parts = st.lists(
    st.tuples(st.dates(date(2024, 1, 1), date(2024, 12, 31)), st.integers(1, 10**9)),
    min_size=1,
    max_size=12,
    unique_by=lambda part: part[0],
)


def standing_of(dues: tuple[Due, ...], given_: int, *, cancelled: bool = False, asked: bool = True) -> str:
    return standing(sum(d.amount for d in dues), dues, given_, TODAY, cancelled=cancelled, asked=asked)


@given(parts, st.lists(st.tuples(st.integers(1, 10**9), st.booleans()), max_size=12))
def test_gifts_keep_a_promise_and_reversals_open_it_again(
    named: list[tuple[date, int]], gifts: list[tuple[int, bool]]
) -> None:
    amount = sum(part[1] for part in named)
    dues = dues_of(amount, None, [Due(*part) for part in named])
    assert [due.due_on for due in dues] == sorted(part[0] for part in named)
    before = standing_of(dues, 0)
    sums = [0]
    for gift, taken_back in gifts:
        sums.append(sums[-1] + (0 if taken_back else gift))
    for given_ in sums:
        stands = standing_of(dues, given_)
        late = owed(dues, given_, TODAY)
        due_now = sum(due.amount for due in dues if due.due_on < TODAY)
        assert (late.amount if late else 0) == max(0, due_now - given_), "what is late is what was due and did not come"
        assert (stands == "fulfilled") == (given_ >= amount)
        assert (stands == "overdue") == (given_ < amount and late is not None)
        if late is not None:
            covered = sum(due.amount for due in dues if due.due_on < late.due_on)
            assert covered <= given_, "gifts keep the earliest parts first"
        assert standing_of(dues, given_, asked=False) in ("open", "partly", "fulfilled")
        assert standing_of(dues, given_, cancelled=True) == "cancelled"
    assert standing_of(dues, 0) == before


@pytest.mark.parametrize(
    ("given_", "stands", "late"),
    [
        (0, "overdue", Owed(date(2024, 7, 1), 60)),
        (10, "overdue", Owed(date(2024, 7, 1), 50)),
        (30, "overdue", Owed(date(2024, 7, 26), 30)),
        (59, "overdue", Owed(date(2024, 7, 26), 1)),
        (60, "partly", None),
        (99, "partly", None),
        (100, "fulfilled", None),
        (245, "fulfilled", None),
    ],
)
def test_parts_due_before_today(given_: int, stands: str, late: Owed | None) -> None:
    dues = (Due(date(2024, 7, 1), 30), Due(date(2024, 7, 26), 30), Due(TODAY, 40))
    assert standing_of(dues, given_) == stands, "a part that is due today is not late"
    assert owed(dues, given_, TODAY) == late


def test_the_last_day_is_still_in_time() -> None:
    assert standing_of((Due(TODAY, 100),), 0) == "open"
    assert standing_of((Due(TODAY - timedelta(1), 100),), 0) == "overdue"


def refusal_of_dues(amount: int, due_on: date | None, *dues: Due) -> tuple[str, str | None] | None:
    try:
        dues_of(amount, due_on, dues)
    except Refused as refused:
        return refused.code, refused.field
    return None


def test_what_is_refused_of_dues() -> None:
    one, two = Due(date(2024, 7, 1), 40), Due(date(2024, 7, 2), 60)
    assert refusal_of_dues(100, TODAY) is None
    assert refusal_of_dues(100, None, two, one) is None
    assert refusal_of_dues(100, None) == ("dues_unclear", "due_on")
    assert refusal_of_dues(100, TODAY, one, two) == ("dues_unclear", "due_on")
    assert refusal_of_dues(0, TODAY) == ("pledge_not_positive", "amount")
    assert refusal_of_dues(MAX_AMOUNT + 1, TODAY) == ("amount_too_large", "amount")
    assert refusal_of_dues(101, None, one, two) == ("dues_sum", "dues")
    assert refusal_of_dues(40, None, one, two._replace(amount=0)) == ("dues_sum", "dues")
    assert refusal_of_dues(100, None, one, Due(one.due_on, 60)) == ("dues_on_one_day", "dues")


def refusal(
    pledge: Pledge = PROMISE, campaign: Campaign = DRIVE, unit: Unit | None = SCHOOL, today: date = TODAY
) -> tuple[str, str | None, str] | None:
    try:
        check_pledge(pledge, campaign, unit, "Quỹ xã A", today)
    except Refused as refused:
        return refused.code, refused.field, refused.vi
    return None


def test_what_is_refused_of_a_pledge() -> None:
    assert refusal() is None
    assert refusal(PROMISE._replace(unit_id=None), unit=None) is None
    found = [
        refusal(campaign=DRIVE._replace(fund_id=OTHER)),
        refusal(campaign=DRIVE._replace(closed_on=date(2024, 7, 1))),
        refusal(today=date(2025, 1, 1)),
        refusal(unit=None),
        refusal(unit=SCHOOL._replace(fund_id=OTHER)),
        refusal(unit=SCHOOL._replace(merged_into=OTHER, merged_into_code="TH-9")),
        refusal(PROMISE._replace(dues=(Due(date(2024, 6, 27), 100),))),
        refusal(PROMISE._replace(dues=(Due(date(2024, 7, 1), 50), Due(date(2025, 1, 1), 50)))),
    ]
    assert [each and each[:2] for each in found] == [
        ("campaign_of_other_fund", "campaign_id"), ("campaign_closed", "campaign_id"),
        ("campaign_ended", "campaign_id"),
        ("unit_unknown", "unit_id"), ("unit_of_other_fund", "unit_id"), ("unit_merged", "unit_id"),
        ("due_outside_campaign", "due_on"), ("due_outside_campaign", "due_on"),
    ]  # fmt: skip
    assert found[4] is not None
    assert "Quỹ xã A" in found[4][2], "the fund that asks the unit is named"
    assert found[5] is not None
    assert "TH-9" in found[5][2]


def test_who_may_not_be_asked_may_still_promise() -> None:
    assert refusal(unit=SCHOOL._replace(not_asked="retired")) is None
