"""A house's way over HTTP and through the fund's events: what is written, said and refused."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.housing_project.domain.house import TRANSITIONS
from shared.contracts.fund_allocation import ReservationReleased, SupportRefused
from tests.integration.housing_project.conftest import FUND, OTHER_FUND, TOKENS, Housing

MIX = {"fund": 40_000_000, "state_budget": 0, "family": 15_000_000, "community": 5_000_000, "labour_days": 30}
SETTLEMENT: dict[str, Any] = {"on": "2019-12-01", "actual_cost": 60_000_000, "mix": MIX}


def application(household: str, **changes: object) -> dict[str, Any]:
    return {
        "household_id": household, "fund_id": str(FUND), "work_type": "repair", "programme": "QUY",
        "applied_on": "2019-03-01", "estimated_cost": 1,
    } | changes  # fmt: skip


async def test_a_new_build_goes_its_whole_way(housing: Housing) -> None:
    house, decision = await housing.decided_house()
    await housing.done(f"/houses/{house}/groundbreaking", {"on": "2019-04-01"})
    foundation = await housing.done(
        f"/houses/{house}/certificates", {"on": "2019-05-01", "certificate": "foundation", "number": "01/BB"}
    )
    await housing.hear((decision, housing.instalment(decision, house, 15_000_000)))
    await housing.done(f"/houses/{house}/certificates", {"on": "2019-07-01", "certificate": "frame_wall"})
    handover = await housing.done(f"/houses/{house}/handover", {"on": "2019-09-01"})
    await housing.hear((decision, housing.instalment(decision, house, 25_000_000)))
    settled = await housing.done(f"/houses/{house}/settlement", SETTLEMENT)
    assert (settled["stage"], settled["step"], settled["on"]) == ("settled", 10, "2019-12-01")

    shown = (await housing.get(f"/houses/{house}", by="accountant")).json()
    assert [stage["stage"] for stage in shown["stages"]] == [
        "applied", "inspected", "reviewed", "requested", "decided", "groundbreaking", "foundation", "frame_wall",
        "handed_over", "settled",
    ]  # fmt: skip
    assert shown["stages"][6]["certificate_id"] == foundation["certificate_id"]
    assert shown["stages"][6]["certificate_number"] == "01/BB"
    assert (shown["decided"], shown["paid"], shown["paid_after_settlement"]) == (40_000_000, 40_000_000, 0)
    assert shown["settlement"] == SETTLEMENT
    assert [request["answer"] for request in shown["requests"]] == ["decided"]
    assert len(shown["instalments"]) == 2

    told = await housing.told()
    assert [kind for kind, _ in told] == [
        "house.applied.v1", "house.stage_reached.v1", "house.stage_reached.v1", "support.requested.v1",
        *["house.stage_reached.v1"] * 4, "house.settled.v1",
    ]  # fmt: skip
    assert told[3][1]["requested_by"] == "officer-1"
    assert told[7][1] == {
        "house_id": house, "stage": "handed_over", "on": "2019-09-01", "certificate_id": handover["certificate_id"],
    }  # fmt: skip
    assert told[8][1]["mix"] == MIX


async def test_a_repair_needs_neither_foundation_nor_frame(housing: Housing) -> None:
    house = await housing.handed_over_house()
    await housing.done(f"/houses/{house}/settlement", SETTLEMENT)
    assert (await housing.get(f"/houses/{house}")).json()["stage"] == "settled"


async def test_the_path_of_the_domain_is_the_path_of_the_database(housing: Housing) -> None:
    rows = await housing.admin("select work_type, previous, stage from stage_transition")
    assert {tuple(row) for row in rows} == {
        (work_type, previous, stage)
        for work_type, table in TRANSITIONS.items()
        for previous, stages in table.items()
        for stage in stages
    }


@pytest.mark.parametrize(
    ("path", "body", "answer"),
    [
        ("review", {"on": "2019-03-02", "approved": True}, (409, "not_inspected", "stage")),
        ("support-request", {"on": "2019-03-02", "amount": 1}, (409, "not_reviewed", "stage")),
        ("groundbreaking", {"on": "2019-03-02"}, (409, "not_decided", "stage")),
        ("certificates", {"on": "2019-03-02", "certificate": "foundation"}, (409, "not_started", "stage")),
        ("handover", {"on": "2019-03-02"}, (409, "not_certified", "stage")),
        ("settlement", SETTLEMENT, (409, "not_handed_over", "stage")),
        ("inspection", {"on": "2020-01-01"}, (422, "date_in_future", "on")),
        ("inspection", {"on": "2019-02-28"}, (422, "before_earlier_stage", "on")),
        ("inspection", {"on": 17956}, (422, "invalid", "on")),
        ("inspection", {"on": "2019-03-02", "extra": 1}, (422, "invalid", "extra")),
        ("cancellation", {"on": "2019-03-02", "reason": "  "}, (422, "reason_missing", "reason")),
        ("support-request", {"on": "2019-03-02", "amount": 0}, (422, "invalid", "amount")),
        ("support-request", {"on": "2019-03-02", "amount": 1.5}, (422, "invalid", "amount")),
        ("support-request", {"on": "2019-03-02", "amount": 10**15 + 1}, (422, "invalid", "amount")),
    ],
)
async def test_what_an_application_may_not_do_yet(
    housing: Housing, path: str, body: dict[str, Any], answer: tuple[int, str, str]
) -> None:
    house = await housing.house()
    assert await housing.refused(f"/houses/{house}/{path}", body) == answer


async def test_a_refusal_is_told_in_the_readers_language(housing: Housing) -> None:
    house = await housing.house()
    headers = {"authorization": f"Bearer {TOKENS['officer']}", "idempotency-key": "k", "accept-language": "en"}
    path = f"/api/housing-project/houses/{house}/groundbreaking"
    english = (await housing.client.post(path, json={"on": "2019-03-02"}, headers=headers)).json()
    vietnamese = (
        await housing.client.post(path, json={"on": "2019-03-02"}, headers=headers | {"accept-language": "vi"})
    ).json()
    assert "wait for the fund's decision" in english["detail"]
    assert "chờ quyết định hỗ trợ của Quỹ" in vietnamese["detail"]


async def test_the_first_day_is_written_as_a_reader_writes_it(housing: Housing) -> None:
    house = await housing.house()
    refused = await housing.post(f"/houses/{house}/inspection", {"on": "1944-12-31"})
    assert "01/01/1945" in refused.json()["detail"]


async def test_a_repair_is_refused_a_foundation_certificate(housing: Housing) -> None:
    house, _ = await housing.decided_house(work_type="repair")
    await housing.done(f"/houses/{house}/groundbreaking", {"on": "2019-04-01"})
    refused = await housing.refused(f"/houses/{house}/certificates", {"on": "2019-05-01", "certificate": "foundation"})
    assert refused == (422, "repair_has_no_foundation", "certificate")


async def test_more_support_than_the_estimate_is_refused(housing: Housing) -> None:
    house = await housing.house()
    await housing.done(f"/houses/{house}/inspection", {"on": "2019-03-02"})
    await housing.done(f"/houses/{house}/review", {"on": "2019-03-03", "approved": True})
    body = {"on": "2019-03-04", "amount": 60_000_001}
    assert await housing.refused(f"/houses/{house}/support-request", body) == (422, "above_estimate", "amount")


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"actual_cost": 60_000_001}, (422, "mix_is_not_cost", "mix")),
        (
            {"mix": MIX | {"fund": 39_000_000, "family": 16_000_000}},
            (409, "fund_part_is_not_paid", "mix.fund"),
        ),
        ({"mix": MIX | {"labour_days": -1}}, (422, "invalid", "mix.labour_days")),
    ],
)
async def test_a_settlement_that_does_not_add_up_is_refused(
    housing: Housing, change: dict[str, Any], answer: tuple[int, str, str]
) -> None:
    house = await housing.handed_over_house()
    assert await housing.refused(f"/houses/{house}/settlement", SETTLEMENT | change) == answer


async def test_a_household_is_helped_once_under_a_programme(housing: Housing) -> None:
    household = await housing.household()
    first = await housing.house(household_id=household)
    second = application(household)
    assert await housing.refused("/houses", second) == (409, "already_helped", "household_id")
    await housing.house(household_id=household, programme="QD22-2013")
    await housing.done(f"/houses/{first}/cancellation", {"on": "2019-03-02", "reason": "hộ rút đơn"})
    await housing.done("/houses", second)


async def test_after_money_was_paid_a_cancelled_house_still_counts_as_help(housing: Housing) -> None:
    household = await housing.household()
    house, decision = await housing.decided_house(household_id=household)
    await housing.hear((decision, housing.instalment(decision, house, 1_000_000)))
    await housing.done(f"/houses/{house}/cancellation", {"on": "2019-05-02", "reason": "hộ chuyển đi"})
    second = application(household, applied_on="2019-06-01")
    assert await housing.refused("/houses", second) == (409, "already_helped", "household_id")


async def test_two_applications_at_once_make_one_house(housing: Housing) -> None:
    household = await housing.household()
    body = application(household)
    answers = await asyncio.gather(*(housing.post("/houses", body) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]


async def test_two_officers_cannot_do_one_stage_twice(housing: Housing) -> None:
    house, _ = await housing.decided_house()
    path, body = f"/houses/{house}/groundbreaking", {"on": "2019-04-01"}
    answers = await asyncio.gather(*(housing.post(path, body, by=by) for by in ("officer", "colleague") * 3))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 5]
    assert {answer.json().get("code") for answer in answers} == {None, "already_done"}
    assert [kind for kind, data in await housing.told() if data.get("stage") == "groundbreaking"] == [
        "house.stage_reached.v1"
    ]


async def test_a_request_sent_again_is_done_once(housing: Housing) -> None:
    house = await housing.house()
    path, body = f"/houses/{house}/inspection", {"on": "2019-03-02"}
    first = await housing.post(path, body, key="same")
    again = await housing.post(path, body, key="same")
    assert (again.status_code, again.json()) == (200, first.json())
    other = await housing.post(path, {"on": "2019-03-03"}, key="same")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_council_that_rejects_ends_the_house(housing: Housing) -> None:
    house = await housing.house()
    await housing.done(f"/houses/{house}/inspection", {"on": "2019-03-02"})
    reason = "Hộ ông Nguyễn Văn A đã được hỗ trợ"
    refused = await housing.refused(f"/houses/{house}/review", {"on": "2019-03-03", "approved": False})
    assert refused == (422, "reason_missing", "reason")
    await housing.done(f"/houses/{house}/review", {"on": "2019-03-03", "approved": False, "reason": reason})
    kind, data = (await housing.told())[-1]
    assert (kind, data["request_id"]) == ("house.cancelled.v1", None)
    ended = await housing.refused(f"/houses/{house}/support-request", {"on": "2019-03-04", "amount": 1})
    assert ended == (409, "house_ended", "stage")


async def test_a_handed_over_house_is_not_cancelled(housing: Housing) -> None:
    house = await housing.handed_over_house()
    body = {"on": "2019-12-01", "reason": "lý do"}
    assert await housing.refused(f"/houses/{house}/cancellation", body) == (409, "already_handed_over", "stage")


async def test_a_refusal_of_the_fund_opens_the_way_to_a_new_request(housing: Housing) -> None:
    house = await housing.house()
    await housing.done(f"/houses/{house}/inspection", {"on": "2019-03-02"})
    await housing.done(f"/houses/{house}/review", {"on": "2019-03-03", "approved": True})
    first = await housing.done(f"/houses/{house}/support-request", {"on": "2019-03-04", "amount": 60_000_000})
    request = UUID(first["request_id"])
    refusal = SupportRefused(request_id=request, house_id=UUID(house), fund_id=FUND, refused_on=date(2019, 3, 5))
    await housing.hear((request, refusal))
    second = await housing.done(f"/houses/{house}/support-request", {"on": "2019-03-06", "amount": 40_000_000})
    shown = (await housing.get(f"/houses/{house}")).json()
    assert shown["stage"] == "requested"
    assert [(r["request_id"], r["answer"]) for r in shown["requests"]] == [
        (first["request_id"], "refused"),
        (second["request_id"], None),
    ]


async def test_a_decision_for_a_house_cancelled_meanwhile_is_kept_and_moves_nothing(housing: Housing) -> None:
    house = await housing.house()
    await housing.done(f"/houses/{house}/inspection", {"on": "2019-03-02"})
    await housing.done(f"/houses/{house}/review", {"on": "2019-03-03", "approved": True})
    request = await housing.done(f"/houses/{house}/support-request", {"on": "2019-03-04", "amount": 40_000_000})
    await housing.done(f"/houses/{house}/cancellation", {"on": "2019-03-05", "reason": "hộ rút đơn"})
    decision = uuid4()
    released = ReservationReleased(
        decision_id=decision, house_id=UUID(house), fund_id=FUND, amount=40_000_000, released_on=date(2019, 3, 6),
        cause="cancellation",
    )  # fmt: skip
    await housing.hear((decision, housing.decision(decision, house, request["request_id"])), (decision, released))
    shown = (await housing.get(f"/houses/{house}")).json()
    assert (shown["stage"], shown["decided"], shown["released"]) == ("cancelled", 40_000_000, 40_000_000)
    kind, data = (await housing.told())[-1]
    assert (kind, data["request_id"]) == ("house.cancelled.v1", request["request_id"])


async def test_what_cannot_be_placed_is_kept_and_counted(housing: Housing) -> None:
    decision, house, request = uuid4(), str(uuid4()), str(uuid4())
    refusal = SupportRefused(request_id=uuid4(), house_id=UUID(house), fund_id=FUND, refused_on=date(2019, 3, 5))
    released = ReservationReleased(
        decision_id=decision, house_id=UUID(house), fund_id=FUND, amount=1, released_on=date(2019, 3, 6),
        cause="settlement",
    )  # fmt: skip
    known, _ = await housing.decided_house()
    await housing.hear(
        (decision, housing.decision(decision, house, request)),
        (refusal.request_id, refusal),
        (decision, housing.instalment(decision, house, 1)),
        (decision, released),
    )
    assert (await housing.get("/unplaced")).json() == {
        "decisions": 1, "refusals": 1, "instalments": 1, "releases": 1,
    }  # fmt: skip
    assert await housing.quarantined() == 0
    assert (await housing.get(f"/houses/{known}")).json()["stage"] == "decided"


async def test_a_decision_dated_before_its_request_is_heard(housing: Housing) -> None:
    house = await housing.house()
    await housing.done(f"/houses/{house}/inspection", {"on": "2019-03-02"})
    await housing.done(f"/houses/{house}/review", {"on": "2019-03-03", "approved": True})
    request = await housing.done(f"/houses/{house}/support-request", {"on": "2019-03-04", "amount": 40_000_000})
    decision = uuid4()
    early = housing.decision(decision, house, request["request_id"], date(2019, 3, 1))
    await housing.hear((decision, early))
    shown = (await housing.get(f"/houses/{house}")).json()
    assert (shown["stage"], shown["on"], shown["decisions"][0]["decided_on"]) == ("decided", "2019-03-04", "2019-03-01")
    assert await housing.quarantined() == 0


async def test_a_settlement_waits_for_a_payment_that_is_being_written(housing: Housing) -> None:
    """Otherwise the fund's part could be checked against half of the payments."""
    house = await housing.handed_over_house()
    payer = await asyncpg.connect(housing.server.superuser_url)
    try:
        transaction = payer.transaction()
        await transaction.start()
        await payer.execute("select from house where house_id = $1 for no key update", UUID(house))
        await payer.execute(
            """insert into instalment
               values (gen_random_uuid(), gen_random_uuid(), $1, gen_random_uuid(), 'completion', 5, $2)""",
            UUID(house), date(2019, 7, 1),
        )  # fmt: skip
        settling = asyncio.create_task(housing.post(f"/houses/{house}/settlement", SETTLEMENT))
        while not await housing.admin("select from pg_locks where not granted"):
            assert not settling.done(), "it did not wait"
        await transaction.commit()
        answer = await settling
    finally:
        await payer.close()
    assert (answer.status_code, answer.json()["code"]) == (409, "fund_part_is_not_paid")


