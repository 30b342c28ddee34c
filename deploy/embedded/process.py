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
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:  # containers run without it: they start no servers
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


def processes_in(folder: Path, name: str) -> list["psutil.Process"]:
    """The running processes of program ``name`` that work in ``folder``; only we start such, which proves them ours."""
    import psutil

    found = []
    for process in psutil.process_iter():
        try:
            if process.name() == name and Path(process.cwd()) == folder.resolve():
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied, FileNotFoundError):
            continue  # it has ended meanwhile, or it is someone else's
    return found


async def end_leftovers(folder: Path, name: str, steps: Sequence[tuple[signal.Signals, float]]) -> None:
    """Stop what a killed run left behind in ``folder``, the oldest process first: its children end with it."""
    import psutil

    for process in sorted(processes_in(folder, name), key=lambda p: (p.create_time(), p.pid)):
        for stop_signal, seconds in (*steps, (signal.SIGKILL, 10.0)):
            try:
                # psutil refuses when the number was given to another process meanwhile
                process.send_signal(stop_signal)
                await asyncio.to_thread(process.wait, seconds)
            except psutil.NoSuchProcess:
                break
            except psutil.TimeoutExpired:
                continue
            break
