"""Decisions that become rules: applied to what waits, to what comes, listed and retired."""

import asyncio
from typing import Any
from uuid import uuid4

from tests.integration.donation.conftest import FUND, Donation
from tests.integration.donation.lines import account, add, decision, state, waiting

MEMO = "MBVCB.123.CTY TNHH MAY AN PHAT.ung ho quy"
RULE = {"phrase": "Máy An Phát"}


def told(rule: dict[str, Any]) -> tuple[int, int, int, bool]:
    """How far a rule has come, and whether it is through."""
    return rule["met"], rule["applied"], rule["refused"], rule["applied_at"] is not None


async def test_a_rule_is_applied_to_all_open_lines_that_hold_its_phrase(donation: Donation) -> None:
    a, b, unit = await account(donation), await account(donation, "2000"), await donation.unit()
    memos = [MEMO, "cty MAY  AN-PHAT", "may an phatt", "may an", "Máy An Phát ủng hộ", "may an phat"]
    await add(donation, a, *({"bank_id": f"L{n}", "credit": 10 + n, "memo": memo} for n, memo in enumerate(memos)))
    await add(donation, b, {"bank_id": "L1", "credit": 1, "memo": MEMO})
    split = decision(a, ["L5"], {"amount": 5}, {"amount": 10})
    part = (await donation.done("/review/decisions", split))["gifts"][0]["gift_id"]
    await donation.done(f"/gifts/{part}/void", {"reason": "Nhầm"}, by="accountant")
    made = await donation.done("/review/decisions", decision(a, ["L0"], {"unit_id": unit}, rule=RULE))
    assert told(made["rule"]) == (2, 2, 0, True)
    assert await state(donation, a) == {
        "L0": ("gift", "staff"), "L1": ("gift", "rule"), "L2": ("review", None), "L3": ("review", None),
        "L4": ("gift", "rule"), "L5": ("review", None),
    }  # fmt: skip
    assert await waiting(donation, b) == ["L1"]
    rows = await donation.admin("select amount, unit_id::text, received_on::text, book, number, recorded_by from gift "
                                "where recorded_by = $1 order by number", f"account-{a}")  # fmt: skip
    assert [tuple(row) for row in rows] == [
        (11, unit, "2024-07-20", "CK02", 1, f"account-{a}"), (14, unit, "2024-07-20", "CK02", 2, f"account-{a}"),
    ]  # fmt: skip
    assert len(await donation.gifts_told()) == 5


async def test_lines_that_a_gift_may_not_be_stay_in_review(donation: Donation) -> None:
    a, campaign = await account(donation), await donation.campaign()
    await add(
        donation, a, {"bank_id": "L1", "credit": 1, "memo": MEMO}, {"bank_id": "L2", "credit": 1, "memo": MEMO},
        {"bank_id": "L3", "credit": 1, "memo": MEMO, "day": "2024-06-01"},
    )  # fmt: skip
    made = await donation.done("/review/decisions", decision(a, ["L1"], {"campaign_id": campaign}, rule=RULE))
    assert told(made["rule"]) == (2, 1, 1, True)
    assert await waiting(donation, a) == ["L3"]
    line = (await donation.read(f"/review?account_id={a}", by="clerk"))["items"][0]
    assert line["hints"] == [{"why": "refused", "code": "campaign_not_open"}]


