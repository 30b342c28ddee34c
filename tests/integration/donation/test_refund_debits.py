"""A debit of the bank that pays a refund: a person says which; sums agree, and each is used once."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.integration.donation.conftest import OTHER_FUND, Donation
from tests.integration.donation.lines import account, add, decision
from tests.integration.donation.staff import Staff, faults_of


async def refunded(donation: Donation, account_id: str, bank_id: str, amount: int = 1000) -> str:
    """A gift of a line that was refunded."""
    await add(donation, account_id, {"bank_id": bank_id, "credit": amount})
    gift: str = (await donation.done("/review/decisions", decision(account_id, [bank_id])))["gifts"][0]["gift_id"]
    await donation.done(f"/gifts/{gift}/reversal", {"kind": "refund", "reason": "Nhầm"}, by="accountant")
    return gift


def debit(account_id: str, bank_id: str) -> dict[str, str]:
    """The body that names a debit."""
    return {"account_id": account_id, "bank_id": bank_id}


async def pay(donation: Donation, gift: str, account_id: str, bank_id: str) -> dict[str, Any]:
    """A debit that must be taken for a refund."""
    return await donation.done(f"/gifts/{gift}/refund-debit", debit(account_id, bank_id), by="accountant")


async def test_a_refund_gets_the_debit_that_paid_it(donation: Donation) -> None:
    a = await account(donation)
    gift = await refunded(donation, a, "L")
    await add(
        donation, a, {"bank_id": "D0", "debit": 1000, "day": "2024-07-19"}, {"bank_id": "D1", "debit": 999},
        {"bank_id": "D2", "debit": 1000, "memo": "TRA LAI ONG BA", "day": "2024-07-25"},
    )  # fmt: skip
    listed = await donation.read(f"/gifts/{gift}/open-debits", by="accountant")
    assert listed["items"] == [
        {"account_id": a, "bank_id": "D2", "day": "2024-07-25", "amount": 1000, "memo": "TRA LAI ONG BA"}
    ]
    assert (await donation.read(f"/gifts/{gift}"))["reversal"]["debit"] is None
    paid = await pay(donation, gift, a, "D2")
    assert (paid["day"], paid["amount"], paid["decided_by"]) == ("2024-07-25", 1000, "accountant-1")
    shown = (await donation.read(f"/gifts/{gift}"))["reversal"]["debit"]
    assert shown == {
        "account_id": a, "bank_id": "D2", "day": "2024-07-25", "amount": 1000, "decided_by": "accountant-1"
    }  # fmt: skip
    proof = await donation.read(f"/accounts/{a}/proof?day=2024-07-01&last_day=2024-07-28")
    assert proof["ledger"]["refunds_among_debits"] == {"number": 1, "amount": 1000}
    assert proof["ledger"]["debits"] == {"number": 3, "amount": 2999}
    before = await donation.read(f"/accounts/{a}/proof?day=2024-07-01&last_day=2024-07-20")
    assert before["ledger"]["refunds_among_debits"] == {"number": 0, "amount": 0}
    assert "ONG BA" not in str(await donation.admin("select convert_from(body, 'utf8') from idempotency"))
    assert {event["gift_id"] for event in await donation.told()} == {gift}, "nothing is told of it"


async def test_what_is_refused(donation: Donation) -> None:
    a = await account(donation)
    gift, other = await refunded(donation, a, "L"), await refunded(donation, a, "M")
    kept = (await donation.gift())["gift_id"]
    voided = (await donation.gift())["gift_id"]
    await donation.done(f"/gifts/{voided}/void", {"reason": "Nhầm"}, by="accountant")
    await add(
        donation, a, {"bank_id": "C", "credit": 1000}, {"bank_id": "D", "debit": 1000}, {"bank_id": "E", "debit": 1000},
        {"bank_id": "F", "debit": 999}, {"bank_id": "G", "debit": 1000, "day": "2024-07-19"},
    )  # fmt: skip
    await add(donation, a, {"bank_id": "X", "debit": 1000})
    await donation.admin("update bank_line set fund_id = $1 where bank_id = 'X'", OTHER_FUND)
    await pay(donation, other, a, "E")

    async def problem(gift_id: str, bank_id: str, by: str = "accountant") -> tuple[int, str, str]:
        return await donation.refused(f"/gifts/{gift_id}/refund-debit", debit(a, bank_id), by=by)

    assert await problem(str(uuid4()), "D") == (404, "gift_unknown", "gift_id")
    assert (await problem(gift, "D", by="stranger"))[1] == "gift_unknown"
    assert (await problem(gift, "D", by="cashier"))[1] == "wrong_role"
    assert await problem(kept, "D") == (409, "not_refunded", "gift_id")
    assert await problem(voided, "D") == (409, "not_refunded", "gift_id")
    assert await problem(other, "D") == (409, "refund_paid", "gift_id")
    assert await problem(gift, "Z") == (404, "line_unknown", "bank_ids")
    assert await problem(gift, "X") == (404, "line_unknown", "bank_ids")
    assert await problem(gift, "C") == (422, "line_is_credit", "bank_id")
    assert await problem(gift, "E") == (409, "debit_taken", "bank_id")
    assert await problem(gift, "F") == (422, "debit_differs", "bank_id")
    assert await problem(gift, "G") == (422, "debit_before_gift", "bank_id")
    back = f"/gifts/{gift}/refund-debit/take-back"
    assert await donation.refused(back, {}, by="accountant") == (409, "refund_not_paid", "gift_id")
    assert (await donation.refused(back, {}, by="cashier"))[1] == "wrong_role"
    assert (await donation.get(f"/gifts/{kept}/open-debits", by="accountant")).json()["code"] == "not_refunded"
    assert (await donation.get(f"/gifts/{gift}/open-debits", by="auditor")).json()["code"] == "wrong_role"


async def test_what_was_recorded_in_its_place_did_not_go_back(donation: Donation) -> None:
    a = await account(donation)
    gift = await refunded(donation, a, "L")
    rest = await donation.gift(amount=600, corrects_gift_id=gift)
    await add(donation, a, {"bank_id": "D", "debit": 400}, {"bank_id": "E", "debit": 1000})
    refused = await donation.refused(f"/gifts/{gift}/refund-debit", debit(a, "E"), by="accountant")
    assert refused == (422, "debit_differs", "bank_id")
    assert (await pay(donation, gift, a, "D"))["amount"] == 400
    await donation.done(f"/gifts/{gift}/refund-debit/take-back", {}, by="accountant")
    await donation.done(f"/gifts/{rest['gift_id']}/void", {"reason": "Nhầm"}, by="accountant")
    assert (await pay(donation, gift, a, "E"))["amount"] == 1000


async def test_two_at_once_and_taking_it_back(donation: Donation) -> None:
    a = await account(donation)
    gifts = [await refunded(donation, a, f"L{n}") for n in range(2)]
    await add(donation, a, {"bank_id": "D", "debit": 1000}, {"bank_id": "E", "debit": 1000})
    answers = await asyncio.gather(*(
        donation.post(f"/gifts/{gift}/refund-debit", debit(a, line), by="accountant")
        for gift in gifts for line in ("D", "E")
    ))  # fmt: skip
    assert {answer.json().get("code") for answer in answers} <= {None, "debit_taken", "refund_paid"}
    rows = await donation.admin("select count(*), count(distinct gift_id), count(distinct bank_id) from refund_debit")
    assert rows[0][0] == rows[0][1] == rows[0][2] > 0
    for gift in gifts:
        if (await donation.read(f"/gifts/{gift}"))["reversal"]["debit"]:
            await donation.done(f"/gifts/{gift}/refund-debit/take-back", {}, by="accountant")
    await pay(donation, gifts[1], a, "D")
    await pay(donation, gifts[0], a, "E")
    with pytest.raises(asyncpg.UniqueViolationError):
        await donation.admin("update refund_debit set taken_back_by = null, taken_back_at = null")
    async with donation.database.connection() as conn:
        for statement in ("delete from refund_debit", "update refund_debit set bank_id = 'D'"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await conn.execute(statement)


async def test_staff_choose_it_on_the_page_of_the_refund(donation: Donation) -> None:
    a = await account(donation)
    gift = await refunded(donation, a, "L")
    accountant = Staff(donation, "accountant")
    choosing = f"/gifts/{gift}/refund-debit"
    assert "Chưa có dòng ghi nợ nào như vậy" in await accountant.page(choosing)
    await add(donation, a, {"bank_id": "D", "debit": 1000, "memo": "TRA LAI"})
    assert "Gắn dòng tiền ra" in await accountant.page(f"/gifts/{gift}")
    assert "TRA LAI" in await accountant.page(choosing)
    assert faults_of(await accountant.send(choosing, {}))["debit"].startswith("Hãy chọn dòng tiền ra")
    assert await accountant.done(choosing, {"debit": f"{a} D"}) == f"/gifts/{gift}"
    assert "dòng sao kê D" in await accountant.page(f"/gifts/{gift}")
    assert "dòng sao kê D" in await Staff(donation, "auditor").page(f"/gifts/{gift}")
    await accountant.press(f"/gifts/{gift}", f"{choosing}/take-back")
    assert "Gắn dòng tiền ra" in await accountant.page(f"/gifts/{gift}")
