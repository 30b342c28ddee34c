"""How years open and close, where houses stand, how names are ordered."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.transparency.domain import (
    PHASES,
    STEPS,
    Movement,
    Way,
    carry_forward,
    phase_of,
    stage_of,
    sum_of,
)

FUNDS = [UUID(int=n) for n in range(1, 4)]
WAYS: tuple[Way, ...] = ("opening", "received", "reversed", "used")
movements = st.lists(
    st.builds(
        Movement,
        fund_id=st.sampled_from(FUNDS),
        year=st.integers(2015, 2022),
        way=st.sampled_from(WAYS),
        entries=st.integers(1, 9),
        amount=st.integers(1, 10**12),
    ),
    unique_by=lambda m: (m.fund_id, m.year, m.way),
)


@given(movements)
def test_a_year_opens_with_what_the_year_before_closed_with(given_movements: list[Movement]) -> None:
    years = carry_forward(given_movements)
    for year, rows in years.items():
        for row in rows:
            assert row.closing == row.opening + row.received - row.reversed - row.used
            before = next((r for r in years.get(year - 1, []) if r.fund_id == row.fund_id), None)
            assert row.opening - row.entered == (before.closing if before else 0)


@given(movements)
def test_the_last_closing_is_all_that_ever_came_less_all_that_went(given_movements: list[Movement]) -> None:
    years = carry_forward(given_movements)
    signs = {"opening": 1, "received": 1, "reversed": -1, "used": -1}
    left = sum(signs[m.way] * m.amount for m in given_movements)
    assert (sum_of(max(years), years[max(years)]).closing if years else 0) == left


@given(movements)
def test_a_fund_is_in_every_year_from_its_first(given_movements: list[Movement]) -> None:
    years = carry_forward(given_movements)
    for fund_id in {m.fund_id for m in given_movements}:
        first = min(m.year for m in given_movements if m.fund_id == fund_id)
        has = [year for year, rows in years.items() if any(r.fund_id == fund_id for r in rows)]
        assert has == list(range(first, max(years) + 1))


def test_vinh_phuc_2019_as_it_should_have_been_printed() -> None:
    local, province = FUNDS[0], FUNDS[1]
    rows = carry_forward([
        Movement(local, 2019, "opening", 1, 3_994_799_000), Movement(local, 2019, "received", 9, 3_457_201_000),
        Movement(local, 2019, "used", 9, 2_724_802_000), Movement(province, 2019, "opening", 1, 208_036_000),
        Movement(province, 2019, "received", 1, 732_918_000), Movement(province, 2019, "used", 1, 53_850_000),
    ])[2019]  # fmt: skip
    assert [row.closing for row in rows] == [4_727_198_000, 887_104_000], "not the 4.719.162 that was printed"
    assert sum_of(2019, rows).closing == 5_614_302_000


def test_every_stage_has_its_phase() -> None:
    assert {phase_of(step) for step in STEPS.values()} == set(PHASES)
    assert [stage_of(step) for step in STEPS.values()] == list(STEPS)
    assert phase_of(0) == "review"
    assert stage_of(0) == "applied"
