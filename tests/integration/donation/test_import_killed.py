"""An import that is killed with SIGKILL, at any moment, goes on where it stopped: no line double, none lost."""

import asyncio
import os
import signal
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from services.donation.commands import import_worker
from tests.integration.donation.conftest import FUND, Donation
from tests.integration.donation.statements import account, import_work, importer, upload
from tests.support.bank_files import gifts, write
from tests.support.import_victim import MOMENTS, killed
from tests.support.statements import Booked

DAY = datetime(2024, 7, 1, 6, 0, tzinfo=UTC)
LINES = 9_000


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    """The folder that the service was given."""
    return tmp_path / "uploads"


async def statement(donation: Donation, tmp_path: Path, count: int) -> tuple[str, list[Booked]]:
    """An uploaded statement with repeated lines, and what the bank said in it."""
    said = list(gifts(count, first_day=DAY))
    said[count // 2 : count // 2] = said[:1]  # exported twice, far apart
    path = write(tmp_path / "file", "vietinbank", said)
    answer = await upload(donation, await account(donation), path.read_bytes())
    return answer.json()["import_id"], said


async def worker(donation: Donation, uploads: Path) -> asyncio.subprocess.Process:
    """A worker as the service starts it."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.donation.commands.import_worker", stdin=asyncio.subprocess.PIPE,
        env={**os.environ, "DONATION_DATABASE_URL": donation.server.url, "DONATION_UPLOADS": str(uploads)},
    )  # fmt: skip


async def proved(donation: Donation, import_id: str, said: list[Booked]) -> dict[str, Any]:
    """Every line is there once, every gift has its line, every number of the book is there, and the sums agree."""
    told = await donation.read(f"/imports/{import_id}")
    assert (told["state"], told["written"], told["known"]) == ("done", len(said), 1)
    kept = await donation.admin("select bank_id, credit, debit, gift_id from bank_line")
    assert Counter(row["bank_id"] for row in kept) == Counter({line.bank_id: 1 for line in said})
    recorded = await donation.admin("select gift_id, amount from gift")
    assert {(row["gift_id"], row["amount"]) for row in recorded} == {
        (row["gift_id"], row["credit"]) for row in kept if row["credit"]
    }
    assert len(await donation.gifts_told()) == len(recorded) == told["walk_ins"]
    (book,) = (await donation.read(f"/books?fund_id={FUND}&year=2024"))["books"]
    assert book["complete"]
    assert book["received"] == sum({line.bank_id: line.credit for line in said}.values())
    return told


@pytest.mark.parametrize("moment", MOMENTS)
async def test_killed_at_a_moment(donation: Donation, uploads: Path, tmp_path: Path, moment: str) -> None:
    import_id, said = await statement(donation, tmp_path, LINES)
    await killed(donation.server.url, uploads, moment, 2)
    between = await donation.read(f"/imports/{import_id}")
    assert between["state"] == "writing"
    if moment == "before it is done":
        assert between["written"] == len(said)
    elif moment == "before anything is written":
        assert between["written"] == 0
    else:
        assert 0 < between["written"] < len(said)
    for _ in range(20):  # the server learns of the death in its own time
        if await importer(donation, uploads).work():
            break
        await asyncio.sleep(0.1)
    await proved(donation, import_id, said)


async def test_killed_again_and_again_at_any_moment(donation: Donation, uploads: Path, tmp_path: Path) -> None:
    """The worker as it runs for people, in its own process, is killed as soon as it has written more."""
    import_id, said = await statement(donation, tmp_path, 30_000)
    seen, kills = 0, 0
    async with asyncio.timeout(60):
        while True:
            process = await worker(donation, uploads)
            while process.returncode is None and kills < 3:
                told = await donation.read(f"/imports/{import_id}")
                if told["written"] > seen:
                    seen, kills = told["written"], kills + 1
                    process.send_signal(signal.SIGKILL)
                    await process.wait()
                await asyncio.sleep(0.005)
            if await process.wait() == 0 and (await donation.read(f"/imports/{import_id}"))["state"] == "done":
                break
    assert kills >= 2
    await proved(donation, import_id, said)


async def test_a_worker_ends_when_its_service_does(donation: Donation, uploads: Path, tmp_path: Path) -> None:
    """However the service ended: the pipe between them is closed then. What it was at work on is for the next one."""
    import_id, said = await statement(donation, tmp_path, 100)
    blocker = await asyncpg.connect(donation.server.superuser_url)
    async with blocker.transaction():
        await blocker.execute("lock table bank_line in exclusive mode")
        process = await worker(donation, uploads)
        await donation.blocked("bank_line")
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(10):
            assert await process.wait() == 75
    await blocker.close()
    while not await importer(donation, uploads).work():
        await asyncio.sleep(0.05)
    await proved(donation, import_id, said)


async def test_the_service_works_on_what_comes_in(donation: Donation, tmp_path: Path) -> None:
    work = import_work(donation)
    running = asyncio.create_task(work.run())
    import_id, said = await statement(donation, tmp_path, 500)
    async with asyncio.timeout(20):
        while (await donation.read(f"/imports/{import_id}"))["state"] != "done":
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await proved(donation, import_id, said)


async def test_an_error_of_ours_refuses_the_file_after_a_few_tries(
    donation: Donation, uploads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_worker, "LOOK_SECONDS", 0.01)
    import_id, _ = await statement(donation, tmp_path, 100)
    await donation.admin("alter table bank_line add constraint never check (false) not valid")
    work = import_work(donation)
    running = asyncio.create_task(work.run())
    async with asyncio.timeout(30):
        while (told := await donation.read(f"/imports/{import_id}"))["state"] != "refused":
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert told["refusal"]["code"] == "import_failed"
    assert not list(uploads.iterdir())
