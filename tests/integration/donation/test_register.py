"""Units, campaigns and targets: what can be registered, what is told of it, and every refusal."""

from uuid import uuid4

import pytest

from tests.integration.donation.conftest import FUND, OTHER_FUND, Donation


def unit(**changes: object) -> dict[str, object]:
    return {"fund_id": str(FUND), "code": "TH-01", "name": "Trường A", "kind": "school"} | changes


def campaign(**changes: object) -> dict[str, object]:
    return {
        "fund_id": str(FUND), "code": "D-2024", "name": "Đợt 27/7", "year": 2024, "opens_on": "2024-06-28",
        "closes_on": "2024-07-27",
    } | changes  # fmt: skip


async def test_a_unit_is_registered_and_told(donation: Donation) -> None:
    made = await donation.done("/units", unit(name="  Trường  "), by="admin")
    assert made == {
        "unit_id": made["unit_id"], "fund_id": str(FUND), "code": "TH-01", "kind": "school", "name": "Trường",
        "name_consent_on": None, "parent_id": None, "official_code": None, "not_asked": None, "merged_into": None,
    }  # fmt: skip
    assert await donation.read(f"/units/{made['unit_id']}") == made
    assert await donation.told("unit.registered.v1") == [
        {"unit_id": made["unit_id"], "fund_id": str(FUND), "code": "TH-01", "kind": "school", "name": "Trường"}
    ]


async def test_a_name_typed_with_combining_letters_is_the_same_name(donation: Donation) -> None:
    made = await donation.done("/units", unit(name="Trươ\u0300ng"), by="admin")
    assert made["name"] == "Trường"


@pytest.mark.parametrize(("consent", "told"), [(None, None), ("2024-07-28", "Nguyễn Văn A")])
async def test_a_person_is_named_only_with_recorded_consent(
    donation: Donation, consent: str | None, told: str | None
) -> None:
    body = unit(kind="person", name="Nguyễn Văn A", name_consent_on=consent)
    made = await donation.done("/units", body, by="admin")
    assert made["name"] == "Nguyễn Văn A", "staff know whom they deal with"
    assert [event["name"] for event in await donation.told("unit.registered.v1")] == [told]
    await donation.gift(unit_id=made["unit_id"])
    assert [event["display_name"] for event in await donation.told("donation.received.v1")] == [told]


async def test_units_are_listed_by_code_page_by_page(donation: Donation) -> None:
    for code in ("b-2", "A-1", "C-3", "a-0"):
        await donation.unit(code)
    await donation.done("/units", unit(fund_id=str(OTHER_FUND)), by="admin")
    first = await donation.read(f"/units?fund_id={FUND}&limit=3")
    second = await donation.read(f"/units?fund_id={FUND}&limit=3&after={first['next']}")
    assert [u["code"] for u in first["items"] + second["items"]] == ["a-0", "A-1", "b-2", "C-3"]
    assert second["next"] is None


async def test_unit_refusals(donation: Donation) -> None:
    await donation.done("/units", unit(), by="admin")
    refused = [
        (unit(code="th-01"), (409, "code_taken", "code")),
        (unit(code="X", fund_id=str(uuid4())), (422, "fund_unknown", "fund_id")),
        (unit(code="X", name_consent_on="2024-07-01"), (422, "consent_not_needed", "name_consent_on")),
        (unit(code="X", kind="person", name_consent_on="2024-07-29"), (422, "date_in_future", "name_consent_on")),
        (unit(code="X", kind="bank"), (422, "invalid", "kind")),
        (unit(code="có dấu"), (422, "invalid", "code")),
        (unit(code="X", name="   "), (422, "invalid", "name")),
        (unit(code="X", name="a\nb"), (422, "invalid", "name")),
        (unit(code="X", note="hello"), (422, "invalid", "note")),
    ]
    for body, expected in refused:
        assert await donation.refused("/units", body, by="admin") == expected


async def test_the_same_code_may_be_used_by_another_fund(donation: Donation) -> None:
    await donation.done("/units", unit(), by="admin")
    await donation.done("/units", unit(fund_id=str(OTHER_FUND)), by="admin")


async def test_a_campaign_is_opened_and_told(donation: Donation) -> None:
    made = await donation.done("/campaigns", campaign(), by="admin")
    said = {"campaign_id": made["campaign_id"], **campaign()}
    assert made == said | {"suggested_level": None, "closed_on": None}
    assert await donation.read(f"/campaigns/{made['campaign_id']}") == made
    assert await donation.told("campaign.opened.v1") == [said | {"suggested_level": None}]
    assert (await donation.read(f"/campaigns?fund_id={FUND}"))["items"] == [made]


async def test_campaigns_are_listed_newest_first(donation: Donation) -> None:
    ids = [await donation.campaign(f"D-{n}") for n in range(3)]
    first = await donation.read(f"/campaigns?fund_id={FUND}&limit=2")
    second = await donation.read(f"/campaigns?fund_id={FUND}&limit=2&after={first['next']}")
    assert [c["campaign_id"] for c in first["items"] + second["items"]] == ids[::-1]


async def test_campaign_refusals(donation: Donation) -> None:
    await donation.done("/campaigns", campaign(), by="admin")
    await donation.hear_year_closed(2023)
    refused = [
        (campaign(code="d-2024"), (409, "code_taken", "code")),
        (campaign(fund_id=str(uuid4())), (422, "fund_unknown", "fund_id")),
        (campaign(code="X", closes_on="2024-06-27"), (422, "campaign_days", "closes_on")),
        (campaign(code="X", year=2025), (422, "campaign_year", "year")),
        (campaign(code="X", year=2023, opens_on="2023-12-01"), (422, "year_closed", "year")),
        (campaign(code="X", year="2024"), (422, "invalid", "year")),
        (campaign(code="X", opens_on="2024-02-30"), (422, "invalid", "opens_on")),
        (campaign(code="X", opens_on=1719532800), (422, "invalid", "opens_on")),
    ]
    for body, expected in refused:
        assert await donation.refused("/campaigns", body, by="admin") == expected


