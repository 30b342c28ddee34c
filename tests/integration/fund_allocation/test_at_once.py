"""Many at once: never more is promised than is there, nobody deadlocks, and the books stay right."""

import asyncio
import random
from collections import Counter
from uuid import UUID

from shared.contracts.donation import DonationReceived
from tests.integration.fund_allocation.conftest import MILLION, Allocation


async def test_fifty_decisions_on_money_for_ten(allocation: Allocation) -> None:
    gifts = [allocation.received(500_000) for _ in range(200)]
    await allocation.hear(*((gift.gift_id, gift) for gift in gifts))
    houses = [await allocation.house(10 * MILLION) for _ in range(50)]
    answers = await asyncio.gather(
        *(allocation.post("/decisions", allocation.decision(h, 10 * MILLION), by="approver") for h in houses)
    )
    assert Counter(answer.status_code for answer in answers) == {201: 10, 409: 40}
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["code"] == "above_balance"
            assert "quỹ chỉ còn 0 đ" in answer.json()["detail"]
    numbers = sorted(answer.json()["decision_number"] for answer in answers if answer.status_code == 201)
    assert numbers == [f"{n:02d}/2026/QĐ-VP" for n in range(1, 11)]
    assert await allocation.books() == (0, 100 * MILLION, 0)


async def test_one_certificate_is_paid_once(allocation: Allocation) -> None:
    await allocation.gift(10 * MILLION)
    house = await allocation.house(10 * MILLION)
    decision = await allocation.decide(house, 10 * MILLION)
    certificate = await allocation.certificate(house)
    body = {"certificate_id": certificate, "amount": MILLION, "paid_on": "2026-04-02"}
    path = f"/decisions/{decision['decision_id']}/instalments"
    answers = await asyncio.gather(*(allocation.post(path, body, by="accountant") for _ in range(8)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 7}
    assert await allocation.books() == (0, 9 * MILLION, MILLION)


async def test_gifts_reversals_and_spending_of_several_funds_at_once(allocation: Allocation) -> None:
    funds = [allocation.fund_id]
    for number in range(3):
        form = {"code": f"F{number}", "name": "Quỹ", "level": "commune", "locality": "Xã"}
        funds.append(UUID((await allocation.done("/funds", form, by="admin"))["fund_id"]))
    dice = random.Random(20)  # noqa: S311 - chance, not secrets
    kept: list[DonationReceived] = []

    async def batches() -> None:
        for _ in range(12):
            gifts = [allocation.received(dice.randint(1, 9) * 1000, fund_id=dice.choice(funds)) for _ in range(150)]
            await allocation.hear(*((gift.gift_id, gift) for gift in gifts))
            await allocation.reverse(*gifts[:20])
            kept.extend(gifts[20:])

    async def spend(fund_id: UUID) -> int:
        spent = 0
        for _ in range(30):
            body = allocation.expenditure(dice.randint(1, 40) * 1000) | {"fund_id": fund_id}
            answer = await allocation.post("/expenditures", body, by="accountant")
            if answer.status_code == 201:
                spent += answer.json()["amount"]
            else:
                assert answer.json()["code"] == "above_balance", answer.text
        return spent

    hearing = asyncio.create_task(batches())
    spent = await asyncio.gather(*(spend(fund_id) for fund_id in funds for _ in range(2)))
    await hearing
    left = 0
    for fund_id in funds:
        allocation.fund_id = fund_id
        free, _, used = await allocation.books()
        waiting = (await allocation.get("/pending", fund_id=fund_id))["reversals"]["amount"]
        left += free + used - waiting
    assert left == sum(gift.amount for gift in kept)
    assert sum(spent) > 0
    assert await allocation.quarantined() == []
