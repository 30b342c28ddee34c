"""What must be true of a system on which the story was played, whichever way it runs."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

import asyncpg

from deploy.story.api import Api
from deploy.story.fixture import Fixture
from shared.contracts import AUDIENCE, PARTITIONS
from tests.e2e.ways import System

T = TypeVar("T")
YEAR = 2019
AT_A_TIME = 6
LEDGER, DONATION, PUBLIC = "/api/fund-allocation", "/api/donation", "/api/transparency"
Flow = Counter[tuple[str, str]]
"""(house, or expenditure, and lot) → đồng."""


async def public_totals_are_the_ledgers(api: Api) -> None:
    """Opening, received, used, closing and every use, for each fund."""
    for fund in await api.every(f"{LEDGER}/funds"):
        fund_id = fund["fund_id"]
        report = await api.get(f"{PUBLIC}/report/{YEAR}", fund=fund_id)
        told = report["total"]
        (closed,) = (await api.get(f"{LEDGER}/funds/{fund_id}/years"))["items"]
        for figure in ("opening", "received", "reversed", "used", "closing"):
            assert told[figure] == closed[figure], (fund["code"], figure)
        balances = await api.get(f"{LEDGER}/funds/{fund_id}")
        assert told["closing"] == balances["free"] + balances["reserved"]
        assert balances["reserved"] == 0
        uses = {use: amount for use, amount in balances["uses"].items() if amount}
        assert {use["key"]: use["amount"] for use in report["uses"]} == uses
        trial = await api.get(f"{LEDGER}/funds/{fund_id}/trial-balance")
        assert trial["debit"] == trial["credit"] > 0
        proof = await api.get(f"{LEDGER}/funds/{fund_id}/proof")
        assert proof["balanced"], proof


async def every_dong_is_followed_there_and_back(api: Api, fixture: Fixture) -> None:
    """From each gift to its houses and from each house to its gifts: the same amounts, and nothing lost or made."""
    back = await _from_purposes(api, fixture)
    gifts = [gift for fund in await api.every(f"{LEDGER}/funds")
             for gift in await api.every(f"{DONATION}/gifts", fund_id=fund["fund_id"])]  # fmt: skip
    assert len(gifts) == len(fixture.story.gifts)
    openings = {lot for _, lot in back} - {gift["gift_id"] for gift in gifts}
    there: Flow = Counter()
    traces = await _together(_trace(api, lot) for lot in [gift["gift_id"] for gift in gifts] + sorted(openings))
    for trace in traces:
        there += trace
    assert there == back


async def _trace(api: Api, lot_id: str) -> Flow:
    """Where a lot went, as the public is told and as the ledger has it."""
    public, ledger = await asyncio.gather(api.get(f"{PUBLIC}/gifts/{lot_id}"), api.get(f"{LEDGER}/gifts/{lot_id}"))
    used = _used(public["parts"])
    assert used == _parts(ledger["parts"])
    assert public["amount"] == public["free"] + used.total() == ledger["amount"] == ledger["free"] + used.total()
    earmark = public["gift"] and public["gift"]["earmark"]
    if earmark:
        place = "house_id" if earmark["kind"] == "house" else "use"
        assert {part[place] for part in public["parts"] if part["used"]} <= {earmark["ref"]}, public
    return Counter({(purpose, lot_id): amount for purpose, amount in used.items()})


async def _together(reads: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Read many at a time, but no more than a service has connections for."""
    free = asyncio.Semaphore(AT_A_TIME)

    async def one(read: Coroutine[Any, Any, T]) -> T:
        async with free:
            return await read

    return await asyncio.gather(*map(one, reads))


