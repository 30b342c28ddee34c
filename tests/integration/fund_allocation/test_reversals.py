"""A gift is taken back: its free part at once, other money for what was promised or paid, and the rest waits."""

from typing import Any

import pytest

from tests.integration.fund_allocation.conftest import MILLION, Allocation, taken_back


async def waiting(allocation: Allocation) -> tuple[int, int]:
    counts = (await allocation.get("/pending", fund_id=allocation.fund_id))["reversals"]
    return counts["count"], counts["amount"]


def moves(events: list[dict[str, Any]]) -> list[tuple[str, str | None, int]]:
    return [(e["movement"], e["stage"], sum(lot["amount"] for lot in e["lots"])) for e in events]


async def test_a_free_gift_goes_at_once(allocation: Allocation) -> None:
    kept, returned = await allocation.gift(2 * MILLION), await allocation.gift(3 * MILLION, channel="bank_transfer")
    await allocation.reverse(returned)
    assert await allocation.books() == (2 * MILLION, 0, 0)
    assert await waiting(allocation) == (0, 0)
    trace = await allocation.get(f"/gifts/{returned.gift_id}")
    assert (trace["free"], trace["returned"]) == (0, 3 * MILLION)
    assert trace["reversal"] == {
        "amount": 3 * MILLION, "placed": 3 * MILLION, "reversed_on": "2026-06-01", "kind": "void",
    }  # fmt: skip
    assert (await allocation.get(f"/gifts/{kept.gift_id}"))["reversal"] is None
    newest = (await allocation.get(f"/funds/{allocation.fund_id}/entries"))["items"][0]
    assert (newest["kind"], newest["debit"], newest["credit"]) == ("reversal", "income_bank_transfer", "cash")
    assert (newest["dated"], newest["subject_id"]) == ("2026-06-01", str(returned.gift_id))


async def test_other_money_takes_the_place_of_what_was_promised_and_paid(allocation: Allocation) -> None:
    gone = await allocation.gift(10 * MILLION, "2026-01-01")
    house = await allocation.house(10 * MILLION)
    decision = await allocation.decide(house, 10 * MILLION)
    await allocation.pay(decision, await allocation.certificate(house), 4 * MILLION)
    other = await allocation.gift(15 * MILLION, "2026-05-01")

    await allocation.reverse(gone)

    assert await allocation.books() == (5 * MILLION, 6 * MILLION, 4 * MILLION)
    assert await waiting(allocation) == (0, 0)
    trace = await allocation.get(f"/gifts/{other.gift_id}")
    assert (trace["free"], trace["reserved"], trace["used"]) == (5 * MILLION, 6 * MILLION, 4 * MILLION)
    assert (await allocation.get(f"/gifts/{gone.gift_id}"))["returned"] == 10 * MILLION
    events = [e for e in await allocation.told("lots.moved.v1") if e["movement"].startswith("substituted")]
    assert moves(events) == [
        ("substituted_out", "reserved", 6 * MILLION), ("substituted_in", "reserved", 6 * MILLION),
        ("substituted_out", "used", 4 * MILLION), ("substituted_in", "used", 4 * MILLION),
    ]  # fmt: skip
    assert {e["purpose_id"] for e in events} == {decision["decision_id"]}
    assert [e["lots"][0]["lot_id"] for e in events] == [str(gone.gift_id), str(other.gift_id)] * 2


async def test_what_cannot_be_placed_waits_for_the_next_money(allocation: Allocation) -> None:
    gone = await allocation.gift(10 * MILLION)
    await allocation.spend(8 * MILLION)
    await allocation.reverse(gone)
    assert await waiting(allocation) == (1, 8 * MILLION)
    assert await allocation.books() == (0, 0, 8 * MILLION)
    other = {"code": "X2", "name": "Quỹ khác", "level": "commune", "locality": "Xã B"}
    other_id = (await allocation.done("/funds", other, by="admin"))["fund_id"]
    counts = await allocation.get("/pending", fund_id=other_id)
    assert counts["reversals"] == {"count": 0, "amount": 0}, "another fund has nothing to do with it"

    await allocation.gift(5 * MILLION)
    assert await waiting(allocation) == (1, 3 * MILLION)
    assert await allocation.books() == (0, 0, 8 * MILLION), "new money serves the reversal before anything else"
    code, _ = await allocation.refused("/expenditures", allocation.expenditure(1), by="accountant")
    assert code == "above_balance"

    await allocation.gift(5 * MILLION)
    assert await waiting(allocation) == (0, 0)
    assert await allocation.books() == (2 * MILLION, 0, 8 * MILLION)


