"""A gift over several purposes: parts that sum to it exactly, each purpose once."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donation.domain.gift import USES, Earmark, GiftPart, NewGift
from services.donation.domain.split import Corrected, check_corrected, check_parts
from shared.errors import Refused
from shared.money import split

FUND, OTHER, HOUSE, CAMPAIGN = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
PURPOSES = [None, *(Earmark("purpose", use) for use in USES)]


def gift(amount: int, *parts: tuple[int, Earmark | None], **changes: Any) -> NewGift:
    made = tuple(GiftPart(UUID(int=100 + n), part, earmark) for n, (part, earmark) in enumerate(parts))
    whole = NewGift(UUID(int=9), FUND, None, CAMPAIGN, "cash", amount, date(2024, 7, 20), "me", parts=made)
    return whole._replace(**changes)


def refusal(of: NewGift, houses: dict[UUID, UUID] | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        check_parts(of, houses or {})
    return caught.value


@given(
    amount=st.integers(7, 10**15),
    weights=st.lists(st.integers(1, 1000), min_size=2, max_size=7),
    order=st.permutations(PURPOSES),
)
def test_any_exact_split_over_different_purposes_holds(
    amount: int, weights: list[int], order: list[Earmark | None]
) -> None:
    sums = [part for part in split(amount, weights) if part]
    whole = gift(amount, *zip(sums, order, strict=False))
    check_parts(whole, {})
    assert sum(part.amount for part in whole.parts) == amount


@given(
    parts=st.lists(st.integers(1, 10**12), min_size=2, max_size=7),
    off=st.integers(-(10**6), 10**6).filter(bool),
)
def test_parts_that_are_off_by_any_sum_are_refused_with_all_three_numbers(parts: list[int], off: int) -> None:
    total = sum(parts)
    refused = refusal(gift(max(1, total + off), *zip(parts, PURPOSES, strict=False)))
    assert (refused.code, refused.field) == ("parts_differ", "parts")
    for number in (total, max(1, total + off), abs(total - max(1, total + off))):
        assert f"{number:,}".replace(",", ".") in refused.vi


def test_what_else_a_part_may_not_be() -> None:
    hardship = Earmark("purpose", "hardship")
    house, campaign = Earmark("house", str(HOUSE)), Earmark("campaign", str(OTHER))
    assert refusal(gift(3, (1, hardship), (2, None), earmark=hardship)).code == "earmark_and_parts"
    assert refusal(gift(3, (4, hardship), (-1, None))).code == "parts_differ", "no part takes from another"
    twice = refusal(gift(3, (1, hardship), (2, hardship)))
    assert (twice.code, twice.field) == ("part_repeated", "parts.1")
    other = refusal(gift(3, (1, None), (2, campaign)))
    assert (other.code, other.field) == ("earmark_of_other_campaign", "parts.1.earmark.ref")
    unknown = refusal(gift(3, (1, house), (2, None)))
    assert (unknown.code, unknown.field) == ("house_unknown", "parts.0.earmark.ref")
    assert refusal(gift(3, (1, house), (2, None)), {HOUSE: OTHER}).code == "house_of_other_fund"
    check_parts(gift(3, (1, house), (2, Earmark("campaign", str(CAMPAIGN)))), {HOUSE: FUND})


def test_only_what_was_taken_back_is_replaced() -> None:
    check_corrected(FUND, Corrected(FUND, reversed=True))
    for corrected, code in (
        (None, "corrected_unknown"),
        (Corrected(OTHER, reversed=True), "corrected_unknown"),
        (Corrected(FUND, reversed=False), "corrected_not_reversed"),
    ):
        with pytest.raises(Refused) as caught:
            check_corrected(FUND, corrected, field="corrects_id")
        assert (caught.value.code, caught.value.field) == (code, "corrects_id")
