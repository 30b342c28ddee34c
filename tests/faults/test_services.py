"""All services under load while each of them, and the broker, is killed: in the end all have the same sums."""

import asyncio
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import asyncpg
import httpx
import pytest

from deploy.embedded.mock_broker import MockBroker
from deploy.services import SERVICES
from shared.contracts import SOURCES
from tests.e2e.truths import everything_was_heard
from tests.faults.world import DAY, MEMORY, MortalMock, Staff, World, world
from tests.support.kafka import Kafka
from tests.support.waiting import eventually

GIFTS = 40
"""Accepted between one fault and the next, before and while something is down."""
QUIET_SECONDS = 90.0
LEDGER, DONATION, PUBLIC = "/api/fund-allocation", "/api/donation", "/api/transparency"
GAUGES = ("outbox_depth", "inbox_lag", "inbox_held_partitions", "quarantine_depth")
"""All of them 0 when nothing waits anywhere."""

pytestmark = pytest.mark.timeout(300)


async def test_on_apache_kafka(tmp_path: Path, kafka: Kafka) -> None:
    async with world(tmp_path / "data", kafka, {}) as running:
        await _everything_dies(running, [[service] for service in SERVICES])


async def test_on_librdkafkas_cluster(tmp_path: Path, broker: MockBroker) -> None:
    """Its groups know no static members: each restart waits for a session's end, so all services die at once."""
    async with world(tmp_path / "data", MortalMock(broker), MEMORY) as running:
        await _everything_dies(running, [SERVICES])


async def _everything_dies(running: World, deaths: Sequence[Sequence[str]]) -> None:
    """Services by groups, then the broker, then the broker with all its data; gifts are given all the while."""
    staff = Staff(running)
    await staff.open_fund()
    async with staff.giving():
        await staff.apply()
        for services in deaths:
            await _services_die(running, staff, services)
        await _broker_dies(running, staff)
        await _broker_loses_everything(running, staff)
        await staff.accepted(GIFTS)
    assert staff.repeats > 0
    await _quiet(running)
    await everything_was_heard(running.api, running.system)
    await _each_gift_is_everywhere_once(running, staff)
    await _all_have_the_same_sums(running, staff)
    await _receipts_are_gapless(running, staff)


async def _services_die(running: World, staff: Staff, services: Sequence[str]) -> None:
    """Killed in the midst of their work, and started again when the others have gone on without them."""
    await staff.accepted(GIFTS)
    workers = [running.workers[service] for service in services]
    await asyncio.gather(*(worker.kill() for worker in workers))
    if "donation" not in services:
        await staff.accepted(GIFTS)
    await asyncio.gather(*(worker.start() for worker in workers))
    await staff.spend()
    await staff.apply()


async def _broker_dies(running: World, staff: Staff) -> None:
    """Gifts are taken without a broker; the public sees them soon after it has come back."""
    await staff.accepted(GIFTS)
    await running.broker.kill()
    await staff.accepted(GIFTS)
    await staff.spend()
    await staff.apply()
    await running.broker.start()
    await _public_sees(running, next(reversed(staff.gifts)))


async def _broker_loses_everything(running: World, staff: Staff) -> None:
    """Also what it had acknowledged and a listener had not heard yet; of some sources nothing comes after it."""
    await running.workers["transparency"].kill()
    await staff.spend()
    await staff.apply()
    await staff.accepted(GIFTS)
    for source in ("fund_allocation", "housing_project"):
        await eventually(partial(_has_sent_all, running.system.databases[source]))
    await running.broker.kill()
    await running.broker.wipe()
    await staff.accepted(GIFTS)
    await running.broker.start()
    await running.workers["transparency"].start()
    await _public_sees(running, next(reversed(staff.gifts)))


async def _public_sees(running: World, gift_id: str) -> None:
    await eventually(lambda: running.api.find(f"{PUBLIC}/gifts/{gift_id}"), seconds=QUIET_SECONDS)


async def _has_sent_all(url: str) -> bool:
    conn = await asyncpg.connect(url)
    try:
        found: bool = await conn.fetchval(
            "select (select max(position) from outbox) = (select position from relay_cursor)"
        )
        return found
    finally:
        await conn.close()


async def _quiet(running: World) -> None:
    """Wait until every source has sent all, and every service is ready and has nothing left to do."""

    async def quiet() -> bool:
        sent = await asyncio.gather(*(_has_sent_all(running.system.databases[source]) for source in SOURCES))
        waits = await asyncio.gather(*(_waits(running.client, service) for service in SERVICES))
        return all(sent) and not any(waits)

    await eventually(quiet, seconds=QUIET_SECONDS)


async def _waits(client: httpx.AsyncClient, service: str) -> list[str]:
    """What of a service is not ready or not done."""
    at = f"/api/{service.replace('_', '-')}"
    ready = await client.get(f"{at}/health/ready")
    gauges = (await client.get(f"{at}/metrics")).text
    lines = re.findall(rf"^denon_(?:{'|'.join(GAUGES)}){{.*}} .*$", gauges, re.MULTILINE)
    assert lines
    return [line for line in lines if float(line.rpartition(" ")[2])] + ([] if ready.is_success else [ready.text])


async def _each_gift_is_everywhere_once(running: World, staff: Staff) -> None:
    for service, query in (
        ("donation", "select gift_id::text, amount from gift"),
        ("fund_allocation", "select lot_id::text, amount from lot"),
        ("transparency", "select gift_id::text, amount from gift"),
    ):
        conn = await asyncpg.connect(running.system.databases[service])
        try:
            assert dict(await conn.fetch(query)) == staff.gifts, service
        finally:
            await conn.close()


async def _all_have_the_same_sums(running: World, staff: Staff) -> None:
    received, used = sum(staff.gifts.values()), sum(staff.spent.values())
    books = await running.api.get(f"{DONATION}/books", fund_id=staff.fund_id, year=int(DAY[:4]))
    ledger = await running.api.get(f"{LEDGER}/funds/{staff.fund_id}")
    report = await running.api.get(f"{PUBLIC}/report/{DAY[:4]}", fund=staff.fund_id)
    assert books["received"] == received
    assert ledger["income"]["cash"] + ledger["income"]["bank_transfer"] == received
    assert sum(ledger["uses"].values()) == used
    assert ledger["free"] + ledger["reserved"] == received - used
    assert {figure: report["total"][figure] for figure in ("opening", "received", "reversed", "used", "closing")} == {
        "opening": 0, "received": received, "reversed": 0, "used": used, "closing": received - used,
    }  # fmt: skip
    assert {use["key"]: use["amount"] for use in report["uses"]} == {k: v for k, v in ledger["uses"].items() if v}
    proof = await running.api.get(f"{LEDGER}/funds/{staff.fund_id}/proof")
    assert proof["balanced"], proof
    paid = await running.api.every(f"{PUBLIC}/expenditures", fund=staff.fund_id)
    assert {payment["payment_id"]: payment["amount"] for payment in paid} == staff.spent
    assert len(paid) == len(staff.spent)
    houses = await running.api.every(f"{PUBLIC}/houses", fund=staff.fund_id)
    assert sorted(house["house_id"] for house in houses) == sorted(staff.houses)


async def _receipts_are_gapless(running: World, staff: Staff) -> None:
    year = await running.api.get(f"{DONATION}/books", fund_id=staff.fund_id, year=int(DAY[:4]))
    assert all(book["complete"] for book in year["books"])
    assert sum(book["last_number"] for book in year["books"]) == year["gifts"] == len(staff.gifts)
