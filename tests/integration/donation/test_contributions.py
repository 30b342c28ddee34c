"""Gifts in kind, labour days and direct support: recorded exactly, taken back by new entries, never in the cash."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.integration.donation.conftest import FUND, HOUSE, OTHER_FUND, OTHER_HOUSE, Donation

CHAIRS = {"item": "xe lăn", "quantity": 26, "measure": "chiếc"}
LABOUR = {"days": "1250.5", "people": 400}
BUILT = {"support": "house", "description": "Xây nhà cho bà A", "value": 50_000_000, "began_on": "2024-03-01"}


def contribution(**changes: object) -> dict[str, Any]:
    """The body of a contribution; in kind unless another kind is given."""
    body: dict[str, Any] = {"fund_id": str(FUND), "given_on": "2024-07-20"}
    if not changes.keys() & {"in_kind", "labour_days", "direct_support"}:
        body["in_kind"] = CHAIRS
    return body | changes


async def recorded(donation: Donation, **changes: object) -> str:
    made = await donation.done("/contributions", contribution(**changes), by="clerk")
    return str(made["contribution_id"])


async def test_a_gift_in_kind_is_exact_and_valued_with_its_basis(donation: Donation) -> None:
    unit_id, campaign_id = await donation.unit(), await donation.campaign()
    rice = {"item": "gạo nếp", "quantity": "12.345", "measure": "tạ",
            "valuation": {"amount": 18_000_000, "basis": "market_price"}}  # fmt: skip
    id_ = await recorded(
        donation, unit_id=unit_id, campaign_id=campaign_id, in_kind=rice, giver_name="Ông B", note="Biên bản số 3",
        families=26,
    )  # fmt: skip
    shown = await donation.read(f"/contributions/{id_}")
    assert shown["in_kind"] == rice
    assert (shown["kind"], shown["labour_days"], shown["direct_support"]) == ("in_kind", None, None)
    assert (shown["unit_id"], shown["campaign_id"], shown["families"]) == (unit_id, campaign_id, 26)
    assert (shown["giver_name"], shown["note"], shown["status"]) == ("Ông B", "Biên bản số 3", "valid")
    (told,) = await donation.told("contribution.recorded.v1")
    assert told == {
        "contribution_id": id_, "fund_id": str(FUND), "unit_id": unit_id, "campaign_id": campaign_id, "kind": "in_kind",
        "given_on": "2024-07-20", "item": "gạo nếp", "quantity_thousandths": 12_345, "measure": "tạ",
        "value": 18_000_000, "basis": "market_price", "support": None, "house_id": None, "new_builds": None,
        "repairs": None, "people": None, "families": 26, "at_least": False,
    }  # fmt: skip


async def test_labour_and_direct_support_read_back_as_they_were_given(donation: Donation) -> None:
    days = await recorded(donation, labour_days=LABOUR, at_least=True)
    built = BUILT | {"house_id": str(HOUSE), "new_builds": 1}
    support = await recorded(donation, direct_support=built, given_on="2024-07-01")
    care = {"support": "care", "description": "Chăm sóc Mẹ VNAH", "value": 9_000_000, "began_on": "2024-01-01"}
    await recorded(donation, direct_support=care)

    shown = await donation.read(f"/contributions/{days}")
    assert shown["labour_days"] == LABOUR
    assert shown["at_least"]
    shown = await donation.read(f"/contributions/{support}")
    assert shown["description"] == built["description"]
    assert shown["direct_support"] == {k: v for k, v in built.items() if k != "description"} | {"repairs": None}
    listed = await donation.read(f"/contributions?fund_id={FUND}&kind=direct_support")
    assert [entry["direct_support"]["support"] for entry in listed["items"]] == ["care", "house"]
    assert "description" not in listed["items"][0]
    everything = await donation.read(f"/contributions?fund_id={FUND}&limit=2")
    rest = await donation.read(f"/contributions?fund_id={FUND}&after={everything['next']}")
    assert [entry["kind"] for entry in everything["items"] + rest["items"]] == [
        "direct_support", "direct_support", "labour_days",
    ]  # fmt: skip
    assert not any("bà A" in str(event) or "Mẹ" in str(event) for event in await donation.told())


async def test_none_of_it_is_in_the_cash(donation: Donation) -> None:
    await donation.gift(amount=60_000_000)
    valued = CHAIRS | {"valuation": {"amount": 370_000_000, "basis": "donor_statement"}}
    await recorded(donation, in_kind=valued)
    await recorded(donation, direct_support=BUILT)
    await recorded(donation, labour_days=LABOUR)
    year = await donation.read(f"/books?fund_id={FUND}&year=2024")
    assert (year["gifts"], year["received"]) == (1, 60_000_000)


async def test_it_is_taken_back_by_an_entry_and_replaced_by_another(donation: Donation) -> None:
    old = await recorded(donation, given_on="2023-11-11", in_kind=CHAIRS | {"quantity": 62})
    assert (await donation.refused("/contributions", contribution(corrects_id=old), by="clerk"))[:2] == (
        409, "corrected_not_reversed",
    )  # fmt: skip
    await donation.hear_year_closed(2023)
    path = f"/contributions/{old}/reversal"
    void = {"kind": "void", "reason": "Đếm nhầm"}
    assert (await donation.refused(path, void, by="accountant"))[1:] == (
        "contribution_void_too_late", "contribution_id",
    )  # fmt: skip
    answer = await donation.send("POST", path, void, by="accountant", language="en")
    assert answer.json()["detail"] == (
        "The year 2023 is closed, so it can't be voided. Record a correction in an open year and the right one."
    )
    correction = {"kind": "correction", "reason": "Đếm nhầm"}
    done = await donation.done(path, correction, by="accountant")
    assert done == {"contribution_id": old, "kind": "correction", "reversed_on": "2024-07-28"}
    new = await recorded(donation, corrects_id=old)
    shown = await donation.read(f"/contributions/{old}")
    assert (shown["status"], shown["corrected_by"]) == ("correction", [new])
    assert shown["reversal"] == {"kind": "correction", "reversed_on": "2024-07-28", "reason": "Đếm nhầm"}
    assert (await donation.read(f"/contributions/{new}"))["corrects_id"] == old
    (told,) = await donation.told("contribution.reversed.v1")
    assert told == {
        "contribution_id": old, "fund_id": str(FUND), "unit_id": None, "kind": "correction", "given_on": "2023-11-11",
        "reversed_on": "2024-07-28",
    }  # fmt: skip
    assert await donation.refused(path, correction, by="accountant") == (
        409, "contribution_reversed", "contribution_id",
    )  # fmt: skip


async def test_refusals_of_a_reversal(donation: Donation) -> None:
    id_ = await recorded(donation)
    body = {"kind": "correction", "reason": "x"}
    refused = [
        (f"/contributions/{uuid4()}/reversal", body, (404, "contribution_unknown", "contribution_id")),
        (f"/contributions/{id_}/reversal", body | {"reversed_on": "2024-07-29"},
         (422, "date_in_future", "reversed_on")),
        (f"/contributions/{id_}/reversal", body | {"reversed_on": "2024-07-19"},
         (422, "reversed_before_given", "reversed_on")),
        (f"/contributions/{id_}/reversal", body | {"kind": "refund"}, (422, "invalid", "kind")),
        (f"/contributions/{id_}/reversal", body | {"reason": " "}, (422, "invalid", "reason")),
        (f"/contributions/{id_}/reversal", {"kind": "void"}, (422, "invalid", "reason")),
    ]  # fmt: skip
    for path, sent, expected in refused:
        assert await donation.refused(path, sent, by="accountant") == expected
    for by in ("clerk", "cashier", "admin", "auditor"):
        assert (await donation.refused(f"/contributions/{id_}/reversal", body, by=by))[1] == "wrong_role"
    strangers = await donation.refused(f"/contributions/{id_}/reversal", body, by="stranger")
    assert strangers == (404, "contribution_unknown", "contribution_id")
    assert (await donation.get(f"/contributions/{id_}", by="stranger")).status_code == 404
    old = await recorded(donation, given_on="2023-05-05")
    await donation.hear_year_closed(2023)
    late = body | {"reversed_on": "2023-06-01"}
    assert await donation.refused(f"/contributions/{old}/reversal", late, by="accountant") == (
        422, "year_closed", "reversed_on",
    )  # fmt: skip


def thing(**changes: object) -> dict[str, Any]:
    return contribution(in_kind=CHAIRS | changes)


def work(**changes: object) -> dict[str, Any]:
    return contribution(labour_days=LABOUR | changes)


def built(**changes: object) -> dict[str, Any]:
    return contribution(direct_support=BUILT | changes)


WRONG: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"fund_id": str(FUND), "given_on": "2024-07-20"}, ("one_kind", "in_kind")),
    (contribution(in_kind=CHAIRS, labour_days=LABOUR), ("one_kind", "in_kind")),
    (contribution(fund_id=str(uuid4())), ("fund_unknown", "fund_id")),
    (contribution(given_on="2024-07-29"), ("date_in_future", "given_on")),
    (contribution(given_on="1944-07-29"), ("invalid", "given_on")),
    (contribution(given_on="2023-07-29"), ("year_closed", "given_on")),
    (contribution(unit_id=str(uuid4())), ("unit_unknown", "unit_id")),
    (contribution(campaign_id=str(uuid4())), ("campaign_unknown", "campaign_id")),
    (contribution(corrects_id=str(uuid4())), ("corrected_unknown", "corrects_id")),
    (contribution(families=0), ("invalid", "families")),
    (contribution(at_least="yes"), ("invalid", "at_least")),
    (contribution(giver_name=" "), ("invalid", "giver_name")),
    (contribution(note="a\nb"), ("invalid", "note")),
    (contribution(phone="0"), ("invalid", "phone")),
    (thing(item=""), ("invalid", "in_kind.item")),
    (thing(item="x" * 301), ("invalid", "in_kind.item")),
    (thing(measure=""), ("invalid", "in_kind.measure")),
    (thing(measure="x" * 41), ("invalid", "in_kind.measure")),
    *((thing(quantity=wrong), ("invalid", "in_kind.quantity"))
      for wrong in (0, -1, 1.5, "0", "0.000", "1,5", "1.2345", "1e3", "", "-1", "1" * 13, True, None)),
    (thing(valuation={"amount": 1}), ("invalid", "in_kind.valuation.basis")),
    (thing(valuation={"basis": "invoice"}), ("invalid", "in_kind.valuation.amount")),
    (thing(valuation={"amount": 0, "basis": "invoice"}), ("invalid", "in_kind.valuation.amount")),
    (thing(valuation={"amount": 10**15 + 1, "basis": "invoice"}), ("invalid", "in_kind.valuation.amount")),
    (thing(valuation={"amount": 1, "basis": "hearsay"}), ("invalid", "in_kind.valuation.basis")),
    (thing(days=3), ("invalid", "in_kind.days")),
    (work(days=0), ("invalid", "labour_days.days")),
    (work(people=0), ("invalid", "labour_days.people")),
    (work(valuation={"amount": 1, "basis": "invoice"}), ("invalid", "labour_days.valuation")),
    (built(support="party"), ("invalid", "direct_support.support")),
    (built(description=" "), ("invalid", "direct_support.description")),
    (built(value=0), ("invalid", "direct_support.value")),
    (built(value="1"), ("invalid", "direct_support.value")),
    (built(began_on="2024-07-21"), ("period_backwards", "direct_support.began_on")),
    (built(began_on="tháng 3"), ("invalid", "direct_support.began_on")),
    (built(house_id=str(uuid4())), ("house_unknown", "direct_support.house_id")),
    (built(house_id=str(OTHER_HOUSE)), ("house_of_other_fund", "direct_support.house_id")),
    (built(new_builds=0), ("invalid", "direct_support.new_builds")),
    (built(repairs=-1), ("invalid", "direct_support.repairs")),
    (built(support="care", house_id=str(HOUSE)), ("not_a_house", "direct_support.house_id")),
    (built(support="care", new_builds=1), ("not_a_house", "direct_support.new_builds")),
    (built(support="other", repairs=1), ("not_a_house", "direct_support.repairs")),
]  # fmt: skip


async def test_what_is_refused_of_a_contribution(donation: Donation) -> None:
    await donation.hear_year_closed(2023)
    for body, expected in WRONG:
        assert (await donation.refused("/contributions", body, by="clerk"))[1:] == expected, body
    stranger = await donation.unit("X-1", fund_id=str(OTHER_FUND))
    body = contribution(unit_id=stranger)
    assert (await donation.refused("/contributions", body, by="clerk"))[1:] == ("unit_of_other_fund", "unit_id")
    campaign = await donation.campaign(opens_on="2024-07-22")
    body = contribution(campaign_id=campaign)
    assert (await donation.refused("/contributions", body, by="clerk"))[1:] == ("campaign_not_open", "given_on")
    other = await recorded(donation, fund_id=str(OTHER_FUND))
    await donation.done(f"/contributions/{other}/reversal", {"kind": "void", "reason": "x"}, by="accountant")
    body = contribution(corrects_id=other)
    assert (await donation.refused("/contributions", body, by="clerk"))[1:] == ("corrected_unknown", "corrects_id")
    for by, code in (("admin", "wrong_role"), ("auditor", "wrong_role"), ("stranger", "other_fund")):
        assert (await donation.refused("/contributions", contribution(), by=by))[:2] == (403, code)


INSERT = """insert into contribution (contribution_id, fund_id, year, kind, given_on, at_least, recorded_by,
                                      recorded_at, {columns})
            values (gen_random_uuid(), $1, 2024, $2, '2024-07-20', false, 'me', '2024-07-27T18:30Z', {values})"""


MIXED = [
    ("in_kind", "item, quantity", "'x', 1"),
    ("in_kind", "item, quantity, measure, value", "'x', 1, 'cái', 5"),
    ("in_kind", "item, quantity, measure, basis", "'x', 1, 'cái', 'invoice'"),
    ("in_kind", "item, quantity, measure, people", "'x', 1, 'cái', 5"),
    ("labour_days", "quantity, value, basis", "1, 5, 'invoice'"),
    ("labour_days", "people", "5"),
    ("labour_days", "quantity, house_id", "1, gen_random_uuid()"),
    ("direct_support", "support, description, value", "'house', 'x', 5"),
    ("direct_support", "support, description, value, began_on, quantity", "'house', 'x', 5, '2024-07-01', 1"),
    ("direct_support", "support, description, value, began_on, repairs", "'care', 'x', 5, '2024-07-01', 1"),
    ("direct_support", "support, description, value, began_on", "'house', 'x', 5, '2024-07-21'"),
    ("gift", "item, quantity, measure", "'x', 1, 'cái'"),
]


async def test_the_database_knows_no_mixed_kind(donation: Donation) -> None:
    await recorded(donation)  # the year is open
    conn = await asyncpg.connect(donation.server.url)
    try:
        for kind, columns, values in MIXED:
            with pytest.raises(asyncpg.CheckViolationError):
                await conn.execute(INSERT.format(columns=columns, values=values), FUND, kind)
        sound = INSERT.format(columns="item, quantity, measure", values="'x', 1, 'cái'")
        await conn.execute(sound, FUND, "in_kind")
        await donation.hear_year_closed(2024)
        with pytest.raises(asyncpg.CheckViolationError, match="outside an open year"):
            await conn.execute(sound, FUND, "in_kind")
    finally:
        await conn.close()
