"""The state machine of a house: its whole path, each refusal, and what no sequence of commands can break."""

import dataclasses
from collections.abc import Iterator
from datetime import date, timedelta
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.housing_project.domain.acts import (
    BreakGround,
    Cancel,
    Certify,
    Command,
    HandOver,
    Inspect,
    RequestSupport,
    Review,
    Settle,
)
from services.housing_project.domain.house import (
    ENDED,
    TRANSITIONS,
    Application,
    House,
    PriorHouse,
    State,
    apply_for,
    decide,
    hear_answer,
)
from shared.contracts import Contract
from shared.contracts.housing_project import (
    FundingMix,
    HouseApplied,
    HouseCancelled,
    HouseSettled,
    HouseStageReached,
    SupportRequested,
    WorkType,
)
from shared.errors import Refused

DAY = date(2019, 3, 1)
TODAY = date(2019, 12, 31)
REQUEST, OTHER_REQUEST, PAPER = UUID(int=10), UUID(int=11), UUID(int=20)
MIX = FundingMix(fund=40_000_000, state_budget=0, family=15_000_000, community=5_000_000, labour_days=30)

INSPECT, APPROVE = Inspect(DAY), Review(DAY, True, None)
REQUEST_SUPPORT = RequestSupport(DAY, REQUEST, 40_000_000, "officer-1")
PATH: dict[WorkType, list[Command]] = {
    "new_build": [
        INSPECT, APPROVE, REQUEST_SUPPORT, BreakGround(DAY), Certify(DAY, "foundation", PAPER),
        Certify(DAY, "frame_wall", PAPER), HandOver(DAY, PAPER), Settle(DAY, 60_000_000, MIX),
    ],
    "repair": [
        INSPECT, APPROVE, REQUEST_SUPPORT, BreakGround(DAY), HandOver(DAY, PAPER), Settle(DAY, 60_000_000, MIX),
    ],
}  # fmt: skip


def application(work_type: WorkType = "new_build", applied_on: date = DAY) -> Application:
    return Application(
        house_id=UUID(int=1), house_code="NH-1", household_id=UUID(int=2), household_code="HO-1",
        category="martyr_relative", village="Thôn 3", commune="Xã A", fund_id=UUID(int=3), work_type=work_type,
        programme="QUY", applied_on=applied_on, estimated_cost=60_000_000,
    )  # fmt: skip


def at(state: State, work_type: WorkType = "new_build") -> House:
    """A house that stands at ``state`` since DAY, with 40 million paid."""
    house, _ = apply_for(application(work_type), [], TODAY)
    return dataclasses.replace(house, state=state, step=5, request_id=REQUEST, paid=40_000_000)


def walk(work_type: WorkType) -> Iterator[tuple[House, Contract]]:
    """The whole path of a house with the fund's answer and payment in their place."""
    house, event = apply_for(application(work_type), [], TODAY)
    yield house, event
    for command in PATH[work_type]:
        house, event = decide(house, command, TODAY)
        yield house, event
        if house.state == "requested":
            house = dataclasses.replace(hear_answer(house, "decided", REQUEST, DAY), paid=40_000_000)


def refusal(house: House, command: Command, today: date = TODAY) -> Refused:
    with pytest.raises(Refused) as raised:
        decide(house, command, today)
    return raised.value


@pytest.mark.parametrize("work_type", ["new_build", "repair"])
def test_the_whole_path_tells_every_stage_once(work_type: WorkType) -> None:
    events = [event for _, event in walk(work_type)]
    told = [event.stage for event in events if isinstance(event, HouseStageReached)]
    foundation = ["foundation", "frame_wall"] if work_type == "new_build" else []
    assert told == ["inspected", "reviewed", "groundbreaking", *foundation, "handed_over"]
    others = [type(event) for event in events if not isinstance(event, HouseStageReached)]
    assert others == [HouseApplied, SupportRequested, HouseSettled]


def test_a_certificate_id_goes_with_the_three_certificates_alone() -> None:
    told = {event.stage: event.certificate_id for _, event in walk("new_build") if isinstance(event, HouseStageReached)}
    assert told == {
        "inspected": None, "reviewed": None, "groundbreaking": None,
        "foundation": PAPER, "frame_wall": PAPER, "handed_over": PAPER,
    }  # fmt: skip


def test_the_request_is_the_snapshot_the_board_decides_on() -> None:
    event = next(event for _, event in walk("new_build") if isinstance(event, SupportRequested))
    assert (event.amount, event.estimated_cost, event.requested_by) == (40_000_000, 60_000_000, "officer-1")
    assert (event.request_id, event.requested_on, event.programme) == (REQUEST, DAY, "QUY")


def test_a_repair_may_have_its_frame_and_wall_certified() -> None:
    house, _ = decide(at("groundbreaking", "repair"), Certify(DAY, "frame_wall", PAPER), TODAY)
    assert decide(house, HandOver(DAY, PAPER), TODAY)[0].state == "handed_over"


