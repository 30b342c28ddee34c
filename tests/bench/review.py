"""The review queue with 100,000 open lines: a page, a search, and a decision that becomes a rule for all of them."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx

from shared.clock import local_day
from shared.db import connect
from shared.http.pages import write_cursor
from tests.bench.fund import open_fund
from tests.bench.report import Figure, Report
from tests.bench.system import System, running

LINES = 100_000
PAGES = 60
PAYERS = ("CONG TY MAY AN PHAT", "NGUYEN VAN AN", "TRUONG THPT BINH XUYEN", "LE THI BON", "HOI CCB XA TAM HOP")
PHRASE = "quy den on dap nghia"
GOAL_MS = 50
SEARCHES = {
    "den on": "a word in every line",
    "an phat": "a word in every fifth line",
    "le thi bon 100": "what a few lines hold",
    "dot hai": "what only the last lines hold",
    "khong co ai": "a search that finds nothing",
    "on den": "a search that finds nothing, of what every line holds turned round",
    "zq": "a search of two letters that finds nothing",
}


async def measure(report: Report, data: Path) -> None:
    async with running(data, ("donation", "fund_allocation"), followers=()) as system:
        fund = await open_fund(system)
        await system.workers["fund_allocation"].stop()
        headers = {"authorization": f"Bearer {system.token('bench-review', 'admin', 'cashier')}"}
        base = f"{system.workers['donation'].url}/api/donation"
        async with httpx.AsyncClient(base_url=base, timeout=60, headers=headers) as client:
            account = await _account(client, fund)
            await _lines(system, fund, account)
            await _decide(client, account, [f"L{n:07d}" for n in range(300)])
            query = {"account_id": account}
            name = "review queue, 100,000 open lines: page"
            report.add(await _pages(client, name, query))
            report.add(await _pages(client, f"{name} deep within", query, after=f"L{LINES - 4000:07d}"))
            report.add(await _pages(client, f"{name} of a day", query | {"day": str(_day(LINES // 2))}))
            for words, about in SEARCHES.items():
                report.add(await _pages(client, f"{name} of {about}", query | {"q": words}, 30))
            client.cookies.set("staff", system.token("bench-review", "cashier"))
            report.add(await _staff_pages(client, account))
            report.add(await _rule(client, account))


async def _account(client: httpx.AsyncClient, fund: str) -> str:
    answer = await client.post(
        "/accounts",
        json={
            "fund_id": fund, "kind": "bank", "bank_bin": "970436", "bank_name": "Vietcombank",
            "number": "0011001932418", "holder": "QUY DEN ON DAP NGHIA", "opened_on": "2024-01-02",
        },
        headers={"idempotency-key": "account"},
    )  # fmt: skip
    answer.raise_for_status()
    account: str = answer.json()["account_id"]
    return account


async def _lines(system: System, fund: str, account: str) -> None:
    columns = ("account_id", "bank_id", "fund_id", "day", "credit", "debit", "memo", "source", "state")
    records = [
        (
            UUID(account), f"L{n:07d}", UUID(fund), _day(n), 50_000 + n, 0,
            f"MBVCB.{n}.{n % 99991}.{PAYERS[n % 5]} {n % 397} ung ho QUY DEN ON DAP NGHIA"
            f"{' dot hai' if n > LINES * 3 // 4 else ''}.CT tu {n}",
            "statement", "review",
        )
        for n in range(LINES + 300)
    ]  # fmt: skip
    conn = await connect(system.database("donation"), application_name="bench")
    try:
        await conn.copy_records_to_table("bank_line", records=records, columns=columns)
    finally:
        await conn.close()
    owner = await connect(system.owner_database("donation"), application_name="bench")
    try:
        await owner.execute("vacuum analyze bank_line")
    finally:
        await owner.close()


def _day(n: int) -> date:
    """The day of a line: a month ends today."""
    return local_day(datetime.now(UTC)) - timedelta(days=30 - n * 30 // (LINES + 300))


async def _decide(client: httpx.AsyncClient, account: str, bank_ids: list[str]) -> None:
    """Decisions of people, with which open lines are compared."""
    for bank_id in bank_ids:
        body = {"account_id": account, "bank_ids": [bank_id], "gifts": [{}]}
        (await client.post("/review/decisions", json=body, headers={"idempotency-key": bank_id})).raise_for_status()


async def _pages(
    client: httpx.AsyncClient, name: str, query: dict[str, str], pages: int = PAGES, after: str = ""
) -> Figure:
    """The slowest but one of some pages that follow one another, from the line ``after``, in milliseconds."""
    seconds = []
    cursor = write_cursor(_day(int(after[1:])), after) if after else ""
    for _ in range(pages):
        started = time.perf_counter()
        answer = await client.get("/review", params=query | ({"after": cursor} if cursor else {}))
        seconds.append(time.perf_counter() - started)
        answer.raise_for_status()
        cursor = answer.json()["next"] or ""
    return _slowest(name, seconds)


async def _staff_pages(client: httpx.AsyncClient, account: str) -> Figure:
    """The same as staff see it, each line with its suggestions."""
    address = str(client.base_url).replace("/api/", "/staff/") + "review"
    seconds = []
    for _ in range(PAGES):
        started = time.perf_counter()
        answer = await client.get(address, params={"account": account})
        seconds.append(time.perf_counter() - started)
        answer.raise_for_status()
        if answer.text.count('name="line"') < 50:
            raise RuntimeError("a page without lines")
    return _slowest("review queue as staff see it, with suggestions", seconds)


def _slowest(name: str, seconds: list[float]) -> Figure:
    slowest = sorted(seconds)[-2] * 1000
    about = f"{name}, slowest but one of {len(seconds)}"
    return Figure(about, slowest, "ms", goal=f"< {GOAL_MS} ms", met=slowest < GOAL_MS)


async def _rule(client: httpx.AsyncClient, account: str) -> Figure:
    """From the decision to the last of the other lines that its rule made a gift."""
    body = {
        "account_id": account, "bank_ids": ["L0000300"], "gifts": [{}], "rule": {"phrase": PHRASE},
    }  # fmt: skip
    started = time.perf_counter()
    answer = await client.post("/review/decisions", json=body, headers={"idempotency-key": "rule"})
    answer.raise_for_status()
    rule = answer.json()["rule"]
    while rule["applied_at"] is None:
        await asyncio.sleep(0.05)
        rule = (await client.get(f"/rules/{rule['rule_id']}")).raise_for_status().json()
    seconds = time.perf_counter() - started
    if rule["applied"] != LINES - 1:
        raise RuntimeError(f"applied to {rule}")
    return Figure("decision that becomes a rule of 100,000 open lines", seconds, "s", goal="< 5 s", met=seconds < 5)
