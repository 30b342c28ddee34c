"""The way of the money: gifts become lots, lots are set aside, paid, released and spent, and the books agree."""

from tests.integration.fund_allocation.conftest import MILLION, Allocation


async def test_a_house_from_gifts_to_settlement(allocation: Allocation) -> None:
    first = await allocation.gift(30 * MILLION, "2026-01-02")
    second = await allocation.gift(30 * MILLION, "2026-01-03", channel="bank_transfer")
    house = await allocation.house(40 * MILLION)
    decision = await allocation.decide(house, 40 * MILLION)
    assert decision["decision_number"] == "01/2026/QĐ-VP"
    assert await allocation.books() == (20 * MILLION, 40 * MILLION, 0)

    foundation = await allocation.certificate(house, "foundation")
    await allocation.pay(decision, foundation, 25 * MILLION)
    completion = await allocation.certificate(house, "handed_over", "2026-05-01")
    instalment = await allocation.pay(decision, completion, 10 * MILLION, "2026-05-02")
    assert instalment["certificate"] == "completion"
    assert await allocation.books() == (20 * MILLION, 5 * MILLION, 35 * MILLION)

    await allocation.settle(house)
    assert await allocation.books() == (25 * MILLION, 0, 35 * MILLION)
    shown = await allocation.get(f"/decisions/{decision['decision_id']}")
    assert (shown["paid"], shown["released"], shown["ended_as"]) == (35 * MILLION, 5 * MILLION, "settlement")
    assert [paid["amount"] for paid in shown["instalments"]] == [25 * MILLION, 10 * MILLION]

    trace = await allocation.get(f"/gifts/{second.gift_id}")
    assert (trace["source"], trace["free"], trace["used"]) == ("bank_transfer", 25 * MILLION, 5 * MILLION)
    assert [(part["stage"], part["amount"]) for part in trace["parts"]] == [("used", 5 * MILLION)]
    assert trace["parts"][0]["house_id"] == str(house.house_id)
    lots = await allocation.get(f"/decisions/{decision['decision_id']}/lots", limit=1)
    rest = await allocation.get(f"/decisions/{decision['decision_id']}/lots", after=lots["next"])
    parts = [*lots["items"], *rest["items"]]
    assert sorted(part["amount"] for part in parts) == [5 * MILLION, 5 * MILLION, 25 * MILLION]
    assert {part["lot_id"] for part in parts} == {str(first.gift_id), str(second.gift_id)}
    assert [event["movement"] for event in await allocation.told("lots.moved.v1")] == [
        "reserved", "disbursed", "disbursed", "released",
    ]  # fmt: skip