@pytest.mark.parametrize(
    ("house", "command", "code"),
    [
        (at("applied"), APPROVE, "not_inspected"),
        (at("applied"), REQUEST_SUPPORT, "not_reviewed"),
        (at("inspected"), REQUEST_SUPPORT, "not_reviewed"),
        (at("reviewed"), BreakGround(DAY), "not_decided"),
        (at("requested"), BreakGround(DAY), "not_decided"),
        (at("refused"), BreakGround(DAY), "not_decided"),
        (at("decided"), Certify(DAY, "foundation", PAPER), "not_started"),
        (at("groundbreaking"), Certify(DAY, "frame_wall", PAPER), "not_certified"),
        (at("groundbreaking"), HandOver(DAY, PAPER), "not_certified"),
        (at("decided", "repair"), HandOver(DAY, PAPER), "not_certified"),
        (at("frame_wall"), Settle(DAY, 60_000_000, MIX), "not_handed_over"),
        (at("inspected"), INSPECT, "already_done"),
        (at("requested"), REQUEST_SUPPORT, "already_done"),
        (at("decided"), REQUEST_SUPPORT, "already_done"),
        (at("foundation"), Certify(DAY, "foundation", PAPER), "already_done"),
        (at("handed_over"), HandOver(DAY, PAPER), "already_done"),
        (at("handed_over"), Cancel(DAY, "lý do"), "already_handed_over"),
        (at("settled"), Settle(DAY, 60_000_000, MIX), "house_ended"),
        (at("cancelled"), Cancel(DAY, "lý do"), "house_ended"),
        (at("rejected"), REQUEST_SUPPORT, "house_ended"),
    ],
)
def test_a_step_out_of_order_is_refused(house: House, command: Command, code: str) -> None:
    error = refusal(house, command)
    assert (error.code, error.status, error.field) == (code, 409, "stage")


def test_a_repair_has_no_foundation_certificate() -> None:
    error = refusal(at("groundbreaking", "repair"), Certify(DAY, "foundation", PAPER))
    assert (error.code, error.field) == ("repair_has_no_foundation", "certificate")


def test_a_day_in_the_future_is_refused_and_today_is_not() -> None:
    error = refusal(at("applied"), Inspect(TODAY + timedelta(days=1)))
    assert (error.code, error.field) == ("date_in_future", "on")
    assert "01/01/2020" in error.vi
    assert decide(at("applied"), Inspect(TODAY), TODAY)[0].since == TODAY


def test_a_day_before_the_stage_before_is_refused_and_the_same_day_is_not() -> None:
    error = refusal(at("applied"), Inspect(DAY - timedelta(days=1)))
    assert (error.code, error.field) == ("before_earlier_stage", "on")
    assert "01/03/2019" in error.vi
    assert decide(at("applied"), Inspect(DAY), TODAY)[0].since == DAY


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_rejection_needs_its_reason(reason: str | None) -> None:
    assert refusal(at("inspected"), Review(DAY, False, reason)).code == "reason_missing"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_cancellation_needs_its_reason(reason: str) -> None:
    assert refusal(at("groundbreaking"), Cancel(DAY, reason)).code == "reason_missing"


def test_a_rejection_ends_the_house_without_its_reason_in_the_event() -> None:
    house, event = decide(at("inspected"), Review(DAY, False, "hộ ông A đã chuyển đi"), TODAY)
    assert house.state == "rejected"
    assert event == HouseCancelled(house_id=house.house_id, request_id=None, cancelled_on=DAY)


def test_more_support_than_the_estimate_is_refused() -> None:
    error = refusal(at("reviewed"), dataclasses.replace(REQUEST_SUPPORT, amount=60_000_001))
    assert (error.code, error.field) == ("above_estimate", "amount")
    assert "60.000.000 đ" in error.vi


def test_a_mix_that_is_not_the_cost_is_refused_and_labour_days_are_no_money() -> None:
    error = refusal(at("handed_over"), Settle(DAY, 60_000_030, MIX))
    assert (error.code, error.field) == ("mix_is_not_cost", "mix")


@pytest.mark.parametrize("paid", [0, 39_999_999, 40_000_001])
def test_a_fund_part_other_than_what_was_paid_is_refused(paid: int) -> None:
    house = dataclasses.replace(at("handed_over"), paid=paid)
    error = refusal(house, Settle(DAY, 60_000_000, MIX))
    assert (error.code, error.field, error.status) == ("fund_part_is_not_paid", "mix.fund", 409)


@pytest.mark.parametrize(
    ("prior", "helped"),
    [
        (PriorHouse("NH-0", "applied", 0), True),
        (PriorHouse("NH-0", "refused", 0), True),
        (PriorHouse("NH-0", "settled", 40_000_000), True),
        (PriorHouse("NH-0", "cancelled", 1), True),
        (PriorHouse("NH-0", "cancelled", 0), False),
        (PriorHouse("NH-0", "rejected", 0), False),
    ],
)
def test_a_household_is_helped_once_under_a_programme(prior: PriorHouse, helped: bool) -> None:
    if not helped:
        assert apply_for(application(), [prior], TODAY)[0].state == "applied"
        return
    with pytest.raises(Refused) as raised:
        apply_for(application(), [prior], TODAY)
    assert (raised.value.code, raised.value.status) == ("already_helped", 409)
    assert "NH-0" in raised.value.vi


