"""What the press reported of five localities: each case is recorded through the API and read back."""

import json
from pathlib import Path
from typing import Any

from tests.integration.donation.conftest import FUND, HOUSE, Donation

CASES = {case["locality"]: case for case in json.loads(
    (Path(__file__).parent / "press_cases.json").read_text(encoding="utf-8"))["cases"]}  # fmt: skip


async def contributed(donation: Donation, year: int, **what: object) -> dict[str, Any]:
    """A contribution recorded and read back."""
    body = {"fund_id": str(FUND), "given_on": f"{year}-12-20"} | what
    made = await donation.done("/contributions", body)
    return await donation.read(f"/contributions/{made['contribution_id']}")


async def reported(donation: Donation, year: int, **pair: object) -> dict[str, Any]:
    """A pair of numbers reported and read back."""
    made = await donation.done("/indicators", {"fund_id": str(FUND), "year": year} | pair, by="accountant")
    listed = (await donation.read(f"/indicators?fund_id={FUND}&year={year}"))["items"]
    return next(each for each in listed if each["indicator_id"] == made["indicator_id"])


def supported(year: int, value: int, description: str, **more: object) -> dict[str, object]:
    return {"support": "house", "description": description, "value": value, "began_on": f"{year}-01-01"} | more


async def test_ba_vi(donation: Donation) -> None:
    case = CASES["Huyện Ba Vì"]
    year, houses, care = case["year"], case["housing"], case["sponsorship"]
    plan = await reported(donation, year, meaning="result_of_plan", name="Nhà tình nghĩa", counted=houses["actual"],
                          base=houses["target"])  # fmt: skip
    assert (plan["text"], plan["percent"]) == ("17/10", f"{houses['achievement_percent']},0 %")
    assert (plan["count_label"], plan["base_label"]) == ("thực hiện", "kế hoạch")
    state = case["state_programme"]
    done = await reported(donation, year, meaning="done_of_eligible", name=f"Hỗ trợ theo {state['legal_basis']}",
                          counted=state["done"], base=state["eligible"])  # fmt: skip
    assert (done["text"], done["percent"], done["name"]) == (
        "291/293",
        "99,3 %",
        "Hỗ trợ theo Quyết định 22/2013/QĐ-TTg",
    )
    built = await contributed(donation, year, direct_support=supported(
        year, houses["total_vnd"], "Quỹ và đơn vị cùng làm", new_builds=houses["new_build"], repairs=houses["repair"],
    ))  # fmt: skip
    assert built["direct_support"]["value"] == 785_000_000
    assert built["direct_support"]["new_builds"] + built["direct_support"]["repairs"] == houses["actual"]

    unit_id = await donation.unit("TING", name=case["in_kind"]["donor"], kind="organisation")
    chairs = await contributed(donation, year, unit_id=unit_id, in_kind={
        "item": case["in_kind"]["item"], "quantity": case["in_kind"]["quantity"], "measure": "chiếc"})  # fmt: skip
    assert (chairs["in_kind"]["item"], chairs["in_kind"]["quantity"]) == ("xe lăn", "26")
    assert chairs["in_kind"]["valuation"] is None

    units = [await donation.unit(f"DV-{n}") for n in range(max(care["units_per_mother"]))]
    for n in range(care["mothers_living"]):
        body = {"fund_id": str(FUND), "code": f"MVN-{n:02}", "category": "heroic_mother", "village": "Thôn 1"}
        beneficiary_id = (await donation.done("/beneficiaries", body))["beneficiary_id"]
        for unit in units[: 1 + n % 2]:
            agreement = {"beneficiary_id": beneficiary_id, "unit_id": unit, "first_month": f"{year}-01",
                         "monthly_amount": care["monthly_vnd_at_least"]}  # fmt: skip
            await donation.done("/sponsorships", agreement)
    kept = (await donation.read(f"/sponsorships?fund_id={FUND}&limit=100"))["items"]
    assert len(kept) == 30
    assert len({each["beneficiary"]["code"] for each in kept}) == care["mothers_cared_for"]
    assert min(each["monthly_amount"] for each in kept) == 700_000
    living = await reported(donation, year, meaning="cared_of_living", name="Mẹ Việt Nam anh hùng",
                            counted=care["mothers_cared_for"], base=care["mothers_living"])  # fmt: skip
    assert (living["text"], living["count_label"], living["base_label"]) == ("20/20", "được phụng dưỡng", "còn sống")


async def test_hong_linh(donation: Donation) -> None:
    case = CASES["Thị xã Hồng Lĩnh"]
    year, houses = case["year"], case["housing"]
    value = houses["total_vnd_more_than"]
    built = await contributed(
        donation, year, families=houses["families"], at_least=True,
        direct_support=supported(year, value, "Nhà nước, nhân dân và gia đình cùng làm"),
    )  # fmt: skip
    assert (built["families"], built["direct_support"]["value"], built["at_least"]) == (144, 4_500_000_000, True)
    days = await contributed(donation, year, labour_days={"days": 10_000}, at_least=True)
    assert (days["labour_days"], days["at_least"]) == ({"days": "10000", "people": None}, True)
    stuff = await contributed(donation, year, in_kind={"item": "vật liệu xây dựng", "quantity": 144, "measure": "lần"},
                              note="Họ hàng, làng xóm", at_least=True)  # fmt: skip
    assert (stuff["unit_id"], stuff["in_kind"]["item"]) == (None, "vật liệu xây dựng")


