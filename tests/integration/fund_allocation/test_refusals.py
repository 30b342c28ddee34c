"""Every way in which the service says no, over HTTP: code, field and sentence, and nothing is changed."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.integration.fund_allocation.conftest import MILLION, Allocation, House

NORM = {"legal_basis": "Quyết định 21/2024/QĐ-TTg", "valid_from": "2025-01-09"}

AMOUNTS = [
    (0, "phải từ 1 trở lên", "must be 1 or more"),
    (-5, "phải từ 1 trở lên", "must be 1 or more"),
    (1.5, "phải là số nguyên", "must be a whole number"),
    (2.0, "phải là số nguyên", "must be a whole number"),
    ("500000", "phải là số nguyên", "must be a whole number"),
    (True, "phải là số nguyên", "must be a whole number"),
    (10**15 + 1, "không được quá 1.000.000.000.000.000", "must be at most"),
]


async def sentences(allocation: Allocation, path: str, body: dict[str, Any], by: str) -> tuple[int, str, str, str]:
    """Status, code and both sentences of a refusal."""
    await allocation.refused(path, body, by=by)
    vietnamese = await allocation.post(path, body, by=by)
    english = (await allocation.post(path, body, by=by, language="en")).json()
    problem = vietnamese.json()
    return vietnamese.status_code, problem["code"], problem["detail"], english["detail"]


async def certified(allocation: Allocation) -> tuple[House, dict[str, Any], UUID]:
    """A house with a decision of 10 million and a foundation certificate of 1 April."""
    await allocation.gift(20 * MILLION)
    house = await allocation.house(10 * MILLION)
    decision = await allocation.decide(house, 10 * MILLION)
    return house, decision, await allocation.certificate(house)


@pytest.mark.parametrize(("amount", "vi", "en"), AMOUNTS)
async def test_an_amount_is_whole_dong_within_bounds(allocation: Allocation, amount: object, vi: str, en: str) -> None:
    house, decision, certificate = await certified(allocation)
    fund = allocation.fund_id
    for path, body, by in (
        ("/decisions", allocation.decision(house, 1) | {"amount": amount}, "approver"),
        (f"/decisions/{decision['decision_id']}/instalments",
         {"certificate_id": certificate, "amount": amount, "paid_on": "2026-04-02"}, "accountant"),
        ("/expenditures", allocation.expenditure(1) | {"amount": amount}, "accountant"),
        (f"/funds/{fund}/opening-balances", {"amount": amount, "on": "2026-01-01"}, "accountant"),
        ("/norms", NORM | {"amount": amount, "work_type": "repair"}, "admin"),
    ):  # fmt: skip
        status, code, vietnamese, english = await sentences(allocation, path, body, by)
        assert (status, code) == (422, "invalid"), path
        assert vi in vietnamese
        assert en in english


async def test_nothing_is_dated_in_the_future(allocation: Allocation) -> None:
    _, decision, certificate = await certified(allocation)
    other = await allocation.house(MILLION)
    for path, body, by, field in (
        ("/decisions", allocation.decision(other, MILLION, "2026-06-16"), "approver", "decided_on"),
        (f"/requests/{other.request_id}/refusal",
         {"refused_on": "2026-06-16", "reason": "…"}, "approver", "refused_on"),
        (f"/decisions/{decision['decision_id']}/instalments",
         {"certificate_id": certificate, "amount": 1, "paid_on": "2026-06-16"}, "accountant", "paid_on"),
        ("/expenditures", allocation.expenditure(1, on="2026-06-16"), "accountant", "spent_on"),
        (f"/funds/{allocation.fund_id}/opening-balances", {"amount": 1, "on": "2026-06-16"}, "accountant", "on"),
    ):  # fmt: skip
        assert await allocation.refused(path, body, by=by) == ("in_future", field)
        _, _, vietnamese, english = await sentences(allocation, path, body, by)
        assert vietnamese == "Ngày 16/06/2026 ở tương lai (hôm nay là 15/06/2026). Hãy ghi ngày đã thực hiện."
        assert "16/06/2026 is in the future" in english


async def test_nothing_is_booked_in_a_closed_year(allocation: Allocation) -> None:
    await allocation.gift(20 * MILLION, "2025-05-01")
    house = await allocation.house(10 * MILLION, on="2025-05-02")
    decision = await allocation.decide(house, 5 * MILLION, "2025-05-03")
    certificate = await allocation.certificate(house, on="2025-05-04")
    other = await allocation.house(MILLION, on="2025-05-02")
    await allocation.close_receipt_books(2025, 1, 20 * MILLION, 0, 0)
    await allocation.done("/years/close", {"fund_id": allocation.fund_id, "year": 2025}, by="accountant")
    for path, body, by, field in (
        ("/decisions", allocation.decision(other, MILLION, "2025-12-31"), "approver", "decided_on"),
        (f"/requests/{other.request_id}/refusal",
         {"refused_on": "2025-06-16", "reason": "…"}, "approver", "refused_on"),
        (f"/decisions/{decision['decision_id']}/instalments",
         {"certificate_id": certificate, "amount": 1, "paid_on": "2025-06-16"}, "accountant", "paid_on"),
        ("/expenditures", allocation.expenditure(1, on="2025-06-16"), "accountant", "spent_on"),
        (f"/funds/{allocation.fund_id}/opening-balances", {"amount": 1, "on": "2025-01-01"}, "accountant", "on"),
    ):  # fmt: skip
        assert await allocation.refused(path, body, by=by) == ("year_closed", field)
        _, _, vietnamese, english = await sentences(allocation, path, body, by)
        assert "thuộc năm đã khoá sổ (đã khoá đến hết năm 2025). Hãy ghi vào năm 2026" in vietnamese
        assert "closed through 2025" in english
    await allocation.pay(decision, certificate, MILLION, "2026-01-02")


async def test_a_decision_needs_its_request(allocation: Allocation) -> None:
    body = {"request_id": uuid4(), "amount": 1, "decided_on": "2026-03-01"}
    status, code, vietnamese, english = await sentences(allocation, "/decisions", body, "approver")
    assert (status, code) == (404, "unknown_request")
    assert "Chưa nhận được đề nghị hỗ trợ này" in vietnamese
    assert "No such request for support was heard" in english


async def test_nobody_decides_on_their_own_request(allocation: Allocation) -> None:
    await allocation.gift(20 * MILLION)
    house = await allocation.house(10 * MILLION)
    status, code, vietnamese, _ = await sentences(allocation, "/decisions", allocation.decision(house, 1), "officer")
    assert (status, code) == (403, "own_request")
    assert "Người đề nghị không được tự quyết định" in vietnamese
    refusal = {"refused_on": "2026-03-01", "reason": "…"}
    path = f"/requests/{house.request_id}/refusal"
    assert await allocation.refused(path, refusal, by="officer") == ("own_request", "request_id")


async def test_above_the_norm_needs_a_reason(allocation: Allocation) -> None:
    await allocation.gift(200 * MILLION)
    house = await allocation.house(70 * MILLION)
    body = allocation.decision(house, 60 * MILLION) | {"reason_above_norm": None}
    status, code, vietnamese, english = await sentences(allocation, "/decisions", body, "approver")
    assert (status, code) == (422, "no_norm")
    assert "Không có định mức nào còn hiệu lực vào ngày 01/03/2026" in vietnamese
    assert "Record the norm set by the board, or give a reason" in english

    norm = NORM | {"work_type": "new_build", "amount": 60 * MILLION}
    stored = await allocation.done("/norms", norm, by="admin")
    assert (await allocation.get(f"/requests/{house.request_id}"))["norm"] == stored
    status, code, vietnamese, english = await sentences(
        allocation, "/decisions", body | {"amount": 60 * MILLION + 1}, "approver"
    )
    assert (status, code) == (422, "above_norm")
    assert "60.000.001 đ cao hơn định mức 60.000.000 đ (Quyết định 21/2024/QĐ-TTg)" in vietnamese
    assert "above the norm of 60.000.000 đ" in english
    decision = await allocation.done("/decisions", body, by="approver")
    assert (decision["above_norm"], decision["norm_id"]) == (False, stored["norm_id"])

    repair = await allocation.house(30 * MILLION, work_type="repair")
    decision = await allocation.decide(repair, 30 * MILLION, reason_above_norm="Nhà xuống cấp nặng")
    assert (decision["above_norm"], decision["norm_id"]) == (True, None)


async def test_above_the_balance_names_what_is_there(allocation: Allocation) -> None:
    await allocation.gift(5 * MILLION)
    house = await allocation.house(10 * MILLION)
    body = allocation.decision(house, 5 * MILLION + 1)
    status, code, vietnamese, english = await sentences(allocation, "/decisions", body, "approver")
    assert (status, code) == (409, "above_balance")
    assert "Cần 5.000.001 đ nhưng quỹ chỉ còn 5.000.000 đ" in vietnamese
    assert "the fund has only 5.000.000 đ available for this on 01/03/2026" in english
    body = allocation.expenditure(5 * MILLION + 1)
    assert await allocation.refused("/expenditures", body, by="accountant") == ("above_balance", "amount")


async def test_a_request_is_answered_once_and_not_beyond_what_it_asks(allocation: Allocation) -> None:
    await allocation.gift(50 * MILLION)
    house = await allocation.house(10 * MILLION)
    refused = allocation.refused
    above = allocation.decision(house, 10 * MILLION + 1)
    assert await refused("/decisions", above, by="approver") == ("above_request", "amount")
    early = allocation.decision(house, MILLION, "2026-01-31")
    assert await refused("/decisions", early, by="approver") == ("before_request", "decided_on")
    await allocation.decide(house, 10 * MILLION)
    again = allocation.decision(house, MILLION)
    assert await refused("/decisions", again, by="approver") == ("request_answered", "request_id")

    other = await allocation.house(10 * MILLION)
    path, body = f"/requests/{other.request_id}/refusal", {"refused_on": "2026-03-01", "reason": "Chưa đủ điều kiện"}
    answer = await allocation.done(path, body, by="approver")
    assert answer["state"] == "refused"
    (told,) = await allocation.told("support.refused.v1")
    assert told["request_id"] == str(other.request_id)
    assert "reason" not in told
    assert await refused(path, body, by="approver") == ("request_answered", "request_id")

    gone = await allocation.house(10 * MILLION)
    await allocation.cancel(gone)
    late = allocation.decision(gone, MILLION)
    assert await refused("/decisions", late, by="approver") == ("request_answered", "request_id")


async def test_one_household_one_support_per_programme(allocation: Allocation) -> None:
    await allocation.gift(50 * MILLION)
    first = await allocation.house(10 * MILLION)
    await allocation.decide(first, 10 * MILLION)
    second = await allocation.house(10 * MILLION, household_id=first.household_id)
    body = allocation.decision(second, MILLION)
    status, code, vietnamese, english = await sentences(allocation, "/decisions", body, "approver")
    assert (status, code) == (409, "second_support")
    assert "Hộ này đã được hỗ trợ theo chương trình QUY theo quyết định 01/2026/QĐ-VP" in vietnamese
    assert "was helped under QUY already" in english

    other_programme = await allocation.house(MILLION, household_id=first.household_id, programme="KHAC")
    await allocation.decide(other_programme, MILLION)
    await allocation.cancel(first)
    await allocation.decide(second, 10 * MILLION)


async def test_a_cancelled_support_that_was_paid_counts(allocation: Allocation) -> None:
    house, decision, certificate = await certified(allocation)
    await allocation.pay(decision, certificate, 1)
    await allocation.cancel(house)
    second = await allocation.house(MILLION, household_id=house.household_id)
    body = allocation.decision(second, MILLION)
    assert await allocation.refused("/decisions", body, by="approver") == ("second_support", "request_id")


async def test_two_funds_can_not_help_one_household_at_once(allocation: Allocation) -> None:
    form = {"code": "X2", "name": "Quỹ khác", "level": "commune", "locality": "Xã B"}
    other_fund = UUID((await allocation.done("/funds", form, by="admin"))["fund_id"])
    await allocation.gift(50 * MILLION)
    await allocation.gift(50 * MILLION, fund_id=other_fund)
    household = uuid4()
    houses = [await allocation.house(MILLION, household_id=household, fund_id=fund)
              for fund in (allocation.fund_id, other_fund)]  # fmt: skip
    answers = await asyncio.gather(
        *(allocation.post("/decisions", allocation.decision(house, MILLION), by="approver") for house in houses)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert next(a.json()["code"] for a in answers if a.status_code == 409) == "second_support"


async def test_nothing_is_paid_before_its_certificate(allocation: Allocation) -> None:
    house, decision, certificate = await certified(allocation)
    path = f"/decisions/{decision['decision_id']}/instalments"
    body = {"certificate_id": uuid4(), "amount": MILLION, "paid_on": "2026-04-02"}
    status, code, vietnamese, english = await sentences(allocation, path, body, "accountant")
    assert (status, code) == (409, "certificate_not_heard")
    assert "Chưa có biên bản nghiệm thu này, nên chưa chi được" in vietnamese
    assert "No such stage certificate was heard" in english

    body = {"certificate_id": certificate, "amount": MILLION, "paid_on": "2026-03-31"}
    status, code, vietnamese, _ = await sentences(allocation, path, body, "accountant")
    assert (status, code) == (422, "paid_before_certificate")
    assert "Ngày chi 31/03/2026 đứng trước ngày nghiệm thu 01/04/2026" in vietnamese

    early = await allocation.certificate(house, "frame_wall", "2026-02-10")
    body = {"certificate_id": early, "amount": MILLION, "paid_on": "2026-02-28"}
    assert await allocation.refused(path, body, by="accountant") == ("paid_before_decision", "paid_on")

    other = await allocation.certificate(await allocation.house(MILLION))
    body = {"certificate_id": other, "amount": MILLION, "paid_on": "2026-04-02"}
    assert await allocation.refused(path, body, by="accountant") == ("certificate_of_another_house", "certificate_id")


async def test_payments_stay_within_the_decision(allocation: Allocation) -> None:
    house, decision, certificate = await certified(allocation)
    path = f"/decisions/{decision['decision_id']}/instalments"
    body = {"certificate_id": certificate, "amount": 10 * MILLION + 1, "paid_on": "2026-04-02"}
    status, code, vietnamese, english = await sentences(allocation, path, body, "accountant")
    assert (status, code) == (409, "above_decision")
    assert "vượt phần còn lại của quyết định (10.000.000 đ)" in vietnamese
    assert "more than what is left of the decision" in english
    await allocation.pay(decision, certificate, 6 * MILLION)
    again = body | {"amount": MILLION}
    assert await allocation.refused(path, again, by="accountant") == ("certificate_paid", "certificate_id")
    completion = await allocation.certificate(house, "handed_over", "2026-05-01")
    body = {"certificate_id": completion, "amount": 4 * MILLION + 1, "paid_on": "2026-05-02"}
    assert await allocation.refused(path, body, by="accountant") == ("above_decision", "amount")
    await allocation.settle(house)
    body = body | {"amount": 1}
    assert (await allocation.refused(path, body, by="accountant"))[0] == "decision_ended"


async def test_who_pays_neither_decided_nor_asked(allocation: Allocation) -> None:
    _, decision, certificate = await certified(allocation)
    path = f"/decisions/{decision['decision_id']}/instalments"
    body = {"certificate_id": certificate, "amount": 1, "paid_on": "2026-04-02"}
    assert (await allocation.refused(path, body, by="both"))[0] == "payer_decided"
    assert (await allocation.refused(path, body, by="officer"))[0] == "payer_requested"
    assert (await allocation.refused(path, body, by="approver"))[0] == "wrong_role"
    assert (await allocation.refused(f"/decisions/{uuid4()}/instalments", body, by="accountant"))[
        0
    ] == "unknown_decision"


async def test_house_money_needs_a_decision_and_management_has_its_cap(allocation: Allocation) -> None:
    await allocation.gift(100 * MILLION)
    housing = allocation.expenditure(1, "housing")
    assert await allocation.refused("/expenditures", housing, by="accountant") == ("housing_needs_decision", "use")
    await allocation.spend(4 * MILLION, "management_publicity")
    above = allocation.expenditure(MILLION + 1, "management_publicity")
    status, code, vietnamese, english = await sentences(allocation, "/expenditures", above, "accountant")
    assert (status, code) == (409, "above_management_cap")
    assert (
        "vượt mức còn lại 1.000.000 đ của năm 2026: tối đa 5 % số thu trong năm (Nghị định 45/2006/NĐ-CP)" in vietnamese
    )
    assert "at most 5 % of the year's revenue" in english
    await allocation.spend(MILLION, "management_publicity")


async def test_norms_of_one_scope_do_not_overlap(allocation: Allocation) -> None:
    general = NORM | {"work_type": "repair", "amount": 30 * MILLION}
    first = await allocation.done("/norms", general | {"valid_to": "2025-12-31"}, by="admin")
    assert await allocation.refused("/norms", general | {"valid_from": "2025-12-31"}, by="admin") == (
        "norm_overlaps",
        "valid_from",
    )
    second = await allocation.done("/norms", general | {"valid_from": "2026-01-01"}, by="admin")
    await allocation.done("/norms", general | {"fund_id": allocation.fund_id}, by="admin")
    await allocation.done("/norms", general | {"work_type": "new_build"}, by="admin")
    end = f"/norms/{first['norm_id']}/end"
    assert await allocation.refused(end, {"valid_to": "2026-01-01"}, by="admin") == ("norm_overlaps", "valid_from")
    assert await allocation.refused(end, {"valid_to": "2025-01-08"}, by="admin") == (
        "norm_ends_before_start",
        "valid_to",
    )
    ended = await allocation.done(f"/norms/{second['norm_id']}/end", {"valid_to": "2026-12-31"}, by="admin")
    assert ended["valid_to"] == "2026-12-31"
    backwards = general | {"valid_from": "2027-01-02", "valid_to": "2027-01-01"}
    assert await allocation.refused("/norms", backwards, by="admin") == ("norm_ends_before_start", "valid_to")
    assert len((await allocation.get("/norms"))["items"]) == 4
    later = general | {"valid_from": "2027-01-01"}
    assert await allocation.refused("/norms", later, by="stranger") == ("norm_for_all_funds", "fund_id")
    assert await allocation.refused(end, {"valid_to": "2025-11-30"}, by="stranger") == ("norm_for_all_funds", "fund_id")
    assert await allocation.refused("/norms", later | {"fund_id": allocation.fund_id}, by="stranger") == (
        "other_fund",
        "fund_id",
    )


async def test_funds_and_roles(allocation: Allocation) -> None:
    form = {"code": "VP", "name": "Quỹ", "level": "commune", "locality": "Xã"}
    assert await allocation.refused("/funds", form, by="admin") == ("code_taken", "code")
    assert (await allocation.refused("/funds", form | {"code": "VP2"}, by="accountant"))[0] == "wrong_role"
    assert (await allocation.refused("/funds", form | {"level": "ward"}, by="admin")) == ("invalid", "level")
    assert (await allocation.refused("/funds", form | {"code": "VP3"}, by="stranger")) == ("other_fund", "fund_id")
    other = allocation.expenditure(1)
    assert (await allocation.refused("/expenditures", other, by="stranger")) == ("other_fund", "fund_id")
    unknown = other | {"fund_id": uuid4()}
    assert (await allocation.refused("/expenditures", unknown, by="accountant")) == ("unknown_fund", "fund_id")
    house = await allocation.house(MILLION)
    assert (await allocation.refused("/decisions", allocation.decision(house, 1), by="stranger"))[0] == "other_fund"
    assert (await allocation.refused("/decisions", allocation.decision(house, 1), by="auditor"))[0] == "wrong_role"
    assert (await allocation.ask(f"/funds/{allocation.fund_id}", by="stranger")).json()["code"] == "other_fund"
    assert (await allocation.get("/funds", by="stranger"))["items"] == []
    assert len((await allocation.get("/funds"))["items"]) == 1
    answer = await allocation.client.get("/api/fund-allocation/funds")
    assert answer.status_code == 401


async def test_an_earmark_names_something(allocation: Allocation) -> None:
    path = f"/funds/{allocation.fund_id}/opening-balances"
    for kind, ref in (("purpose", "schools"), ("house", "nhà số 3"), ("campaign", "27/7")):
        body = {"amount": 1, "on": "2026-01-01", "earmark": {"kind": kind, "ref": ref}}
        assert await allocation.refused(path, body, by="accountant") == ("unusable_earmark", "earmark.ref")


async def test_the_same_key_answers_again_and_refuses_another_body(allocation: Allocation) -> None:
    await allocation.gift(10 * MILLION)
    body = allocation.expenditure(MILLION)
    first = await allocation.post("/expenditures", body, by="accountant", key="k1")
    again = await allocation.post("/expenditures", body, by="accountant", key="k1")
    assert first.content == again.content
    other = await allocation.post("/expenditures", body | {"amount": 2}, by="accountant", key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await allocation.books() == (9 * MILLION, 0, MILLION)
