"""The way of the money: gifts become lots, lots are set aside, paid, released and spent, and the books agree."""

from uuid import uuid4

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


async def test_the_oldest_money_goes_first(allocation: Allocation) -> None:
    newer = await allocation.gift(MILLION, "2026-01-20")
    older = await allocation.gift(MILLION, "2026-01-05")
    await allocation.spend(MILLION)
    assert (await allocation.get(f"/gifts/{older.gift_id}"))["used"] == MILLION
    assert (await allocation.get(f"/gifts/{newer.gift_id}"))["free"] == MILLION


async def test_earmarked_money_goes_first_and_to_its_purpose_alone(allocation: Allocation) -> None:
    house, campaign = await allocation.house(9 * MILLION), uuid4()
    gifts = {
        name: await allocation.gift(MILLION, earmark=earmark)
        for name, earmark in {
            "none": None, "housing": ("purpose", "housing"), "campaign": ("campaign", campaign),
            "house": ("house", house.house_id), "hardship": ("purpose", "hardship"),
        }.items()
    }  # fmt: skip
    decision = allocation.decision(house, 4 * MILLION)
    assert await allocation.refused("/decisions", decision, by="approver") == ("above_balance", "amount")
    await allocation.decide(house, 3 * MILLION, campaign_id=campaign)

    async def reserved() -> dict[str, int]:
        return {name: (await allocation.get(f"/gifts/{gift.gift_id}"))["reserved"] for name, gift in gifts.items()}

    nothing_else = {"none": 0, "hardship": 0}
    assert await reserved() == {"house": MILLION, "campaign": MILLION, "housing": MILLION} | nothing_else
    assert await allocation.refused("/expenditures", allocation.expenditure(2 * MILLION + 1), by="accountant") == (
        "above_balance",
        "amount",
    )
    await allocation.spend(2 * MILLION)
    assert await allocation.books() == (0, 3 * MILLION, 2 * MILLION)


async def test_an_expenditure_of_a_campaign_takes_that_campaigns_money(allocation: Allocation) -> None:
    campaign = uuid4()
    gift = await allocation.gift(MILLION, earmark=("campaign", campaign))
    spent = await allocation.spend(MILLION, "visits_illness_funerals", campaign_id=campaign)
    lots = await allocation.get(f"/expenditures/{spent['expenditure_id']}/lots")
    assert lots["items"] == [{"lot_id": str(gift.gift_id), "amount": MILLION, "stage": "used", "instalment_id": None}]


async def test_earmarked_money_is_paid_out_first(allocation: Allocation) -> None:
    house = await allocation.house(2 * MILLION)
    plain = await allocation.gift(MILLION, "2026-01-01")
    marked = await allocation.gift(MILLION, "2026-01-31", earmark=("house", house.house_id))
    decision = await allocation.decide(house, 2 * MILLION)
    await allocation.pay(decision, await allocation.certificate(house), MILLION)
    assert (await allocation.get(f"/gifts/{marked.gift_id}"))["used"] == MILLION
    assert (await allocation.get(f"/gifts/{plain.gift_id}"))["reserved"] == MILLION


async def test_money_received_later_does_not_pay_for_earlier_decisions(allocation: Allocation) -> None:
    await allocation.gift(MILLION, "2026-05-01")
    house = await allocation.house(MILLION)
    decision = allocation.decision(house, MILLION, "2026-04-30")
    assert await allocation.refused("/decisions", decision, by="approver") == ("above_balance", "amount")
    await allocation.decide(house, MILLION, "2026-05-01")


async def test_earmarked_money_received_later_waits_for_later_decisions(allocation: Allocation) -> None:
    house = await allocation.house(3 * MILLION)
    await allocation.gift(MILLION, "2026-01-05", earmark=("house", house.house_id))
    late = await allocation.gift(5 * MILLION, "2026-05-01", earmark=("house", house.house_id))
    plain = await allocation.gift(5 * MILLION, "2026-01-05")
    await allocation.decide(house, 3 * MILLION, "2026-03-01")
    assert (await allocation.get(f"/gifts/{late.gift_id}"))["reserved"] == 0
    assert (await allocation.get(f"/gifts/{plain.gift_id}"))["reserved"] == 2 * MILLION


async def test_an_opening_balance_is_a_lot(allocation: Allocation) -> None:
    path = f"/funds/{allocation.fund_id}/opening-balances"
    body = {"amount": 5 * MILLION, "on": "2026-01-01", "earmark": {"kind": "purpose", "ref": "hardship"}}
    opening = await allocation.done(path, body, by="accountant")
    assert opening["year"] == 2026
    house = await allocation.house(MILLION)
    decision = allocation.decision(house, MILLION)
    assert await allocation.refused("/decisions", decision, by="approver") == ("above_balance", "amount")
    await allocation.spend(5 * MILLION)
    trace = await allocation.get(f"/gifts/{opening['lot_id']}")
    assert (trace["source"], trace["used"]) == ("opening", 5 * MILLION)
    assert trace["earmark"] == {"kind": "purpose", "ref": "hardship"}
    (told,) = await allocation.told("opening_balance.recorded.v1")
    assert (told["lot_id"], told["amount"], told["on"]) == (opening["lot_id"], 5 * MILLION, "2026-01-01")


