"""Units among each other: what stands above what, doubles that are merged, and the one fund that may ask."""

import asyncio
from typing import Any
from uuid import uuid4

from tests.integration.donation.conftest import FUND, OTHER_FUND, Donation


def place(**changes: object) -> dict[str, object]:
    return {"parent_id": None, "official_code": None, "not_asked": None} | changes


async def put(donation: Donation, unit_id: str, **changes: object) -> dict[str, Any]:
    return await donation.done(f"/units/{unit_id}", place(**changes), by="admin", method="PUT")


async def merge(donation: Donation, double: str, head: str, reason: str = "Ghi hai lần, cô Lan báo") -> dict[str, Any]:
    return await donation.done(f"/units/{double}/merge", {"into_unit_id": head, "reason": reason}, by="admin")


async def target(donation: Donation, campaign_id: str, unit_id: str, amount: int) -> None:
    await donation.done(f"/campaigns/{campaign_id}/targets/{unit_id}", {"amount": amount}, by="admin", method="PUT")


async def test_a_sector_and_its_schools(donation: Donation) -> None:
    sector = await donation.unit("PGD", name="Phòng Giáo dục", kind="state_agency")
    schools = [await donation.unit(f"TH-{n}", parent_id=sector) for n in (2, 1)]
    await donation.unit("CTY")
    below = await donation.read(f"/units?fund_id={FUND}&parent_id={sector}")
    assert [(unit["unit_id"], unit["parent_id"]) for unit in below["items"]] == [
        (school, sector) for school in reversed(schools)
    ]
    moved = await put(donation, schools[0], official_code="2500.123 456-001", not_asked="students")
    assert (moved["parent_id"], moved["official_code"], moved["not_asked"]) == (None, "2500123456001", "students")
    assert await donation.read(f"/units/{schools[0]}") == moved


async def test_units_that_may_not_stand_above(donation: Donation) -> None:
    top, middle, low = [await donation.unit(code) for code in ("A", "B", "C")]
    person = await donation.unit("P", kind="person")
    elsewhere = await donation.unit(fund_id=str(OTHER_FUND))
    await put(donation, middle, parent_id=top)
    await put(donation, low, parent_id=middle)
    refused = [
        (top, low, (409, "parent_below", "parent_id")),
        (top, top, (409, "parent_below", "parent_id")),
        (low, person, (422, "parent_is_person", "parent_id")),
        (low, elsewhere, (422, "unit_of_other_fund", "parent_id")),
        (low, str(uuid4()), (422, "unit_unknown", "parent_id")),
    ]
    for unit_id, parent_id, expected in refused:
        body = place(parent_id=parent_id)
        assert await donation.refused(f"/units/{unit_id}", body, by="admin", method="PUT") == expected
        assert (await donation.read(f"/units/{top}"))["parent_id"] is None
    body = {"fund_id": str(FUND), "code": "X", "name": "X", "kind": "school", "parent_id": person}
    assert await donation.refused("/units", body, by="admin") == (422, "parent_is_person", "parent_id")
    assert (await donation.refused(f"/units/{uuid4()}", place(), by="admin", method="PUT"))[1] == "unit_unknown"
    wrong = await donation.refused(f"/units/{top}", {"parent_id": None}, by="admin", method="PUT")
    assert wrong[:2] == (422, "invalid"), "what is left out would be taken away unseen"


