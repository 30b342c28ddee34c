"""A unit that was registered twice, and names that are shown no more: on every page, in whatever order it is heard."""

from datetime import date
from itertools import pairwise, permutations
from uuid import UUID

import httpx

from services.transparency.store import find_units
from services.transparency.views.snapshot import snapshot
from shared.contracts import Contract
from shared.contracts import donation as d
from shared.db import Database
from tests.integration.transparency.events import apply, apply_in_batches
from tests.integration.transparency.test_pages import text_of
from tests.integration.transparency.world import World

API = "/api/transparency"


def _units(story: World) -> list[d.UnitRegistered]:
    return [e for e in story.donation if isinstance(e, d.UnitRegistered) and e.kind != "person"]


async def _rows(reader: httpx.AsyncClient, year: int) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    answer = (await reader.get(f"{API}/units", params={"year": year, "limit": 200})).json()
    rows = {item["unit_id"]: (item["target"] or 0, item["actual"]) for item in answer["items"]}
    return rows, {name: answer["total"][name] for name in ("units", "target", "gifts", "actual", "people_actual")}


async def test_a_double_is_shown_under_its_head_with_the_sum_of_both(
    story: World, database: Database, reader: httpx.AsyncClient
) -> None:
    head, double, *_ = _units(story)
    before, total_before = await _rows(reader, 2019)
    report_before = (await reader.get(f"{API}/report/2019")).json()
    both = tuple(map(sum, zip(before[str(head.unit_id)], before[str(double.unit_id)], strict=True)))
    merged = d.UnitMerged(unit_id=double.unit_id, into_unit_id=head.unit_id, fund_id=head.fund_id)
    await apply(database, [merged])
    after, total_after = await _rows(reader, 2019)
    assert after[str(head.unit_id)] == both
    assert after == {key: value for key, value in before.items() if key != str(double.unit_id)} | {
        str(head.unit_id): both
    }
    assert total_after == total_before | {"units": total_before["units"] - 1}, (
        "nothing is lost and nothing counted twice"
    )
    report = (await reader.get(f"{API}/report/2019")).json()
    assert report["total"] == report_before["total"]
    assert len(report["units"]) == len(report_before["units"]) - 1
    async with snapshot(database) as conn:
        [campaign] = [c for c in await find_units.campaigns(conn, year=2019) if c.fund_id == head.fund_id]
    targets = [e for e in story.donation if isinstance(e, d.TargetSet) and e.campaign_id == campaign.campaign_id]
    assert (campaign.units, campaign.target) == (len(targets) - 1, sum(e.amount for e in targets))


async def test_the_doubles_page_leads_to_its_head(story: World, database: Database, reader: httpx.AsyncClient) -> None:
    head, double, *_ = _units(story)
    ids = {head.unit_id, double.unit_id}
    theirs = [e for e in story.donation if isinstance(e, d.DonationReceived) and e.unit_id in ids]
    await apply(database, [d.UnitMerged(unit_id=double.unit_id, into_unit_id=head.unit_id, fund_id=head.fund_id)])
    for prefix in ("", "/en"):
        page = await reader.get(f"{prefix}/gifts?unit={double.unit_id}&year=2019")
        assert page.status_code == 307
        assert page.headers["location"] == f"{prefix}/gifts?unit={head.unit_id}&year=2019"
    page = await reader.get(f"/gifts?unit={head.unit_id}")
    assert f"Đơn vị: {head.name}" in text_of(page)
    assert f"{len(theirs)} khoản" in text_of(page)
    for asked in (head, double):
        answer = (await reader.get(f"{API}/gifts", params={"unit": str(asked.unit_id), "limit": 200})).json()
        assert {item["gift_id"] for item in answer["items"]} == {str(e.gift_id) for e in theirs}
        assert answer["sum"]["amount"] == sum(e.amount for e in theirs)
    for asked in (head, double):
        found = (await reader.get(f"{API}/gifts", params={"q": asked.code, "limit": 200})).json()
        assert found["sum"]["amount"] == sum(e.amount for e in theirs), "found by either code"


