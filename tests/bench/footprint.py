"""``denon run`` on librdkafka's broker: seconds from start to ready, and the memory of all its processes when idle."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import psutil

from deploy.embedded.worker import answers_ready, free_port
from tests.bench.report import Figure, Report

IDLE_SECONDS = 5
READY_SECONDS = 25.0
STOP_SECONDS = 10.0


async def measure(report: Report, data: Path) -> None:
    """A first start makes the databases; the second, as on every later day, is the one that counts."""
    first, _, _ = await _start(data)
    again, memory, cpu = await _start(data)
    report.add(Figure("denon run, first start to ready", first, "s", goal="< 10 s", met=first < 10))
    report.add(Figure("denon run, start to ready", again, "s", goal="< 10 s", met=again < 10))
    report.add(
        Figure("denon run, idle memory of all processes (PSS)", memory / 1e6, "MB", goal="< 500 MB", met=memory < 500e6)
    )
    report.add(Figure("denon run, idle CPU", cpu, "% of a core"))


async def _start(data: Path) -> tuple[float, float, float]:
    """Seconds to ready; bytes and CPU per cent when idle. Raises RuntimeError when it ends or doesn't get ready."""
    port = free_port()
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "deploy", "run", "--broker", "librdkafka", "--data", str(data), "--port", str(port),
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not await answers_ready(port):
            if process.returncode is not None or time.perf_counter() - started > READY_SECONDS:
                raise RuntimeError(f"denon run: not ready within {READY_SECONDS} s, exit {process.returncode}")
            await asyncio.sleep(0.02)
        seconds = time.perf_counter() - started
        members = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        cpu = _cpu_seconds(members)
        await asyncio.sleep(IDLE_SECONDS)
        cpu = (_cpu_seconds(members) - cpu) / IDLE_SECONDS * 100
        return seconds, float(sum(member.memory_full_info().pss for member in members)), cpu
    finally:
        await _stop(process)


def _cpu_seconds(members: list[psutil.Process]) -> float:
    return sum(sum(member.cpu_times()[:2]) for member in members)


async def _stop(process: asyncio.subprocess.Process) -> None:
    """End it in order, or at once when that takes too long."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
