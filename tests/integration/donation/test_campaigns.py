"""Campaigns that end earlier or later, who set which target, and how far it has come while gifts come in."""

from typing import Any
from uuid import uuid4

from tests.integration.donation.conftest import FUND, OTHER_FUND, Donation


async def test_a_suggestion_is_in_words(donation: Donation) -> None:
    campaign = await donation.campaign(suggested_level="Một ngày lương, doanh nghiệp tuỳ tâm")
    assert (await donation.read(f"/campaigns/{campaign}"))["suggested_level"] == "Một ngày lương, doanh nghiệp tuỳ tâm"


async def test_a_campaign_is_closed_early(donation: Donation) -> None:
    campaign, unit = await donation.campaign(closes_on="2024-08-31"), await donation.unit()
    closed = await donation.done(f"/campaigns/{campaign}/close", {"reason": "Đã đủ"}, by="admin")
    assert (closed["closes_on"], closed["closed_on"]) == ("2024-07-28", "2024-07-28")
    assert await donation.read(f"/campaigns/{campaign}") == closed
    assert await donation.told("campaign.changed.v1") == [closed]
    refused = (409, "campaign_closed", "campaign_id")
    target = f"/campaigns/{campaign}/targets/{unit}"
    assert await donation.refused(target, {"amount": 1}, by="admin", method="PUT") == refused
    pledge = {"fund_id": str(FUND), "campaign_id": campaign, "unit_id": unit, "amount": 5, "due_on": "2024-07-20"}
    assert await donation.refused("/pledges", pledge) == refused
    assert await donation.refused(f"/campaigns/{campaign}/close", {"reason": "x"}, by="admin") == refused
    longer = {"reason": "x", "closes_on": "2024-12-01"}
    assert await donation.refused(f"/campaigns/{campaign}/extension", longer, by="admin") == refused
    await donation.gift(campaign_id=campaign, unit_id=unit), "late money is still the campaign's"


async def test_a_campaign_is_extended(donation: Donation) -> None:
    campaign = await donation.campaign()
    body = {"closes_on": "2025-01-31", "reason": "Theo công văn 12"}
    longer = await donation.done(f"/campaigns/{campaign}/extension", body, by="admin")
    assert (longer["closes_on"], longer["closed_on"]) == ("2025-01-31", None)
    assert [event["closes_on"] for event in await donation.told("campaign.changed.v1")] == ["2025-01-31"]
    rows = await donation.admin("select kind, from_day::text, to_day::text, reason, changed_by from campaign_change")
    assert [tuple(row) for row in rows] == [("extended", "2024-07-27", "2025-01-31", "Theo công văn 12", "admin-1")]


async def test_refusals_of_other_days(donation: Donation) -> None:
    campaign = await donation.campaign()
    later = await donation.campaign("LATER", opens_on="2024-08-01", closes_on="2024-08-31")
    over = await donation.campaign("OVER", opens_on="2024-06-01", closes_on="2024-06-30")
    coming = await donation.campaign("NEXT", year=2025, opens_on="2024-07-01", closes_on="2025-07-27")
    old = await donation.campaign("OLD", year=2023, opens_on="2023-06-28", closes_on="2023-07-27")
    await donation.hear_year_closed(2023)
    why = {"reason": "x"}
    refused: list[tuple[str, str, dict[str, str], tuple[int, str, str]]] = [
        (later, "close", why, (422, "campaign_not_begun", "campaign_id")),
        (over, "close", why, (422, "campaign_ended", "campaign_id")),
        (coming, "close", why, (422, "campaign_year", "year")),
        (str(uuid4()), "close", why, (404, "campaign_unknown", "campaign_id")),
        (campaign, "close", {}, (422, "invalid", "reason")),
        (campaign, "extension", why | {"closes_on": "2024-07-27"}, (422, "campaign_not_longer", "closes_on")),
        (old, "extension", why | {"closes_on": "2023-08-27"}, (422, "year_closed", "campaign_id")),
        (str(uuid4()), "extension", why | {"closes_on": "2024-08-27"}, (404, "campaign_unknown", "campaign_id")),
    ]
    for campaign_id, act, body, expected in refused:
        assert await donation.refused(f"/campaigns/{campaign_id}/{act}", body, by="admin") == expected
    for act, body in (("close", why), ("extension", why | {"closes_on": "2024-08-27"})):
        path = f"/campaigns/{campaign}/{act}"
        assert (await donation.refused(path, body, by="accountant"))[:2] == (403, "wrong_role")
        assert (await donation.refused(path, body, by="stranger"))[:2] == (403, "other_fund")


