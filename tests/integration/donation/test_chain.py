"""With its neighbour, over a real broker: what is recorded here is booked there, and the years agree."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from deploy.embedded.mock_broker import MockBroker
from services.donation.service import Settings
from services.donation.service import build as build_donation
from services.fund_allocation.service import build as build_allocation
from shared.access import public_key_of, sign_token
from shared.host import Dispatcher
from shared.settings import ServiceSettings
from tests.integration.donation.conftest import KEY, NOW
from tests.support.databases import Clones

TOKEN = sign_token(
    KEY, actor_id="all-in-one", roles=["admin", "cashier", "accountant", "auditor"], funds=None, now=NOW,
    ttl=timedelta(days=1),
)  # fmt: skip


class Town:
    """Both services behind one address, as people use them."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return await self._client.post(path, json=body, headers={"idempotency-key": str(uuid4())})

    async def done(self, path: str, body: dict[str, Any]) -> Any:
        """The answer of a POST as soon as it succeeds: what it needs may still be on its way."""
        async with asyncio.timeout(30):
            while True:
                answer = await self.post(path, body)
                if answer.is_success:
                    return answer.json()
                assert answer.status_code in (409, 422, 503), answer.text
                await asyncio.sleep(0.02)

    async def get(self, path: str) -> Any:
        answer = await self._client.get(path)
        assert answer.is_success, answer.text
        return answer.json()


@pytest.fixture
async def town(service_database: Clones, broker: MockBroker, tmp_path: Path) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        given: dict[str, Any] = {
            "kafka_bootstrap_servers": broker.bootstrap_servers, "fetch_wait_ms": 5, "static_membership": False,
            "token_public_key": public_key_of(KEY), "uploads": tmp_path,
        }  # fmt: skip
        urls = {name: (await service_database(name)).url for name in ("fund_allocation", "donation")}
        allocation = ServiceSettings.for_service("fund_allocation", database_url=urls["fund_allocation"], **given)
        donation = Settings.for_service("donation", database_url=urls["donation"], **given)
        services = [build_allocation(allocation, clock=lambda: NOW), build_donation(donation, clock=lambda: NOW)]
        for service in services:
            await stack.enter_async_context(service.running())
        transport = httpx.ASGITransport(app=Dispatcher(services))
        headers = {"authorization": f"Bearer {TOKEN}"}
        client = httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers)
        yield Town(await stack.enter_async_context(client))


async def test_from_the_opening_of_a_fund_to_the_closing_of_its_year(town: Town) -> None:
    fund = await town.done(
        "/api/fund-allocation/funds", {"code": "P", "name": "Quỹ tỉnh", "level": "province", "locality": "Tỉnh P"}
    )
    fund_id = fund["fund_id"]
    unit = await town.done(
        "/api/donation/units", {"fund_id": fund_id, "code": "TH-01", "name": "Trường A", "kind": "school"}
    )
    body = {
        "fund_id": fund_id, "unit_id": unit["unit_id"], "channel": "cash", "amount": 250_000,
        "received_on": "2023-07-27",
    }  # fmt: skip
    gifts = await asyncio.gather(*(town.done("/api/donation/gifts", body) for _ in range(64)))
    assert sorted(gift["receipt"]["number"] for gift in gifts) == list(range(1, 65))
    await town.done(f"/api/donation/gifts/{gifts[0]['gift_id']}/void", {"reason": "Ghi nhầm"})
    refund = {"kind": "refund", "reason": "Chuyển nhầm", "reversed_on": "2023-08-01"}
    await town.done(f"/api/donation/gifts/{gifts[1]['gift_id']}/reversal", refund)
    closed = await town.done("/api/donation/books/close", {"fund_id": fund_id, "year": 2023})
    assert (closed["gifts"], closed["received"], closed["reversals"], closed["reversed"]) == (
        64,
        16_000_000,
        2,
        500_000,
    )

    year = await town.done("/api/fund-allocation/years/close", {"fund_id": fund_id, "year": 2023})
    assert (year["received"], year["reversed"], year["closing"]) == (16_000_000, 500_000, 15_500_000)
    async with asyncio.timeout(30):
        while (await town.get(f"/api/donation/books?fund_id={fund_id}&year=2023"))["year_closed_on"] is None:
            await asyncio.sleep(0.02)
    late = await town.post("/api/donation/gifts", body)
    assert (late.status_code, late.json()["code"]) == (422, "year_closed")
