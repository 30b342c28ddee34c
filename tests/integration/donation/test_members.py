"""One gift for many, and a gift in somebody's name: what is kept, what is shown, what is refused."""

from typing import Any
from uuid import uuid4

import pytest

from shared.db import Connection
from tests.integration.donation.conftest import FUND, OTHER_FUND, Donation, gift


async def sector(donation: Donation) -> tuple[str, list[str]]:
    """A sector and two schools, one of them below the other."""
    top = await donation.unit("PGD", name="Phòng Giáo dục", kind="state_agency")
    school = await donation.unit("TH-01", parent_id=top)
    return top, [school, await donation.unit("LOP-1", parent_id=school)]


async def test_a_sector_pays_for_its_schools(donation: Donation) -> None:
    campaign = await donation.campaign()
    top, (school, below) = await sector(donation)
    await donation.done(f"/campaigns/{campaign}/targets/{school}", {"amount": 100}, by="admin", method="PUT")
    members = [{"unit_id": school, "amount": 60}, {"unit_id": below, "amount": 30}, {"name": "Cô Lan", "amount": 10}]
    made = await donation.gift(unit_id=top, campaign_id=campaign, amount=100, members=members)
    shown = await donation.read(f"/gifts/{made['gift_id']}")
    empty = {"unit_id": None, "name": None}
    assert shown["members"] == [empty | member for member in members]
    rows = (await donation.read(f"/campaigns/{campaign}/progress/units"))["items"]
    assert [(row["code"], row["actual"], row["paid_by_others"]) for row in rows] == [
        ("LOP-1", 0, 30), ("PGD", 100, 0), ("TH-01", 0, 60),
    ]  # fmt: skip
    assert (await donation.read(f"/campaigns/{campaign}/progress"))["actual"] == 100, "counted once"
    assert (await donation.read(f"/units/{school}/giving?year=2024"))["paid_by_others"] == 60
    told = await donation.admin("select data from outbox union all select convert_from(body, 'utf8') from idempotency")
    assert not [row[0] for row in told if "Cô Lan" in row[0]], "a member's name is private"
    await donation.done(f"/gifts/{made['gift_id']}/void", {"reason": "x"}, by="accountant")
    rows = (await donation.read(f"/campaigns/{campaign}/progress/units"))["items"]
    assert [(row["actual"], row["paid_by_others"]) for row in rows] == [(0, 0), (0, 0)]


async def test_members_without_shares_and_without_a_unit(donation: Donation) -> None:
    made = await donation.gift(members=[{"name": "Bạn An"}, {"name": "Bạn Bình"}])
    shown = await donation.read(f"/gifts/{made['gift_id']}")
    assert [(member["name"], member["amount"]) for member in shown["members"]] == [("Bạn An", None), ("Bạn Bình", None)]


async def test_member_refusals(donation: Donation) -> None:
    top, (school, _) = await sector(donation)
    stranger, elsewhere = await donation.unit("X"), await donation.unit(fund_id=str(OTHER_FUND))
    whole = 200_000
    refused: list[tuple[list[dict[str, object]], str]] = [
        ([{"unit_id": school, "amount": whole - 1}], "shares_sum"),
        ([{"unit_id": school, "amount": whole}, {"name": "A"}], "shares_incomplete"),
        ([{"unit_id": school, "amount": whole}, {"name": "A", "amount": 0}], "share_not_positive"),
        ([{"amount": whole}], "member_unclear"),
        ([{"unit_id": school, "name": "A"}], "member_unclear"),
        ([{"unit_id": stranger}], "member_not_below"),
        ([{"unit_id": top}], "member_not_below"),
        ([{"unit_id": elsewhere}], "unit_of_other_fund"),
        ([{"unit_id": str(uuid4())}], "unit_unknown"),
        ([{"name": "A"}] * 1001, "invalid"),
    ]
    for members, code in refused:
        assert await donation.refused("/gifts", gift(unit_id=top, members=members)) == (422, code, "members")
    assert (await donation.refused("/gifts", gift(members=[{"unit_id": school}])))[1] == "member_not_below"


async def test_a_refused_list_leaves_its_neighbours_alone(donation: Donation) -> None:
    top, (school, _) = await sector(donation)
    bodies = [gift(unit_id=top, members=[{"unit_id": school, "amount": 200_000 - n % 2}]) for n in range(6)]
    answers = [await donation.post("/gifts", body) for body in bodies]
    assert [answer.status_code for answer in answers] == [201, 422] * 3
    numbers = [answer.json()["receipt"]["number"] for answer in answers if answer.status_code == 201]
    assert numbers == [1, 2, 3], "a refused gift takes no number"


@pytest.mark.parametrize(
    ("behalf", "own", "shown"),
    [
        ({"name": "Cụ Bảy"}, True, "Trần Thị B"),
        ({"name": "Cụ Bảy", "name_consent": True}, True, "Cụ Bảy"),
        ({"name": "Cụ Bảy"}, False, None),
        ({"name": "Cụ Bảy", "name_consent": True}, False, "Cụ Bảy"),
    ],
)
async def test_in_somebodys_name(donation: Donation, behalf: dict[str, Any], own: bool, shown: str | None) -> None:
    made = await donation.gift(payer_name="Trần Thị B", name_consent=own, on_behalf_of=behalf)
    assert [event["display_name"] for event in await donation.told("donation.received.v1")] == [shown]
    detail = await donation.read(f"/gifts/{made['gift_id']}")
    assert detail["on_behalf_of"] == {"unit_id": None, "name_consent": False} | behalf
    for row in await donation.admin("select data from outbox"):
        assert shown == "Cụ Bảy" or "Bảy" not in row[0]


