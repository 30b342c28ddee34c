"""POST of one gift at 1, 16 and 64 connections, beside pgbench doing the same writes in the same minute."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from deploy.embedded.postgres import program
from shared.clock import local_day
from shared.db import connect
from tests.bench.fund import open_fund
from tests.bench.load import Load, post, press
from tests.bench.report import Figure, Report
from tests.bench.system import System, running

SECONDS = 5.0
WARM_UP_SECONDS = 1.0
CASHIERS = 16
LOG_FILES = 40
"""Of 16 MB each: the writes of all runs fit in."""
CONNECTIONS = (1, 16, 64)
PATH = "/api/donation/gifts"


async def measure(report: Report, data: Path) -> None:
    async with running(data, ("donation", "fund_allocation"), followers=()) as system:
        fund = await open_fund(system)
        await system.workers["fund_allocation"].stop()
        await _prepare(system, fund)
        await _age(system)
        tokens = [system.token(f"bench-{n}", "cashier") for n in range(CASHIERS)]
        await _press(system, fund, tokens, "warm", CASHIERS, WARM_UP_SECONDS)
        for connections in CONNECTIONS:
            limit = await _pgbench(system, fund, connections)
            load = await _press(system, fund, tokens, str(connections), connections, SECONDS)
            _say(report, connections, load, limit)
        report.add(await _gapless(system, fund))


def _say(report: Report, connections: int, load: Load, limit: float) -> None:
    wrong = {status: n for status, n in load.statuses.items() if status != 201}
    if wrong:
        raise RuntimeError(f"answers other than 201: {wrong}")
    goal = {16: "≥ 0.60 of pgbench", 64: "more than pgbench"}.get(connections, "")
    met = {16: load.per_second >= 0.6 * limit, 64: load.per_second > limit}.get(connections)
    name = f"POST gift, {connections} connections"
    report.add(Figure(name, load.per_second, "gifts/s", limit, "pgbench, same writes", goal, met))
    p99 = load.percentile(0.99)
    report.add(Figure(f"{name}: p50", load.percentile(0.5), "ms"))
    report.add(Figure(f"{name}: p99", p99, "ms", goal="< 20 ms", met=p99 < 20))


async def _press(system: System, fund: str, tokens: Sequence[str], run: str, connections: int, seconds: float) -> Load:
    body = json.dumps(
        {
            "fund_id": fund,
            "channel": "cash",
            "amount": 200_000,
            "received_on": str(local_day(datetime.now(UTC))),
            "payer_name": "Nguyễn Văn An",
        }
    ).encode()

    def stream(number: int) -> Iterator[bytes]:
        token = tokens[number % len(tokens)]
        return (post(PATH, token=token, key=f"{run}-{number}-{n}", body=body) for n in count())

    return await press("127.0.0.1", system.workers["donation"].port, [stream(n) for n in range(connections)], seconds)


async def _prepare(system: System, fund: str) -> None:
    """The function that pgbench calls, and the books that it writes in."""
    conn = await connect(system.owner_database("donation"), application_name="bench")
    try:
        await conn.execute((Path(__file__).parent / "gifts.sql").read_text(encoding="utf-8"))
        year = local_day(datetime.now(UTC)).year
        await conn.execute("insert into book_year (fund_id, year) values ($1, $2) on conflict do nothing", fund, year)
        await conn.execute(
            """insert into book (fund_id, year, book, channel, cashier, opened_at)
               select $1, $2, 'PGBENCH' || n, 'cash', 'pgbench-' || n, now() from generate_series(1, $3::int) as n""",
            fund,
            year,
            CASHIERS,
        )
    finally:
        await conn.close()


async def _age(system: System) -> None:
    """Give the server the log files that one in use has at hand.

    To make a new one of 16 MB, the first time round, stops every commit for 10 to 15 ms; later they are used again.
    """
    if system.launcher.postgres is None:
        raise RuntimeError("PostgreSQL is not running")
    conn = await connect(system.launcher.postgres.url(), application_name="bench")
    try:
        for _ in range(LOG_FILES):
            await conn.execute("select pg_logical_emit_message(true, 'bench', ''), pg_switch_wal()")
        await conn.execute("checkpoint")
    finally:
        await conn.close()


async def _pgbench(system: System, fund: str, clients: int) -> float:
    """Transactions a second of the same writes, with as many clients and books."""
    script = system.launcher.folder.path / "gift.pgbench"
    script.write_text(
        f"\\set cashier (:client_id % {min(CASHIERS, clients)}) + 1\nselect bench_gift(:cashier, '{fund}', now());\n"
    )
    options = f"-n -M prepared -c {clients} -j 2 -T {SECONDS:.0f} -f".split()
    process = await asyncio.create_subprocess_exec(
        program("pgbench"),
        *options,
        script,
        system.database("donation"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    found = re.search(rb"tps = ([\d.]+)", out)
    if process.returncode != 0 or not found:
        raise RuntimeError(f"pgbench: {err.decode()}")
    return float(found[1])


async def _gapless(system: System, fund: str) -> Figure:
    """Every number of every book is there, once."""
    conn = await connect(system.database("donation"), application_name="bench")
    try:
        missing = await conn.fetchval(
            """select coalesce(sum(b.last_number - coalesce(g.n, 0)), 0)::int from book b
               left join (select book, year, count(*) as n from gift where fund_id = $1 group by 1, 2) g
               using (book, year)
               where b.fund_id = $1""",
            fund,
        )
    finally:
        await conn.close()
    return Figure("receipt numbers missing afterwards", float(missing), "numbers", goal="0", met=missing == 0)
