"""The rules of the fund's money, without any database."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.fund_allocation.domain.days import first_open_day
from services.fund_allocation.domain.decision import Available, DecisionInputs, Granted, Request, decide_support
from services.fund_allocation.domain.lots import (
    Part,
    earmark_key,
    earmark_of,
    moved,
    of_decision,
    of_expenditure,
    of_instalment,
)
from services.fund_allocation.domain.norms import Norm, norm_for
from services.fund_allocation.domain.payment import ManagementCap
from services.fund_allocation.domain.years import Totals, YearInputs, close_year
from shared.contracts.donation import Earmark
from shared.contracts.envelope import encode
from shared.contracts.fund_allocation import LotsMoved
from shared.errors import Refused

FUND, OTHER, HOUSE = UUID(int=1), UUID(int=2), UUID(int=3)
DAY = date(2026, 3, 1)


def norm(number: int = 1, **changes: object) -> Norm:
    given_norm = Norm(UUID(int=100 + number), None, f"QĐ {number}", "new_build", 60, date(2025, 1, 9), None)
    return replace(given_norm, **changes)  # type: ignore[arg-type] # the fields are named by the caller


REQUEST = Request(
    UUID(int=10), HOUSE, UUID(int=11), FUND, "QUY", "new_build", 80, 160, date(2026, 2, 1), "officer-1", "waiting"
)
INPUTS = DecisionInputs(
    request=REQUEST,
    amount=50,
    decided_on=DAY,
    decided_by="approver-1",
    reason_above_norm=None,
    norms=(norm(),),
    prior_support=None,
    available=(Available(f"house:{HOUSE}", 20), Available("", 35)),
    closed_through=2025,
    today=date(2026, 6, 15),
)


def code_of(inputs: DecisionInputs) -> str:
    with pytest.raises(Refused) as refused:
        decide_support(inputs)
    return refused.value.code


def test_a_decision_names_its_norm() -> None:
    assert decide_support(INPUTS) == Granted(50, norm().norm_id, above_norm=False)


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        (replace(INPUTS, request=replace(REQUEST, state="decided")), "request_answered"),
        (replace(INPUTS, decided_by="officer-1"), "own_request"),
        (replace(INPUTS, decided_on=date(2026, 6, 16)), "in_future"),
        (replace(INPUTS, decided_on=date(2025, 12, 31)), "year_closed"),
        (replace(INPUTS, decided_on=date(2026, 1, 31)), "before_request"),
        (replace(INPUTS, amount=81), "above_request"),
        (replace(INPUTS, prior_support="01/2025"), "second_support"),
        (replace(INPUTS, amount=61), "above_norm"),
        (replace(INPUTS, norms=()), "no_norm"),
        (replace(INPUTS, norms=(norm(valid_to=date(2026, 2, 28)),)), "no_norm"),
        (replace(INPUTS, norms=(norm(work_type="repair"),)), "no_norm"),
        (replace(INPUTS, amount=56), "above_balance"),
    ],
)
def test_a_decision_is_refused(inputs: DecisionInputs, code: str) -> None:
    assert code_of(inputs) == code


def test_a_reason_goes_above_the_norm_but_never_above_the_balance() -> None:
    with_reason = replace(INPUTS, reason_above_norm="Nhà ở vùng lũ", available=(Available("", 70),))
    assert decide_support(replace(with_reason, amount=61)) == Granted(61, norm().norm_id, above_norm=True)
    assert decide_support(replace(with_reason, norms=())) == Granted(50, None, above_norm=True)
    assert code_of(replace(with_reason, amount=71)) == "above_balance"


@given(
    amount=st.integers(1, 200),
    available=st.lists(st.integers(0, 100), max_size=4),
    norms=st.lists(st.integers(1, 200), max_size=1),
    reason=st.sampled_from([None, "vì"]),
)
def test_what_was_stored_decides_the_same_again(
    amount: int, available: list[int], norms: list[int], reason: str | None
) -> None:
    inputs = replace(
        INPUTS,
        amount=amount,
        available=tuple(Available(str(n), sum_) for n, sum_ in enumerate(available)),
        norms=tuple(norm(amount=most) for most in norms),
        reason_above_norm=reason,
    )
    stored = msgspec.json.decode(msgspec.json.encode(inputs), type=DecisionInputs)
    assert stored == inputs
    granted = answer(inputs)
    assert answer(stored) == granted
    if isinstance(granted, Granted):
        assert granted.amount <= sum(available)
        assert reason or granted.amount <= norms[0]


def answer(inputs: DecisionInputs) -> Granted | str:
    try:
        return decide_support(inputs)
    except Refused as refused:
        return refused.code


def test_the_norm_is_the_one_of_the_day_and_the_funds_own_before_the_general() -> None:
    old = norm(1, valid_from=date(2013, 6, 15), valid_to=date(2025, 1, 8), amount=40)
    new = norm(2, valid_to=date(2025, 12, 31))
    own = norm(3, fund_id=FUND, valid_from=date(2026, 1, 1), amount=70)
    norms = [new, own, old]
    assert norm_for(norms, FUND, "new_build", date(2025, 1, 8)) == old
    assert norm_for(norms, FUND, "new_build", date(2025, 1, 9)) == new
    assert norm_for(norms, FUND, "new_build", date(2025, 12, 31)) == new
    assert norm_for(norms, FUND, "new_build", date(2026, 1, 1)) == own
    assert norm_for(norms, OTHER, "new_build", date(2026, 1, 1)) is None
    assert norm_for([new, replace(own, valid_from=date(2025, 1, 9))], FUND, "new_build", DAY.replace(year=2025)) == (
        replace(own, valid_from=date(2025, 1, 9))
    )
    assert norm_for(norms, FUND, "repair", DAY) is None


def test_norms_overlap_in_one_scope_only() -> None:
    first = norm(1, valid_to=date(2025, 12, 31))
    assert first.overlaps(norm(2, valid_from=date(2025, 12, 31)))
    assert not first.overlaps(norm(2, valid_from=date(2026, 1, 1)))
    assert norm(1).overlaps(norm(2, valid_from=date(2000, 1, 1)))
    assert not first.overlaps(norm(2, fund_id=FUND))
    assert not first.overlaps(norm(2, work_type="repair"))


def test_what_a_purpose_may_take_narrowest_first() -> None:
    campaign = UUID(int=5)
    assert of_decision(UUID(int=4), FUND, HOUSE, campaign).earmarks == (
        f"house:{HOUSE}", f"campaign:{campaign}", "purpose:housing", "",
    )  # fmt: skip
    assert of_expenditure(UUID(int=4), FUND, "hardship", None).earmarks == ("purpose:hardship", "")


def test_an_earmark_survives_its_key() -> None:
    earmark = Earmark(kind="house", ref=str(HOUSE))
    assert earmark_of(earmark_key(earmark)) == earmark
    assert earmark_of(earmark_key(None)) is None


@given(st.integers(0, 3500))
def test_movements_travel_in_chunks(lots: int) -> None:
    holding = of_instalment(UUID(int=6), of_decision(UUID(int=4), FUND, HOUSE, None))
    parts = [Part(UUID(int=n), n + 1) for n in range(lots)]
    events = [LotsMoved.model_validate_json(encode(e)) for e in moved(holding, "disbursed", parts, on=DAY)]
    assert [part.lot_id for event in events for part in event.lots] == [part.lot_id for part in parts]
    assert all(event.instalment_id == UUID(int=6) and event.stage is None for event in events)
    assert len(events) == -(-lots // 1000)


def test_only_a_substitution_tells_its_stage() -> None:
    holding = of_decision(UUID(int=4), FUND, HOUSE, None)
    (event,) = moved(holding, "substituted_in", [Part(UUID(int=1), 1)], on=DAY)
    assert LotsMoved.model_validate_json(encode(event)).stage == "reserved"


def test_the_cap_is_rounded_down() -> None:
    cap = ManagementCap(500, "…")
    assert (cap.of(100), cap.of(119), cap.of(0), cap.of(-5)) == (5, 5, 0, 0)


YEAR = YearInputs(
    year=2025, carried_over=7, opened_with=0, own=Totals(2, 10, 1, 3), used=4, heard=Totals(2, 10, 1, 3), waiting=0,
    first_open=2025, closed_through=2024, today=date(2026, 1, 5),
)  # fmt: skip


def test_closing_is_opening_and_received_less_reversed_and_used() -> None:
    assert close_year(YEAR)._asdict() == {"opening": 7, "received": 10, "reversed": 3, "used": 4, "closing": 10}
    first = replace(YEAR, closed_through=None, carried_over=0, opened_with=5)
    assert close_year(first).opening == 5


@pytest.mark.parametrize(
    ("year", "code"),
    [
        (replace(YEAR, closed_through=2025), "year_closed"),
        (replace(YEAR, today=date(2025, 12, 31)), "year_not_over"),
        (replace(YEAR, closed_through=2023), "earlier_year_open"),
        (replace(YEAR, closed_through=None, first_open=2024), "earlier_year_open"),
        (replace(YEAR, heard=None), "books_open"),
        (replace(YEAR, waiting=1), "reversals_wait"),
        (replace(YEAR, heard=Totals(2, 10, 1, 2)), "books_differ"),
        (replace(YEAR, used=15), "closing_negative"),
    ],
)
def test_a_year_stays_open(year: YearInputs, code: str) -> None:
    with pytest.raises(Refused) as refused:
        close_year(year)
    assert refused.value.code == code


def test_a_day_in_a_closed_year_moves_to_the_first_open_one() -> None:
    assert first_open_day(date(2025, 12, 30), 2025) == date(2026, 1, 1)
    assert first_open_day(date(2026, 2, 3), 2025) == date(2026, 2, 3)
    assert first_open_day(date(2020, 2, 3), None) == date(2020, 2, 3)
