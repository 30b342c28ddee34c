"""The proof of an account: every term, every difference, and that it holds whatever is told and decided."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.donation.conftest import Donation
from tests.integration.donation.lines import account, add, decision

SPAN = "day=2024-07-01&last_day=2024-07-28"


async def proof(donation: Donation, account_id: str, query: str = SPAN) -> dict[str, Any]:
    return await donation.read(f"/accounts/{account_id}/proof?{query}")


async def void(donation: Donation, gift: str, kind: str = "void") -> None:
    path, body = f"/gifts/{gift}/reversal", {"kind": kind, "reason": "Nhầm"}
    if kind == "void":
        path, body = f"/gifts/{gift}/void", {"reason": "Nhầm"}
    await donation.done(path, body, by="accountant")


async def test_all_terms_are_numbered_and_named(donation: Donation) -> None:
    a = await account(donation)
    await add(
        donation, a, {"bank_id": "L1", "credit": 100, "balance": 1100, "day": "2024-07-19"},
        {"bank_id": "L5", "credit": 500, "balance": 1600}, {"bank_id": "L4", "credit": 40, "balance": 1640},
        {"bank_id": "L3", "debit": 3, "balance": 1637}, {"bank_id": "L2", "credit": 2, "balance": 1639},
    )  # fmt: skip
    gift = (await donation.done("/review/decisions", decision(a, ["L5"])))["gifts"][0]["gift_id"]
    await void(donation, gift)
    made = await donation.done("/review/decisions", decision(a, ["L5"], {"amount": 200}, {"amount": 300}))
    await void(donation, made["gifts"][0]["gift_id"], "correction")
    await void(donation, made["gifts"][1]["gift_id"], "refund")
    await donation.done("/review/set-asides", {"account_id": a, "bank_ids": ["L2"], "reason": "Lãi"})
    shown = await proof(donation, a, "day=2024-07-20")
    assert shown.pop("says").startswith("Chưa cân")
    assert shown == {
        "account_id": a, "day": "2024-07-20", "last_day": "2024-07-20", "balanced": False,
        "bank": {
            "opening": 1100, "opening_from": "bank", "credits": {"number": 3, "amount": 542},
            "debits": {"number": 1, "amount": 3}, "closing": 1639, "stated_closing": 1639,
        },
        "ledger": {
            "opening": 1100, "gifts": {"number": 3, "amount": 1000}, "reversals": {"number": 2, "amount": 700},
            "debits": {"number": 1, "amount": 3}, "closing": 1397, "refunds_among_gifts": {"number": 1, "amount": 300},
            "refunds_among_debits": {"number": 0, "amount": 0},
        },
        "between": {
            "difference": 242, "in_review": {"number": 2, "amount": 240}, "set_aside": {"number": 1, "amount": 2},
            "lines": [
                {"why": "set_aside", "bank_id": "L2", "day": "2024-07-20", "amount": 2},
                {"why": "review", "bank_id": "L4", "day": "2024-07-20", "amount": 40},
                {"why": "review", "bank_id": "L5", "day": "2024-07-20", "amount": 200},
            ],
        },
    }  # fmt: skip
    span = await proof(donation, a)
    assert (span["bank"]["opening"], span["bank"]["stated_closing"], span["between"]["difference"]) == (1000, 1639, 342)


async def test_a_day_is_balanced_when_every_line_is_a_gift(donation: Donation) -> None:
    a = await account(donation)
    await add(
        donation, a, {"bank_id": "L2", "credit": 100, "balance": 107}, {"bank_id": "L1", "credit": 7, "balance": 7}
    )
    await donation.done("/review/decisions", decision(a, ["L1", "L2"]))
    shown = await proof(donation, a)
    assert (shown["balanced"], shown["between"]["lines"]) == (True, [])
    assert shown["says"].startswith("Cân: số dư")
    english = (await donation.get(f"/accounts/{a}/proof?{SPAN}", language="en")).json()["says"]
    assert english.startswith("Balanced: the bank's balance")
    assert "not counted" in english


async def test_gaps_between_lines_are_found(donation: Donation) -> None:
    a = await account(donation)
    await add(
        donation, a, {"bank_id": "L1", "credit": 100, "balance": 100, "day": "2024-07-18"},
        {"bank_id": "L2", "debit": 5, "day": "2024-07-19"}, {"bank_id": "L3", "credit": 100, "balance": 205},
        {"bank_id": "L4", "credit": 100, "balance": 315},
    )  # fmt: skip
    await donation.done("/review/decisions", decision(a, ["L1", "L3", "L4"]))
    quiet = await proof(donation, a, "day=2024-07-19")
    assert (quiet["bank"]["opening"], quiet["bank"]["opening_from"], quiet["bank"]["closing"], quiet["balanced"]) == (
        100, "earlier_balance", 95, True,
    )  # fmt: skip
    broken = await proof(donation, a, "day=2024-07-20")
    assert not broken["balanced"]
    assert [(line["why"], line["bank_id"], line["amount"]) for line in broken["between"]["lines"]] == [
        ("balance_breaks", "L3", 105), ("balance_breaks", "L4", 215),
    ]  # fmt: skip


async def test_gaps_between_days_are_found(donation: Donation) -> None:
    a = await account(donation)
    await add(
        donation, a, {"bank_id": "L1", "credit": 100, "balance": 100, "day": "2024-07-18"},
        {"bank_id": "L2", "debit": 5, "day": "2024-07-19"}, {"bank_id": "L3", "credit": 100, "balance": 900},
    )  # fmt: skip
    await donation.done("/review/decisions", decision(a, ["L1", "L3"]))
    shown = await proof(donation, a, "day=2024-07-20")
    assert (shown["bank"]["opening"], shown["bank"]["stated_closing"], shown["balanced"]) == (800, 900, False)
    assert shown["between"]["lines"] == [{"why": "lines_missing", "bank_id": None, "day": None, "amount": 705}]


async def test_a_bank_without_balances(donation: Donation) -> None:
    a = await account(donation)
    await add(
        donation, a, {"bank_id": "L1", "credit": 100, "day": "2024-07-18"}, {"bank_id": "L2", "credit": 5}
    )  # fmt: skip
    await donation.done("/review/decisions", decision(a, ["L1", "L2"]))
    shown = await proof(donation, a, "day=2024-07-20")
    assert (shown["bank"]["opening"], shown["bank"]["opening_from"], shown["bank"]["stated_closing"]) == (
        100, "lines", None,
    )  # fmt: skip
    assert shown["balanced"]
    assert "không chứng minh được" in shown["says"]
    empty = await proof(donation, await account(donation, "2000"))
    assert (empty["bank"]["closing"], empty["balanced"]) == (0, True)


async def test_a_gift_that_is_not_what_its_line_says_is_found(donation: Donation) -> None:
    a = await account(donation)
    await add(donation, a, {"bank_id": "L1", "credit": 100, "balance": 100})
    await donation.done("/review/decisions", decision(a, ["L1"]))
    await donation.admin("update bank_line set credit = 101, balance = 101")
    shown = await proof(donation, a)
    assert (shown["balanced"], shown["between"]["lines"][0]["why"], shown["between"]["difference"]) == (
        False, "amount_differs", 1,
    )  # fmt: skip


async def test_who_may_see_a_proof(donation: Donation) -> None:
    a = await account(donation)
    for path in ("proof", "matched"):
        assert (await donation.get(f"/accounts/{a}/{path}?{SPAN}", by="clerk")).status_code == 200
        assert (await donation.get(f"/accounts/{a}/{path}?{SPAN}", by="admin")).json()["code"] == "wrong_role"
        assert (await donation.get(f"/accounts/{a}/{path}?{SPAN}", by="stranger")).json()["code"] == "other_fund"
        assert (await donation.get(f"/accounts/{uuid4()}/{path}?{SPAN}")).json()["code"] == "account_unknown"
        for query, code in (("day=2024-07-02&last_day=2024-07-01", "days_reversed"), ("day=x", "invalid")):
            refused = (await donation.get(f"/accounts/{a}/{path}?{query}")).json()
            assert refused["code"] == code
            assert refused["errors"][0]["detail"] == refused["detail"]


async def test_the_share_matched_without_a_hand_by_month(donation: Donation) -> None:
    a = await account(donation)
    await add(
        donation, a, {"bank_id": "J", "credit": 1, "day": "2024-06-30", "memo": "ho ten rieng"},
        {"bank_id": "L1", "credit": 1, "memo": "ho ten rieng"}, {"bank_id": "L2", "credit": 1},
        {"bank_id": "L3", "credit": 1}, {"bank_id": "D", "debit": 1},
    )  # fmt: skip
    await donation.done("/review/decisions", decision(a, ["J"], rule={"phrase": "ho ten rieng"}))
    await donation.done("/review/set-asides", {"account_id": a, "bank_ids": ["L2"], "reason": "Lãi"})
    months = (await donation.read(f"/accounts/{a}/matched?day=2024-06-01&last_day=2024-07-31"))["months"]
    nothing = {"by_code": 0, "by_unit": 0, "walk_ins": 0}
    assert months == [
        {"month": "2024-06", "lines": 1, "matched": 0, "by_rule": 0, "by_staff": 1, "in_review": 0, "set_aside": 0,
         "share": "0,0 %"} | nothing,
        {"month": "2024-07", "lines": 3, "matched": 1, "by_rule": 1, "by_staff": 0, "in_review": 1, "set_aside": 1,
         "share": "33,3 %"} | nothing,
    ]  # fmt: skip


ACTS = ("credit", "credit", "debit", "one", "join", "split", "aside", "back", "void", "correction", "refund")


class Town:
    """What must be true of an account, kept beside the service in the plainest way."""

    def __init__(self, account_id: str) -> None:
        self.account_id = account_id
        self.balance = 10_000
        self.lines: dict[str, int] = {}
        self.open: dict[str, int] = {}
        self.aside: set[str] = set()
        self.gifts: dict[str, dict[str, int]] = {}
        self.moved = {"credits": 0, "debits": 0, "gifts": 0, "reversals": 0}

    async def act(self, donation: Donation, act: str, amount: int, which: int) -> None:
        waits = [line for line in self.lines if self.open[line] and line not in self.aside]
        if act in ("credit", "debit"):
            await self._tell(donation, act, amount)
        elif act in ("one", "split", "join") and waits:
            await self._decide(donation, act, waits[which % len(waits) :][:2], amount)
        elif act == "aside" and waits and self.open[waits[-1]] == self.lines[waits[-1]]:
            body = {"account_id": self.account_id, "bank_ids": [waits[-1]], "reason": "Lãi"}
            await donation.done("/review/set-asides", body)
            self.aside.add(waits[-1])
        elif act == "back" and self.aside:
            body = {"account_id": self.account_id, "bank_ids": [self.aside.pop()]}
            await donation.done("/review/set-asides/take-back", body, by="accountant")
        elif act in ("void", "correction", "refund") and self.gifts:
            gift = list(self.gifts)[which % len(self.gifts)]
            await void(donation, gift, act)
            shares = self.gifts.pop(gift)
            if act != "refund":
                self.moved["reversals"] += sum(shares.values())
                for line, share in shares.items():
                    self.open[line] += share

    async def _tell(self, donation: Donation, act: str, amount: int) -> None:
        self.balance += amount if act == "credit" else -amount
        bank_id = f"{act[0]}{len(self.lines) + self.moved['debits']}"
        day = f"2024-07-{1 + len(self.lines) // 2:02d}"
        await add(donation, self.account_id, {"bank_id": bank_id, act: amount, "balance": self.balance, "day": day})
        self.moved[f"{act}s"] += amount
        if act == "credit":
            self.lines[bank_id] = self.open[bank_id] = amount

    async def _decide(self, donation: Donation, act: str, lines: list[str], amount: int) -> None:
        lines = lines if act == "join" else lines[:1]
        total = sum(self.open[line] for line in lines)
        first = amount % total if act == "split" else 0
        parts = [{"amount": first}, {"amount": total - first}] if first else []
        made = await donation.done("/review/decisions", decision(self.account_id, lines, *parts))
        for gift in made["gifts"]:
            shares = (
                {line: self.open[line] for line in lines} if len(made["gifts"]) == 1 else {lines[0]: gift["amount"]}
            )
            self.gifts[gift["gift_id"]] = shares
        self.open |= dict.fromkeys(lines, 0)
        self.moved["gifts"] += total


@pytest.mark.timeout(110)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 10**9), st.integers(0, 9)), min_size=6, max_size=30))
async def test_the_terms_hold_whatever_is_told_and_decided(
    donation: Donation, steps: list[tuple[str, int, int]]
) -> None:
    town = Town(await account(donation, f"{uuid4().int % 10**15:015d}"))
    for step in steps:
        await town.act(donation, *step)
    shown = await proof(donation, town.account_id)
    bank, ledger, between = shown["bank"], shown["ledger"], shown["between"]
    assert {name: bank[name]["amount"] for name in ("credits", "debits")} == {
        name: town.moved[name] for name in ("credits", "debits")
    }
    assert {name: ledger[name]["amount"] for name in ("gifts", "reversals")} == {
        name: town.moved[name] for name in ("gifts", "reversals")
    }
    waits = sum(town.open.values())
    assert between["in_review"]["amount"] + between["set_aside"]["amount"] == between["difference"] == waits
    assert sum(line["amount"] for line in between["lines"]) == waits
    assert shown["balanced"] == (waits == 0)
    assert bank["closing"] == bank["opening"] + bank["credits"]["amount"] - bank["debits"]["amount"]
    assert ledger["closing"] == bank["closing"] - waits
    if bank["opening_from"] == "bank":
        assert (bank["opening"], bank["stated_closing"]) == (10_000, town.balance)
