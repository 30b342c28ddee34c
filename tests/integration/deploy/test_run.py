"""``denon run`` as people run it: ready soon, stopped by Ctrl-C, healed after kill -9, refused where it must be."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from deploy.embedded.maven import Jars
from deploy.embedded.worker import answers_ready

READY_SECONDS = 90.0
END_SECONDS = 30.0
AS_NOBODY = [
    "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
    "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search",  # the interpreter may lie under /root
]  # fmt: skip


class Run:
    """A ``denon run`` that has said it is ready."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, output: list[str]) -> None:
        self.process = process
        self.port = port
        self.output = output
        me = psutil.Process(process.pid)
        self.family = [me, *me.children(recursive=True)]

    async def ended(self, stop_signal: signal.Signals) -> int:
        """Send the signal; the exit code, once every process of the run is gone."""
        self.process.send_signal(stop_signal)
        code = await asyncio.wait_for(self.process.wait(), END_SECONDS)
        _, alive = await asyncio.to_thread(psutil.wait_procs, self.family[1:], END_SECONDS)
        assert [p for p in alive if p.status() != psutil.STATUS_ZOMBIE] == []
        return code


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


async def denon(*words: str, prefix: Sequence[str] = ()) -> asyncio.subprocess.Process:
    environ = {name: value for name, value in os.environ.items() if "KAFKA" not in name and not name.endswith("_URL")}
    return await asyncio.create_subprocess_exec(
        *prefix, sys.executable, "-m", "deploy", *words,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, env={**environ, "COLUMNS": "200"},
        start_new_session=True,
    )  # fmt: skip


@asynccontextmanager
async def running(data: Path, *words: str, prefix: Sequence[str] = ()) -> AsyncIterator[Run]:
    port = free_port()
    words = ("run", *(words or ("donation",)), "--data", str(data), "--port", str(port))
    if "--broker" not in words:
        words += ("--broker", "librdkafka")
    process = await denon(*words, prefix=prefix)
    assert process.stdout is not None
    output: list[str] = []
    try:
        async with asyncio.timeout(READY_SECONDS):
            async for line in process.stdout:
                output.append(line.decode())
                if line.startswith(b"Ready"):
                    break
            else:
                pytest.fail(f"denon ended: {''.join(output)}")
        yield Run(process, port, output)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
        await process.communicate()


@pytest.mark.parametrize("stop_signal", [signal.SIGINT, signal.SIGTERM])
async def test_it_is_ready_and_leaves_nothing_behind(tmp_path: Path, stop_signal: signal.Signals) -> None:
    async with running(tmp_path) as run:
        assert await answers_ready(run.port)
        assert any(p.name() == "postgres" for p in run.family)
        assert await run.ended(stop_signal) == 0
    assert not (tmp_path / "run.json").exists()


async def test_the_whole_system_says_what_it_took(tmp_path: Path) -> None:
    async with running(tmp_path, "--host", "127.0.0.1") as run:
        assert await answers_ready(run.port)
        told = "".join(run.output)
        assert re.search(r"^Broker: librdkafka's cluster, in this process \(as asked for\)$", told, re.MULTILINE)
        assert re.search(r"^Database: PostgreSQL, new, in ", told, re.MULTILINE)
        assert re.search(rf"^Ready in [\d.]+ s: http://127\.0\.0\.1:{run.port} ", told, re.MULTILINE)
        assert await run.ended(signal.SIGINT) == 0


async def test_kill_9_leaves_nothing_and_heals(tmp_path: Path) -> None:
    async with running(tmp_path) as run:
        assert await run.ended(signal.SIGKILL) == -signal.SIGKILL
    async with running(tmp_path) as run:
        assert any("as it was left" in line for line in run.output)
        assert await run.ended(signal.SIGTERM) == 0


@pytest.mark.timeout(300)
async def test_with_apache_kafka_too(tmp_path: Path, jars: Jars) -> None:
    async with running(tmp_path, "donation", "--broker", "kafka") as run:
        assert {"java", "postgres"} <= {p.name() for p in run.family}
        assert await run.ended(signal.SIGKILL) == -signal.SIGKILL
    async with running(tmp_path, "donation", "--broker", "kafka") as run:
        assert any(line.startswith("Broker: Apache Kafka") for line in run.output)
        assert await run.ended(signal.SIGINT) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become someone else; the other tests ran as a plain user")
async def test_as_a_plain_user(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, 65534, 65534)
    async with running(home / "var", prefix=AS_NOBODY) as run:
        assert {p.uids().effective for p in run.family} == {65534}
        assert await run.ended(signal.SIGINT) == 0


async def test_a_second_run_on_the_folder_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path) as run:
        second = await denon("run", "--data", str(tmp_path), "--port", str(run.port))
        told, _ = await second.communicate()
        assert second.returncode == 1
        assert told.decode().startswith(f"denon: {tmp_path} is in use by another `denon` (process {run.process.pid})")
        assert await answers_ready(run.port)


async def test_a_port_that_is_taken_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        run = await denon("run", "--data", str(tmp_path / "var"), "--port", str(port))
        told, _ = await run.communicate()
    assert run.returncode == 1
    assert (
        told.decode()
        == f"denon: Port {port} of 127.0.0.1 is taken by another program: stop that, or choose another with --port.\n"
    )
    assert not (tmp_path / "var").exists()