def test_an_application_in_the_future_is_refused() -> None:
    with pytest.raises(Refused) as raised:
        apply_for(application(applied_on=TODAY + timedelta(days=1)), [], TODAY)
    assert (raised.value.code, raised.value.field) == ("date_in_future", "applied_on")


def test_a_refused_request_may_be_made_anew() -> None:
    house = hear_answer(at("requested"), "refused", REQUEST, DAY)
    after, _ = decide(house, dataclasses.replace(REQUEST_SUPPORT, request_id=OTHER_REQUEST), TODAY)
    assert (after.state, after.request_id) == ("requested", OTHER_REQUEST)
    assert hear_answer(after, "decided", REQUEST, DAY) is after, "an answer to the old request"


@pytest.mark.parametrize("state", ["cancelled", "reviewed", "decided", "settled"])
def test_an_answer_moves_only_a_house_that_waits(state: State) -> None:
    house = at(state)
    assert hear_answer(house, "decided", REQUEST, DAY) is house


def test_an_answer_dated_before_its_request_counts_from_the_request() -> None:
    assert hear_answer(at("requested"), "decided", REQUEST, DAY - timedelta(days=3)).since == DAY


def test_every_state_has_its_transitions() -> None:
    for table in TRANSITIONS.values():
        named = set(table) | {after for states in table.values() for after in states}
        assert named <= set(get_args(State))
        assert all(not table[state] for state in ENDED)


days = st.dates(min_value=DAY - timedelta(days=5), max_value=TODAY + timedelta(days=5))
sums = st.sampled_from([0, 1, 20_000_000, 40_000_000])
mixes = st.builds(
    FundingMix, fund=sums, state_budget=sums, family=sums, community=sums, labour_days=st.integers(0, 100)
)
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(Inspect, days),
    st.builds(Review, days, st.booleans(), st.sampled_from([None, "lý do"])),
    st.builds(RequestSupport, days, st.uuids(), st.sampled_from([1, 40_000_000, 60_000_000, 60_000_001]), st.just("o")),
    st.builds(BreakGround, days),
    st.builds(Certify, days, st.sampled_from(["foundation", "frame_wall"]), st.uuids()),
    st.builds(HandOver, days, st.uuids()),
    st.builds(
        lambda on, mix: Settle(on, max(1, mix.fund + mix.family + mix.community + mix.state_budget), mix), days, mixes
    ),
    st.builds(Cancel, days, st.sampled_from(["", "lý do"])),
)  # fmt: skip


@st.composite
def likely(draw: st.DrawFn) -> Command | str | int:
    """What may happen next: an answer of the fund, a payment, or a command."""
    return draw(st.one_of(st.sampled_from(["decided", "refused"]), sums, commands))


@settings(max_examples=300)
@given(
    work_type=st.sampled_from(["new_build", "repair"]),
    noise=st.lists(st.tuples(st.integers(0, 10), likely()), max_size=25),
)
def test_no_sequence_breaks_a_house(work_type: WorkType, noise: list[tuple[int, Command | str | int]]) -> None:
    """The right path with anything in between: what is refused changes nothing, what passes keeps every rule."""
    inserted: dict[int, list[Command | str | int]] = {}
    for position, item in noise:
        inserted.setdefault(position, []).append(item)
    steps: list[Command | str | int] = []
    for position, command in enumerate([*PATH[work_type][:3], "decided", 40_000_000, *PATH[work_type][3:]]):
        steps += [*inserted.get(position, []), command]

    house, _ = apply_for(application(work_type), [], TODAY)
    history: list[tuple[State, date]] = [(house.state, house.since)]
    events: list[Contract] = []
    for step in steps:
        before = house
        match step:
            case int():
                house = dataclasses.replace(house, paid=house.paid + step)
                continue
            case "decided" | "refused" as answer:
                house = hear_answer(house, answer, house.request_id or REQUEST, TODAY if answer == "refused" else DAY)
            case str():
                raise AssertionError(step)
            case _:
                try:
                    house, event = decide(house, step, TODAY)
                except Refused:
                    continue
                events.append(event)
        if house is not before:
            assert house.step == before.step + 1
            assert house.state in TRANSITIONS[work_type][before.state]
            history.append((house.state, house.since))
            if house.state == "settled":
                settled = events[-1]
                assert isinstance(settled, HouseSettled)
                assert settled.mix.fund == house.paid
                assert settled.mix.fund + settled.mix.state_budget + settled.mix.family + settled.mix.community == (
                    settled.actual_cost
                )

    reached = [day for _, day in history]
    assert reached == sorted(reached)
    assert all(day <= TODAY for day in reached)
    states = [state for state, _ in history]
    once = [state for state in states if state not in ("requested", "refused")]
    assert len(once) == len(set(once))
    assert all(state not in ENDED for state in states[:-1])
    assert sum(isinstance(event, HouseSettled | HouseCancelled) for event in events) <= 1
    if work_type == "repair":
        assert "foundation" not in states
