"""``denon``'s short commands: what they do, and that a mistake is answered in one line without a traceback."""

import asyncio
import base64
import json
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
import structlog
from aiokafka import AIOKafkaProducer

from deploy.cli import main
from deploy.embedded.kafka import KafkaServer
from deploy.embedded.maven import Jars
from shared.access import Actor, TokenVerifier, new_signing_key, public_key_of
from shared.contracts import PARTITIONS
from shared.contracts.envelope import encode
from shared.contracts.fund_allocation import FundOpened
from shared.outbox import Outgoing, append
from shared.topics import ALL_TOPICS
from shared.trace import Trace
from tests.support.databases import Clones, ServiceDatabase

FUND = UUID("018f0000-0000-7000-8000-000000000001")
NOW = datetime(2026, 7, 27, 3, 0, tzinfo=UTC)


class Denon:
    """Calls the program in this process, in an empty folder, with no variable of ours set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def set(self, **variables: str) -> None:
        for name, value in variables.items():
            self._monkeypatch.setenv(name, value)

    async def __call__(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        self._monkeypatch.setattr(sys, "argv", ["denon", *words])
        code = await asyncio.to_thread(self._call)
        return code, *self._capsys.readouterr()

    @staticmethod
    def _call() -> int:
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0)
        return 0


@pytest.fixture
def denon(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Denon]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "240")
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield Denon(monkeypatch, capsys)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("words", [(), ("run",), ("token",), ("replay",), ("quarantine", "redrive")])
async def test_every_command_explains_itself(denon: Denon, words: tuple[str, ...]) -> None:
    code, told, _ = await denon(*words, "--help")
    assert code == 0
    assert "Usage: " in told


async def test_a_token_is_what_was_asked_for(denon: Denon) -> None:
    words = (
        "token",
        "--role",
        "accountant",
        "--role",
        "auditor",
        "--actor",
        "chi-lan",
        "--fund",
        str(FUND),
        "--hours",
        "2",
    )
    code, told, _ = await denon(*words)
    assert code == 0
    key = Path("var/keys/staff.jwk").read_text(encoding="utf-8")
    actor = TokenVerifier(public_key_of(key)).verify(told.strip())
    assert actor == Actor("chi-lan", frozenset({"accountant", "auditor"}), frozenset({FUND}))


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("run", "payroll"), "There is no service payroll: choose among donation, "),
        (("token", "--role", "king"), "There is no role king: choose among accountant, "),
        (("token", "--role", "clerk", "--hours", "0"), "A token lives more than 0 and at most 8784 hours."),
        (("replay", "transparency", "--from", "1"), "transparency publishes no events: choose among donation, "),
        (("replay", "donation", "--from", "1"), "Nothing runs on var and DONATION_DATABASE_URL is not set: start "),
        (("migrate",), "Nothing runs on var and DONATION_OWNER_DATABASE_URL is not set: start "),
        (("topics",), "Nothing runs on var and KAFKA_BOOTSTRAP_SERVERS is not set: start "),
        (("quarantine", "list", "donation"), "Nothing runs on var and DONATION_DATABASE_URL is not set: start "),
    ],
)
async def test_mistakes_are_answered_in_one_line(denon: Denon, words: tuple[str, ...], answer: str) -> None:
    code, told, error = await denon(*words)
    assert (code, told) == (1, "")
    assert error.startswith(f"denon: {answer}")
    assert error.count("\n") == 1


async def test_servers_that_do_not_answer_are_named_without_a_traceback(denon: Denon) -> None:
    denon.set(DONATION_DATABASE_URL="postgresql://donation@127.0.0.1:1/donation", KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1")
    for words in (("replay", "donation", "--from", "1"), ("topics",)):
        code, _, error = await denon(*words)
        assert code == 1
        assert error.splitlines()[-1].startswith("denon: ")
        assert "Traceback" not in error


async def test_migrate_tells_what_ran(denon: Denon, service_database: Clones) -> None:
    database = await service_database("donation")
    denon.set(DONATION_OWNER_DATABASE_URL=database.owner_url)
    assert await denon("migrate", "donation") == (0, "donation: up to date\n", "")


async def test_topics_are_made_where_they_lack(denon: Denon, kafka_without_topics: str) -> None:
    denon.set(KAFKA_BOOTSTRAP_SERVERS=kafka_without_topics)
    for _ in range(2):
        code, told, _ = await denon("topics")
        assert code == 0
        assert f"donation.events ({PARTITIONS})" in told
    producer = AIOKafkaProducer(bootstrap_servers=kafka_without_topics)
    await producer.start()
    try:
        assert {name: len(await producer.partitions_for(name)) for name in ALL_TOPICS} == ALL_TOPICS
    finally:
        await producer.stop()


async def test_replay_moves_the_relay_back(denon: Denon, service_database: Clones) -> None:
    database = await service_database("fund_allocation")
    denon.set(FUND_ALLOCATION_DATABASE_URL=database.url)
    code, _, error = await denon("replay", "fund_allocation", "--from", "2")
    assert code == 1
    assert "has not sent position 2 yet" in error

    conn = await asyncpg.connect(database.url)
    try:
        async with conn.transaction():
            for _ in range(3):
                await append(conn, [Outgoing(FUND, fund(), Trace("c"))], at=NOW)
        await conn.execute("insert into relay_cursor (position, lasts) values (3, $1)", [3] * PARTITIONS)
        code, told, error = await denon("replay", "fund-allocation", "--from", "2")
        assert (code, error) == (0, "")
        assert told.count("\n") == 1
        assert await conn.fetchval("select position from relay_cursor") == 1
    finally:
        await conn.close()


async def test_quarantine_is_listed_shown_and_redriven_once(denon: Denon, service_database: Clones) -> None:
    database = await service_database("donation")
    denon.set(DONATION_DATABASE_URL=database.url, TOKEN_PUBLIC_KEY=public_key_of(new_signing_key()))
    assert "Nothing waits" in (await denon("quarantine", "list", "donation"))[1]
    good, bad = await hold(database, encode(fund())), await hold(database, '{"fund_id": 1}')

    listed = (await denon("quarantine", "list", "donation"))[1]
    assert listed.count("fund.opened.v1") == 2
    shown = (await denon("quarantine", "show", "donation", str(good)))[1]
    assert str(FUND) in shown
    assert "header ce_type" in shown

    code, told, error = await denon("quarantine", "redrive", "donation")
    assert code == 1
    assert "Applied: 1. Refused again: 1." in told
    assert "stay in quarantine" in error
    code, _, error = await denon("quarantine", "redrive", "donation", str(good))
    assert code == 1
    assert "was redriven already" in error
    waiting = (await denon("quarantine", "list", "donation"))[1]
    assert f"│ {bad} " in waiting
    assert f"│ {good} " not in waiting
    code, _, error = await denon("quarantine", "show", "donation", str(bad + 1000))
    assert code == 1
    assert f"has no record {bad + 1000}" in error

    conn = await asyncpg.connect(database.url)
    try:
        assert await conn.fetchval("select redriven_by from quarantine where id = $1", good)
        assert await conn.fetchval("select attempts from quarantine where id = $1", bad) == 2
    finally:
        await conn.close()


@pytest.fixture
async def kafka_without_topics(tmp_path: Path, jars: Jars) -> AsyncIterator[str]:
    server = KafkaServer(tmp_path / "kafka", jars)
    await server.start(topics={})
    yield server.bootstrap_servers
    await server.stop()


def fund() -> FundOpened:
    return FundOpened(fund_id=FUND, code="VP", name="Quỹ Đền ơn đáp nghĩa tỉnh", level="province", locality="Vĩnh Phúc")


async def hold(database: ServiceDatabase, value: str) -> int:
    """Put a record into quarantine; its id."""
    headers = {
        "ce_type": "fund.opened.v1", "ce_time": NOW.isoformat(), "ce_position": "1", "ce_previous": "0",
        "ce_correlationid": "c",
    }  # fmt: skip
    conn = await asyncpg.connect(database.superuser_url)
    try:
        return int(
            await conn.fetchval(
                """insert into quarantine (topic, partition, record_offset, key, value, headers, content_hash, error)
                   values ('fund_allocation.events', 0, 7, $1, $2, $3, sha256($2), 'for the test') returning id""",
                str(FUND).encode(),
                value.encode(),
                json.dumps([[name, base64.b64encode(text.encode()).decode()] for name, text in headers.items()]),
            )
        )
    finally:
        await conn.close()
