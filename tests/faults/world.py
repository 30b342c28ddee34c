"""All services at work, each in a process of its own, on a broker that can be killed; and staff who never give up."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import httpx

from deploy.embedded.broker import MEMORY_FETCH_WAIT_MS, MEMORY_LEAD_ROWS
from deploy.embedded.launcher import Launcher
from deploy.embedded.mock_broker import MockBroker
from deploy.embedded.worker import Worker
from deploy.services import SERVICES
from deploy.story import staff_tokens
from deploy.story.api import Api
from shared.access import Role
from shared.clock import local_day, utc_now
from shared.topics import ALL_TOPICS
from tests.e2e.ways import ByPrefix, System
from tests.support.waiting import eventually

GIVERS = 4
PAUSE_SECONDS = 0.02
"""Between two gifts of a giver: together they are a steady load that two cores carry beside everything else."""
ANSWER_SECONDS = 60.0
DAY = str(local_day(utc_now()))
USES = ("visits_illness_funerals", "hardship", "martyrs_works")


class MortalBroker(Protocol):
    """A broker that can be killed, forget everything while it is down, and come back on its port."""

    @property
    def bootstrap_servers(self) -> str: ...
    async def start(self) -> None: ...
    async def kill(self) -> None: ...
    async def wipe(self) -> None: ...


class MortalMock:
    """librdkafka's cluster behaves like one: its connections are cut, its topics are made anew."""

    def __init__(self, broker: MockBroker) -> None:
        self._broker = broker
        self.bootstrap_servers = broker.bootstrap_servers

    async def start(self) -> None:
        self._broker.bring_up()

    async def kill(self) -> None:
        self._broker.take_down()

    async def wipe(self) -> None:
        for name, partitions in ALL_TOPICS.items():
            self._broker.delete_topic(name)
            self._broker.create_topic(name, partitions)


MEMORY = {
    "RELAY_LEAD_ROWS": str(MEMORY_LEAD_ROWS), "FETCH_WAIT_MS": str(MEMORY_FETCH_WAIT_MS), "STATIC_MEMBERSHIP": "false",
}  # fmt: skip
"""What services need to know of a broker in memory."""


class World(NamedTuple):
    """Everything that runs, and how to talk to it."""

    workers: Mapping[str, Worker]
    broker: MortalBroker
    system: System
    client: httpx.AsyncClient
    api: Api


@asynccontextmanager
async def world(folder: Path, broker: MortalBroker, settings: Mapping[str, str]) -> AsyncIterator[World]:
    """A durable PostgreSQL with a database for each service, and each service's own process, all ready."""
    environ = {name: value for name, value in os.environ.items() if "KAFKA" not in name and not name.endswith("_URL")}
    async with (
        Launcher(folder, broker=broker.bootstrap_servers, environ={**environ, **settings}) as launcher,
        AsyncExitStack() as running,
    ):
        workers = {service: launcher.worker(service) for service in SERVICES}
        await asyncio.gather(*(running.enter_async_context(worker) for worker in workers.values()))
        gateway = ByPrefix({service: worker.port for service, worker in workers.items()})
        running.push_async_callback(gateway.close)
        databases = {service: str(launcher.settings(service)["database_url"]) for service in SERVICES}
        tokens = staff_tokens(launcher.folder.signing_key(), now=utc_now())
        system = System("http://127.0.0.1", tokens, databases, gateway)
        async with httpx.AsyncClient(transport=gateway, base_url=system.base_url, timeout=10) as client:
            yield World(workers, broker, system, client, Api(client, tokens))


class Staff:
    """Those who record gifts, expenditures and applications. What is refused or unanswered they send again, with its
    key, until it is answered: so it is known exactly what was accepted."""

    def __init__(self, world: World) -> None:
        self._client = world.client
        self._tokens = world.system.tokens
        self._numbers = count(1)
        self._stopped = asyncio.Event()
        self.fund_id = ""
        self.gifts: dict[str, int] = {}
        """gift_id → đồng, of all that were accepted."""
        self.spent: dict[str, int] = {}
        self.houses: set[str] = set()
        self.repeats = 0

    async def open_fund(self) -> None:
        """A fund that donation and housing_project know."""
        body = {"code": "FAULTS", "name": "Quỹ thử", "level": "province", "locality": "Vĩnh Phúc"}
        self.fund_id = (await self._insist("admin", "/api/fund-allocation/funds", body))["fund_id"]

    @asynccontextmanager
    async def giving(self) -> AsyncIterator[None]:
        """Gifts all the while, over several connections; at the end each giver's last one is answered."""
        async with asyncio.TaskGroup() as group:
            for _ in range(GIVERS):
                group.create_task(self._give())
            yield
            self._stopped.set()

    async def accepted(self, more: int) -> None:
        """Wait until so many more gifts were accepted."""
        goal = len(self.gifts) + more
        await eventually(lambda: len(self.gifts) >= goal, seconds=ANSWER_SECONDS)

    async def spend(self) -> None:
        """Pay something out of the fund."""
        number = next(self._numbers)
        body = {"fund_id": self.fund_id, "use": USES[number % len(USES)], "amount": 10_000 + number, "spent_on": DAY,
                "description": f"chi {number}"}  # fmt: skip
        answer = await self._insist("accountant", "/api/fund-allocation/expenditures", body, "above_balance")
        self.spent[answer["expenditure_id"]] = 10_000 + number

    async def apply(self) -> None:
        """A household and its application for a house."""
        body: dict[str, Any] = {"fund_id": self.fund_id, "category": "martyr_relative", "village": "Thôn 1",
                                "commune": "Bình Dương"}  # fmt: skip
        household = await self._insist("project_officer", "/api/housing-project/households", body, "unknown_fund")
        body = {"household_id": household["household_id"], "fund_id": self.fund_id, "work_type": "repair",
                "programme": "P", "applied_on": DAY, "estimated_cost": 30_000_000}  # fmt: skip
        self.houses.add((await self._insist("project_officer", "/api/housing-project/houses", body))["house_id"])

    async def _give(self) -> None:
        while not self._stopped.is_set():
            number = next(self._numbers)
            amount = 50_000 + number
            body = {"fund_id": self.fund_id, "amount": amount, "received_on": DAY,
                    "channel": "cash" if number % 2 else "bank_transfer"}  # fmt: skip
            answer = await self._insist("cashier", "/api/donation/gifts", body, "fund_unknown")
            assert answer["gift_id"] not in self.gifts
            self.gifts[answer["gift_id"]] = amount
            await asyncio.sleep(PAUSE_SECONDS)

    async def _insist(
        self, role: Role, path: str, body: Mapping[str, Any], not_yet: str | None = None
    ) -> dict[str, Any]:
        """Send until it is answered, always with the same key. ``not_yet``: a refusal that time will heal."""
        headers = {"authorization": f"Bearer {self._tokens[role]}", "idempotency-key": f"faults-{next(self._numbers)}"}
        deadline = time.monotonic() + ANSWER_SECONDS
        while True:
            try:
                answer = await self._client.post(path, json=body, headers=headers)
            except httpx.TransportError as error:
                said = repr(error)
            else:
                if answer.is_success:
                    content: dict[str, Any] = answer.json()
                    return content
                said = f"{answer.status_code} {answer.text}"
                code = answer.json()["code"]
                busy = answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
                assert busy or code in {"idempotency_key_running", not_yet}, said
            assert time.monotonic() < deadline, f"{path}: {said}"
            self.repeats += 1
            await asyncio.sleep(PAUSE_SECONDS)