async def test_in_a_units_name(donation: Donation) -> None:
    school, person = await donation.unit(), await donation.unit("P", kind="person")
    made = await donation.gift(payer_name="Trần Thị B", on_behalf_of={"unit_id": school})
    assert [event["display_name"] for event in await donation.told("donation.received.v1")] == ["Trường tiểu học A"]
    assert (await donation.read(f"/gifts/{made['gift_id']}"))["on_behalf_of"]["unit_id"] == school
    refused: list[tuple[dict[str, object], tuple[int, str, str]]] = [
        ({}, (422, "on_behalf_unclear", "on_behalf_of")),
        ({"unit_id": school, "name": "A"}, (422, "on_behalf_unclear", "on_behalf_of")),
        ({"unit_id": school, "name_consent": True}, (422, "on_behalf_unclear", "on_behalf_of")),
        ({"unit_id": person}, (422, "on_behalf_of_person", "on_behalf_of.unit_id")),
        ({"unit_id": str(uuid4())}, (422, "unit_unknown", "on_behalf_of.unit_id")),
    ]
    for behalf, expected in refused:
        assert await donation.refused("/gifts", gift(on_behalf_of=behalf)) == expected


async def test_a_withdrawn_name_of_a_gift_in_somebodys_name(donation: Donation) -> None:
    behalf = {"name": "Cụ Bảy", "name_consent": True}
    made = await donation.gift(unit_id=await donation.unit(), on_behalf_of=behalf)
    body = {"on": "2024-07-28", "how": "Gia đình gọi điện"}
    await donation.done(f"/gifts/{made['gift_id']}/name-withdrawal", body, by="clerk")
    assert (await donation.read(f"/gifts/{made['gift_id']}"))["display_name"] is None


async def test_pledges_that_a_gift_may_not_name(donation: Donation) -> None:
    campaign, unit, other = await donation.campaign(), await donation.unit(), await donation.unit("B")
    body = {"fund_id": str(FUND), "campaign_id": campaign, "unit_id": unit, "amount": 100, "due_on": "2024-07-20"}
    made = (await donation.done("/pledges", body))["pledge_id"]
    refused: list[tuple[dict[str, Any], str]] = [
        (gift(unit_id=unit, campaign_id=campaign, pledge_id=str(uuid4())), "pledge_unknown"),
        (gift(fund_id=str(OTHER_FUND), pledge_id=made), "pledge_unknown"),
        (gift(unit_id=unit, pledge_id=made), "pledge_of_other_campaign"),
        (gift(unit_id=other, campaign_id=campaign, pledge_id=made), "pledge_of_other_giver"),
        (gift(campaign_id=campaign, pledge_id=made), "pledge_of_other_giver"),
    ]
    for sent, code in refused:
        assert await donation.refused("/gifts", sent) == (422, code, "pledge_id")
    await donation.gift(unit_id=other, campaign_id=campaign, pledge_id=made, on_behalf_of={"unit_id": unit})
    assert (await donation.read(f"/pledges/{made}"))["status"] == "fulfilled"


async def test_gifts_without_any_of_it_cost_no_statement_more(
    donation: Donation, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    async def known(conn: Connection, pledges: object, units: object) -> None:
        asked.append((conn, pledges, units))

    monkeypatch.setattr("services.donation.store.attached.known", known)
    await donation.gift(unit_id=await donation.unit())
    assert asked == []


async def test_the_public_hears_which_units_were_paid_for(donation: Donation) -> None:
    campaign = await donation.campaign()
    top, (school, below) = await sector(donation)
    members = [{"unit_id": school, "amount": 60}, {"unit_id": below, "amount": 30}, {"name": "Cô Lan", "amount": 10}]
    made = await donation.gift(unit_id=top, campaign_id=campaign, amount=100, members=members)
    await donation.gift(unit_id=top, members=[{"name": "Cô Lan"}])
    assert await donation.told("donation.paid_for.v1") == [
        {"gift_id": made["gift_id"], "fund_id": str(FUND), "unit_id": top, "members": members[:2]}
    ]


async def test_the_public_hears_which_promise_a_gift_keeps(donation: Donation) -> None:
    unit = await donation.unit()
    campaign = await donation.campaign(suggested_level="Một ngày lương", closes_on="2024-08-30")
    body = {"fund_id": str(FUND), "campaign_id": campaign, "unit_id": unit, "amount": 100, "due_on": "2024-07-20"}
    pledge = (await donation.done("/pledges", body))["pledge_id"]
    parts = [{"amount": 20}, {"amount": 10, "earmark": {"kind": "purpose", "ref": "hardship"}}]
    made = await donation.gift(unit_id=unit, campaign_id=campaign, amount=30, pledge_id=pledge, parts=parts)
    assert await donation.told("pledge.kept.v1") == [
        {"pledge_id": pledge, "gift_id": made["gift_id"], "fund_id": str(FUND), "campaign_id": campaign, "amount": 30}
    ]
    assert [event["suggested_level"] for event in await donation.told("campaign.opened.v1")] == ["Một ngày lương"]
    await donation.done(f"/campaigns/{campaign}/close", {"reason": "Đủ rồi"}, by="admin")
    assert [event["suggested_level"] for event in await donation.told("campaign.changed.v1")] == ["Một ngày lương"]
