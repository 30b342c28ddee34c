"""Months of care: which are due, which are missing, and who may promise them."""

import itertools
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donation.domain.sponsorship import (
    Sponsorship,
    check_agreement,
    check_end,
    check_payment,
    due,
    following,
    gaps,
    month_of,
    months,
)
from shared.errors import Refused

MONTHS = st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(month_of)


def care(unit: int, first: date, last: date | None = None) -> Sponsorship:
    return Sponsorship(UUID(int=unit + 100), UUID(int=1), UUID(int=2), UUID(int=unit), 700_000, first, last)


def month(number: int) -> date:
    """The nth month after January 2024."""
    return date(2024 + number // 12, number % 12 + 1, 1)


@given(first=MONTHS, count=st.integers(1, 60))
def test_months_follow_one_another_without_a_gap(first: date, count: int) -> None:
    last = first
    for _ in range(count - 1):
        last = following(last)
    found = list(months(first, last))
    assert len(found) == count
    assert (found[0], found[-1]) == (first, last)
    assert all(each.day == 1 for each in found)
    assert all((b.year * 12 + b.month) - (a.year * 12 + a.month) == 1 for a, b in itertools.pairwise(found))


@given(
    first=st.integers(0, 40), length=st.integers(0, 40) | st.none(), today=st.dates(date(2023, 1, 1), date(2031, 1, 1)),
    paid=st.sets(st.integers(0, 90)),
)  # fmt: skip
def test_what_is_due_is_paid_or_a_gap(first: int, length: int | None, today: date, paid: set[int]) -> None:
    last = None if length is None else month(first + length)
    paid_months = {month(number) for number in paid}
    owed = due(month(first), last, today)
    missing = gaps(month(first), last, paid_months, today)
    assert set(missing) | (set(owed) & paid_months) == set(owed)
    assert not set(missing) & paid_months
    assert missing == sorted(missing)
    assert all(month(first) <= each < month_of(today) and (last is None or each <= last) for each in owed)
    everything = [month(n) for n in range(first, 120) if month(n) < month_of(today) and (not last or month(n) <= last)]
    assert owed == everything


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 24), st.integers(0, 24) | st.none()), max_size=12))
def test_never_more_than_two_units_and_none_twice_in_any_month(wishes: list[tuple[int, int, int | None]]) -> None:
    agreed: list[Sponsorship] = []
    for unit, first, length in wishes:
        new = care(unit, month(first))
        try:
            check_agreement(new, agreed)
        except Refused:
            continue
        agreed.append(new._replace(last_month=None if length is None else month(first + length)))
    for number in range(60):
        running = [each.unit_id for each in agreed if each.covers(month(number))]
        assert len(running) <= 2
        assert len(set(running)) == len(running)


def test_a_commitment_entered_late_may_lie_beside_two_that_follow_one_another() -> None:
    first, second = care(1, month(0), month(2)), care(2, month(3), month(5))
    check_agreement(care(3, month(0)), [first, second])
    assert _refused(check_agreement, care(2, month(0)), [first, second]) == ("sponsors_already", "unit_id")


def _refused(check: object, *arguments: object) -> tuple[str, str | None]:
    with pytest.raises(Refused) as caught:
        check(*arguments)  # type: ignore[operator] # one of the checks above
    return caught.value.code, caught.value.field


def test_who_may_not_promise() -> None:
    first = date(2024, 1, 1)
    one, two = care(1, first), care(2, first)
    check_agreement(two, [one])
    assert _refused(check_agreement, care(1, first), [one]) == ("sponsors_already", "unit_id")
    assert _refused(check_agreement, care(3, first), [one, two]) == ("sponsored_by_two", "beneficiary_id")
    check_agreement(care(3, date(2024, 7, 1)), [one._replace(last_month=date(2024, 6, 1)), two])
    assert _refused(check_agreement, care(3, date(2024, 6, 1)), [one._replace(last_month=date(2024, 6, 1)), two]) == (
        "sponsored_by_two", "beneficiary_id",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "paid", "code"),
    [
        ([date(2023, 12, 1)], [], "month_outside"),
        ([date(2024, 7, 1)], [], "month_outside"),
        ([date(2024, 1, 1), date(2024, 1, 1)], [], "month_twice"),
        ([date(2024, 1, 1), date(2024, 2, 1)], [date(2024, 2, 1)], "month_paid"),
    ],
)
def test_months_that_may_not_be_paid(asked: Sequence[date], paid: Sequence[date], code: str) -> None:
    kept = care(1, date(2024, 1, 1), date(2024, 6, 1))
    assert _refused(check_payment, kept, asked, paid) == (code, "months")
    check_payment(kept, [date(2024, 6, 1)], [date(2024, 5, 1)])


def test_how_a_commitment_may_not_end() -> None:
    running = care(1, date(2024, 3, 1))
    assert _refused(check_end, running, date(2024, 2, 1), []) == ("ends_before_start", "last_month")
    assert _refused(check_end, running, date(2024, 4, 1), [date(2024, 5, 1)]) == ("ends_before_paid", "last_month")
    check_end(running, date(2024, 5, 1), [date(2024, 5, 1)])
    ended = running._replace(last_month=date(2024, 6, 1))
    assert _refused(check_end, ended, date(2024, 7, 1), []) == ("sponsorship_ended", "sponsorship_id")
