"""From 201 to the public: gifts posted at a steady rate, until each is committed in the public read model.

PostgreSQL keeps the times of its commits. To look for the gifts every few milliseconds would take a tenth of the two
cores from what is measured, and add the time of each look.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Collection
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
LOOK_SECONDS = 0.05
SETTLE_SECONDS = 20


async def measure(report: Report, data: Path) -> None:
    async with running(data, ()) as system:
        await _keep_commit_times(system)
    async with running(data, ("donation", "fund_allocation", "transparency")) as system:
        fund = await open_fund(system)
        await _run(system, fund, 2)  # warm
        waits = sorted(await _run(system, fund, SECONDS))
    p50, p99 = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
    report.add(Figure(f"201 to visible at {RATE}/s: p50", p50, "ms", goal="10 ms", met=p50 <= 10))
    report.add(Figure(f"201 to visible at {RATE}/s: p99", p99, "ms", goal="30 ms", met=p99 <= 30))


async def _keep_commit_times(system: System) -> None:
    """From the next start on."""
    if system.launcher.postgres is None:
        raise RuntimeError("PostgreSQL is not running")
    conn = await connect(system.launcher.postgres.url(), application_name="bench")
    try:
        await conn.execute("alter system set track_commit_timestamp = on")
    finally:
        await conn.close()


async def _run(system: System, fund: str, seconds: int) -> list[float]:
    """Milliseconds from each 201 until the gift is in transparency's read model."""
    answered: dict[str, float] = {}
    token = system.token("bench-0", "cashier")
    body = json.dumps(
        {"fund_id": fund, "channel": "cash", "amount": 200_000, "received_on": str(local_day(datetime.now(UTC)))}
    ).encode()
    client = Kept("127.0.0.1", system.workers["donation"].port)

    async def give(number: int) -> None:
        request = post("/api/donation/gifts", token=token, key=f"{time.time_ns()}-{number}", body=body)
        status, answer = await client.send(request)
        now = time.time()
        if status != 201:
            raise RuntimeError(f"an answer other than 201: {status}")
        answered[json.loads(answer)["gift_id"]] = now

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(RATE * seconds):
            await asyncio.sleep(max(started + number / RATE - time.perf_counter(), 0))
            group.create_task(give(number))
    client.close()
    seen = await _seen(system, answered.keys())
    return [max(seen[gift] - at, 0) * 1000 for gift, at in answered.items()]


async def _seen(system: System, gifts: Collection[str]) -> dict[str, float]:
    """When each gift could be seen first, in seconds since 1970; waits until all can be."""
    conn = await connect(system.database("transparency"), application_name="bench")
    try:
        async with asyncio.timeout(SETTLE_SECONDS):
            while True:
                rows = await conn.fetch(
                    "select gift_id::text, pg_xact_commit_timestamp(xmin) as at from gift where gift_id = any($1)",
                    list(gifts),
                )
                if len(rows) == len(gifts):
                    return {row["gift_id"]: row["at"].timestamp() for row in rows}
                await asyncio.sleep(LOOK_SECONDS)
    finally:
        await conn.close()
