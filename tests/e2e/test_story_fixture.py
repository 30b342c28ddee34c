"""The story's file agrees with itself: what was made up sums to what was published, and no rule is broken on paper."""

from collections import Counter

import pytest

from deploy.story.fixture import Fixture, FundKey, House, read
from deploy.story.paper import paper_errors

CUSTOMARY_CAP = 0.05


@pytest.fixture
def fixture() -> Fixture:
    return read()


def test_gifts_sum_to_what_each_unit_gave(fixture: Fixture) -> None:
    story = fixture.story
    given: Counter[str] = Counter()
    for gift in story.gifts:
        given[gift.unit] += gift.amount
    names = {unit.code: unit.unit for unit in story.units}
    assert {names[code]: given[code] for code in names} == {u.unit: u.actual for u in fixture.published.units}
    assert given["VT"] == 0
    assert {gift.channel for gift in story.gifts} == {"cash", "bank_transfer"}
    assert all(gift.on.year == story.year and gift.on >= story.campaign.opens_on for gift in story.gifts)


def test_houses_sum_to_what_was_published(fixture: Fixture) -> None:
    for line in fixture.published.housing:
        houses = [house for house in fixture.story.houses if house.work_type == line.work_type]
        assert (len(houses), sum(_paid(house) for house in houses)) == (line.houses, line.total)
    assert any(_paid(house) < house.decided for house in fixture.story.houses), "one returns money at its settlement"


def test_each_fund_uses_what_was_published(fixture: Fixture) -> None:
    story = fixture.story
    for line in fixture.published.funds:
        spent = [spent for spent in story.expenditures if spent.fund == line.fund]
        houses = sum(_paid(house) for house in story.houses if house.fund == line.fund)
        assert houses + sum(s.amount for s in spent) == line.used
        management = sum(s.amount for s in spent if s.use == "management_publicity")
        assert 0 < management <= CUSTOMARY_CAP * line.received
        assert _given(fixture, line.fund) == line.received


def test_every_house_obeys_the_rules(fixture: Fixture) -> None:
    norms = {n.work_type: n.amount for n in fixture.story.norms if n.valid_from.year == 2013}
    for house in fixture.story.houses:
        days = list(house.days.values())
        assert days == sorted(days), house.code
        assert {"applied", "decided", "groundbreaking", "handed_over", "settled"} <= house.days.keys()
        assert ("foundation" in house.days) == (house.work_type == "new_build")
        assert _paid(house) == house.mix.fund <= house.decided <= norms[house.work_type]
        assert house.decided <= house.estimated_cost
        assert all(instalment.on <= house.days["settled"] for instalment in house.instalments)
    assert len({house.code for house in fixture.story.houses}) == len(fixture.story.houses)


def test_the_errors_on_paper(fixture: Fixture) -> None:
    unbalanced, wrong, rounding = paper_errors(fixture.published)
    assert unbalanced.lines == ["district_and_commune"]
    assert "8.036 thousand đồng unexplained" in unbalanced.says
    assert wrong.says == "Huyện Sông Lô is at 182,8 %, printed 135."
    assert rounding.lines == ["Huyện Bình Xuyên", "Huyện Tam Đảo"]


def _paid(house: House) -> int:
    return sum(instalment.amount for instalment in house.instalments)


def _given(fixture: Fixture, fund: FundKey) -> int:
    units = {unit.code for unit in fixture.story.units if unit.fund == fund}
    return sum(gift.amount for gift in fixture.story.gifts if gift.unit in units)
