"""Child processes that never outlive us: own process group, a death signal, bounded waits, proof before any kill."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

import psutil

POLL_SECONDS = 0.02


def dies_with_us(stop_signal: signal.Signals) -> list[str]:
    """A command prefix that has the kernel send ``stop_signal`` to the child when we die, even by kill -9.

    Empty where ``setpriv`` (util-linux) is missing; the next start then stops what was left behind.
    """
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    return [setpriv, "--pdeathsig", stop_signal.name.removeprefix("SIG"), "--"] if setpriv else []


def spawn(
    command: Sequence[str | Path],
    *,
    log: IO[bytes] | int,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches only us and we stop the children in order."""
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=env,
        cwd=cwd,
        start_new_session=True,
    )


async def stop(child: subprocess.Popen[bytes], steps: Sequence[tuple[signal.Signals, float]]) -> None:
    """Send each signal in turn and wait its seconds; then kill the child's whole group and wait for its end."""
    for stop_signal, seconds in steps:
        if child.poll() is None:
            child.send_signal(stop_signal)
            await _ended(child, seconds)
    _kill_group(child.pid)
    await asyncio.to_thread(child.wait)


async def _ended(child: subprocess.Popen[bytes], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while child.poll() is None and time.monotonic() < deadline:
        await asyncio.sleep(POLL_SECONDS)


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return  # every member has ended by itself, as it should


def process_in(folder: Path, pid: int, name: str) -> psutil.Process | None:
    """The running process ``pid`` if its program is ``name`` and it works in ``folder``; that proves it to be ours.

    Raises psutil.AccessDenied when the process belongs to someone else and can't be examined.
    """
    try:
        process = psutil.Process(pid)
        ours = process.name() == name and Path(process.cwd()) == folder.resolve()
    except (psutil.NoSuchProcess, FileNotFoundError):
        return None
    return process if ours else None


async def end_leftover(process: psutil.Process, steps: Sequence[tuple[signal.Signals, float]]) -> None:
    """Stop a process that an earlier run of ours left behind. psutil refuses when the pid was reused meanwhile."""
    for stop_signal, seconds in (*steps, (signal.SIGKILL, 10.0)):
        try:
            process.send_signal(stop_signal)
            await asyncio.to_thread(process.wait, seconds)
        except psutil.NoSuchProcess:
            return
        except psutil.TimeoutExpired:
            continue
        return