async def test_a_phrase_has_one_rule_in_use(donation: Donation) -> None:
    a = await account(donation)
    await add(donation, a, {"bank_id": "L1", "credit": 1, "memo": MEMO})
    made = await donation.done("/review/decisions", decision(a, ["L1"], rule=RULE))
    await add(donation, a, {"bank_id": "L2", "credit": 1, "memo": MEMO}, {"bank_id": "L3", "credit": 1, "memo": MEMO})
    body = decision(a, ["L2"], rule={"phrase": "may an phat"})
    assert await donation.refused("/review/decisions", body) == (409, "rule_taken", "rule.phrase")
    assert await waiting(donation, a) == ["L2", "L3"]
    listed = await donation.read(f"/rules?account_id={a}", by="clerk")
    rule = {
        "rule_id": made["rule"]["rule_id"], "account_id": a, "phrase": "may an phat", "unit_id": None,
        "campaign_id": None, "made_by": "cashier-1", "made_at": listed["items"][0]["made_at"], "retired_by": None,
        "retired_at": None, "met": 0, "applied": 0, "refused": 0, "applied_at": listed["items"][0]["made_at"],
    }  # fmt: skip
    assert listed == {"items": [rule], "next": None}
    retired = await donation.done(f"/rules/{rule['rule_id']}/retire", {}, by="accountant")
    assert retired["retired_by"] == "accountant-1"
    assert "may an phat" not in str(await donation.admin("select convert_from(body, 'utf8') from idempotency"))
    assert (await donation.done(f"/rules/{rule['rule_id']}/retire", {}, by="clerk"))["retired_by"] == "accountant-1"
    again = await donation.done("/review/decisions", body)
    assert again["rule"]["applied"] == 1
    first = await donation.read(f"/rules?account_id={a}&limit=1", by="clerk")
    second = await donation.read(f"/rules?account_id={a}&limit=1&after={first['next']}", by="clerk")
    assert [page["items"][0]["rule_id"] for page in (first, second)] == [again["rule"]["rule_id"], rule["rule_id"]]


async def test_rules_that_are_not_there_or_not_ours(donation: Donation) -> None:
    a = await account(donation)
    await add(donation, a, {"bank_id": "L1", "credit": 1, "memo": MEMO})
    rule = (await donation.done("/review/decisions", decision(a, ["L1"], rule=RULE)))["rule"]["rule_id"]
    assert await donation.refused(f"/rules/{uuid4()}/retire", {}) == (404, "rule_unknown", "rule_id")
    assert (await donation.refused(f"/rules/{rule}/retire", {}, by="stranger"))[1] == "other_fund"
    assert (await donation.refused(f"/rules/{rule}/retire", {}, by="auditor"))[1] == "wrong_role"
    assert (await donation.get(f"/rules?account_id={a}", by="stranger")).json()["code"] == "other_fund"
    assert (await donation.get(f"/rules?account_id={a}", by="auditor")).json()["code"] == "wrong_role"
    assert (await donation.read(f"/rules/{rule}", by="clerk"))["phrase"] == "may an phat"
    assert (await donation.get(f"/rules/{rule}", by="stranger")).json()["code"] == "other_fund"
    assert (await donation.get(f"/rules/{uuid4()}", by="clerk")).json()["code"] == "rule_unknown"
    assert await donation.refused(f"/rules/{uuid4()}/apply", {}) == (404, "rule_unknown", "rule_id")
    assert (await donation.refused(f"/rules/{rule}/apply", {}, by="stranger"))[1] == "other_fund"
    await donation.done(f"/rules/{rule}/retire", {}, by="clerk")
    assert await donation.refused(f"/rules/{rule}/apply", {}) == (409, "rule_retired", "rule_id")


async def test_rules_and_deciders_at_once_never_double_a_line(donation: Donation) -> None:
    a = await account(donation)
    lines = [{"bank_id": f"L{n:02d}", "credit": 10, "memo": f"{MEMO} {'x' if n % 2 else 'yyy zzz'}"} for n in range(60)]
    await add(donation, a, *lines)
    bodies = [decision(a, [f"L{n:02d}", f"L{59 - n:02d}"]) for n in range(1, 20)]
    bodies.append(decision(a, ["L00"], rule={"phrase": "may an phat"}))
    bodies.append(decision(a, ["L20"], rule={"phrase": "yyy zzz"}))
    answers = await asyncio.gather(*(donation.post("/review/decisions", body) for body in bodies))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert await waiting(donation, a) == []
    gifts = await donation.admin("select sum(amount)::int from gift where fund_id = $1", FUND)
    assert gifts[0][0] == 600
    rows = await donation.admin(
        """select count(*) from bank_line l where (
               select count(*) from gift g where g.gift_id = l.gift_id
                   or g.gift_id in (select gift_id from bank_line_gift s where s.bank_id = l.bank_id)) <> 1"""
    )
    assert rows[0][0] == 0
