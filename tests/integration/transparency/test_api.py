"""The JSON API: the same figures, page by page."""

import httpx
import pytest

from shared.contracts import donation as d
from shared.contracts import fund_allocation as f
from tests.integration.transparency.world import World

API = "/api/transparency"


async def _all(reader: httpx.AsyncClient, path: str, **query: str | int) -> list[dict[str, object]]:
    """Every item of a list, page by page."""
    items: list[dict[str, object]] = []
    after: str | None = ""
    while after is not None:
        page = (await reader.get(API + path, params=query | ({"after": after} if after else {}))).json()
        items += page["items"]
        after = page["next"]
    return items


@pytest.mark.parametrize("limit", [7, 50, 200])
async def test_page_by_page_every_gift_comes_once(limit: int, story: World, reader: httpx.AsyncClient) -> None:
    gifts = [e for e in story.donation if isinstance(e, d.DonationReceived)]
    listed = await _all(reader, "/gifts", limit=limit)
    keys = [(g.received_on.isoformat(), str(g.gift_id)) for g in gifts]
    assert [(g["received_on"], g["gift_id"]) for g in listed] == sorted(keys, reverse=True)


async def test_units_houses_and_payments_page_by_page(story: World, reader: httpx.AsyncClient) -> None:
    assert len(await _all(reader, "/units", year=2019, limit=3)) == 10
    houses = await _all(reader, "/houses", limit=5)
    assert [house["house_code"] for house in houses] == [f"N{n:03}" for n in range(1, 35)]
    payments = await _all(reader, "/expenditures", limit=9)
    paid = [e for e in story.fund_allocation if isinstance(e, f.InstalmentPaid | f.ExpenditureRecorded)]
    assert len(payments) == len(paid) == len({p["payment_id"] for p in payments})
    first = (await reader.get(f"{API}/houses/N001", params={"limit": 1})).json()
    second = (await reader.get(f"{API}/houses/N001", params={"limit": 1, "after": first["next"]})).json()
    assert first["backers"][0]["lot_id"] < second["backers"][0]["lot_id"]


async def test_a_gift_goes_where_its_parts_say(story: World, reader: httpx.AsyncClient) -> None:
    for gift in [e for e in story.donation if isinstance(e, d.DonationReceived)][:30]:
        answer = (await reader.get(f"{API}/gifts/{gift.gift_id}")).json()
        bound = sum(part["reserved"] + part["used"] for part in answer["parts"])
        assert bound + answer["free"] == answer["amount"] == gift.amount
        assert answer["gift"]["receipt"] == gift.receipt.model_dump()


async def test_a_house_is_paid_by_its_backers(story: World, reader: httpx.AsyncClient) -> None:
    answer = (await reader.get(f"{API}/houses/N001")).json()
    assert answer["house"]["paid"] == answer["backed"]["amount"] == sum(b["used"] for b in answer["backers"])
    assert answer["house"]["stage"] == "settled"
    assert [stage["stage"] for stage in answer["stages"]][-1] == "settled"
    mix = answer["settlement"]
    assert mix["fund"] + mix["state_budget"] + mix["family"] + mix["community"] == mix["actual_cost"]


async def test_the_flow_conserves_money(story: World, reader: httpx.AsyncClient) -> None:
    for year in (2019, 2020):
        flows = (await reader.get(f"{API}/totals?year={year}")).json()["flows"]
        came = flows["opening"] + sum(part["amount"] for part in flows["givers"])
        went = sum(part["amount"] for part in flows["uses"]) + flows["reversed"] + flows["closing"]
        assert came == went
        housing = sum(part["amount"] for part in flows["uses"] if part["key"] == "housing")
        assert sum(part["amount"] for part in flows["places"]) == housing


async def test_status_counts_the_events(story: World, reader: httpx.AsyncClient) -> None:
    answer = (await reader.get(f"{API}/status")).json()
    assert answer["events"] == len(story.all())
    assert set(answer["waiting"].values()) == {0}


async def test_an_answer_that_the_reader_has_is_not_sent_again(story: World, reader: httpx.AsyncClient) -> None:
    first = await reader.get(f"{API}/totals")
    again = await reader.get(f"{API}/totals", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/houses/N999", 404), ("/report/1999", 404), ("/gifts/00000000-0000-0000-0000-00000000dead", 404),
        ("/units?campaign=00000000-0000-0000-0000-00000000dead", 404), ("/gifts?after=abc", 400),
        ("/gifts?limit=0", 422), ("/gifts?channel=gold", 422), ("/houses?standing=flying", 422), ("/nowhere", 404),
        ("/gifts/x", 422),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_a_problem(path: str, status: int, story: World, reader: httpx.AsyncClient) -> None:
    answer = await reader.get(API + path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


async def test_nobody_can_write_here(story: World, reader: httpx.AsyncClient) -> None:
    for path in ("/gifts", "/totals", "/report/2019"):
        assert (await reader.post(API + path, json={})).status_code == 405
    document = (await reader.get(f"{API}/openapi.json")).json()
    assert {method for path in document["paths"].values() for method in path} == {"get"}
