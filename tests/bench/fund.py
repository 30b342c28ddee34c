"""A fund to measure with, opened through the public API as staff would open it."""

from __future__ import annotations

import asyncio

import httpx

from tests.bench.system import System

WAIT_SECONDS = 20.0


async def open_fund(system: System) -> str:
    """Open a fund in fund_allocation; its id, as soon as donation has heard of it. Needs both services."""
    headers = {
        "Authorization": f"Bearer {system.token('bench-admin', 'admin', 'cashier')}",
        "Idempotency-Key": "bench-fund",
    }
    async with httpx.AsyncClient(timeout=30, headers=headers) as client:
        answer = await client.post(
            f"{system.workers['fund_allocation'].url}/api/fund-allocation/funds",
            json={"code": "BENCH", "name": "Quỹ đo tốc độ", "level": "province", "locality": "Vĩnh Phúc"},
        )
        answer.raise_for_status()
        fund: str = answer.json()["fund_id"]
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                unit = {"fund_id": fund, "code": "BENCH", "name": "Đơn vị đo tốc độ", "kind": "organisation"}
                heard = await client.post(f"{system.workers['donation'].url}/api/donation/units", json=unit)
                if heard.status_code == 201:
                    return fund
                await asyncio.sleep(0.02)