async def test_released_money_serves_a_waiting_reversal(allocation: Allocation) -> None:
    spent, promised = (
        await allocation.gift(10 * MILLION, "2026-01-01"),
        await allocation.gift(10 * MILLION, "2026-01-02"),
    )
    await allocation.spend(10 * MILLION)
    house = await allocation.house(10 * MILLION)
    await allocation.decide(house, 10 * MILLION)
    await allocation.reverse(spent)
    assert await waiting(allocation) == (1, 10 * MILLION)
    await allocation.cancel(house)
    assert await waiting(allocation) == (0, 0)
    assert await allocation.books() == (0, 0, 10 * MILLION)
    assert (await allocation.get(f"/gifts/{promised.gift_id}"))["used"] == 10 * MILLION


async def test_a_released_gift_that_was_taken_back_never_becomes_free(allocation: Allocation) -> None:
    gone = await allocation.gift(10 * MILLION)
    house = await allocation.house(10 * MILLION)
    await allocation.decide(house, 10 * MILLION)
    await allocation.reverse(gone)
    assert await waiting(allocation) == (1, 10 * MILLION)
    await allocation.cancel(house)
    assert await waiting(allocation) == (0, 0)
    assert await allocation.books() == (0, 0, 0)


@pytest.mark.parametrize("earmark", [("purpose", "hardship"), ("house", "01981f6e-7c00-7000-8000-000000000000")])
async def test_money_for_something_else_does_not_take_the_place(
    allocation: Allocation, earmark: tuple[str, str]
) -> None:
    gone = await allocation.gift(10 * MILLION)
    house = await allocation.house(10 * MILLION)
    await allocation.decide(house, 10 * MILLION)
    await allocation.gift(50 * MILLION, earmark=earmark)
    await allocation.reverse(gone)
    assert await waiting(allocation) == (1, 10 * MILLION)
    await allocation.gift(4 * MILLION, earmark=("house", house.house_id))
    await allocation.gift(3 * MILLION, earmark=("purpose", "housing"))
    await allocation.gift(3 * MILLION)
    assert await waiting(allocation) == (0, 0)
    assert await allocation.books() == (50 * MILLION, 10 * MILLION, 0)


async def test_gifts_and_their_reversals_in_one_batch(allocation: Allocation) -> None:
    gifts = [allocation.received(1000 + n) for n in range(50)]
    reversals = [(gift.gift_id, taken_back(gift)) for gift in gifts[::2]]
    await allocation.hear(*((gift.gift_id, gift) for gift in gifts), *reversals)
    assert await allocation.books() == (sum(gift.amount for gift in gifts[1::2]), 0, 0)
    assert await allocation.quarantined() == []


async def test_a_reversal_of_an_unknown_gift_is_kept_until_the_gift_comes(allocation: Allocation) -> None:
    gift = allocation.received(MILLION)
    await allocation.reverse(gift)
    assert await waiting(allocation) == (1, MILLION)
    await allocation.hear((gift.gift_id, gift))
    assert await waiting(allocation) == (0, 0)
    assert await allocation.books() == (0, 0, 0)


async def test_a_wrong_reversal_goes_to_quarantine_alone(allocation: Allocation) -> None:
    first, second = await allocation.gift(MILLION), await allocation.gift(2 * MILLION)
    wrong = taken_back(first).model_copy(update={"amount": MILLION + 1})
    await allocation.hear((first.gift_id, wrong), (second.gift_id, taken_back(second)))
    (error,) = await allocation.quarantined()
    assert "reversal_differs" in error
    assert await allocation.books() == (MILLION, 0, 0)


async def test_the_same_gift_twice_counts_once(allocation: Allocation) -> None:
    gift = allocation.received(MILLION)
    await allocation.hear((gift.gift_id, gift))
    await allocation.hear((gift.gift_id, gift))
    assert len(await allocation.quarantined()) == 1
    assert await allocation.books() == (MILLION, 0, 0)


async def test_many_small_reversals_of_spent_money(allocation: Allocation) -> None:
    gifts = [allocation.received(10_000) for _ in range(1500)]
    await allocation.hear(*((gift.gift_id, gift) for gift in gifts))
    await allocation.spend(15 * MILLION)
    await allocation.gift(16 * MILLION)
    await allocation.reverse(*gifts)
    assert await allocation.books() == (MILLION, 0, 15 * MILLION)
    out = [e for e in await allocation.told("lots.moved.v1") if e["movement"] == "substituted_out"]
    assert [len(e["lots"]) for e in out] == [1000, 500]
