"""``denon import`` as a person runs it: against a service that answers on a port, with the data folder's key."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from deploy.cli import main
from deploy.commands import imports as command
from deploy.embedded.worker import free_port
from services.donation.commands import uploads
from services.donation.store import imports
from shared.clock import utc_now
from tests.integration.donation.conftest import KEY, Donation
from tests.integration.donation.statements import account, import_work
from tests.support.bank_files import gifts, write
from tests.support.statements import Booked

Denon = Callable[..., Coroutine[Any, Any, tuple[int, str, str]]]
DAY = datetime(2024, 7, 1, 6, 0, tzinfo=UTC)
BARE = "Ngày;Số CT;Số tiền;Diễn giải\n01/07/2024;FT24201X;100.000;NGUYEN VAN AN\n02/07/2024;FT24202X;200.000;TRAN B\n"


@pytest.fixture
async def denon(
    donation: Donation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> AsyncIterator[Denon]:
    """Exit code, standard output and standard error of the program, run in another thread of this process."""
    config = uvicorn.Config(donation.service.app, host="127.0.0.1", port=free_port(), lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    work = import_work(donation)
    working = asyncio.create_task(work.run())
    key = tmp_path / "data" / "keys" / "staff.jwk"
    key.parent.mkdir(parents=True)
    key.write_text(KEY, encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("DENON_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DENON_URL", f"http://127.0.0.1:{config.port}")

    def call(*words: str) -> int:
        monkeypatch.setattr(sys, "argv", ["denon", "import", *words])
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0)
        return 0

    async def run(*words: str) -> tuple[int, str, str]:
        donation.now = utc_now()  # tokens are signed by the machine's clock
        code = await asyncio.to_thread(call, *words)
        return code, *capsys.readouterr()

    while not server.started:
        await asyncio.sleep(0.01)
    yield run
    working.cancel()
    server.should_exit = True
    await asyncio.gather(serving, working, return_exceptions=True)


async def test_a_file_is_brought_in_and_summed_up(denon: Denon, donation: Donation, tmp_path: Path) -> None:
    account_id = await account(donation)
    path = write(tmp_path / "Sao kê.csv", "vietcombank", gifts(300, first_day=DAY))
    code, told, _ = await denon(str(path), "--account", account_id, "--json")
    summary = json.loads(told[told.index("{\n") :])
    (one,) = summary["imports"]
    assert (code, summary["ok"], one["state"], one["rows"], one["file"]) == (0, True, "done", 300, str(path))
    assert one["walk_ins"] + one["debits"] == 300
    assert one["rows_per_second"] > 0

    code, told, _ = await denon(str(path), "--account", account_id)
    assert code == 0
    assert "Sao kê.csv: done, 300 rows in" in told
    assert "known 300" in told


async def test_what_is_refused_ends_with_1(denon: Denon, donation: Donation, tmp_path: Path) -> None:
    account_id = await account(donation)
    twice = [Booked("A1", DAY, 5, 0, "A"), Booked("A2", DAY, 5, 0, "A"), Booked("A1", DAY, 6, 0, "A")]
    path = write(tmp_path / "file.csv", "bidv", twice)
    code, told, _ = await denon(str(path), "--account", account_id)
    assert code == 1
    assert "file.csv: Line 4, column B" in told
    code, told, _ = await denon(str(path), "--account", account_id, "--json")
    assert code == 1
    assert json.loads(told[told.index("{\n") :])["imports"][0]["refusal"]["code"] == "id_conflict"


async def test_a_mapping_is_asked_for_and_taken(denon: Denon, donation: Donation, tmp_path: Path) -> None:
    account_id = await account(donation)
    path = tmp_path / "other.csv"
    path.write_text(BARE, encoding="utf-8")
    code, _, error = await denon(str(path), "--account", account_id)
    assert code == 1
    assert "other.csv is of no known bank: give its columns with --mapping FILE. Proposed: {" in error
    mapping = tmp_path / "mapping.json"
    mapping.write_text(error.partition("Proposed: ")[2], encoding="utf-8")
    code, told, error = await denon(str(path), "--account", account_id, "--mapping", str(mapping))
    assert (code, error) == (0, "")
    assert "walk-ins 2" in told


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"file": "none.csv"}, "none.csv is no file."),
        ({"--mapping": "wrong.json"}, "wrong.json is not JSON: "),
        ({"--account": "00000000-0000-0000-0000-000000000009"}, "There is no such account."),
        ({"--url": "http://127.0.0.1:1"}, "http://127.0.0.1:1 can't be reached: "),
        ({"--token": "x"}, "Sign in"),
    ],
)
async def test_mistakes_are_answered_in_one_line(
    denon: Denon, donation: Donation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Any, answer: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wrong.json").write_text("{", encoding="utf-8")
    write(Path("file.csv"), "bidv", [Booked("A1", DAY, 5, 0, "A")])
    words = {"file": "file.csv", "--account": await account(donation)} | change
    given = [words.pop("file"), *(word for option in words.items() for word in option)]
    code, _, error = await denon(*given)
    assert code == 1
    assert error.startswith("denon: ")
    assert answer in error
    assert error.count("\n") == 1


async def test_what_does_not_move_is_not_looked_at_for_ever(
    denon: Denon, donation: Donation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "STILL_SECONDS", 0.5)
    path = write(tmp_path / "file.csv", "bidv", [Booked("A1", DAY, 5, 0, "A")])
    account_id = await account(donation)
    async with donation.database.connection() as conn:
        assert await imports.lock_work(conn), "somebody else works on imports"
        code, told, error = await denon(str(path), "--account", account_id, "--json")
        await imports.unlock_work(conn)
    assert code == 1
    assert "file.csv: nothing has moved for" in error
    assert json.loads(told[told.index("{\n") :]) == {"ok": False, "imports": []}


async def test_what_was_done_before_a_file_is_refused_is_told(
    denon: Denon, donation: Donation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "first.csv", "bidv", [Booked("A1", DAY, 5, 0, "A")])
    large = write(tmp_path / "large.csv", "bidv", [Booked(f"B{n}", DAY, 5, 0, "A") for n in range(100)])
    monkeypatch.setattr(uploads, "MAX_SIZE", 1_000)
    code, told, error = await denon(str(path), str(large), "--account", await account(donation), "--json")
    assert code == 1
    assert "large.csv: " in error
    assert "the limit is" in error
    summary = json.loads(told[told.index("{\n") :])
    assert (summary["ok"], [one["state"] for one in summary["imports"]]) == (False, ["done"])
