"""Voiding a slip, giving money back, correcting: new entries, once, on a day of an open year."""

import asyncio
from uuid import uuid4

import pytest

from tests.integration.donation.conftest import FUND, Donation


async def test_a_void_keeps_its_number(donation: Donation) -> None:
    unit_id, campaign_id = await donation.unit(), await donation.campaign()
    made = await donation.gift(unit_id=unit_id, campaign_id=campaign_id)
    gift_id = made["gift_id"]
    void = await donation.done(f"/gifts/{gift_id}/void", {"reason": "Ghi nhầm số tiền"}, by="accountant")
    assert void == {
        "gift_id": gift_id, "kind": "void", "reversed_on": "2024-07-28", "amount": 200_000,
        "receipt": {"year": 2024, "book": "TM01", "number": 1},
    }  # fmt: skip
    assert await donation.told("donation.reversed.v1") == [
        {
            "gift_id": gift_id, "fund_id": str(FUND), "unit_id": unit_id, "campaign_id": campaign_id, "amount": 200_000,
            "received_on": "2024-07-20", "reversed_on": "2024-07-28", "kind": "void",
            "parts": None,
        }
    ]  # fmt: skip
    shown = await donation.read(f"/gifts/{gift_id}")
    assert shown["status"] == "void"
    assert shown["reversal"] == {
        "kind": "void", "reversed_on": "2024-07-28", "reason": "Ghi nhầm số tiền", "recorded_by": "accountant-1",
        "debit": None,
    }  # fmt: skip
    assert (await donation.gift())["receipt"]["number"] == 2
    listing = await donation.read(f"/books/{FUND}/2024/TM01")
    assert [(line["number"], line["status"]) for line in listing["items"]] == [(1, "void"), (2, "valid")]
    assert listing["book"]["complete"]


async def test_a_void_of_last_years_gift_belongs_to_last_year(donation: Donation) -> None:
    made = await donation.gift(received_on="2023-05-05")
    void = await donation.done(f"/gifts/{made['gift_id']}/void", {"reason": "Ghi nhầm"}, by="accountant")
    assert void["reversed_on"] == "2023-12-31"


@pytest.mark.parametrize("kind", ["refund", "correction"])
async def test_money_that_goes_back_has_a_day_of_its_own(donation: Donation, kind: str) -> None:
    made = await donation.gift(received_on="2023-05-05")
    body = {"kind": kind, "reason": "Chuyển nhầm", "reversed_on": "2024-02-01"}
    done = await donation.done(f"/gifts/{made['gift_id']}/reversal", body, by="accountant")
    assert (done["kind"], done["reversed_on"]) == (kind, "2024-02-01")
    today = await donation.gift()
    done = await donation.done(
        f"/gifts/{today['gift_id']}/reversal", {"kind": kind, "reason": "Chuyển nhầm"}, by="accountant"
    )
    assert done["reversed_on"] == "2024-07-28", "today, unless another day is given"


async def test_a_second_reversal_is_refused(donation: Donation) -> None:
    gift_id = (await donation.gift())["gift_id"]
    await donation.done(f"/gifts/{gift_id}/reversal", {"kind": "refund", "reason": "Hoàn"}, by="accountant")
    again = (409, "already_reversed", "gift_id")
    assert await donation.refused(f"/gifts/{gift_id}/void", {"reason": "Hoàn"}, by="accountant") == again
    body = {"kind": "correction", "reason": "Hoàn"}
    assert await donation.refused(f"/gifts/{gift_id}/reversal", body, by="accountant") == again


async def test_of_many_reversals_at_once_one_succeeds(donation: Donation) -> None:
    gift_id = (await donation.gift())["gift_id"]
    answers = await asyncio.gather(
        *(donation.post(f"/gifts/{gift_id}/void", {"reason": f"Lý do {n}"}, by="accountant") for n in range(8))
    )
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 7]
    assert len(await donation.told("donation.reversed.v1")) == 1


async def test_a_reversal_sent_again_is_answered_again(donation: Donation) -> None:
    gift_id = (await donation.gift())["gift_id"]
    path, body = f"/gifts/{gift_id}/void", {"reason": "Ghi nhầm"}
    first = await donation.post(path, body, by="accountant", key="k")
    again = await donation.post(path, body, by="accountant", key="k")
    assert first.status_code == again.status_code == 200
    assert again.content == first.content


async def test_reversal_refusals(donation: Donation) -> None:
    gift_id = (await donation.gift())["gift_id"]
    old = (await donation.gift(received_on="2022-05-05"))["gift_id"]
    await donation.hear_year_closed(2022)
    refund = {"kind": "refund", "reason": "Hoàn"}
    refused = [
        (f"/gifts/{uuid4()}/void", {"reason": "x"}, (404, "gift_unknown", "gift_id")),
        (f"/gifts/{uuid4()}/reversal", refund, (404, "gift_unknown", "gift_id")),
        (f"/gifts/{old}/void", {"reason": "x"}, (422, "void_in_closed_year", "gift_id")),
        (f"/gifts/{old}/reversal", refund | {"reversed_on": "2022-06-01"}, (422, "year_closed", "reversed_on")),
        (f"/gifts/{gift_id}/reversal", refund | {"reversed_on": "2024-07-29"}, (422, "date_in_future", "reversed_on")),
        (
            f"/gifts/{gift_id}/reversal",
            refund | {"reversed_on": "2024-07-19"},
            (422, "reversed_before_received", "reversed_on"),
        ),
        (f"/gifts/{gift_id}/reversal", refund | {"kind": "void"}, (422, "invalid", "kind")),
        (f"/gifts/{gift_id}/void", {"reason": "  "}, (422, "invalid", "reason")),
        (f"/gifts/{gift_id}/void", {}, (422, "invalid", "reason")),
    ]
    for path, body, expected in refused:
        assert await donation.refused(path, body, by="accountant") == expected
    done = await donation.done(f"/gifts/{old}/reversal", refund, by="accountant")
    assert done["reversed_on"] == "2024-07-28", "the way that the refusal names"


async def test_who_may_reverse(donation: Donation) -> None:
    gift_id = (await donation.gift())["gift_id"]
    for by in ("clerk", "cashier", "admin", "auditor"):
        assert (await donation.refused(f"/gifts/{gift_id}/void", {"reason": "x"}, by=by))[:2] == (403, "wrong_role")
    assert (await donation.refused(f"/gifts/{gift_id}/void", {"reason": "x"}, by="stranger"))[1] == "gift_unknown"