async def test_who_set_a_target_and_on_which_basis(donation: Donation) -> None:
    campaign, unit = await donation.campaign(), await donation.unit()
    path = f"/campaigns/{campaign}/targets/{unit}"
    body = {"amount": 330_000_000, "set_by_level": "province", "legal_basis": "Kế hoạch 12/KH-UBND ngày 02/01/2024"}
    made = await donation.done(path, body, by="admin", method="PUT")
    assert made == {"campaign_id": campaign, "unit_id": unit, "fund_id": str(FUND), **body}
    assert (await donation.read(f"/campaigns/{campaign}/targets"))["items"] == [made]
    await donation.done(path, body, by="admin", method="PUT")
    assert len(await donation.told("target.set.v1")) == 1, "the same again is no news"
    odd = body | {"set_by_level": "village"}
    assert await donation.refused(path, odd, by="admin", method="PUT") == (422, "invalid", "set_by_level")


async def progress(donation: Donation, campaign: str) -> dict[str, Any]:
    found = await donation.read(f"/campaigns/{campaign}/progress")
    assert found.pop("campaign_id") == campaign
    return found


async def test_progress_is_live(donation: Donation) -> None:
    campaign, other = await donation.campaign(), await donation.campaign("D-2")
    nothing = {
        "target": 0, "gifts": 0, "received": 0, "reversed": 0, "actual": 0, "achievement_rate": None,
        "achievement": "—", "pledges": 0, "pledged": 0, "outstanding": 0,
    }  # fmt: skip
    assert await progress(donation, campaign) == nothing, "a target of 0 has no rate"
    units = [await donation.unit(code) for code in ("B", "a", "C")]
    person = await donation.unit("P", kind="person")
    for unit_id, amount in zip(units[:2], (330, 100), strict=True):
        path = f"/campaigns/{campaign}/targets/{unit_id}"
        await donation.done(path, {"amount": amount}, by="admin", method="PUT")
    pledge = {"fund_id": str(FUND), "campaign_id": campaign, "unit_id": units[2], "amount": 50, "due_on": "2024-07-20"}
    promised = await donation.done("/pledges", pledge)
    assert (await progress(donation, campaign))["actual"] == 0, "a promise is not money"
    gifts = [
        await donation.gift(campaign_id=campaign, unit_id=units[0], amount=391),
        await donation.gift(campaign_id=campaign, unit_id=units[2], amount=20, pledge_id=promised["pledge_id"]),
        await donation.gift(campaign_id=campaign, unit_id=person, amount=7),
        await donation.gift(campaign_id=campaign, amount=9),
    ]
    await donation.gift(campaign_id=other, unit_id=units[0], amount=1_000)
    await donation.gift(unit_id=units[0], amount=1_000)
    expected = nothing | {
        "target": 430, "gifts": 4, "received": 427, "actual": 427, "achievement_rate": "99.3",
        "achievement": "99,3 %", "pledges": 1, "pledged": 50, "outstanding": 30,
    }  # fmt: skip
    assert await progress(donation, campaign) == expected
    await donation.done(f"/gifts/{gifts[3]['gift_id']}/void", {"reason": "x"}, by="accountant")
    body = {"kind": "refund", "reason": "x"}
    await donation.done(f"/gifts/{gifts[1]['gift_id']}/reversal", body, by="accountant")
    assert await progress(donation, campaign) == expected | {
        "reversed": 29, "actual": 398, "achievement_rate": "92.6", "achievement": "92,6 %", "outstanding": 50,
    }  # fmt: skip
    first = await donation.read(f"/campaigns/{campaign}/progress/units?limit=2")
    second = await donation.read(f"/campaigns/{campaign}/progress/units?limit=2&after={first['next']}")
    rows = first["items"] + second["items"]
    assert [(r["code"], r["target"], r["actual"], r["achievement"], r["outstanding"]) for r in rows] == [
        ("a", 100, 0, "0,0 %", 0), ("B", 330, 391, "118,5 %", 0), ("C", 0, 0, "—", 50),
    ], "by code, without people"  # fmt: skip
    assert second["next"] is None
    for path in ("progress", "progress/units"):
        assert (await donation.get(f"/campaigns/{campaign}/{path}", by="stranger")).status_code == 403
        assert (await donation.get(f"/campaigns/{uuid4()}/{path}")).status_code == 404


async def test_another_funds_campaign_has_its_own_progress(donation: Donation) -> None:
    campaign = await donation.campaign(fund_id=str(OTHER_FUND))
    await donation.gift(amount=1_000)
    assert (await progress(donation, campaign))["gifts"] == 0
