"""32 cashiers at the counter while the service is killed with SIGKILL, again and again: no number is missing, none is
there twice, every answer that was given is true, and each receipt was printed as the original once."""

import asyncio
import os
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from deploy.embedded.launcher import Launcher
from deploy.embedded.mock_broker import MockBroker
from deploy.embedded.worker import Worker
from deploy.story.staff import LIFE
from shared.access import sign_token
from shared.clock import utc_now
from tests.faults.world import ANSWER_SECONDS, DAY, MEMORY
from tests.support.waiting import eventually

CASHIERS = 32
BOOKS = 12
"""Some cashiers have an account of their own, others share one, as at a busy counter."""
DEATHS = 3
BETWEEN = 100
"""Gifts that are accepted between two deaths."""
FUND = UUID(int=1)


class CashDesk:
    """The cashiers. Whoever gets no answer sends the same request again, with its key."""

    def __init__(self, client: httpx.AsyncClient, key: str) -> None:
        self._client = client
        self._tokens = [
            sign_token(key, actor_id=f"cashier-{n % BOOKS}", roles=["cashier"], funds=None, now=utc_now(), ttl=LIFE)
            for n in range(CASHIERS)
        ]
        self._keys = count(1)
        self.stopped = False
        self.closed = asyncio.Event()
        """Every cashier has had the last answer."""
        self._serving = CASHIERS
        self.receipts: dict[str, tuple[str, int, int]] = {}
        """gift_id → book, number, đồng, as they were answered."""
        self.printed = 0
        self.repeats = 0

    async def serve(self, cashier: int) -> None:
        while not self.stopped:
            amount = 1000 + cashier
            body = {"fund_id": str(FUND), "channel": "cash", "amount": amount, "received_on": DAY}
            gift = await self._insist(cashier, "/api/donation/gifts", body)
            assert gift["gift_id"] not in self.receipts
            self.receipts[gift["gift_id"]] = (gift["receipt"]["book"], gift["receipt"]["number"], amount)
            if len(self.receipts) % 5 == 0:
                await self._insist(cashier, f"/api/donation/gifts/{gift['gift_id']}/prints", {})
                self.printed += 1
        self._serving -= 1
        if not self._serving:
            self.closed.set()

    async def _insist(self, cashier: int, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self._tokens[cashier]}", "idempotency-key": f"{next(self._keys)}"}
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                try:
                    answer = await self._client.post(path, json=body, headers=headers)
                except httpx.TransportError:
                    await asyncio.sleep(0.02)
                else:
                    if answer.status_code == 201:
                        content: dict[str, Any] = answer.json()
                        return content
                    assert answer.status_code in (409, 503), answer.text
                self.repeats += 1


async def test_no_number_is_lost(tmp_path: Path, broker: MockBroker) -> None:
    environ = {name: value for name, value in os.environ.items() if "KAFKA" not in name and not name.endswith("_URL")}
    async with (
        Launcher(
            tmp_path / "data", broker=broker.bootstrap_servers, environ={**environ, **MEMORY}, services=("donation",)
        ) as launcher,
        launcher.worker("donation") as worker,
        httpx.AsyncClient(base_url=worker.url, timeout=10, limits=httpx.Limits(max_connections=CASHIERS)) as client,
    ):
        owner = await asyncpg.connect(launcher.environment()["DONATION_OWNER_DATABASE_URL"])
        try:
            await owner.execute("insert into fund (fund_id, code, name) values ($1, 'Q', 'Quỹ')", FUND)
            desk = CashDesk(client, launcher.folder.signing_key())
            async with asyncio.TaskGroup() as group:
                for cashier in range(CASHIERS):
                    group.create_task(desk.serve(cashier))
                group.create_task(_die_again_and_again(worker, desk))
            assert desk.repeats > 0, "else nobody was in the midst of it"
            await _everything_is_there_once(owner, desk)
        finally:
            await owner.close()


async def _die_again_and_again(worker: Worker, desk: CashDesk) -> None:
    """It takes gifts again long before its consumers are ready, so nobody waits for these."""
    starting: asyncio.Task[None] | None = None
    for _ in range(DEATHS):
        await _accepted(desk, BETWEEN)
        await worker.kill()
        if starting is not None:
            await asyncio.gather(starting, return_exceptions=True)
        starting = asyncio.create_task(worker.start())
    await _accepted(desk, BETWEEN)
    desk.stopped = True
    await desk.closed.wait()
    await worker.kill()
    await asyncio.gather(*([starting] if starting else []), return_exceptions=True)


async def _accepted(desk: CashDesk, more: int) -> None:
    goal = len(desk.receipts) + more
    await eventually(lambda: len(desk.receipts) >= goal, seconds=ANSWER_SECONDS)


async def _everything_is_there_once(owner: asyncpg.Connection, desk: CashDesk) -> None:
    written = await owner.fetch("select gift_id::text, book, number, amount from gift")
    assert {row[0]: tuple(row)[1:] for row in written} == desk.receipts
    books = await owner.fetch("select book, last_number from book")
    assert len(books) == BOOKS
    for book, last in books:
        assert sorted(row["number"] for row in written if row["book"] == book) == list(range(1, last + 1))
    told = await owner.fetch("select data::jsonb ->> 'gift_id' from outbox where type = 'donation.received.v1'")
    assert Counter(row[0] for row in told) == Counter(desk.receipts.keys())
    prints = await owner.fetchrow("select count(*), count(distinct gift_id), max(nth) from receipt_print")
    assert tuple(prints) == (desk.printed, desk.printed, 1)
