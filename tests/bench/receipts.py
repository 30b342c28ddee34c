"""Receipts on paper: one, cold and warm, from the request to its last byte; a thousand in one file, and its memory."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil

from shared.clock import local_day
from tests.bench.fund import open_fund
from tests.bench.report import Figure, Report
from tests.bench.system import System, running

COUNT = 1000
WARM = 100
LOOK_SECONDS = 0.05
API = "/api/donation"


async def measure(report: Report, data: Path) -> None:
    async with running(data, ("donation", "fund_allocation"), followers=()) as system:
        fund = await open_fund(system)
        await system.workers["fund_allocation"].stop()
        headers = {"Authorization": f"Bearer {system.token('bench-0', 'cashier')}"}
        url = system.workers["donation"].url
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=300) as client:
            gifts = await _give(client, fund)
            _say_one(report, [await _print_one(client, gift) for gift in gifts[: WARM + 1]])
            await _print_all(report, client, system, fund)


def _say_one(report: Report, milliseconds: list[float]) -> None:
    cold, warm = milliseconds[0], sorted(milliseconds[1:])
    p99 = warm[int(len(warm) * 0.99) - 1]
    report.add(
        Figure("receipt as PDF, three sheets: the first of a start", cold, "ms", goal="< 100 ms", met=cold < 100)
    )
    report.add(Figure("receipt as PDF, three sheets: p50", warm[len(warm) // 2], "ms"))
    report.add(Figure("receipt as PDF, three sheets: p99", p99, "ms", goal="< 100 ms", met=p99 < 100))


async def _give(client: httpx.AsyncClient, fund: str) -> list[str]:
    body = {
        "fund_id": fund, "channel": "cash", "amount": 2_505_000, "received_on": str(local_day(datetime.now(UTC))),
        "payer_name": "Nguyễn Thị Ánh Nguyệt", "payer_address": "Thôn 3, xã Tân Lập, tỉnh Vĩnh Phúc",
    }  # fmt: skip
    turns = asyncio.Semaphore(32)

    async def one(number: int) -> str:
        async with turns:
            answer = await client.post(f"{API}/gifts", json=body, headers={"Idempotency-Key": f"gift-{number}"})
            return str(answer.raise_for_status().json()["gift_id"])

    return await asyncio.gather(*map(one, range(COUNT)))


async def _print_one(client: httpx.AsyncClient, gift: str) -> float:
    """Milliseconds of both requests: to record the print, and to fetch it."""
    started = time.perf_counter()
    key = {"Idempotency-Key": f"print-{gift}"}
    run = (await client.post(f"{API}/gifts/{gift}/prints", json={}, headers=key)).raise_for_status().json()
    (await client.get(run["pdf"])).raise_for_status()
    return (time.perf_counter() - started) * 1000


async def _print_all(report: Report, client: httpx.AsyncClient, system: System, fund: str) -> None:
    year = local_day(datetime.now(UTC)).year
    form = {"first": 1, "last": COUNT}
    service = psutil.Process(system.workers["donation"].pid)
    before = _megabytes(service)
    peaks = {"service": before, "press": 0.0}
    watching = asyncio.create_task(_watch(service, peaks))
    started = time.perf_counter()
    path, key = f"{API}/books/{fund}/{year}/TM01/prints", {"Idempotency-Key": "all"}
    run = (await client.post(path, json=form, headers=key)).raise_for_status().json()
    size, first = 0, 0.0
    async with client.stream("GET", run["pdf"]) as answer:
        answer.raise_for_status()
        async for piece in answer.aiter_bytes():
            first = first or time.perf_counter() - started
            size += len(piece)
    seconds = time.perf_counter() - started
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    name = "1,000 receipts, 3,000 pages in one PDF"
    report.add(Figure(name, seconds, "s"))
    report.add(Figure(f"{name}: first byte", first, "s"))
    report.add(Figure(f"{name}: size", size / 1e6, "MB"))
    report.add(Figure(f"{name}: peak memory of the process that sets it", peaks["press"], "MB"))
    report.add(Figure(f"{name}: what the service itself grew by", peaks["service"] - before, "MB"))


async def _watch(service: psutil.Process, peaks: dict[str, float]) -> None:
    while True:
        peaks["service"] = max(peaks["service"], _megabytes(service))
        peaks["press"] = max(peaks["press"], *(_megabytes(child) for child in service.children()), 0.0)
        await asyncio.sleep(LOOK_SECONDS)


def _megabytes(process: psutil.Process) -> float:
    """Memory of its own, in MB; 0 when it has ended."""
    try:
        return float(process.memory_info().rss) / 1e6
    except psutil.NoSuchProcess:
        return 0.0
