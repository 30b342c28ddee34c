"""From the counter to the public page, over a real broker: nobody is named who did not agree, or no more."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from deploy.embedded.mock_broker import MockBroker
from services.donation.documents.receipt import lookup_address
from services.donation.service import Settings
from services.donation.service import build as build_donation
from services.donation.store.papers import slips
from services.fund_allocation.service import build as build_allocation
from services.transparency.consumers import handlers
from services.transparency.service import build as build_transparency
from shared.access import public_key_of
from shared.db import Database
from shared.host import Dispatcher
from shared.settings import ServiceSettings
from shared.text import fold
from tests.integration.donation.conftest import KEY, NOW
from tests.integration.donation.test_chain import TOKEN
from tests.support.databases import Clones

DAY = "2024-07-20"
SILENT = "Bùi Thị Kín"
"""Never agreed to be named, in whatever place."""
OPEN = {"unit": "Phan Văn Mở", "walk_in": "Lê Thị Tỏ", "behalf": "Cụ Đinh Rõ"}
"""Agreed at first."""
HEARD = {contract.TYPE for contract in handlers()}


class Town:
    """Three services behind one address."""

    def __init__(self, client: httpx.AsyncClient, databases: dict[str, Database]) -> None:
        self._client = client
        self.databases = databases

    async def done(self, path: str, body: dict[str, Any], method: str = "POST") -> Any:
        """The answer of a change as soon as it succeeds: what it needs may still be on its way."""
        async with asyncio.timeout(30):
            while True:
                answer = await self._client.request(method, path, json=body, headers={"idempotency-key": str(uuid4())})
                if answer.is_success:
                    return answer.json()
                assert answer.status_code in (409, 422, 503), answer.text
                assert answer.json()["code"] == "fund_unknown", answer.text
                await asyncio.sleep(0.02)

    async def all_heard(self) -> None:
        """Until transparency has taken in everything that was said."""
        said = 0
        for name in ("donation", "fund_allocation"):
            async with self.databases[name].connection() as conn:
                said += await conn.fetchval("select count(*) from outbox where type = any($1::text[])", list(HEARD))
        async with asyncio.timeout(30):
            while (await self._client.get("/api/transparency/status")).json()["events"] < said:
                await asyncio.sleep(0.02)

    async def public(self, path: str, **asked: str) -> str:
        """What anybody may read; without what was asked for, which a page repeats."""
        answer = await self._client.get(path, params=asked, headers={"authorization": ""})
        assert answer.status_code in (200, 307, 404), f"{path}: {answer.text}"
        if answer.status_code == 307:
            return await self.public(answer.headers["location"])
        text = answer.text
        for value in asked.values():
            text = text.replace(value, "")
        return text


@pytest.fixture
async def town(service_database: Clones, broker: MockBroker, tmp_path: Path) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        given: dict[str, Any] = {
            "kafka_bootstrap_servers": broker.bootstrap_servers, "fetch_wait_ms": 5, "static_membership": False,
            "token_public_key": public_key_of(KEY),
        }  # fmt: skip
        urls = {name: (await service_database(name)).url for name in ("fund_allocation", "donation", "transparency")}
        settings = {
            name: ServiceSettings.for_service(name, database_url=urls[name], **given)
            for name in ("fund_allocation", "transparency")
        }
        ours = Settings.for_service("donation", database_url=urls["donation"], uploads=tmp_path, **given)
        services = [
            build_allocation(settings["fund_allocation"], clock=lambda: NOW),
            build_donation(ours, clock=lambda: NOW),
            build_transparency(settings["transparency"], clock=lambda: NOW),
        ]
        for service in services:
            await stack.enter_async_context(service.running())
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=Dispatcher(services)), base_url="http://test",
            headers={"authorization": f"Bearer {TOKEN}"},
        )  # fmt: skip
        await stack.enter_async_context(client)
        yield Town(client, {service.name: service.database for service in services})


def addresses(gifts: Iterable[str], campaign: str) -> list[tuple[str, dict[str, str]]]:
    """Everything that anybody can open, and every search for a name."""
    pages = ["/", "/units", f"/units?campaign={campaign}", "/campaigns", f"/campaigns/{campaign}", "/gifts",
             "/report/2024", "/report/2024.csv", "/report/2024.json", "/expenditures", "/check"]  # fmt: skip
    api = [f"/api/transparency{path}" for path in
           ("/totals", "/units", "/gifts", "/report/2024", "/campaigns", f"/campaigns/{campaign}")]  # fmt: skip
    of_gifts = [f"{root}/gifts/{gift}" for gift in gifts for root in ("", "/en", "/api/transparency")]
    searches = [(root, {"q": name}) for name in (*map(fold, (SILENT, *OPEN.values())), "CN-KIN", "CN-MO")
                for root in ("/gifts", "/api/transparency/gifts")]  # fmt: skip
    return [(path, {}) for path in (*pages, *api, *of_gifts)] + searches


async def named(town: Town, names: Iterable[str], gifts: Iterable[str], campaign: str) -> dict[str, list[str]]:
    """On which addresses each name stands."""
    found: dict[str, list[str]] = {name: [] for name in names}
    for path, asked in addresses(gifts, campaign):
        text = await town.public(path, **asked)
        for name, where in found.items():
            if name in text:
                where.append(" ".join((path, *asked.values())))
    return found


async def test_no_page_names_who_did_not_agree_or_took_it_back(town: Town) -> None:
    fund = await town.done(
        "/api/fund-allocation/funds", {"code": "P", "name": "Quỹ tỉnh", "level": "province", "locality": "Tỉnh P"}
    )
    own = {"fund_id": fund["fund_id"]}

    async def post(path: str, **body: object) -> Any:
        return await town.done(f"/api/donation{path}", body)

    async def give(**body: object) -> str:
        made = await post("/gifts", **own, channel="cash", amount=100_000, received_on=DAY, **body)
        return str(made["gift_id"])

    campaign = (await post("/campaigns", **own, code="C", name="Đợt 27/7", year=2024, opens_on="2024-06-28",
                           closes_on="2024-07-27"))["campaign_id"]  # fmt: skip
    silent = (await post("/units", **own, code="CN-KIN", name=SILENT, kind="person"))["unit_id"]
    open_unit = (await post("/units", **own, code="CN-MO", name=OPEN["unit"], kind="person", name_consent_on=DAY))[
        "unit_id"
    ]
    office = (await post("/units", **own, code="PGD", name="Phòng Giáo dục", kind="state_agency"))["unit_id"]
    gifts = [
        await give(unit_id=silent, campaign_id=campaign),
        await give(payer_name=SILENT, payer_address=SILENT, reason=SILENT),
        await give(on_behalf_of={"name": SILENT}),
        await give(unit_id=office, members=[{"name": SILENT}], payer_name=SILENT),
        await give(unit_id=open_unit, campaign_id=campaign),
        await give(payer_name=OPEN["walk_in"], name_consent=True),
        await give(unit_id=office, on_behalf_of={"name": OPEN["behalf"], "name_consent": True}),
    ]
    await post("/pledges", **own, campaign_id=campaign, person={"name": SILENT}, amount=9, due_on=DAY, note=SILENT)
    thing = {"item": "gạo", "quantity": 1, "measure": "tạ"}
    await post(
        "/contributions", **own, given_on=DAY, campaign_id=campaign, in_kind=thing, giver_name=SILENT, note=SILENT
    )
    await post("/contributions", **own, given_on=DAY, unit_id=silent, labour_days={"days": 3})
    await post(f"/gifts/{gifts[1]}/void", reason=SILENT)

    await town.all_heard()
    before = await named(town, [SILENT, "CN-KIN", *OPEN.values()], gifts, campaign)
    assert before.pop(SILENT) == []
    assert before.pop("CN-KIN") == [], "a person's code may be a name"
    for name, where in before.items():
        assert name != OPEN["unit"] or f"/gifts {fold(name)}" in where, "found by the name"
        assert len(where) > 3, f"{name} agreed"

    await post(f"/units/{open_unit}/consents", given=False, on=DAY, how="Gọi điện")
    for gift in gifts[5:]:
        await post(f"/gifts/{gift}/name-withdrawal", on=DAY, how="Gọi điện")
    await town.all_heard()
    after = await named(town, [SILENT, "CN-KIN", "CN-MO", *OPEN.values()], gifts, campaign)
    assert after == {name: [] for name in after}


async def test_the_code_on_a_receipt_leads_to_its_gift(town: Town) -> None:
    fund = await town.done(
        "/api/fund-allocation/funds", {"code": "P", "name": "Quỹ tỉnh", "level": "province", "locality": "Tỉnh P"}
    )
    body = {"fund_id": fund["fund_id"], "channel": "cash", "amount": 1_250_000, "received_on": DAY}
    gift_id = (await town.done("/api/donation/gifts", body))["gift_id"]
    await town.all_heard()
    print_id = (await town.done(f"/api/donation/gifts/{gift_id}/prints", {}))["print_id"]
    async with town.databases["donation"].connection() as conn:
        [slip] = await slips(conn, UUID(print_id), after=0, limit=1)
    page = await town.public(lookup_address(slip, ""))
    assert "Khoản ủng hộ 1.250.000" in page
