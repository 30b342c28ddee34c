"""From 201 to the public: gifts posted at a steady rate, until each is committed in the public read model."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime
from pathlib import Path

from shared.clock import local_day
from shared.db import connect
from tests.bench.fund import open_fund
from tests.bench.load import Kept, post
from tests.bench.report import Figure, Report
from tests.bench.system import System, running

RATE = 200
SECONDS = 15
LOOK_SECONDS = 0.002
SETTLE_SECONDS = 20


async def measure(report: Report, data: Path) -> None:
    async with running(data, ("donation", "fund_allocation", "transparency")) as system:
        fund = await open_fund(system)
        await _run(system, fund, 2)  # warm
        waits = sorted(await _run(system, fund, SECONDS))
    p50, p99 = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
    report.add(Figure(f"201 to visible at {RATE}/s: p50", p50, "ms", goal="10 ms", met=p50 <= 10))
    report.add(Figure(f"201 to visible at {RATE}/s: p99", p99, "ms", goal="30 ms", met=p99 <= 30))


async def _run(system: System, fund: str, seconds: int) -> list[float]:
    """Milliseconds from each 201 until the gift is in transparency's read model."""
    answered: dict[str, float] = {}
    seen: dict[str, float] = {}
    looking = asyncio.create_task(_look(system, seen))
    token = system.token("bench-0", "cashier")
    body = json.dumps(
        {"fund_id": fund, "channel": "cash", "amount": 200_000, "received_on": str(local_day(datetime.now(UTC)))}
    ).encode()
    client = Kept("127.0.0.1", system.workers["donation"].port)

    async def give(number: int) -> None:
        request = post("/api/donation/gifts", token=token, key=f"{time.time_ns()}-{number}", body=body)
        status, answer = await client.send(request)
        if status != 201:
            raise RuntimeError(f"an answer other than 201: {status}")
        answered[json.loads(answer)["gift_id"]] = time.perf_counter()

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(RATE * seconds):
            await asyncio.sleep(max(started + number / RATE - time.perf_counter(), 0))
            group.create_task(give(number))
    client.close()
    async with asyncio.timeout(SETTLE_SECONDS):
        while not answered.keys() <= seen.keys():
            await asyncio.sleep(0.05)
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    return [max(seen[gift] - at, 0) * 1000 for gift, at in answered.items()]


async def _look(system: System, seen: dict[str, float]) -> None:
    """Note when each gift is first seen; gift ids grow with time, so only the newest are asked for."""
    conn = await connect(system.database("transparency"), application_name="bench")
    try:
        newest = await conn.fetchval("select coalesce(max(gift_id::text), '') from gift")
        while True:
            rows = await conn.fetch(
                "select gift_id::text as id from gift where gift_id > $1::uuid order by gift_id desc limit 200",
                _just_before(newest),
            )
            now = time.perf_counter()
            for row in rows:
                seen.setdefault(row["id"], now)
            newest = max(newest, rows[0]["id"]) if rows else newest
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        await conn.close()


def _just_before(newest: str) -> str:
    """An id some 200 ms older than ``newest``: gifts of one moment may become visible in any order."""
    if not newest:
        return "00000000-0000-0000-0000-000000000000"
    milliseconds = int(newest.replace("-", "")[:12], 16) - 200
    digits = f"{milliseconds:012x}"
    return f"{digits[:8]}-{digits[8:]}-7000-8000-000000000000"
