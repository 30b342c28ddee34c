"""The launcher: what it takes from the environment, what it starts and refuses, and that a second start finds all."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import asyncpg
import psutil
import pytest

from deploy.embedded import maven
from deploy.embedded.errors import LaunchError
from deploy.embedded.folder import DataFolder
from deploy.embedded.launcher import Launcher
from deploy.embedded.process import processes_in
from deploy.services import SERVICES
from shared.access import new_signing_key, public_key_of

BARE = {"PATH": os.environ["PATH"]}
DONATION = ("donation",)


def launcher(
    data: Path, *, broker: str | None = "librdkafka", environ: Mapping[str, str] = BARE, lines: list[str] | None = None
) -> Launcher:
    say = (lambda line: None) if lines is None else lines.append
    return Launcher(data, services=DONATION, broker=broker, environ=environ, say=say, durable=False)


def program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    file.chmod(0o755)


async def test_a_second_start_finds_everything(tmp_path: Path) -> None:
    async with launcher(tmp_path) as first:
        before = first.environment()
        conn = await asyncpg.connect(before["DONATION_DATABASE_URL"])
        await conn.execute("insert into inbox_mark (source, partition, position) values ('fund_allocation', 3, 42)")
        await conn.close()
    async with launcher(tmp_path) as second:
        after = second.environment()
        conn = await asyncpg.connect(after["DONATION_DATABASE_URL"])
        assert await conn.fetchval("select position from inbox_mark") == 42
        await conn.close()
    for name in ("DONATION_DATABASE_URL", "DONATION_OWNER_DATABASE_URL", "TOKEN_PUBLIC_KEY"):
        assert after[name] == before[name]


async def test_every_service_has_a_database_and_two_roles_of_its_own(tmp_path: Path) -> None:
    async with Launcher(tmp_path, broker="librdkafka", environ=BARE, durable=False) as all_of_them:
        urls = [all_of_them.settings(service)["database_url"] for service in SERVICES]
        assert len(set(urls)) == len(SERVICES)
        conn = await asyncpg.connect(urls[0])
        try:
            assert await conn.fetchval(
                "select not rolsuper and not rolcreatedb from pg_roles where rolname = current_user"
            )
            owners = {
                row["datname"]: row["owner"]
                for row in await conn.fetch("select datname, pg_get_userbyid(datdba) as owner from pg_database")
            }
        finally:
            await conn.close()
        assert {service: owners[service] for service in SERVICES} == {s: f"{s}_owner" for s in SERVICES}


async def test_secrets_are_for_their_owner_alone(tmp_path: Path) -> None:
    async with launcher(tmp_path):
        private = [tmp_path / "secrets.json", tmp_path / "keys" / "staff.jwk", tmp_path / "run.json"]
        assert [stat.S_IMODE(file.stat().st_mode) for file in private] == [0o600] * 3
        assert stat.S_IMODE((tmp_path / "postgres").stat().st_mode) == 0o700
        assert not stat.S_IMODE(tmp_path.stat().st_mode) & 0o066


async def test_two_on_one_folder_are_refused(tmp_path: Path) -> None:
    async with launcher(tmp_path) as first:
        with pytest.raises(LaunchError, match=rf"process {os.getpid()}.*--data"):
            async with launcher(tmp_path):
                pass
        conn = await asyncpg.connect(first.environment()["DONATION_DATABASE_URL"])
        await conn.close()


async def test_other_commands_find_a_run_while_it_lasts(tmp_path: Path) -> None:
    async with launcher(tmp_path) as run:
        assert DataFolder(tmp_path).running() == run.environment()
    assert DataFolder(tmp_path).running() == {}


async def test_what_the_environment_names_is_not_started(tmp_path: Path) -> None:
    environ = {
        **BARE,
        "KAFKA_BOOTSTRAP_SERVERS": "broker.example:9092",
        "DONATION_DATABASE_URL": "postgresql://somewhere/donation",
        "TOKEN_PUBLIC_KEY": public_key_of(new_signing_key()),
    }
    lines: list[str] = []
    async with launcher(tmp_path / "var", broker=None, environ=environ, lines=lines) as run:
        assert run.postgres is None
        given = run.environment()
    assert {name: given[name] for name in environ if name != "PATH"} == {
        k: v for k, v in environ.items() if k != "PATH"
    }
    assert lines == ["Broker: broker.example:9092 (KAFKA_BOOTSTRAP_SERVERS says so)"]
    assert not (tmp_path / "var").exists()


async def test_a_broker_that_is_asked_for_wins_over_the_environment(tmp_path: Path) -> None:
    environ = {**BARE, "KAFKA_BOOTSTRAP_SERVERS": "broker.example:9092", "DENON_BROKER": "kafka"}
    lines: list[str] = []
    async with launcher(tmp_path, broker="librdkafka", environ=environ, lines=lines):
        pass
    assert "Broker: librdkafka's cluster, in this process (as asked for)" in lines


async def test_without_java_librdkafka_is_taken_and_the_reason_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    lines: list[str] = []
    async with launcher(tmp_path, broker=None, lines=lines):
        pass
    assert "Broker: librdkafka's cluster, in this process (no Apache Kafka: there is no java)" in lines


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo 'openjdk version \"11.0.2\"'", "java is 11, Kafka needs 17"),
        ("exit 1", "java does not work"),
        ("exec sleep 60", "java gave no answer within"),
    ],
)
async def test_a_java_that_is_of_no_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    program(tmp_path / "bin", "java", script)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(maven, "PROBE_SECONDS", 0.5)
    with pytest.raises(LaunchError, match=rf"{reason}.*--broker librdkafka"):
        async with launcher(tmp_path / "var", broker="kafka"):
            pass


async def test_maven_without_a_network_is_told_and_librdkafka_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin", "java", "echo 'openjdk version \"17.0.1\"'")
    program(tmp_path / "bin", "mvn", "echo '[ERROR] Could not transfer artifact'; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    lines: list[str] = []
    async with launcher(tmp_path / "var", broker=None, lines=lines):
        pass
    assert any("mvn can't get its jars (Could not transfer artifact)" in line for line in lines)


async def test_a_broker_that_does_not_exist_is_refused_and_nothing_stays(tmp_path: Path) -> None:
    before = psutil.Process().children()  # the tests' own server may be among them
    with pytest.raises(LaunchError, match="'rabbit' is no broker: use kafka, librdkafka, auto"):
        async with launcher(tmp_path, broker="rabbit"):
            pass
    assert processes_in(tmp_path / "postgres" / "data", "postgres") == []
    assert psutil.Process().children() == before


async def test_a_server_that_ends_by_itself_is_noticed(tmp_path: Path) -> None:
    async with launcher(tmp_path) as run:
        assert run.postgres is not None
        psutil.Process(run.postgres.pid).kill()
        assert await run.watch() == "PostgreSQL"
