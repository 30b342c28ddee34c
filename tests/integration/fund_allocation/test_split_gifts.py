"""A gift that is split over purposes is a lot for each part, and one gift in the journal and in the control totals."""

from datetime import date
from typing import Any

import pytest

from shared.contracts.donation import (
    DonationReceivedInParts,
    DonationReversed,
    Earmark,
    GiftPart,
    PartAmount,
    Receipt,
)
from shared.ids import uuid7
from tests.integration.fund_allocation.conftest import MILLION, Allocation


def in_parts(
    allocation: Allocation, *parts: tuple[int, tuple[str, object] | None], on: str = "2026-01-10", **changes: Any
) -> DonationReceivedInParts:
    allocation.receipts += 1
    day = date.fromisoformat(on)
    made = DonationReceivedInParts(
        gift_id=uuid7(), fund_id=allocation.fund_id, unit_id=None, campaign_id=None, channel="cash",
        amount=sum(amount for amount, _ in parts), received_on=day,
        receipt=Receipt(year=day.year, book="B1", number=allocation.receipts),
        parts=tuple(
            GiftPart(
                part_id=uuid7(), amount=amount,
                earmark=Earmark.model_validate({"kind": named[0], "ref": str(named[1])}) if named else None,
            )
            for amount, named in parts
        ),
    )  # fmt: skip
    return made.model_copy(update=changes)


def taken_back(gift: DonationReceivedInParts, on: str = "2026-06-01") -> DonationReversed:
    return DonationReversed(
        gift_id=gift.gift_id, fund_id=gift.fund_id, unit_id=None, campaign_id=None, amount=gift.amount,
        received_on=gift.received_on, reversed_on=date.fromisoformat(on), kind="correction",
        parts=tuple(PartAmount(part_id=part.part_id, amount=part.amount) for part in gift.parts),
    )  # fmt: skip


async def test_each_part_is_spent_on_its_own_purpose_alone(allocation: Allocation) -> None:
    house = await allocation.house(30 * MILLION)
    gift = in_parts(
        allocation, (20 * MILLION, ("house", house.house_id)), (5 * MILLION, ("purpose", "hardship")), (MILLION, None)
    )
    await allocation.hear((gift.gift_id, gift))
    assert await allocation.books() == (26 * MILLION, 0, 0)
    code, _ = await allocation.refused("/expenditures", allocation.expenditure(7 * MILLION), by="accountant")
    assert code == "above_balance", "the house's part is not for hardship"
    await allocation.spend(6 * MILLION)
    await allocation.decide(house, 20 * MILLION)
    assert await allocation.books() == (0, 20 * MILLION, 6 * MILLION)

    entries = (await allocation.get(f"/funds/{allocation.fund_id}/entries"))["items"]
    lines = [entry for entry in entries if entry["kind"] == "gift"]
    assert [(line["amount"], line["subject_id"]) for line in lines] == [(26 * MILLION, str(gift.gift_id))]
    trace = await allocation.get(f"/gifts/{gift.gift_id}")
    assert (trace["lot_id"], trace["amount"]) == (str(gift.gift_id), 26 * MILLION)
    assert (trace["free"], trace["reserved"], trace["used"]) == (0, 20 * MILLION, 6 * MILLION)
    assert sorted(part["amount"] for part in trace["parts"]) == [6 * MILLION, 20 * MILLION], "one expenditure, two lots"
    assert [(lot["lot_id"], lot["amount"], lot["used"]) for lot in trace["split"]] == [
        (str(part.part_id), part.amount, used) for part, used in zip(gift.parts, (0, 5 * MILLION, MILLION), strict=True)
    ]
    one = await allocation.get(f"/gifts/{gift.parts[1].part_id}")
    assert (one["amount"], one["earmark"]) == (5 * MILLION, {"kind": "purpose", "ref": "hardship"})
    assert one["split"] == []


async def test_a_reversal_takes_all_parts_back(allocation: Allocation) -> None:
    gift = in_parts(allocation, (2 * MILLION, ("purpose", "hardship")), (3 * MILLION, None))
    await allocation.hear((gift.gift_id, gift))
    await allocation.spend(4 * MILLION)
    await allocation.hear((gift.gift_id, taken_back(gift)))
    pending = (await allocation.get("/pending", fund_id=allocation.fund_id))["reversals"]
    assert pending["amount"] == 4 * MILLION, "what was spent waits for other money"
    await allocation.gift(4 * MILLION, "2026-06-02")
    assert await allocation.books() == (0, 0, 4 * MILLION)
    trace = await allocation.get(f"/gifts/{gift.gift_id}")
    assert (trace["returned"], trace["reversal"]["amount"], trace["reversal"]["placed"]) == (5 * MILLION,) * 3
    assert await allocation.quarantined() == []


@pytest.mark.parametrize("gift_first", [True, False])
async def test_it_counts_as_one_gift_and_one_reversal_of_the_year(allocation: Allocation, gift_first: bool) -> None:
    gift = in_parts(allocation, (2 * MILLION, ("purpose", "hardship")), (3 * MILLION, None), on="2025-03-01")
    events = [(gift.gift_id, gift), (gift.gift_id, taken_back(gift, "2025-06-01"))]
    for event in events if gift_first else reversed(events):
        await allocation.hear(event)
    await allocation.gift(MILLION, "2025-04-01")
    assert await allocation.books() == (MILLION, 0, 0)
    await allocation.close_receipt_books(2025, 2, 6 * MILLION, 1, 5 * MILLION)
    closed = await allocation.done("/years/close", {"fund_id": allocation.fund_id, "year": 2025}, by="accountant")
    assert (closed["received"], closed["reversed"], closed["closing"]) == (6 * MILLION, 5 * MILLION, MILLION)


async def test_parts_that_are_not_the_gift_are_set_aside(allocation: Allocation) -> None:
    wrong = in_parts(allocation, (MILLION, ("purpose", "hardship")), (MILLION, None), amount=3 * MILLION)
    await allocation.hear((wrong.gift_id, wrong))
    assert await allocation.books() == (0, 0, 0)
    (error,) = await allocation.quarantined()
    assert "The parts of the gift don't sum to it. Check where the event came from." in error