async def test_a_payment_waits_for_a_settlement_that_is_being_written(housing: Housing) -> None:
    house = await housing.handed_over_house()
    settler = await asyncpg.connect(housing.server.superuser_url)
    try:
        transaction = settler.transaction()
        await transaction.start()
        await settler.execute("select from house where house_id = $1 for no key update", UUID(house))
        decision = uuid4()
        hearing = asyncio.create_task(housing.hear((decision, housing.instalment(decision, house, 5))))
        while not await housing.admin("select from pg_locks where not granted"):
            assert not hearing.done(), "it did not wait"
        await transaction.commit()
        await hearing
    finally:
        await settler.close()
    assert (await housing.get(f"/houses/{house}")).json()["paid"] == 40_000_005


async def test_a_payment_heard_after_the_settlement_is_shown(housing: Housing) -> None:
    house = await housing.handed_over_house()
    await housing.done(f"/houses/{house}/settlement", SETTLEMENT)
    late = uuid4()
    await housing.hear((late, housing.instalment(late, house, 7)))
    shown = (await housing.get(f"/houses/{house}")).json()
    assert (shown["paid"], shown["paid_after_settlement"]) == (40_000_007, 7)


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"household_id": str(uuid4())}, (422, "unknown_household", "household_id")),
        ({"fund_id": str(uuid4())}, (422, "unknown_fund", "fund_id")),
        ({"applied_on": "2020-01-01"}, (422, "date_in_future", "applied_on")),
        ({"applied_on": "1944-12-31"}, (422, "invalid", "applied_on")),
        ({"code": "0912345678"}, (422, "code_is_a_number", "code")),
        ({"work_type": "castle"}, (422, "invalid", "work_type")),
        ({"estimated_cost": 0}, (422, "invalid", "estimated_cost")),
    ],
)
async def test_an_application_that_can_not_be_taken(
    housing: Housing, change: dict[str, Any], answer: tuple[int, str, str]
) -> None:
    body = application(await housing.household(), **change)
    assert await housing.refused("/houses", body) == answer