async def test_a_decision_on_thousands_of_small_gifts(allocation: Allocation) -> None:
    newer = [allocation.received(10_000, "2026-01-20") for _ in range(1300)]
    older = [allocation.received(10_000, "2026-01-10") for _ in range(1200)]
    await allocation.hear(*((gift.gift_id, gift) for gift in [*newer, *older]))
    house = await allocation.house(24 * MILLION)
    decision = await allocation.decide(house, 24 * MILLION)
    await allocation.pay(decision, await allocation.certificate(house), 12_345_678)
    assert await allocation.books() == (MILLION, 24 * MILLION - 12_345_678, 12_345_678)
    events = await allocation.told("lots.moved.v1")
    assert [(e["movement"], len(e["lots"])) for e in events] == [
        ("reserved", 1000), ("reserved", 1000), ("reserved", 400), ("disbursed", 1000), ("disbursed", 235),
    ]  # fmt: skip
    told = [part["lot_id"] for event in events[:3] for part in event["lots"]]
    assert told == [str(gift.gift_id) for gift in [*older, *newer[:1200]]], "the oldest first, in their order"


async def test_a_cancelled_house_gives_its_money_back(allocation: Allocation) -> None:
    await allocation.gift(9 * MILLION)
    house = await allocation.house(9 * MILLION)
    decision = await allocation.decide(house, 9 * MILLION)
    await allocation.pay(decision, await allocation.certificate(house), 2 * MILLION)
    await allocation.cancel(house, "2026-06-02")
    assert await allocation.books() == (7 * MILLION, 0, 2 * MILLION)
    (released,) = await allocation.told("reservation.released.v1")
    assert (released["amount"], released["cause"], released["released_on"]) == (
        7 * MILLION, "cancellation", "2026-06-02",
    )  # fmt: skip


async def test_what_waits_is_counted(allocation: Allocation) -> None:
    await allocation.gift(9 * MILLION)
    decided, waiting = await allocation.house(5 * MILLION), await allocation.house(5 * MILLION)
    await allocation.decide(decided, 5 * MILLION)
    await allocation.certificate(decided)
    await allocation.gift(MILLION, earmark=("house", waiting.house_id))
    pending = await allocation.get("/pending", fund_id=allocation.fund_id)
    assert pending == {
        "requests": 1, "decisions_open": 1, "reserved": 5 * MILLION, "certificates_unpaid": 1,
        "reversals": {"count": 0, "amount": 0}, "stranded_earmarks": {"count": 0, "amount": 0},
    }  # fmt: skip
    await allocation.cancel(waiting)
    pending = await allocation.get("/pending")
    assert (pending["requests"], pending["stranded_earmarks"]) == (0, {"count": 1, "amount": MILLION})


async def test_the_books_as_staff_read_them(allocation: Allocation) -> None:
    await allocation.gift(3 * MILLION, "2025-12-31")
    await allocation.gift(2 * MILLION, channel="bank_transfer")
    await allocation.spend(MILLION)
    fund = await allocation.get(f"/funds/{allocation.fund_id}")
    assert fund["income"] == {"opening": 0, "cash": 3 * MILLION, "bank_transfer": 2 * MILLION}
    assert (fund["free"], fund["reserved"], fund["uses"]["hardship"]) == (4 * MILLION, 0, MILLION)
    trial = await allocation.get(f"/funds/{allocation.fund_id}/trial-balance")
    assert trial["debit"] == trial["credit"] == 6 * MILLION
    year = await allocation.get(f"/funds/{allocation.fund_id}/trial-balance", year=2026)
    accounts = {a["account"]: (a["debit"], a["credit"], a["balance"]) for a in year["accounts"]}
    assert accounts["cash"] == (2 * MILLION, MILLION, MILLION)
    assert accounts["income_cash"] == (0, 0, 0)
    assert accounts["income_bank_transfer"] == (0, 2 * MILLION, 2 * MILLION)
    page = await allocation.get(f"/funds/{allocation.fund_id}/entries", limit=2)
    rest = await allocation.get(f"/funds/{allocation.fund_id}/entries", limit=2, after=page["next"])
    assert [entry["kind"] for entry in [*page["items"], *rest["items"]]] == ["expenditure", "gift", "gift"]
    assert [entry["year"] for entry in [*page["items"], *rest["items"]]] == [2026, 2026, 2025]
    assert rest["next"] is None
