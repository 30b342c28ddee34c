"""The chain: gifts written in batches to the last one booked in fund_allocation and visible in transparency."""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx

from shared.clock import local_day
from shared.db import connect
from tests.bench import cpu
from tests.bench.fund import open_fund
from tests.bench.report import Figure, Report
from tests.bench.system import System, running

GIFTS = 250_000
WARM_UP = 20_000
UNITS = 50
SERVICES = ("donation", "fund_allocation", "transparency")
LIMIT_SECONDS = 300


async def measure(report: Report, data: Path) -> None:
    async with running(data, SERVICES) as system:
        fund = await open_fund(system)
        await _register(system, fund)
        await _chain(system, fund, WARM_UP, WARM_UP)
        readers = {name: lambda pid=worker.pid: cpu.of_process(pid) for name, worker in system.workers.items()}
        meter = cpu.Meter(
            {
                **readers,
                "PostgreSQL": lambda: cpu.of_server(system.postgres_pid),
                "broker and bench": lambda: cpu.of_process(os.getpid()),
                "writer": lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]),
            }
        ).start()
        seconds = await _chain(system, fund, GIFTS, WARM_UP + GIFTS)
        used = meter.used()
    rate = GIFTS / seconds
    report.add(Figure("chain: written to booked and visible", rate, "gifts/s", goal="≥ 20,000/s", met=rate >= 20_000))
    for name, spent in used.items():
        report.add(Figure(f"chain: CPU of {name}", spent / GIFTS * 1e6, "µs/gift"))
    total = sum(used.values()) / GIFTS * 1e6
    report.add(Figure("chain: CPU in all", total, "µs/gift", goal="≤ 79 (1.3 × 61)", met=total <= 79))


async def _register(system: System, fund: str) -> None:
    """Units and a campaign, through the API."""
    today = local_day(datetime.now(UTC))
    base = f"{system.workers['donation'].url}/api/donation"
    headers = {"Authorization": f"Bearer {system.token('bench-admin', 'admin')}"}
    async with httpx.AsyncClient(headers=headers, timeout=30) as client:
        for number in range(UNITS):
            unit = {"fund_id": fund, "code": f"DV{number:03}", "name": f"Trường THPT số {number}", "kind": "school"}
            answer = await client.post(f"{base}/units", json=unit, headers={"Idempotency-Key": f"unit-{number}"})
            answer.raise_for_status()
        campaign = {
            "fund_id": fund, "code": "CD", "name": "Vận động Quỹ Đền ơn đáp nghĩa", "year": today.year,
            "opens_on": f"{today.year}-01-01", "closes_on": f"{today.year}-12-31",
        }  # fmt: skip
        (
            await client.post(f"{base}/campaigns", json=campaign, headers={"Idempotency-Key": "campaign"})
        ).raise_for_status()


async def _chain(system: System, fund: str, gifts: int, in_all: int) -> float:
    """Seconds from the writer's start until both consumers hold ``in_all`` gifts."""
    variables = {**os.environ, "DONATION_DATABASE_URL": system.database("donation")}
    started = time.perf_counter()
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.writer", fund, str(gifts), env=variables, stdout=asyncio.subprocess.DEVNULL
    )
    async with asyncio.timeout(LIMIT_SECONDS):
        if await writer.wait() != 0:
            raise RuntimeError("the writer failed")
        for service, table in (("fund_allocation", "lot"), ("transparency", "gift")):
            await _holds(system.database(service), table, in_all)
    return time.perf_counter() - started


async def _holds(url: str, table: str, count: int) -> None:
    """Wait until a table has so many rows."""
    conn = await connect(url, application_name="bench")
    statements = {"lot": "select count(*) from lot", "gift": "select count(*) from gift"}
    try:
        while await conn.fetchval(statements[table]) < count:
            await asyncio.sleep(0.1)
    finally:
        await conn.close()