async def test_a_target_is_set_and_replaced(donation: Donation) -> None:
    unit_id, campaign_id = await donation.unit(), await donation.campaign()
    path = f"/campaigns/{campaign_id}/targets/{unit_id}"
    made: dict[str, object] = {}
    for amount in (330_000_000, 330_000_000, 0):
        made = await donation.done(path, {"amount": amount}, by="accountant", method="PUT")
        assert made == {
            "campaign_id": campaign_id, "unit_id": unit_id, "fund_id": str(FUND), "amount": amount,
            "set_by_level": None, "legal_basis": None,
        }  # fmt: skip
    told = await donation.told("target.set.v1")
    assert [event["amount"] for event in told] == [330_000_000, 0], "the same amount again is no news"
    assert told[0] == {
        "campaign_id": campaign_id, "unit_id": unit_id, "fund_id": str(FUND), "year": 2024, "amount": 330_000_000,
    }  # fmt: skip
    assert (await donation.read(f"/campaigns/{campaign_id}/targets"))["items"] == [made]


async def test_targets_are_listed_by_unit_code(donation: Donation) -> None:
    campaign_id = await donation.campaign()
    for code in ("B", "c", "A"):
        path = f"/campaigns/{campaign_id}/targets/{await donation.unit(code)}"
        await donation.done(path, {"amount": ord(code)}, by="admin", method="PUT")
    first = await donation.read(f"/campaigns/{campaign_id}/targets?limit=2")
    second = await donation.read(f"/campaigns/{campaign_id}/targets?limit=2&after={first['next']}")
    assert [t["amount"] for t in first["items"] + second["items"]] == [ord("A"), ord("B"), ord("c")]


async def test_a_target_said_again_after_the_closing_changes_nothing(donation: Donation) -> None:
    old = await donation.campaign("OLD", year=2023, opens_on="2023-06-28", closes_on="2023-07-27")
    target = f"/campaigns/{old}/targets/{await donation.unit()}"
    made = await donation.done(target, {"amount": 5}, by="admin", method="PUT")
    await donation.hear_year_closed(2023)
    assert await donation.done(target, {"amount": 5}, by="admin", method="PUT") == made
    expected = (422, "year_closed", "campaign_id")
    assert await donation.refused(target, {"amount": 6}, by="admin", method="PUT") == expected
    assert await donation.done(target, {"amount": 5}, by="admin", method="PUT") == made


async def test_target_refusals(donation: Donation) -> None:
    campaign_id, unit_id = await donation.campaign(), await donation.unit()
    person = await donation.unit("P", kind="person")
    elsewhere = await donation.unit(fund_id=str(OTHER_FUND))
    old = await donation.campaign("OLD", year=2023, opens_on="2023-06-28", closes_on="2023-07-27")
    await donation.hear_year_closed(2023)
    refused: list[tuple[str, str, object, tuple[int, str, str]]] = [
        (campaign_id, person, 0, (422, "person_without_target", "unit_id")),
        (campaign_id, elsewhere, 1, (422, "unit_of_other_fund", "unit_id")),
        (campaign_id, str(uuid4()), 1, (404, "unit_unknown", "unit_id")),
        (str(uuid4()), unit_id, 1, (404, "campaign_unknown", "campaign_id")),
        (old, unit_id, 1, (422, "year_closed", "campaign_id")),
        (campaign_id, unit_id, -1, (422, "amount_negative", "amount")),
        (campaign_id, unit_id, 10**15 + 1, (422, "amount_too_large", "amount")),
        (campaign_id, unit_id, 1.5, (422, "invalid", "amount")),
        (campaign_id, unit_id, 1.0, (422, "invalid", "amount")),
        (campaign_id, unit_id, "1", (422, "invalid", "amount")),
        (campaign_id, unit_id, True, (422, "invalid", "amount")),
    ]
    for campaign_ref, unit_ref, amount, expected in refused:
        path = f"/campaigns/{campaign_ref}/targets/{unit_ref}"
        assert await donation.refused(path, {"amount": amount}, by="admin", method="PUT") == expected


async def test_who_may_register(donation: Donation) -> None:
    campaign_id, unit_id = await donation.campaign(), await donation.unit()
    target = f"/campaigns/{campaign_id}/targets/{unit_id}"
    for by in ("clerk", "cashier", "accountant", "auditor"):
        assert (await donation.refused("/units", unit(code="X"), by=by))[:2] == (403, "wrong_role")
        assert (await donation.refused("/campaigns", campaign(code="X"), by=by))[:2] == (403, "wrong_role")
    for by in ("clerk", "cashier", "auditor"):
        assert (await donation.refused(target, {"amount": 1}, by=by, method="PUT"))[:2] == (403, "wrong_role")
    assert (await donation.refused("/units", unit(code="X"), by="stranger"))[:2] == (403, "other_fund")
    assert (await donation.refused("/campaigns", campaign(code="X"), by="stranger"))[:2] == (403, "other_fund")
    assert (await donation.refused(target, {"amount": 1}, by="stranger", method="PUT"))[:2] == (403, "other_fund")
    for path in (
        f"/units?fund_id={FUND}",
        f"/units/{unit_id}",
        f"/campaigns/{campaign_id}",
        f"{target.rpartition('/')[0]}",
    ):
        assert (await donation.get(path, by="stranger")).status_code == 403
    assert (await donation.client.get(f"/api/donation/units/{unit_id}")).status_code == 401
