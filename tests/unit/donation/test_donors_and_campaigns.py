"""Units among each other, campaigns that end earlier or later, and two numbers with one ratio."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donation.domain.campaigns import Progress, closed_today, extended
from services.donation.domain.donors import Consent, check_consent, check_merge, check_parent, withdrawn_with_merge
from services.donation.domain.register import Campaign, Unit, check_target, check_unit
from shared.errors import Refused
from shared.money import percent

FUND, OTHER, A, B, PERSON = (UUID(int=n) for n in range(1, 6))
TODAY = date(2024, 7, 10)
HEAD = Unit(A, FUND, "TH-01", "school", "Trường A", None)
DOUBLE = Unit(B, FUND, "TH-02", "organisation", "Trường A", None)
SOMEONE = Unit(PERSON, FUND, "CN-1", "person", "Nguyễn Văn A", date(2024, 1, 1))
MERGED = DOUBLE._replace(merged_into=A, merged_into_code="TH-01")
DRIVE = Campaign(UUID(int=9), FUND, "D", "Đợt 27/7", 2024, date(2024, 6, 28), date(2024, 7, 27))


def refused(call: object, *arguments: object) -> tuple[str, str | None] | None:
    assert callable(call)
    try:
        call(*arguments)
    except Refused as refused:
        return refused.code, refused.field
    return None


def test_who_may_stand_above() -> None:
    assert refused(check_parent, B, FUND, HEAD, {A}) is None
    assert refused(check_parent, None, FUND, HEAD, ()) is None
    assert refused(check_parent, B, FUND, None, ()) == ("unit_unknown", "parent_id")
    assert refused(check_parent, B, OTHER, HEAD, {A}) == ("unit_of_other_fund", "parent_id")
    assert refused(check_parent, B, FUND, SOMEONE, {PERSON}) == ("parent_is_person", "parent_id")
    assert refused(check_parent, PERSON, FUND, MERGED, {B}) == ("unit_merged", "parent_id")
    assert refused(check_parent, A, FUND, HEAD, {A}) == ("parent_below", "parent_id")
    assert refused(check_parent, B, FUND, HEAD, {A, B}) == ("parent_below", "parent_id")


def test_what_may_be_merged() -> None:
    assert refused(check_merge, DOUBLE, HEAD, {A}, "Quỹ A") is None
    assert refused(check_merge, HEAD, HEAD, {A}, "Quỹ A") == ("merge_with_itself", "into_unit_id")
    elsewhere = HEAD._replace(fund_id=OTHER)
    assert refused(check_merge, DOUBLE, elsewhere, {A}, "Quỹ A") == ("unit_of_other_fund", "into_unit_id")
    third = HEAD._replace(unit_id=OTHER)
    assert refused(check_merge, MERGED, third, {OTHER}, "Quỹ A") == ("unit_merged", "unit_id")
    assert refused(check_merge, third, MERGED, {B}, "Quỹ A") == ("unit_merged", "into_unit_id")
    assert refused(check_merge, SOMEONE, HEAD, {A}, "Quỹ A") == ("merge_of_kinds", "into_unit_id")
    assert refused(check_merge, DOUBLE, HEAD, {A, B}, "Quỹ A") == ("merge_upwards", "into_unit_id")


def test_consent_is_a_persons() -> None:
    given_, taken = Consent(True, TODAY, "giấy"), Consent(False, TODAY, "điện thoại")
    assert refused(check_consent, SOMEONE, given_, TODAY) is None
    assert refused(check_consent, SOMEONE, taken, TODAY) is None
    assert refused(check_consent, HEAD, given_, TODAY) == ("consent_not_needed", "name_consent_on")
    double = SOMEONE._replace(merged_into=A, merged_into_code="CN-2")
    assert refused(check_consent, double, taken, TODAY) == ("unit_merged", "unit_id")
    assert refused(check_consent, SOMEONE, Consent(True, date(2024, 7, 11), "x"), TODAY) == ("date_in_future", "on")
    never = SOMEONE._replace(name_consent_on=None)
    assert refused(check_consent, never, taken, TODAY) == ("consent_not_there", "given")


def test_the_last_word_holds_for_both_codes_of_a_person() -> None:
    silent = SOMEONE._replace(unit_id=B, name_consent_on=None)
    assert withdrawn_with_merge([SOMEONE, silent], latest_was_given=False) == [SOMEONE]
    assert withdrawn_with_merge([SOMEONE, silent], latest_was_given=True) == []
    assert withdrawn_with_merge([silent, silent], latest_was_given=None) == []


def test_no_number_and_no_group_of_a_person() -> None:
    assert refused(check_unit, HEAD._replace(official_code="0102030405", not_asked="retired"), TODAY) is None
    number = SOMEONE._replace(official_code="001099012345")
    assert refused(check_unit, number, TODAY) == ("person_is_private", "official_code")
    assert refused(check_unit, SOMEONE._replace(not_asked="disabled"), TODAY) == ("person_is_private", "not_asked")


@pytest.mark.parametrize("group", ["under_18", "retired", "students", "on_benefits", "disabled"])
def test_groups_that_may_not_be_asked_get_no_target(group: str) -> None:
    unit = HEAD._replace(not_asked=group)  # type: ignore[arg-type] # mypy doesn't narrow the parameters
    assert refused(check_target, DRIVE, unit, 1) == ("unit_not_asked", "unit_id")
    assert refused(check_target, DRIVE, unit, 0) is None, "0 takes back what was set before"


def test_other_targets_that_are_refused() -> None:
    assert refused(check_target, DRIVE, MERGED, 1) == ("unit_merged", "unit_id")
    assert refused(check_target, DRIVE, MERGED, 0) is None
    closed = DRIVE._replace(closed_on=date(2024, 7, 1))
    assert refused(check_target, closed, HEAD, 1) == ("campaign_closed", "campaign_id")
    assert refused(check_target, DRIVE, SOMEONE, 0) == ("person_without_target", "unit_id")


def test_a_campaign_ends_earlier_or_later() -> None:
    closed = closed_today(DRIVE, TODAY)
    assert (closed.closes_on, closed.closed_on) == (TODAY, TODAY)
    assert closed.last_day == date(2024, 12, 31), "late money is still the campaign's"
    longer = extended(DRIVE, date(2024, 8, 31))
    assert (longer.closes_on, longer.closed_on) == (date(2024, 8, 31), None)
    assert refused(closed_today, closed, TODAY) == ("campaign_closed", "campaign_id")
    assert refused(extended, closed, date(2024, 8, 31)) == ("campaign_closed", "campaign_id")
    assert refused(closed_today, DRIVE, date(2024, 6, 27)) == ("campaign_not_begun", "campaign_id")
    assert refused(closed_today, DRIVE, date(2024, 7, 28)) == ("campaign_ended", "campaign_id")
    assert refused(extended, DRIVE, date(2024, 7, 27)) == ("campaign_not_longer", "closes_on")
    early = DRIVE._replace(opens_on=date(2023, 12, 1))
    assert refused(closed_today, early, date(2023, 12, 31)) == ("campaign_year", "year")


def progress(target: int, received: int, reversed_: int = 0, pledged: int = 0) -> Progress:
    return Progress(target, 1, received, reversed_, 1, pledged, pledged)


@pytest.mark.parametrize(
    ("actual", "target", "written"),
    [
        (17, 10, "170,0 %"),  # houses of a district in 2017: result 17, plan 10
        (4509, 4500, "100,2 %"),  # the pair that an article of 2021 printed both ways round
        (4500, 4509, "99,8 %"),
        (291, 293, "99,3 %"),
        (20, 20, "100,0 %"),
        (345_025_000, 330_000_000, "104,6 %"),
        (0, 330_000_000, "0,0 %"),
        (5, 0, "—"),
        (245, 100, "245,0 %"),
    ],
)
def test_two_labelled_numbers_and_one_rule_for_their_ratio(actual: int, target: int, written: str) -> None:
    found = progress(target, actual)
    assert (found.target, found.actual, found.achievement) == (target, actual, written)


@given(st.integers(0, 10**15), st.integers(0, 10**15), st.integers(0, 10**15), st.integers(0, 10**15))
def test_a_pledge_is_never_in_the_result(target: int, received: int, reversed_: int, pledged: int) -> None:
    found = progress(target, received, reversed_, pledged)
    assert found.actual == received - reversed_
    assert found.achievement == percent(received - reversed_, target)
    assert (found.achievement_rate is None) == (target == 0)
    assert found._replace(pledged=0, outstanding=0).achievement_rate == found.achievement_rate


def test_the_rate_as_a_number() -> None:
    assert progress(330, 391).achievement_rate == Decimal("118.5")
    assert progress(0, 391).achievement_rate is None