async def test_chains_end_at_one_head_in_any_order(database: Database) -> None:
    for n, order in enumerate(permutations(range(3)), 1):
        units = [UUID(int=10 * n + k) for k in range(4)]
        links = [d.UnitMerged(unit_id=one, into_unit_id=into, fund_id=UUID(int=1)) for one, into in pairwise(units)]
        await apply_in_batches(database, [[links[k]] for k in order])
        async with snapshot(database) as conn:
            assert [await find_units.head_of(conn, unit) for unit in units] == [units[-1]] * 4
            assert set(await find_units.with_merged(conn, units[-1:])) == set(units)


def _person(fund: UUID, name: str | None) -> tuple[d.UnitRegistered, d.UnitChanged, d.DonationReceived]:
    unit = UUID(int=77)
    gift = d.DonationReceived(
        gift_id=UUID(int=78), fund_id=fund, unit_id=unit, campaign_id=None, channel="cash", amount=5,
        received_on=date(2020, 6, 1), receipt=d.Receipt(year=2020, book="TM09", number=1), display_name=name,
    )  # fmt: skip
    return (
        d.UnitRegistered(unit_id=unit, fund_id=fund, code="CN-77", kind="person", name=name),
        d.UnitChanged(unit_id=unit, fund_id=fund, code="CN-77", kind="person", name=None),
        gift,
    )


async def test_a_withdrawn_name_stays_away_in_any_order(
    story: World, database: Database, reader: httpx.AsyncClient
) -> None:
    name = "Đặng Thị Kín"
    fund = _units(story)[0].fund_id
    registered, changed, gift = _person(fund, name)
    await apply(database, [registered, gift])
    assert name in text_of(await reader.get("/gifts?q=dang thi kin"))
    batches: list[list[Contract]] = [[changed], [registered]]
    for batch in batches:  # the registration once more, as when it was mended and sent again from quarantine
        await apply(database, batch)
        for path in ("/gifts?q=TM09/1/2020", f"/gifts/{gift.gift_id}", "/gifts?q=dang thi kin", "/units?year=2020"):
            assert name not in text_of(await reader.get(path)), path
        found = (await reader.get(f"{API}/gifts", params={"q": "dang thi kin"})).json()
        assert found["items"] == [], "not by searching for it either"


async def test_a_name_given_with_one_gift_is_taken_back(
    story: World, database: Database, reader: httpx.AsyncClient
) -> None:
    school = _units(story)[0]
    _, _, gift = _person(school.fund_id, "Cụ Bảy")
    walk_in = gift.model_copy(update={"unit_id": None})
    of_school = gift.model_copy(
        update={
            "unit_id": school.unit_id,
            "gift_id": UUID(int=79),
            "receipt": d.Receipt(year=2020, book="TM09", number=2),
        }
    )
    unnamed = [d.DonationUnnamed(gift_id=each.gift_id, fund_id=each.fund_id) for each in (walk_in, of_school)]
    await apply(database, [unnamed[0]])
    await apply(database, [walk_in, of_school])
    assert "Cụ Bảy" not in text_of(await reader.get(f"/gifts/{walk_in.gift_id}")), "heard before the gift itself"
    assert "Cụ Bảy" in text_of(await reader.get(f"/gifts/{of_school.gift_id}"))
    await apply(database, [unnamed[1]])
    page = text_of(await reader.get(f"/gifts/{of_school.gift_id}"))
    assert "Cụ Bảy" not in page
    assert str(school.name) in page, "the unit that gave is still named"


async def test_a_campaign_that_ends_on_another_day(story: World, database: Database, reader: httpx.AsyncClient) -> None:
    opened = next(e for e in story.donation if isinstance(e, d.CampaignOpened) and e.year == 2020)
    changed = d.CampaignChanged(**opened.model_dump() | {"closes_on": date(2020, 9, 30)}, closed_on=None)
    for batch in ([changed], [opened]):
        await apply(database, batch)
        async with snapshot(database) as conn:
            [found] = await find_units.campaigns(conn, campaign_id=opened.campaign_id)
        assert found.closes_on == date(2020, 9, 30), "the first word, heard late, doesn't undo a later one"