async def _from_purposes(api: Api, fixture: Fixture) -> Flow:
    back: Flow = Counter()
    read = await _together(_backed(api, f"{PUBLIC}/houses/{house.code}") for house in fixture.story.houses)
    for house, (detail, backers) in zip(fixture.story.houses, read, strict=True):
        paid = sum(payment["amount"] for payment in detail["payments"])
        assert detail["house"]["paid"] == paid == house.mix.fund == detail["settlement"]["fund"]
        assert sum(backer["used"] for backer in backers) == paid == detail["backed"]["amount"]
        assert detail["house"]["stage"] == "settled"
        for backer in backers:
            assert backer["reserved"] == 0
            back[detail["house"]["house_id"], backer["lot_id"]] += backer["used"]
    payments = await api.every(f"{PUBLIC}/expenditures", year=YEAR)
    spent = [payment for payment in payments if payment["house_id"] is None]
    assert len(spent) == len(fixture.story.expenditures)
    read = await _together(_backed(api, f"{PUBLIC}/expenditures/{payment['payment_id']}") for payment in spent)
    for payment, (_, backers) in zip(spent, read, strict=True):
        assert sum(backer["used"] for backer in backers) == payment["amount"]
        for backer in backers:
            back[payment["payment_id"], backer["lot_id"]] += backer["used"]
    return back


async def _backed(api: Api, path: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    first = page = await api.get(path)
    backers = list(page["backers"])
    while page["next"]:
        page = await api.get(path, after=page["next"])
        backers += page["backers"]
    return first, backers


def _used(parts: list[dict[str, Any]]) -> Counter[str]:
    """What the public trace says was used: by house, or by expenditure."""
    used: Counter[str] = Counter()
    for part in parts:
        used[part["house_id"] or part["purpose_id"]] += part["used"]
    return +used


def _parts(parts: list[dict[str, Any]]) -> Counter[str]:
    """The same as the ledger says it."""
    used: Counter[str] = Counter()
    for part in parts:
        assert part["stage"] == "used"
        used[part["house_id"] or part["purpose_id"]] += part["amount"]
    return used


async def receipts_are_gapless(api: Api, fixture: Fixture) -> None:
    """Every book has all its numbers, and all books together have every gift."""
    receipts = 0
    for fund in await api.every(f"{LEDGER}/funds"):
        year = await api.get(f"{DONATION}/books", fund_id=fund["fund_id"], year=YEAR)
        assert year["closed_at"] is not None
        assert year["books"]
        for book in year["books"]:
            path = f"{DONATION}/books/{fund['fund_id']}/{YEAR}/{book['book']}"
            assert book["complete"]
            assert (await api.get(path))["missing"] == []
            rows = await api.every(path)
            assert [row["number"] for row in rows] == list(range(1, book["last_number"] + 1))
            days = [row["received_on"] for row in rows]
            assert days == sorted(days)
            receipts += len(rows)
    assert receipts == len(fixture.story.gifts)


async def everything_was_heard(api: Api, system: System) -> None:
    """Lag 0: each listener has applied the last event of each partition. Nothing in quarantine, nothing waiting."""
    for source, listeners in AUDIENCE.items():
        position, lasts = await _sent(system.databases[source])
        assert position == max(lasts) > 0
        for listener in listeners:

            async def attempt(listener: str = listener, source: str = source, lasts: list[int] = lasts) -> bool | None:
                return True if await _marks(system.databases[listener], source) == lasts else None

            await api.wait(f"{listener} to have heard all of {source}", attempt)
    waiting = await asyncio.gather(*(_count_quarantined(url) for url in system.databases.values()))
    assert sum(waiting) == 0
    assert not any((await api.get(f"{PUBLIC}/status"))["waiting"].values())
    unplaced = await api.get("/api/housing-project/unplaced")
    assert not any(unplaced.values()), unplaced


async def _sent(url: str) -> tuple[int, list[int]]:
    conn = await asyncpg.connect(url)
    try:
        newest = await conn.fetchval("select max(position) from outbox")
        row = await conn.fetchrow("select position, lasts from relay_cursor")
        assert row is not None
        assert row["position"] == newest
        return row["position"], list(row["lasts"])
    finally:
        await conn.close()


async def _marks(url: str, source: str) -> list[int]:
    conn = await asyncpg.connect(url)
    try:
        rows = await conn.fetch("select partition, position from inbox_mark where source = $1", source)
    finally:
        await conn.close()
    marks = {row["partition"]: row["position"] for row in rows}
    return [marks.get(partition, 0) for partition in range(PARTITIONS)]


async def _count_quarantined(url: str) -> int:
    conn = await asyncpg.connect(url)
    try:
        count: int = await conn.fetchval("select count(*) from quarantine")
        return count
    finally:
        await conn.close()
