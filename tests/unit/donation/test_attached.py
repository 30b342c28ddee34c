"""Members whose parts are the gift, in whose name it is shown, and whose promise it keeps."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donation.domain.attached import (
    Attached,
    Known,
    Member,
    Named,
    OnBehalf,
    Promise,
    check_attached,
    check_shares,
    shown_on_behalf,
)
from services.donation.domain.register import Unit
from shared.errors import Refused
from shared.money import split

FUND, OTHER, SECTOR, SCHOOL, PERSON, CAMPAIGN, PLEDGE, STRANGE = (UUID(int=n) for n in range(1, 9))
UNITS = {
    SECTOR: Named(Unit(SECTOR, FUND, "PGD", "state_agency", "Phòng Giáo dục", None), frozenset({SECTOR})),
    SCHOOL: Named(
        Unit(SCHOOL, FUND, "TH-01", "school", "Trường A", None, parent_id=SECTOR), frozenset({SCHOOL, SECTOR})
    ),
    PERSON: Named(Unit(PERSON, FUND, "CN-1", "person", "Nguyễn Văn A", None), frozenset({PERSON})),
    STRANGE: Named(Unit(STRANGE, OTHER, "X", "school", "Trường X", None), frozenset({STRANGE})),
}
PROMISE = Promise(FUND, CAMPAIGN, SCHOOL, None)


def code(
    attached: Attached,
    *,
    unit: UUID | None = SECTOR,
    campaign: UUID | None = CAMPAIGN,
    amount: int = 10,
    promise: Promise = PROMISE,
    units: dict[UUID, Named] | None = None,
) -> tuple[str, str | None] | None:
    try:
        known = Known({PLEDGE: promise}, units or UNITS)
        check_attached(attached, known, fund_id=FUND, unit_id=unit, campaign_id=campaign, amount=amount)
    except Refused as refused:
        return refused.code, refused.field
    return None


def members(*members: tuple[UUID | None, str | None, int | None]) -> Attached:
    return Attached(tuple(Member(*member) for member in members))


@given(st.integers(1, 10**15), st.lists(st.integers(1, 10**6), min_size=1, max_size=60))
def test_shares_made_by_the_largest_remainder_are_the_gift(amount: int, weights: list[int]) -> None:
    shares = split(amount, weights)
    if min(shares) > 0:
        check_shares(shares, amount)
    with pytest.raises(Refused, match=r"shares_sum|share_not_positive"):
        check_shares([*shares[:-1], shares[-1] + 1], amount)


@given(st.lists(st.none() | st.integers(-5, 5), max_size=8), st.integers(1, 20))
def test_shares_are_all_there_and_sum_up_or_none_is_there(shares: list[int | None], amount: int) -> None:
    told = [share for share in shares if share is not None]
    fine = not told or (len(told) == len(shares) and min(told) > 0 and sum(told) == amount)
    try:
        check_shares(shares, amount)
    except Refused:
        assert not fine
    else:
        assert fine


def test_members_in_order_are_accepted() -> None:
    assert code(members((SCHOOL, None, 4), (None, "Cô Lan", 6))) is None
    assert code(members((SCHOOL, None, None), (None, "Cô Lan", None))) is None
    assert code(members((None, "Bạn A", 10)), unit=None) is None


def test_what_is_refused_of_members() -> None:
    assert code(members((SCHOOL, None, 4), (None, "Cô Lan", 5))) == ("shares_sum", "members")
    assert code(members((SCHOOL, None, 10), (None, "Cô Lan", None))) == ("shares_incomplete", "members")
    assert code(members((SCHOOL, None, 10), (None, "Cô Lan", 0))) == ("share_not_positive", "members")
    assert code(members((None, None, 10))) == ("member_unclear", "members")
    assert code(members((SCHOOL, "Trường A", 10))) == ("member_unclear", "members")
    assert code(members((SCHOOL, None, 10)), unit=None) == ("member_not_below", "members")
    assert code(members((SECTOR, None, 10))) == ("member_not_below", "members")
    assert code(members((SECTOR, None, 10)), unit=SCHOOL) == ("member_not_below", "members")
    assert code(members((UUID(int=99), None, 10))) == ("unit_unknown", "members")
    assert code(members((STRANGE, None, 10))) == ("unit_of_other_fund", "members")
    merged = UNITS[SCHOOL].unit._replace(merged_into=SECTOR, merged_into_code="PGD")
    units = {**UNITS, SCHOOL: Named(merged, frozenset({SECTOR}))}
    assert code(members((SCHOOL, None, 10)), units=units) == ("unit_merged", "members")


def test_a_gift_keeps_the_promise_of_the_one_who_gives_or_in_whose_name() -> None:
    named = Attached(pledge_id=PLEDGE)
    assert code(named, unit=SCHOOL) is None
    assert code(named, unit=SECTOR) == ("pledge_of_other_giver", "pledge_id")
    assert code(named, unit=None) == ("pledge_of_other_giver", "pledge_id")
    assert code(named._replace(on_behalf_of=OnBehalf(SCHOOL, None))) is None
    assert code(named._replace(on_behalf_of=OnBehalf(SCHOOL, None)), unit=None) is None
    assert code(named, unit=SCHOOL, campaign=None) == ("pledge_of_other_campaign", "pledge_id")
    assert code(Attached(pledge_id=OTHER), unit=SCHOOL) == ("pledge_unknown", "pledge_id")
    assert code(named, unit=SCHOOL, promise=PROMISE._replace(fund_id=OTHER)) == ("pledge_unknown", "pledge_id")
    cancelled = PROMISE._replace(cancelled_on=date(2024, 7, 1))
    assert code(named, unit=SCHOOL, promise=cancelled) == ("pledge_is_cancelled", "pledge_id")
    a_person = PROMISE._replace(head_id=None)
    assert code(named, unit=None, promise=a_person) is None
    assert code(named, unit=SCHOOL, promise=a_person) == ("pledge_of_other_giver", "pledge_id")


def test_in_whose_name_a_gift_is_given() -> None:
    assert code(Attached(on_behalf_of=OnBehalf(SCHOOL, None)), unit=None) is None
    assert code(Attached(on_behalf_of=OnBehalf(None, "Cụ Bảy"))) is None
    unclear = ("on_behalf_unclear", "on_behalf_of")
    for behalf in (OnBehalf(None, None), OnBehalf(SCHOOL, "Trường A"), OnBehalf(SCHOOL, None, name_consent=True)):
        assert code(Attached(on_behalf_of=behalf)) == unclear
    person = Attached(on_behalf_of=OnBehalf(PERSON, None))
    assert code(person) == ("on_behalf_of_person", "on_behalf_of.unit_id")
    assert code(Attached(on_behalf_of=OnBehalf(STRANGE, None))) == ("unit_of_other_fund", "on_behalf_of.unit_id")


def test_the_name_that_is_shown() -> None:
    known = Known({}, UNITS)
    assert shown_on_behalf(Attached(pledge_id=PLEDGE), known, "Ông B") == "Ông B"
    assert shown_on_behalf(Attached(on_behalf_of=OnBehalf(SCHOOL, None)), known, None) == "Trường A"
    assert shown_on_behalf(Attached(on_behalf_of=OnBehalf(None, "Cụ Bảy")), known, "Ông B") == "Ông B"
    assert shown_on_behalf(Attached(on_behalf_of=OnBehalf(None, "Cụ Bảy")), known, None) is None
    consent = Attached(on_behalf_of=OnBehalf(None, "Cụ Bảy", name_consent=True))
    assert shown_on_behalf(consent, known, "Ông B") == "Cụ Bảy"