async def test_dam_ha(donation: Donation) -> None:
    case = CASES["Huyện Đầm Hà"]
    year, houses = case["year"], case["housing"]
    built = await contributed(donation, year, direct_support=supported(
        year, houses["total_vnd"], "Nguồn xã hội hoá", new_builds=houses["new_build"], repairs=houses["repair"],
    ))  # fmt: skip
    assert built["direct_support"] == {
        "support": "house", "value": 1_480_000_000, "began_on": "2023-01-01", "house_id": None, "new_builds": 13,
        "repairs": 11,
    }  # fmt: skip


async def test_cu_khoi(donation: Donation) -> None:
    case = CASES["Phường Cự Khối"]
    year, gifts = case["year"], case["gifts"]
    group = await donation.unit("TDP-1", name="Tổ dân phố 1", kind="residential_group")
    drive = await donation.campaign("VD-2020", year=year, opens_on="2020-01-02", closes_on="2020-12-31")
    portions = await contributed(
        donation, year, unit_id=group, campaign_id=drive, families=gifts["policy_families"],
        in_kind={"item": "suất quà", "quantity": gifts["portions"], "measure": "suất"},
    )  # fmt: skip
    assert (portions["families"], portions["in_kind"]["quantity"]) == (171, "171")
    # The one new house is a house of the fund that the drive's money is given for.
    money = await donation.gift(
        unit_id=group, campaign_id=drive, received_on="2020-07-01", earmark={"kind": "house", "ref": str(HOUSE)}
    )
    assert (await donation.read(f"/gifts/{money['gift_id']}"))["earmark"] == {"kind": "house", "ref": str(HOUSE)}


async def test_nam_tu_liem(donation: Donation) -> None:
    case = CASES["Quận Nam Từ Liêm"]
    year, gifts = case["year"], case["gifts"]
    unit_id = await donation.unit("NTL", name=case["locality"], kind="state_agency")
    portions = await contributed(
        donation, year, unit_id=unit_id, note=f"Nguồn: {', '.join(gifts['sources'])}",
        in_kind={"item": "suất quà", "quantity": gifts["portions"], "measure": "suất",
                 "valuation": {"amount": gifts["total_vnd"], "basis": "donor_statement"}},
    )  # fmt: skip
    assert portions["in_kind"]["quantity"] == "31241"
    assert portions["in_kind"]["valuation"] == {"amount": 13_000_000_000, "basis": "donor_statement"}
    assert "socialised_source" in portions["note"]
    right = {"meaning": "result_of_plan", "name": "Suất quà Tết", "counted": 4509, "base": 4500}
    shown = await reported(donation, year, **right)
    assert (shown["text"], shown["percent"]) == ("4.509/4.500", "100,2 %"), "one way, whatever the article prints"
    turned = await reported(donation, year, meaning="done_of_eligible", name="Suất quà Tết", counted=4500, base=4509)
    assert (turned["text"], turned["percent"]) == ("4.500/4.509", "99,8 %"), "another meaning is another pair"
    wrong = {"fund_id": str(FUND), "year": year} | right | {"meaning": "cared_of_living"}
    assert (await donation.refused("/indicators", wrong, by="accountant"))[1:] == ("count_above_base", "counted")


async def test_the_newest_report_of_a_name_holds(donation: Donation) -> None:
    pair: dict[str, Any] = {"meaning": "cared_of_living", "name": "Mẹ Việt Nam anh hùng", "base": 20}
    await reported(donation, 2024, **pair, counted=18)
    await reported(donation, 2024, **pair, counted=19)
    listed = (await donation.read(f"/indicators?fund_id={FUND}&year=2024"))["items"]
    assert [(each["text"], each["percent"]) for each in listed] == [("19/20", "95,0 %")]
    assert (await donation.read(f"/indicators?fund_id={FUND}&year=2023"))["items"] == []


async def test_refusals_of_a_report(donation: Donation) -> None:
    body = {"fund_id": str(FUND), "year": 2024, "meaning": "done_of_eligible", "name": "Nhà", "counted": 17, "base": 20}
    refused: list[tuple[dict[str, Any], tuple[str, str]]] = [
        ({"year": 2025}, ("year_ahead", "year")),
        ({"year": "2024"}, ("invalid", "year")),
        ({"meaning": "x_of_y"}, ("invalid", "meaning")),
        ({"name": ""}, ("invalid", "name")),
        ({"counted": -1}, ("invalid", "counted")),
        ({"base": 1.5}, ("invalid", "base")),
        ({"base": 16}, ("count_above_base", "counted")),
        ({"percent": "85 %"}, ("invalid", "percent")),
        ({"fund_id": "00000000-0000-0000-0000-000000000099"}, ("fund_unknown", "fund_id")),
    ]
    for changes, expected in refused:
        assert (await donation.refused("/indicators", body | changes, by="accountant"))[1:] == expected, changes
    assert (await donation.refused("/indicators", body, by="cashier"))[:2] == (403, "wrong_role")
