"""Two labelled numbers are printed one way only."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.donation.domain.indicator import Indicator, Meaning, check_indicator
from shared.errors import Refused

TODAY = date(2024, 7, 28)


def pair(meaning: Meaning, counted: int, base: int, **changes: Any) -> Indicator:
    return Indicator(UUID(int=1), UUID(int=2), 2021, meaning, "Suất quà", counted, base)._replace(**changes)


def test_a_result_may_pass_its_plan_and_is_never_clamped() -> None:
    result = pair("result_of_plan", 4509, 4500)
    check_indicator(result, TODAY)
    assert (result.text, result.percent) == ("4.509/4.500", "100,2 %")
    assert pair("result_of_plan", 17, 10).percent == "170,0 %"
    assert pair("result_of_plan", 17, 0).percent == "—"


@pytest.mark.parametrize("meaning", ["done_of_eligible", "cared_of_living"])
def test_a_part_is_not_more_than_its_whole(meaning: Meaning) -> None:
    check_indicator(pair(meaning, 20, 20), TODAY)
    with pytest.raises(Refused) as caught:
        check_indicator(pair(meaning, 4509, 4500), TODAY)
    assert (caught.value.code, caught.value.field) == ("count_above_base", "counted")


def test_nothing_is_reported_of_a_year_ahead() -> None:
    with pytest.raises(Refused) as caught:
        check_indicator(pair("cared_of_living", 1, 2, year=2025), TODAY)
    assert (caught.value.code, caught.value.field) == ("year_ahead", "year")
