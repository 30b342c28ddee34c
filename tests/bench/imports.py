"""An import: a statement from its upload to the last gift booked in fund_allocation and visible in transparency.

DENON_BENCH_LINES says how many lines it has (1,000,000), DENON_BENCH_BROKER which broker stands beside it (librdkafka,
or kafka). In a second, shorter run gifts of the counter are posted at a steady rate meanwhile, and each is timed until
it is visible.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import psutil

from shared.clock import local_day
from shared.db import connect
from tests.bench import cpu, raw, statement
from tests.bench.fund import open_fund
from tests.bench.report import Figure, Report
from tests.bench.system import System, running
from tests.support.bank_files import write

SERVICES = ("donation", "fund_allocation", "transparency")
GOALS = {"librdkafka": 25_000, "kafka": 15_000}
UNITS = 200
WARM_UP = 20_000
LIVE_LINES = 250_000
LIVE_RATE = 50
LIMIT_SECONDS = 600
PIECE = 1 << 20


class Desk(NamedTuple):
    """A fund that is ready for a statement: its account and the payment codes of its units."""

    fund: str
    account: str
    codes: list[str]
    client: httpx.AsyncClient


async def measure(report: Report, data: Path) -> None:
    lines = int(os.environ.get("DENON_BENCH_LINES", "1000000"))
    broker = os.environ.get("DENON_BENCH_BROKER", "librdkafka")
    async with running(data, SERVICES, broker=broker) as system, _client(system) as client:
        desk = await _prepare(system, client)
        gifts_in_all = await _import(system, desk, _file(data, desk, WARM_UP, "W"), 0)
        file = _file(data, desk, lines, "A")
        donation = system.workers["donation"].pid
        meter = cpu.Meter(
            {
                "importer": lambda: cpu.of_server(donation) - cpu.of_process(donation),
                **{name: partial(cpu.of_process, worker.pid) for name, worker in system.workers.items()},
                "PostgreSQL": lambda: cpu.of_server(system.postgres_pid),
                "broker and bench": lambda: cpu.of_process(os.getpid()) + _of_kafka(system),
            }
        ).start()
        seen: list[float] = []
        watching = asyncio.create_task(_watch_memory(donation, seen))
        started = time.perf_counter()
        gifts_in_all = await _import(system, desk, file, gifts_in_all)
        seconds = time.perf_counter() - started
        used = meter.used()
        watching.cancel()
        peak = max(seen)
        copied = await raw.copied(system)
        waits = await _with_live_gifts(system, desk, _file(data, desk, min(lines, LIVE_LINES), "B"), gifts_in_all)
    rate = lines / seconds
    name, goal = f"import of {lines:,} lines", GOALS[broker]
    visible = f"{name}, {broker}: booked and visible"
    report.add(Figure(visible, rate, "lines/s", copied, "raw COPY of its rows", f"≥ {goal:,}/s", rate >= goal))
    for process, spent in used.items():
        report.add(Figure(f"{name}: CPU of {process}", spent / lines * 1e6, "µs/line"))
    report.add(Figure(f"{name}: CPU in all", sum(used.values()) / lines * 1e6, "µs/line"))
    report.add(Figure(f"{name}: memory of the importer", peak, "MB", goal="≤ 250 MB", met=peak <= 250))
    p99 = waits[int(len(waits) * 0.99)]
    report.add(Figure(f"201 to visible at {LIVE_RATE}/s meanwhile: p50", waits[len(waits) // 2], "ms"))
    report.add(Figure(f"201 to visible at {LIVE_RATE}/s meanwhile: p99", p99, "ms", goal="< 1 s", met=p99 < 1000))


def _of_kafka(system: System) -> float:
    """Seconds of CPU of Apache Kafka, when that is the broker."""
    kafka = system.launcher.broker.kafka if system.launcher.broker is not None else None
    return 0.0 if kafka is None else cpu.of_process(kafka.pid)


def _client(system: System) -> httpx.AsyncClient:
    token = system.token("bench", "admin", "accountant", "auditor", "cashier")
    return httpx.AsyncClient(
        base_url=f"{system.workers['donation'].url}/api/donation", headers={"Authorization": f"Bearer {token}"},
        timeout=60,
    )  # fmt: skip


async def _prepare(system: System, client: httpx.AsyncClient) -> Desk:
    """Everything through the API, as staff would do it."""
    fund = await open_fund(system)
    today = local_day(datetime.now(UTC))

    async def post(path: str, **body: object) -> Any:
        answer = await client.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})
        return answer.raise_for_status().json()

    campaign = await post(
        "/campaigns", fund_id=fund, code="CD", name="Vận động Quỹ Đền ơn đáp nghĩa", year=today.year,
        opens_on=f"{today.year}-01-01", closes_on=f"{today.year}-12-31",
    )  # fmt: skip
    account = await post(
        "/accounts", fund_id=fund, kind="bank", bank_bin="970436", bank_name="Vietcombank", number="0011002345678",
        holder="Quỹ", opened_on=f"{today.year}-01-01",
    )  # fmt: skip
    kinds, own = statement.UNITS, statement.GIVEN
    names = [f"{kinds[n % len(kinds)]} {own[n % len(own)]} {n + 1}" for n in range(UNITS)]
    for number, name in enumerate(names):
        unit = await post("/units", code=f"DV{number:03}", fund_id=fund, name=name, kind="school")
        target = f"/campaigns/{campaign['campaign_id']}/targets/{unit['unit_id']}"
        (await client.put(target, json={"amount": 10_000_000})).raise_for_status()
    await post("/payment-codes/batch", account_id=account["account_id"], campaign_id=campaign["campaign_id"])
    issued = (await client.get("/payment-codes", params={"fund_id": fund, "limit": UNITS})).raise_for_status().json()
    return Desk(fund, account["account_id"], [code["code"] for code in issued["items"]], client)


def _file(data: Path, desk: Desk, lines: int, prefix: str) -> Path:
    booked = statement.booked("vietcombank", lines, desk.codes)
    return write(
        data / f"{prefix}.csv", "vietcombank", (line._replace(bank_id=prefix + line.bank_id) for line in booked)
    )


async def _import(system: System, desk: Desk, file: Path, before: int) -> int:
    """Bring a file in and wait until all of its gifts are there; how many there are in all then."""
    answer = await desk.client.post(
        "/imports", params={"account_id": desk.account, "file_name": file.name}, content=_pieces(file),
        headers={"Idempotency-Key": f"{file.name}-{before}", "Content-Length": str(file.stat().st_size)},
    )  # fmt: skip
    path = f"/imports/{answer.raise_for_status().json()['import_id']}"
    async with asyncio.timeout(LIMIT_SECONDS):
        while (told := (await desk.client.get(path)).json())["state"] not in ("done", "refused"):
            await asyncio.sleep(0.1)
        if told["state"] != "done":
            raise RuntimeError(told["refusal"]["detail"])
        in_all = before + int(told["without_a_hand"])
        await asyncio.gather(
            _holds(system.database("fund_allocation"), "lot", in_all),
            _holds(system.database("transparency"), "gift", in_all),
        )
    return in_all


async def _pieces(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece


async def _holds(url: str, table: str, count: int) -> None:
    """Wait until a table has so many rows."""
    conn = await connect(url, application_name="bench")
    statements = {"lot": "select count(*) from lot", "gift": "select count(*) from gift"}
    try:
        while await conn.fetchval(statements[table]) < count:
            await asyncio.sleep(0.1)
    finally:
        await conn.close()


async def _watch_memory(donation: int, seen: list[float]) -> None:
    """Note how much memory the importer has, in MB, until cancelled."""
    while True:
        for child in psutil.Process(donation).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                seen.append(child.memory_info().rss / 1e6)
        await asyncio.sleep(0.2)


async def _with_live_gifts(system: System, desk: Desk, file: Path, before: int) -> list[float]:
    """Milliseconds from each 201 to visible, in order, of gifts posted while a file is brought in."""
    answered: dict[str, float] = {}
    waits: list[float] = []
    importing = asyncio.create_task(_import(system, desk, file, before))
    looking = asyncio.create_task(_look(system, answered, waits))
    gift = {
        "fund_id": desk.fund, "channel": "cash", "amount": 200_000, "received_on": str(local_day(datetime.now(UTC))),
    }  # fmt: skip

    async def give(number: int) -> None:
        headers = {"Idempotency-Key": f"live-{number}"}
        answer = (await desk.client.post("/gifts", json=gift, headers=headers)).raise_for_status()
        answered[answer.json()["gift_id"]] = time.perf_counter()

    started, number = time.perf_counter(), 0
    async with asyncio.TaskGroup() as group:
        while not importing.done():
            await asyncio.sleep(max(started + number / LIVE_RATE - time.perf_counter(), 0))
            group.create_task(give(number))
            number += 1
    await importing
    while answered:
        await asyncio.sleep(0.05)
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    return sorted(waits)


async def _look(system: System, answered: dict[str, float], waits: list[float]) -> None:
    """Note when each of the gifts that were answered is first seen."""
    conn = await connect(system.database("transparency"), application_name="bench")
    try:
        while True:
            asked = list(answered)
            rows = await conn.fetch("select gift_id::text from gift where gift_id = any($1::uuid[])", asked)
            now = time.perf_counter()
            waits += [(now - answered.pop(row["gift_id"])) * 1000 for row in rows]
            await asyncio.sleep(0.005)
    finally:
        await conn.close()
