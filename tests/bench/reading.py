"""Statements of 300,000 lines of each bank, and a workbook: read, proved, folded and matched on one core, beside csv.

A third of the lines carry a payment code; the fund has 200 units with a code each.
"""

from __future__ import annotations

import asyncio
import csv
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

from services.donation.domain.issuing import Purpose
from services.donation.domain.matching import Matcher
from services.donation.domain.payment_code import make_code
from services.donation.domain.register import Unit
from services.donation.domain.statement import check, detect, read, strip_noise
from shared.text import fold
from tests.bench import statement
from tests.bench.report import Figure, Report
from tests.support.statements import BANKS, SHAPES, as_xlsx, table

LINES = 300_000
WORKBOOK_LINES = 100_000
TODAY = date(2026, 8, 1)
GOAL = 150_000
"""Lines a second that are read, folded and matched."""
UNITS = 200
GOAL_MEMORY = 250


async def measure(report: Report, data: Path) -> None:
    data.mkdir(parents=True)
    for bank in BANKS:
        path = data / f"{bank}.csv"
        statement.write(path, bank, LINES, _codes())
        _say(report, bank, await _measured(path, SHAPES[bank].delimiter), LINES)
        path.unlink()
    path = data / "workbook.xlsx"
    path.write_bytes(as_xlsx(table("vietcombank", statement.booked("vietcombank", WORKBOOK_LINES, _codes()))))
    _say(report, "XLSX", await _measured(path, ""), WORKBOOK_LINES)


def _say(report: Report, name: str, seconds: dict[str, float], lines: int) -> None:
    rates = {step: lines / spent for step, spent in seconds.items() if step != "memory" and spent}
    limit, limit_is = rates.get("csv"), "csv.reader alone, same file" if "csv" in rates else ""
    goal, met = (f"≥ {GOAL:,}", rates["match"] >= GOAL) if limit else ("", None)
    report.add(Figure(f"{name}: read", rates["read"], "lines/s", limit, limit_is))
    report.add(Figure(f"{name}: check", rates["check"], "lines/s", limit, limit_is))
    report.add(Figure(f"{name}: read, noise off, folded", rates["fold"], "lines/s", limit, limit_is))
    report.add(Figure(f"{name}: read, folded and matched", rates["match"], "lines/s", limit, limit_is, goal, met))
    memory = seconds["memory"]
    report.add(Figure(f"{name}: peak memory", memory, "MB", goal=f"≤ {GOAL_MEMORY} MB", met=memory <= GOAL_MEMORY))


async def _measured(path: Path, delimiter: str) -> dict[str, float]:
    """CPU seconds of each step, and MB of memory at the peak, of a process that does nothing else."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.reading", str(path), delimiter, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"reading {path.name} failed")
    seconds: dict[str, float] = json.loads(out)
    return seconds


def _main(path: Path, delimiter: str) -> None:
    seconds: dict[str, float] = {}
    with path.open("rb") as file:
        layout = detect(file)

        def fold_all() -> None:
            for lines in read(file, layout, today=TODAY):
                list(map(fold, map(strip_noise, lines.memos)))

        matcher = _matcher()

        def match_all() -> None:
            for lines in read(file, layout, today=TODAY):
                list(map(matcher.match, lines.memos, lines.days))

        seconds["read"] = _cpu(lambda: sum(len(lines.rows) for lines in read(file, layout, today=TODAY)))
        seconds["check"] = _cpu(lambda: check(file, layout, today=TODAY))
        seconds["fold"] = _cpu(fold_all)
        seconds["match"] = _cpu(match_all)
        seconds["memory"] = _peak_memory()
    if delimiter:
        with path.open(encoding="utf-8", newline="") as text:
            seconds["csv"] = _cpu(lambda: sum(1 for _ in csv.reader(text, delimiter=delimiter)))
    print(json.dumps(seconds))


def _codes() -> list[str]:
    return [make_code(serial) for serial in range(1, UNITS + 1)]


def _matcher() -> Matcher:
    """What lines are matched with: a code and a name for each unit."""
    fund = UUID(int=1)
    kinds, own = statement.UNITS, statement.GIVEN
    units = [
        Unit(UUID(int=n), fund, f"DV{n}", "school", f"{kinds[n % len(kinds)]} {own[n % len(own)]} {n}", None)
        for n in range(1, UNITS + 1)
    ]
    codes = {code: Purpose(fund, UUID(int=2), None, unit.unit_id) for code, unit in zip(_codes(), units, strict=True)}
    return Matcher(fund, codes=codes, rules=[], units=units, campaigns={})


def _peak_memory() -> float:
    """MB since this program began; what getrusage tells begins with the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _cpu(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2])