async def test_codes_are_given_or_taken_once(housing: Housing) -> None:
    await housing.house(code="NH-000001")
    house = await housing.house()
    assert (await housing.get(f"/houses/{house}")).json()["house_code"] == "NH-000002", "the taken one is passed over"
    body = application(await housing.household(), code="NH-000001")
    assert await housing.refused("/houses", body) == (409, "code_taken", "code")


async def test_lists_go_page_by_page_and_by_stage(housing: Housing) -> None:
    houses = [await housing.house() for _ in range(5)]
    await housing.done(f"/houses/{houses[2]}/inspection", {"on": "2019-03-02"})
    seen: list[str] = []
    after = ""
    while True:
        page = (await housing.get(f"/houses?limit=2{after}")).json()
        seen += [row["house_id"] for row in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == houses[::-1]
    inspected = (await housing.get("/houses?stage=inspected")).json()["items"]
    assert [row["house_id"] for row in inspected] == [houses[2]]
    assert (await housing.get(f"/houses?fund_id={OTHER_FUND}")).json()["items"] == []
    assert (await housing.get("/houses", by="stranger")).json()["items"] == []


async def test_an_unknown_house_is_not_found(housing: Housing) -> None:
    response = await housing.get(f"/houses/{uuid4()}")
    assert (response.status_code, response.json()["code"]) == (404, "unknown_house")
    refused = await housing.refused(f"/houses/{uuid4()}/inspection", {"on": "2019-03-02"})
    assert refused == (404, "unknown_house", "house_id")


async def test_only_a_project_officer_of_the_fund_may_act(housing: Housing) -> None:
    house = await housing.house()
    path, body = f"/houses/{house}/inspection", {"on": "2019-03-02"}
    assert (await housing.refused(path, body, by="auditor"))[:2] == (403, "wrong_role")
    assert (await housing.refused(path, body, by="accountant"))[:2] == (403, "wrong_role")
    assert await housing.refused(path, body, by="stranger") == (403, "other_fund", "fund_id")
    assert (await housing.get(f"/houses/{house}", by="stranger")).status_code == 403
    poached = application(await housing.household(), fund_id=str(OTHER_FUND))
    assert await housing.refused("/houses", poached, by="stranger") == (403, "other_fund", "fund_id")
    anonymous = await housing.client.get(f"/api/housing-project/houses/{house}")
    assert anonymous.status_code == 401
