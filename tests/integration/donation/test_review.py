"""The review queue over HTTP: looking, deciding, setting aside, coming back; and every refusal."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest

from services.donation.domain.refusals import line_decided
from tests.integration.donation.conftest import OTHER_FUND, Donation
from tests.integration.donation.lines import account, add, decision, state, waiting


async def bank_rows(donation: Donation) -> list[Any]:
    """Everything that decisions write of lines."""
    return [
        *await donation.admin("select * from bank_line order by bank_id"),
        *await donation.admin("select * from bank_line_gift order by bank_id, gift_id"),
        *await donation.admin("select * from match_rule order by rule_id"),
    ]


async def problem(donation: Donation, body: dict[str, Any], path: str = "/review/decisions") -> tuple[int, str, str]:
    """What refuses a decision; nothing may have changed."""
    before = await bank_rows(donation)
    refused = await donation.refused(path, body, by="accountant")
    assert await bank_rows(donation) == before
    return refused


async def test_lines_in_review_are_read_a_page_at_a_time(donation: Donation) -> None:
    a, b = await account(donation), await account(donation, "2000")
    memos = ["NGUYEN VAN AN", "Ủng hộ ĐỀN ƠN", "tran thi be", "x"]
    lines = [
        {"bank_id": f"L{n}", "credit": 1000 + n, "day": f"2024-07-{20 - n}", "memo": memo}
        for n, memo in enumerate(memos)
    ]
    await add(donation, a, *lines, {"bank_id": "D", "debit": 5})
    await add(donation, b, {"bank_id": "L9", "credit": 1})
    assert await waiting(donation, a) == ["L3", "L2", "L1", "L0"]
    first = await donation.read(f"/review?account_id={a}&limit=3", by="cashier")
    second = await donation.read(f"/review?account_id={a}&limit=3&after={first['next']}", by="cashier")
    assert [line["bank_id"] for line in second["items"]] == ["L0"]
    assert second["next"] is None
    assert second["items"][0] == {
        "account_id": a, "bank_id": "L0", "fund_id": second["items"][0]["fund_id"], "day": "2024-07-20",
        "credit": 1000, "open": 1000, "memo": "NGUYEN VAN AN", "source": "statement", "hints": [], "returned": [],
        "similar": [],
    }  # fmt: skip
    assert await waiting(donation, a, "&day=2024-07-18") == ["L2"]
    assert await waiting(donation, a, "&q=den on") == ["L1"]
    assert await waiting(donation, a, "&q=Nguyễn văn") == ["L0"]
    assert await waiting(donation, a, "&q=%25") == []


async def test_who_may_look_and_decide(donation: Donation) -> None:
    a = await account(donation)
    await add(donation, a, {"bank_id": "L", "credit": 1})
    for by in ("clerk", "cashier", "accountant"):
        assert (await donation.get(f"/review?account_id={a}", by=by)).status_code == 200
    for by in ("admin", "auditor"):
        assert (await donation.get(f"/review?account_id={a}", by=by)).json()["code"] == "wrong_role"
    assert (await donation.get(f"/review?account_id={a}", by="stranger")).json()["code"] == "other_fund"
    assert (await donation.refused("/review/decisions", decision(a, ["L"]), by="stranger"))[1] == "other_fund"
    assert (await donation.get(f"/review?account_id={uuid4()}", by="clerk")).json()["code"] == "account_unknown"


async def test_a_line_becomes_a_gift_in_the_book_of_who_decides(donation: Donation) -> None:
    a, unit, campaign = await account(donation), await donation.unit(), await donation.campaign()
    await add(donation, a, {"bank_id": "L", "credit": 700_000, "day": "2024-07-03", "memo": "TRUONG A ung ho"})
    made = await donation.done("/review/decisions", decision(a, ["L"], {"unit_id": unit, "campaign_id": campaign}))
    gift = made["gifts"][0]
    assert (made["state"], gift["amount"], gift["received_on"], gift["receipt"]["book"]) == (
        "gift", 700_000, "2024-07-03", "CK01",
    )  # fmt: skip
    shown = await donation.read(f"/gifts/{gift['gift_id']}")
    assert (shown["channel"], shown["unit_id"], shown["recorded_by"]) == ("bank_transfer", unit, "cashier-1")
    assert (await donation.told("donation.received.v1"))[0]["gift_id"] == gift["gift_id"]
    assert "TRUONG A" not in json.dumps(await donation.told(), default=str)
    assert await state(donation, a) == {"L": ("gift", "staff")}
    assert await waiting(donation, a) == []


async def test_many_lines_are_one_gift(donation: Donation) -> None:
    a = await account(donation)
    await add(donation, a, *({"bank_id": f"L{n}", "credit": 100 + n, "day": f"2024-07-0{n}"} for n in (1, 2, 3)))
    body = decision(a, ["L3", "L1"], {"amount": 204, "payer_name": "Ông Ba", "name_consent": True})
    made = await donation.done("/review/decisions", body)
    assert (made["state"], made["gifts"][0]["amount"], made["gifts"][0]["received_on"]) == ("joined", 204, "2024-07-03")
    rows = await donation.admin("select bank_id, amount from bank_line_gift order by 1")
    assert [tuple(row) for row in rows] == [("L1", 101), ("L3", 103)]
    assert await state(donation, a) == {
        "L1": ("joined", "staff"), "L2": ("review", None), "L3": ("joined", "staff")
    }  # fmt: skip


async def test_one_line_is_many_gifts(donation: Donation) -> None:
    a, unit = await account(donation), await donation.unit()
    await add(donation, a, {"bank_id": "L", "credit": 1000})
    made = await donation.done("/review/decisions", decision(a, ["L"], {"amount": 999, "unit_id": unit}, {"amount": 1}))
    assert (made["state"], [gift["amount"] for gift in made["gifts"]]) == ("split", [999, 1])
    assert [gift["receipt"]["number"] for gift in made["gifts"]] == [1, 2]


async def test_decisions_that_are_refused(donation: Donation) -> None:
    a, b = await account(donation), await account(donation, "2000")
    await add(
        donation, a, {"bank_id": "L1", "credit": 1000, "memo": "cty an ung ho"}, {"bank_id": "L2", "credit": 5},
        {"bank_id": "D", "debit": 5}, {"bank_id": "A", "credit": 5}, {"bank_id": "G", "credit": 5},
    )  # fmt: skip
    await add(donation, b, {"bank_id": "B", "credit": 1})
    await donation.done("/review/decisions", decision(a, ["G"]))
    await donation.done("/review/set-asides", {"account_id": a, "bank_ids": ["A"], "reason": "Lãi"})
    theirs = await donation.unit("X-1", fund_id=str(OTHER_FUND))
    refused: list[tuple[dict[str, Any], tuple[int, str, str]]] = [
        (decision(a, ["L9"]), (404, "line_unknown", "bank_ids")),
        (decision(a, ["L1", "B"]), (404, "line_unknown", "bank_ids")),
        (decision(str(uuid4()), ["L1"]), (404, "account_unknown", "account_id")),
        (decision(a, ["L1", "L1"]), (422, "lines_repeated", "bank_ids")),
        (decision(a, ["D"]), (422, "line_is_debit", "bank_ids")),
        (decision(a, ["L1", "G"]), (409, "line_decided", "bank_ids")),
        (decision(a, ["A"]), (409, "line_decided", "bank_ids")),
        (decision(a, []), (422, "invalid", "bank_ids")),
        (decision(a, ["L1"]) | {"gifts": []}, (422, "invalid", "gifts")),
        (decision(a, ["L1", "L2"], {"amount": 1}, {"amount": 1004}), (422, "decision_many_to_many", "gifts")),
        (decision(a, ["L1"], {"amount": 1}, {}), (422, "part_without_amount", "gifts.1.amount")),
        (decision(a, ["L1"], {"amount": 999}), (422, "lines_differ", "gifts")),
        (decision(a, ["L1"], {"amount": 999}, {"amount": 2}), (422, "lines_differ", "gifts")),
        (decision(a, ["L1"], {"amount": 1001}, {"amount": -1}), (422, "amount_not_positive", "amount")),
        (decision(a, ["L1"], {"amount": 1000.0}), (422, "invalid", "gifts.0.amount")),
        (decision(a, ["L1"], {"unit_id": str(uuid4())}), (422, "unit_unknown", "unit_id")),
        (decision(a, ["L1"], {"unit_id": theirs}), (422, "unit_of_other_fund", "unit_id")),
        (decision(a, ["L1"], {"campaign_id": str(uuid4())}), (422, "campaign_unknown", "campaign_id")),
        (decision(a, ["L1"], received_on="2024-07-21"), (422, "line_day_open", "received_on")),
        (decision(a, ["L1"], rule={"phrase": "ab 1"}), (422, "rule_phrase_short", "rule.phrase")),
        (decision(a, ["L1"], rule={"phrase": "cty a"}), (422, "rule_phrase_absent", "rule.phrase")),
        (decision(a, ["L1", "L2"], rule={"phrase": "cty an"}), (422, "rule_for_one_gift", "rule")),
        (decision(a, ["L1"], {"payer_name": "B"}, rule={"phrase": "cty an"}), (422, "rule_for_all", "rule")),
    ]
    for body, expected in refused:
        assert await problem(donation, body) == expected, body
    path = "/review/set-asides"
    aside = {"account_id": a, "bank_ids": ["G"], "reason": "Lãi"}
    assert await problem(donation, aside, path) == (409, "line_decided", "bank_ids")
    assert await problem(donation, aside | {"reason": " "}, path) == (422, "invalid", "reason")
    assert await problem(donation, {"account_id": a, "bank_ids": ["L1"]}, f"{path}/take-back") == (
        409, "line_not_set_aside", "bank_ids",
    )  # fmt: skip
    assert (await problem(donation, {"account_id": a, "bank_ids": ["Z"]}, f"{path}/take-back"))[1] == "line_unknown"


async def test_the_second_learns_who_was_first_and_when(donation: Donation) -> None:
    a = await account(donation)
    await add(donation, a, {"bank_id": "L", "credit": 1000}, {"bank_id": "M", "credit": 1})
    await donation.done("/review/decisions", decision(a, ["L"]), by="clerk")
    answer = await donation.post("/review/decisions", decision(a, ["L"]))
    assert "clerk-1" in answer.json()["detail"]
    assert "01:30 28/07/2024" in answer.json()["detail"]
    assert "matching" in line_decided(None, None).en
    await donation.done("/review/set-asides", {"account_id": a, "bank_ids": ["M"], "reason": "Lãi"})
    assert "chờ duyệt" in (await donation.post("/review/decisions", decision(a, ["M"]))).json()["detail"]


async def test_what_is_set_aside_is_taken_back_by_an_accountant(donation: Donation) -> None:
    a = await account(donation)
    await add(donation, a, {"bank_id": "L", "credit": 1000}, {"bank_id": "M", "credit": 1000})
    aside = {"account_id": a, "bank_ids": ["L"], "reason": "Lãi tiền gửi"}
    assert await donation.done("/review/set-asides", aside) == {"account_id": a, "lines": 1}
    row = (await donation.admin("select state, reason, decided_by from bank_line where bank_id = 'L'"))[0]
    assert tuple(row) == ("set_aside", "Lãi tiền gửi", "cashier-1")
    back = {"account_id": a, "bank_ids": ["L"]}
    assert (await donation.refused("/review/set-asides/take-back", back, by="cashier"))[1] == "wrong_role"
    await donation.done("/review/set-asides/take-back", back, by="accountant")
    line = (await donation.read(f"/review?account_id={a}", by="clerk"))["items"][0]
    assert (line["bank_id"], line["hints"][0]["by"]) == ("L", "accountant-1")


@pytest.mark.parametrize(("kind", "back"), [("void", True), ("correction", True), ("refund", False)])
async def test_a_line_comes_back_when_its_gift_is_taken_back_but_not_its_money(
    donation: Donation, kind: str, back: bool
) -> None:
    a = await account(donation)
    await add(donation, a, {"bank_id": "L", "credit": 1000}, {"bank_id": "M", "credit": 1000})
    gift = (await donation.done("/review/decisions", decision(a, ["L"])))["gifts"][0]["gift_id"]
    path, body = (f"/gifts/{gift}/void", {"reason": "Nhầm"}) if kind == "void" else (
        f"/gifts/{gift}/reversal", {"kind": kind, "reason": "Nhầm"},
    )  # fmt: skip
    await donation.done(path, body, by="accountant")
    lines = (await donation.read(f"/review?account_id={a}", by="clerk"))["items"]
    assert [line["bank_id"] for line in lines] == (["L", "M"] if back else ["M"])
    if back:
        assert lines[0]["open"] == 1000
        assert lines[0]["returned"] == [{"gift_id": gift, "kind": kind, "reversed_on": "2024-07-28"}]
        again = await donation.done("/review/decisions", decision(a, ["L"]))
        assert again["state"] == "gift"
        assert again["gifts"][0]["gift_id"] != gift


async def test_a_part_that_is_voided_is_decided_again(donation: Donation) -> None:
    a = await account(donation)
    await add(donation, a, {"bank_id": "L", "credit": 1000}, {"bank_id": "M", "credit": 7})
    made = await donation.done("/review/decisions", decision(a, ["L"], {"amount": 600}, {"amount": 400}))
    await donation.done(f"/gifts/{made['gifts'][1]['gift_id']}/void", {"reason": "Nhầm"}, by="accountant")
    line = (await donation.read(f"/review?account_id={a}", by="clerk"))["items"][0]
    assert (line["bank_id"], line["credit"], line["open"]) == ("L", 1000, 400)
    assert (await problem(donation, decision(a, ["L"], {"amount": 1000})))[1] == "lines_differ"
    made = await donation.done("/review/decisions", decision(a, ["L"]))
    assert (made["state"], made["gifts"][0]["amount"]) == ("split", 400)
    joined = await donation.done("/review/decisions", decision(a, ["M"]))
    await donation.done(f"/gifts/{joined['gifts'][0]['gift_id']}/void", {"reason": "Nhầm"}, by="accountant")
    await donation.done(f"/gifts/{made['gifts'][0]['gift_id']}/void", {"reason": "Nhầm"}, by="accountant")
    both = await donation.done("/review/decisions", decision(a, ["L", "M"]))
    assert (both["state"], both["gifts"][0]["amount"]) == ("joined", 407)
    await donation.done(f"/gifts/{both['gifts'][0]['gift_id']}/void", {"reason": "Nhầm"}, by="accountant")
    assert await waiting(donation, a) == ["L", "M"]


async def test_a_line_of_a_closed_year_is_entered_in_an_open_one(donation: Donation) -> None:
    a = await account(donation, opened_on="2023-01-02")
    await add(donation, a, {"bank_id": "L", "credit": 1000, "day": "2023-12-30"})
    await donation.hear_year_closed(2023)
    assert await problem(donation, decision(a, ["L"])) == (422, "year_closed", "received_on")
    late = decision(a, ["L"], received_on="2024-02-01")
    assert await problem(donation, late | {"received_on": "2023-12-01"}) == (422, "received_before_line", "received_on")
    assert await problem(donation, late | {"received_on": "2023-12-31"}) == (422, "year_closed", "received_on")
    gift = (await donation.done("/review/decisions", late))["gifts"][0]
    assert (gift["received_on"], gift["receipt"]["year"]) == ("2024-02-01", 2024)
    assert (await donation.admin("select bank_id, gift_id::text from bank_line_gift"))[0] == ("L", gift["gift_id"])
    await donation.done(f"/gifts/{gift['gift_id']}/void", {"reason": "Nhầm"}, by="accountant")
    assert await waiting(donation, a) == ["L"]


async def test_32_who_decide_at_once_never_double_a_line(donation: Donation) -> None:
    a = await account(donation)
    await add(donation, a, *({"bank_id": f"L{n}", "credit": 1000} for n in range(4)))
    bodies = [decision(a, [f"L{n % 4}"] if n % 3 else [f"L{n % 4}", f"L{(n + 1) % 4}"]) for n in range(32)]
    answers = await asyncio.gather(
        *(donation.post("/review/decisions", body, by=("clerk", "cashier")[n % 2]) for n, body in enumerate(bodies))
    )
    refused = {answer.json()["code"] for answer in answers if answer.status_code != 201}
    assert refused == {"line_decided"}
    assert await waiting(donation, a) == []
    assert (await donation.admin("select sum(amount)::int from gift"))[0][0] == 4000


async def test_the_same_request_again_decides_nothing_twice(donation: Donation) -> None:
    a = await account(donation)
    await add(donation, a, {"bank_id": "L", "credit": 1000})
    answers = [await donation.post("/review/decisions", decision(a, ["L"]), key="k") for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[1].headers["idempotency-replayed"] == "true"
    response = await donation.client.post("/api/donation/review/decisions", json=decision(a, ["L"]))
    assert response.status_code == 401


async def test_decided_lines_that_look_alike_are_shown(donation: Donation) -> None:
    a, unit = await account(donation), await donation.unit()
    await add(
        donation, a, {"bank_id": "L1", "credit": 1, "memo": "CTY MAY AN PHAT ung ho quy"},
        {"bank_id": "L2", "credit": 1, "memo": "cty may an phat chuyen tien", "hints": '[{"why": "units_differ"}]'},
        {"bank_id": "L3", "credit": 1, "memo": "LE THI BON ung ho quy den on"},
    )  # fmt: skip
    gift = (await donation.done("/review/decisions", decision(a, ["L1"], {"unit_id": unit})))["gifts"][0]["gift_id"]
    lines = (await donation.read(f"/review?account_id={a}", by="clerk"))["items"]
    assert lines[0]["similar"] == [{"bank_id": "L1", "gift_id": gift, "unit_id": unit, "campaign_id": None}]
    assert lines[0]["hints"] == [{"why": "units_differ"}]
    assert lines[1]["similar"] == []
