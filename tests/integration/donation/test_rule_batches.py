"""A rule that meets many lines is applied a batch at a time, and goes on wherever it was interrupted."""

import asyncio
from collections import Counter
from typing import Any

import asyncpg
import pytest

from services.donation.commands import rules as commands
from services.donation.commands.background import give_way
from services.donation.commands.rules import RuleWork
from services.donation.store import rules
from shared.db import Connection
from tests.integration.donation.conftest import FUND, Donation
from tests.integration.donation.lines import account, add, decision, state, waiting
from tests.integration.donation.staff import Staff
from tests.support.rule_victim import MOMENTS, killed

MEMO = "CTY MAY AN PHAT ung ho"
RULE = {"phrase": "may an phat"}
BATCH = 10


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few lines are many batches."""
    monkeypatch.setattr(commands, "BATCH", BATCH)


def work_of(donation: Donation) -> RuleWork:
    """What the service runs beside its requests."""
    return RuleWork(donation.database, lambda: donation.now)


async def ruled(donation: Donation, account_id: str, lines: int) -> dict[str, Any]:
    """A rule that is made of the first of so many lines more; as its decision tells of it."""
    memos = [{"bank_id": f"L{n:03d}", "credit": 10 + n, "memo": MEMO} for n in range(lines + 1)]
    await add(donation, account_id, *memos, {"bank_id": "M", "credit": 1, "memo": "an phat"})
    made = await donation.done("/review/decisions", decision(account_id, ["L000"], rule=RULE))
    rule: dict[str, Any] = made["rule"]
    return rule


async def told(donation: Donation, rule_id: str) -> tuple[int, int, int, bool]:
    """How far a rule has come, and whether it is through."""
    rule = await donation.read(f"/rules/{rule_id}", by="clerk")
    return rule["met"], rule["applied"], rule["refused"], rule["applied_at"] is not None


async def proved(donation: Donation, account_id: str, lines: int) -> None:
    """Every line became one gift of its own amount, told once, in books without a gap."""
    rows = await donation.admin(
        "select l.bank_id, l.credit, g.amount from bank_line l join gift g using (gift_id) order by 1"
    )
    assert [row[0] for row in rows] == [f"L{n:03d}" for n in range(lines + 1)]
    assert all(row[1] == row[2] for row in rows)
    assert (await donation.admin("select count(*) from gift"))[0][0] == len(rows)
    heard = Counter(await donation.gifts_told())
    assert set(heard.values()) == {1}
    assert len(heard) == len(rows)
    books = (await donation.read(f"/books?fund_id={FUND}&year=2024"))["books"]
    assert all(book["complete"] for book in books)
    assert await waiting(donation, account_id) == ["M"]


async def test_a_rule_is_applied_a_batch_at_a_time_and_tells_how_far_it_has_come(donation: Donation) -> None:
    a = await account(donation)
    rule = await ruled(donation, a, 25)
    assert (rule["met"], rule["applied"], rule["applied_at"]) == (25, 10, None)
    clerk, work = Staff(donation, "clerk"), work_of(donation)
    page = await clerk.get(f"/rules?account={a}")
    assert 'http-equiv="refresh"' in page.text
    assert 'max="25" value="10"' in page.text
    assert "Đã xong 10 trên 25 dòng" in await clerk.page(f"/rules?account={a}")
    assert await work.step()
    assert await told(donation, rule["rule_id"]) == (25, 20, 0, False)
    assert await work.step()
    assert await told(donation, rule["rule_id"]) == (25, 25, 0, True)
    assert not await work.step()
    await proved(donation, a, 25)
    done = await clerk.get(f"/rules?account={a}")
    assert 'http-equiv="refresh"' not in done.text
    assert "Đã ghi 25" in await clerk.page(f"/rules?account={a}")


async def test_a_batch_that_fails_leaves_nothing_and_is_done_again(
    donation: Donation, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = await account(donation)
    rule = await ruled(donation, a, 25)
    with monkeypatch.context() as fault:

        async def fail(*_: object) -> None:
            raise asyncpg.ConnectionDoesNotExistError("gone")

        fault.setattr(rules, "move_on", fail)
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await work_of(donation).step()
    assert await told(donation, rule["rule_id"]) == (25, 10, 0, False)
    assert len(await donation.gifts_told()) == 11
    work = work_of(donation)
    while await work.step():
        pass
    await proved(donation, a, 25)


@pytest.mark.parametrize("moment", MOMENTS)
async def test_killed_between_batches_or_within_one(donation: Donation, moment: str) -> None:
    a = await account(donation)
    rule = await ruled(donation, a, 45)
    await killed(donation.server.url, moment, BATCH)
    applied = 20 if moment == "after the gifts" else 30
    assert await told(donation, rule["rule_id"]) == (45, applied, 0, False)
    work = work_of(donation)
    async with asyncio.timeout(20):
        while not (await told(donation, rule["rule_id"]))[3]:  # the server learns of the death in its own time
            await work.step()
    assert await told(donation, rule["rule_id"]) == (45, 45, 0, True)
    await proved(donation, a, 45)


async def test_a_rule_that_is_retired_in_the_middle_stops(donation: Donation) -> None:
    a = await account(donation)
    rule = await ruled(donation, a, 25)
    await donation.done(f"/rules/{rule['rule_id']}/retire", {}, by="clerk")
    assert not await work_of(donation).step()
    assert len(await waiting(donation, a)) == 16


async def test_a_rule_passes_by_what_somebody_holds_and_is_applied_again_for_it(donation: Donation) -> None:
    a = await account(donation)
    async with donation.database.transaction() as conn:
        await add(donation, a, {"bank_id": "H", "credit": 1, "memo": MEMO})
        await conn.fetch("select from bank_line where bank_id = 'H' for update")
        rule = await ruled(donation, a, 5)
    assert (rule["met"], rule["applied"], rule["applied_at"] is None) == (5, 5, False)
    assert await waiting(donation, a) == ["H", "M"]
    clerk = Staff(donation, "clerk")
    at = f"/rules?account={a}"
    await clerk.press(at, f"/rules/{rule['rule_id']}/apply")
    assert await told(donation, rule["rule_id"]) == (6, 6, 0, True)
    assert await waiting(donation, a) == ["M"]


async def test_what_came_back_waits_for_a_person(donation: Donation) -> None:
    a = await account(donation)
    rule = await ruled(donation, a, 5)
    gift = (await donation.admin("select gift_id::text from bank_line where bank_id = 'L003'"))[0][0]
    await donation.done(f"/gifts/{gift}/void", {"reason": "Nhầm"}, by="accountant")
    again = await donation.done(f"/rules/{rule['rule_id']}/apply", {})
    assert (again["applied"], "phrase" in again) == (5, False)
    assert (await state(donation, a))["L003"] == ("review", None)


async def test_each_batch_in_the_background_waits_for_the_relay(
    donation: Donation, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[int] = []

    async def noted(conn: Connection) -> None:
        await give_way(conn, behind=0, patience=0.01)  # no relay runs: it stands still, and is not waited for
        waited.append(await conn.fetchval("select count(*) from bank_line where state = 'review'"))

    monkeypatch.setattr(commands, "give_way", noted)
    await ruled(donation, await account(donation), 3 * BATCH)
    work = work_of(donation)
    while await work.step():
        pass
    assert waited == [2 * BATCH + 1, BATCH + 1, 1, 1]