async def test_two_who_move_units_under_each_other_at_once(donation: Donation) -> None:
    for n in range(6):
        one, two = await donation.unit(f"A{n}"), await donation.unit(f"B{n}")
        answers = await asyncio.gather(
            donation.send("PUT", f"/units/{one}", place(parent_id=two), by="admin"),
            donation.send("PUT", f"/units/{two}", place(parent_id=one), by="admin"),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_double_goes_on_under_the_other_code(donation: Donation) -> None:
    campaign = await donation.campaign()
    head, double = await donation.unit("TH-01"), await donation.unit("TH-01B", kind="organisation")
    below = await donation.unit("LOP-1", parent_id=double)
    await target(donation, campaign, head, 1_000)
    await target(donation, campaign, double, 500)
    for unit_id, amount in ((head, 600), (double, 900)):
        await donation.gift(unit_id=unit_id, amount=amount, campaign_id=campaign)
    assert await merge(donation, double, head) == {"unit_id": double, "into_unit_id": head, "code": "TH-01"}
    assert await donation.told("unit.merged.v1") == [{"unit_id": double, "into_unit_id": head, "fund_id": str(FUND)}], (
        "the reason may name a person: it is not told"
    )
    assert (await donation.read(f"/units/{below}"))["parent_id"] == head
    kept = await donation.read(f"/units/{double}")
    assert (kept["code"], kept["merged_into"]) == ("TH-01B", head)
    for asked in (head, double):
        giving = await donation.read(f"/units/{asked}/giving?year=2024")
        assert (giving["unit_id"], giving["gifts"], giving["actual"], giving["target"]) == (head, 2, 1_500, 1_500)
        assert giving["achievement"] == "100,0 %"
        assert [(d["code"], d["reason"], d["merged_by"]) for d in giving["merged"]] == [
            ("TH-01B", "Ghi hai lần, cô Lan báo", "admin-1")
        ]
    assert (await donation.read(f"/campaigns/{campaign}/targets"))["items"] == [
        {
            "campaign_id": campaign, "unit_id": head, "fund_id": str(FUND), "amount": 1_500, "set_by_level": None,
            "legal_basis": None,
        }
    ]  # fmt: skip
    rows = (await donation.read(f"/campaigns/{campaign}/progress/units"))["items"]
    assert [(row["code"], row["target"], row["actual"]) for row in rows] == [("TH-01", 1_500, 1_500)]
    assert len((await donation.read(f"/gifts?fund_id={FUND}"))["items"]) == 2, "every gift stays where it was recorded"


async def test_a_double_takes_nothing_new(donation: Donation) -> None:
    campaign = await donation.campaign()
    head, double, third = [await donation.unit(code) for code in ("TH-01", "TH-02", "TH-03")]
    await target(donation, campaign, double, 500)
    await merge(donation, double, head)
    pledge = {
        "fund_id": str(FUND), "campaign_id": campaign, "unit_id": double, "amount": 5, "due_on": "2024-07-20",
    }  # fmt: skip
    gift = {"fund_id": str(FUND), "unit_id": double, "channel": "cash", "amount": 5, "received_on": "2024-07-20"}
    answers = [
        await donation.post("/gifts", gift),
        await donation.post("/pledges", pledge),
        await donation.send("PUT", f"/campaigns/{campaign}/targets/{double}", {"amount": 5}, by="admin"),
        await donation.send("PUT", f"/units/{double}", place(parent_id=third), by="admin"),
        await donation.send("PUT", f"/units/{third}", place(parent_id=double), by="admin"),
        await donation.post(f"/units/{double}/merge", {"into_unit_id": third, "reason": "x"}, by="admin"),
        await donation.post(f"/units/{third}/merge", {"into_unit_id": double, "reason": "x"}, by="admin"),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (422, "unit_merged")
        assert "TH-01" in answer.json()["detail"], "the code to use is named"
    await target(donation, campaign, double, 0)
    assert (await donation.read(f"/campaigns/{campaign}/targets"))["items"][0]["amount"] == 0


async def test_doubles_of_doubles_end_under_one_head(donation: Donation) -> None:
    first, second, third = [await donation.unit(code) for code in ("A", "B", "C")]
    for unit_id in (first, second, third):
        await donation.gift(unit_id=unit_id, amount=100)
    await merge(donation, first, second)
    await merge(donation, second, third)
    for unit_id in (first, second):
        assert (await donation.read(f"/units/{unit_id}"))["merged_into"] == third
    giving = await donation.read(f"/units/{first}/giving?year=2024")
    assert (giving["code"], giving["actual"]) == ("C", 300)
    assert [(d["code"], d["into_unit_id"]) for d in giving["merged"]] == [("A", second), ("B", third)], "what was done"


async def test_merge_refusals(donation: Donation) -> None:
    head, below = await donation.unit("A"), await donation.unit("B")
    await put(donation, below, parent_id=head)
    person = await donation.unit("P", kind="person", name="Nguyễn Văn A")
    elsewhere = await donation.unit(fund_id=str(OTHER_FUND))
    refused: list[tuple[str, str, tuple[int, str, str]]] = [
        (head, head, (422, "merge_with_itself", "into_unit_id")),
        (head, below, (409, "merge_upwards", "into_unit_id")),
        (head, person, (422, "merge_of_kinds", "into_unit_id")),
        (person, head, (422, "merge_of_kinds", "into_unit_id")),
        (head, elsewhere, (422, "unit_of_other_fund", "into_unit_id")),
        (head, str(uuid4()), (422, "unit_unknown", "into_unit_id")),
        (str(uuid4()), head, (404, "unit_unknown", "unit_id")),
    ]
    for double, into, expected in refused:
        body = {"into_unit_id": into, "reason": "Ghi hai lần"}
        assert await donation.refused(f"/units/{double}/merge", body, by="admin") == expected
    body = {"into_unit_id": head, "reason": "Ghi hai lần"}
    for by in ("clerk", "accountant", "auditor"):
        assert (await donation.refused(f"/units/{below}/merge", body, by=by))[:2] == (403, "wrong_role")
    assert (await donation.refused(f"/units/{below}/merge", body, by="stranger"))[:2] == (403, "other_fund")
    assert (await donation.refused(f"/units/{below}/merge", {"into_unit_id": head}, by="admin"))[1] == "invalid"
    await merge(donation, below, head)


async def test_two_who_merge_units_into_each_other_at_once(donation: Donation) -> None:
    for n in range(6):
        one, two = await donation.unit(f"A{n}"), await donation.unit(f"B{n}")
        answers = await asyncio.gather(
            donation.post(f"/units/{one}/merge", {"into_unit_id": two, "reason": "x"}, by="admin"),
            donation.post(f"/units/{two}/merge", {"into_unit_id": one, "reason": "x"}, by="admin"),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 422]
        three = await donation.unit(f"C{n}")
        left = two if answers[0].status_code == 200 else one
        body = {"into_unit_id": left, "reason": "x"}
        answers = await asyncio.gather(
            donation.post(f"/units/{three}/merge", body, by="admin"),
            donation.post(f"/units/{three}/merge", body, by="admin"),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 422], "a double goes on once"


async def test_a_second_fund_is_told_which_fund_asks_the_unit(donation: Donation) -> None:
    unit_id = await donation.unit("CTY-1", official_code="2500 123.456")
    campaign = await donation.campaign(fund_id=str(OTHER_FUND))
    unit = {"fund_id": str(OTHER_FUND), "code": "X", "name": "Công ty A", "kind": "enterprise"}
    pledge = {
        "fund_id": str(OTHER_FUND), "campaign_id": campaign, "unit_id": unit_id, "amount": 5, "due_on": "2024-07-20",
    }  # fmt: skip
    answers = [
        await donation.post("/units", unit | {"official_code": "2500123456"}, by="admin"),
        await donation.send("PUT", f"/campaigns/{campaign}/targets/{unit_id}", {"amount": 5}, by="admin"),
        await donation.post("/pledges", pledge),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (422, "unit_of_other_fund")
        assert f"Quỹ Q-{FUND.int}" in answer.json()["detail"]
    other = await donation.done("/units", unit, by="admin")
    body = place(official_code="2500123456")
    answer = await donation.send("PUT", f"/units/{other['unit_id']}", body, by="admin")
    assert (answer.json()["code"], answer.json()["errors"][0]["field"]) == ("unit_of_other_fund", "official_code")


async def test_a_number_is_one_units(donation: Donation) -> None:
    await donation.unit("CTY-1", official_code="2500-123-456")
    second = await donation.unit("CTY-2")
    body = {"fund_id": str(FUND), "code": "X", "name": "A", "kind": "enterprise", "official_code": "2500123456"}
    taken = (409, "official_code_taken", "official_code")
    assert await donation.refused("/units", body, by="admin") == taken
    same = place(official_code="2500123456")
    assert await donation.refused(f"/units/{second}", same, by="admin", method="PUT") == taken
    assert await donation.refused("/units", body | {"code": "CTY-1"}, by="admin") == taken, "the unit that is meant"
    person = body | {"kind": "person", "official_code": "001099012345"}
    assert await donation.refused("/units", person, by="admin") == (422, "person_is_private", "official_code")
    for odd in ("12", "1" * 21, "số 1", "--", ""):
        assert (await donation.refused("/units", body | {"official_code": odd}, by="admin"))[1] == "invalid"


async def test_groups_that_may_not_be_asked(donation: Donation) -> None:
    campaign = await donation.campaign()
    old = await donation.campaign("OLD", year=2023, opens_on="2023-06-28", closes_on="2023-07-27")
    veterans = await donation.unit("HT", name="Hội hưu trí", kind="organisation", not_asked="retired")
    path = f"/campaigns/{campaign}/targets/{veterans}"
    refused = (422, "unit_not_asked", "unit_id")
    assert await donation.refused(path, {"amount": 1}, by="admin", method="PUT") == refused
    await donation.gift(unit_id=veterans, campaign_id=campaign), "they may give"
    asked = await donation.unit("SV")
    await target(donation, campaign, asked, 500)
    await target(donation, old, asked, 500)
    body = place(not_asked="students")
    expected = (409, "unit_has_targets", "not_asked")
    assert await donation.refused(f"/units/{asked}", body, by="admin", method="PUT") == expected
    await target(donation, campaign, asked, 0)
    assert (await put(donation, asked, not_asked="students"))["not_asked"] == "students", "last year's is history"
    person = {"fund_id": str(FUND), "code": "P", "name": "A", "kind": "person", "not_asked": "disabled"}
    assert await donation.refused("/units", person, by="admin") == (422, "person_is_private", "not_asked")
