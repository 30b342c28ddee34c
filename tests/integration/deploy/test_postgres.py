"""The embedded PostgreSQL: data stay, a killed run heals, nothing is left behind, nobody enters without a password."""

import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import psutil
import pytest

from deploy.embedded.errors import LaunchError
from deploy.embedded.postgres import PostgresServer
from deploy.embedded.process import processes_in

PASSWORD = "đền ơn @/:?"


def server_in(folder: Path) -> PostgresServer:
    return PostgresServer(folder / "postgres", password=PASSWORD, durable=False)


@asynccontextmanager
async def connected(server: PostgresServer) -> AsyncIterator[asyncpg.Connection]:
    conn = await asyncpg.connect(server.url())
    try:
        yield conn
    finally:
        await conn.close()


async def started_with_a_row(folder: Path) -> PostgresServer:
    server = server_in(folder)
    await server.start()
    async with connected(server) as conn:
        await conn.execute("create table kept (id int)")
        await conn.execute("insert into kept values (1)")
    return server


async def test_data_stay_over_a_restart_and_no_process_does(tmp_path: Path) -> None:
    server = await started_with_a_row(tmp_path)
    await server.stop()
    assert processes_in(tmp_path / "postgres" / "data", "postgres") == []

    again = server_in(tmp_path)
    assert await again.start() is False
    try:
        async with connected(again) as conn:
            assert await conn.fetchval("select id from kept") == 1
    finally:
        await again.stop()


async def test_it_speaks_utf8_and_keeps_its_promises_to_the_disk(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path / "postgres", password=PASSWORD)
    await server.start()
    try:
        async with connected(server) as conn:
            shown = {
                name: await conn.fetchval("select current_setting($1)", name)
                for name in ("server_encoding", "fsync", "synchronous_commit", "full_page_writes", "data_checksums")
            }
            assert await conn.fetchval("select lower('ĐỀN ƠN')") == "đền ơn"
    finally:
        await server.stop()
    assert shown == {
        "server_encoding": "UTF8",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
    }


async def test_a_wrong_password_is_refused_and_there_is_no_port(tmp_path: Path) -> None:
    server = server_in(tmp_path)
    await server.start()
    try:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.url(password="wrong"))
        listening = [c for p in [psutil.Process(server.pid)] for c in p.net_connections("inet")]
        assert listening == []
        assert urlsplit(server.url()).hostname is None
    finally:
        await server.stop()


def nothing(_: Path) -> None: ...


def a_strangers_number(pid_file: Path) -> None:
    """The number in the lock file now belongs to another process: this one."""
    lines = pid_file.read_text(encoding="utf-8").split("\n")
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]), encoding="utf-8")


@pytest.mark.parametrize("spoil", [nothing, a_strangers_number])
async def test_a_killed_server_heals(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    server = await started_with_a_row(tmp_path)
    os.kill(server.pid, signal.SIGKILL)
    pid_file = tmp_path / "postgres" / "data" / "postmaster.pid"
    assert pid_file.exists()
    spoil(pid_file)

    again = server_in(tmp_path)
    await again.start()
    try:
        async with connected(again) as conn:
            assert await conn.fetchval("select id from kept") == 1
    finally:
        await again.stop()
        await server.stop()


async def test_a_server_that_a_killed_run_left_behind_is_replaced(tmp_path: Path) -> None:
    left_behind = await started_with_a_row(tmp_path)
    again = server_in(tmp_path)
    await again.start()
    try:
        assert left_behind.process is not None
        assert left_behind.process.poll() is not None
        async with connected(again) as conn:
            assert await conn.fetchval("select id from kept") == 1
    finally:
        await again.stop()
        await left_behind.stop()


async def test_an_initdb_that_was_cut_short_is_repeated(tmp_path: Path) -> None:
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "base").mkdir()
    server = server_in(tmp_path)
    assert await server.start() is True
    await server.stop()


async def test_a_path_that_is_too_long_for_a_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 60) / ("y" * 60)
    server = server_in(deep)
    await server.start()
    try:
        async with connected(server) as conn:
            folder = Path(await conn.fetchval("show unix_socket_directories"))
            assert await conn.fetchval("select 1") == 1
    finally:
        await server.stop()
    assert not folder.exists()


async def test_what_went_wrong_is_told_with_the_end_of_the_log(tmp_path: Path) -> None:
    server = await started_with_a_row(tmp_path)
    await server.stop()
    (tmp_path / "postgres" / "data" / "global" / "pg_control").write_bytes(b"broken")
    with pytest.raises(LaunchError, match="pg_control"):
        await server_in(tmp_path).start()
    assert processes_in(tmp_path / "postgres" / "data", "postgres") == []
