"""The housing-project service as its users meet it: over HTTP, on a real database, hearing events by its inbox."""

import dataclasses
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from aiokafka import ConsumerRecord

from services.housing_project.service import build
from shared.access import Role, new_signing_key, public_key_of, sign_token
from shared.contracts import Contract, partition_of, topic_of
from shared.contracts.envelope import encode
from shared.contracts.fund_allocation import FundOpened, InstalmentPaid, SupportDecided
from shared.db import Database
from shared.host import Service
from shared.settings import ServiceSettings
from tests.support.databases import Clones, ServiceDatabase

NOW = datetime(2019, 12, 31, 5, 0, tzinfo=UTC)
FUND, OTHER_FUND = UUID(int=1), UUID(int=2)
KEY = new_signing_key()


def token(actor: str, *roles: Role, funds: Sequence[UUID] | None = None) -> str:
    return sign_token(KEY, actor_id=actor, roles=roles, funds=funds, now=NOW, ttl=timedelta(hours=1))


TOKENS = {
    "officer": token("officer-1", "project_officer"),
    "colleague": token("officer-2", "project_officer"),
    "auditor": token("auditor-1", "auditor"),
    "accountant": token("accountant-1", "accountant"),
    "stranger": token("officer-9", "project_officer", "auditor", funds=[OTHER_FUND]),
}


@dataclasses.dataclass
class Housing:
    """The running service. Bodies go in and come out as JSON; events are heard as the broker would bring them."""

    service: Service
    client: httpx.AsyncClient
    database: Database
    server: ServiceDatabase
    marks: dict[int, int] = dataclasses.field(default_factory=dict)
    position: int = 0

    async def get(self, path: str, *, by: str = "officer") -> httpx.Response:
        headers = {"authorization": f"Bearer {TOKENS[by]}"}
        return await self.client.get(f"/api/housing-project{path}", headers=headers)

    async def post(
        self, path: str, body: Mapping[str, Any] | None, *, by: str = "officer", key: str | None = None
    ) -> httpx.Response:
        headers = {"authorization": f"Bearer {TOKENS[by]}", "idempotency-key": key or str(uuid4())}
        return await self.client.post(f"/api/housing-project{path}", json=body, headers=headers)

    async def done(self, path: str, body: Mapping[str, Any], *, by: str = "officer") -> dict[str, Any]:
        """A POST that must succeed."""
        response = await self.post(path, body, by=by)
        assert response.status_code in (200, 201), response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def refused(self, path: str, body: Mapping[str, Any], *, by: str = "officer") -> tuple[int, str, str]:
        """Status, code and field of a POST that must be refused; nothing may have been written or said."""
        before = await self.trace()
        response = await self.post(path, body, by=by)
        assert response.headers["content-type"] == "application/problem+json", response.text
        problem = response.json()
        assert await self.trace() == before, "a refusal changed something"
        return response.status_code, problem["code"], problem["errors"][0]["field"] if "errors" in problem else ""

    async def trace(self) -> list[int]:
        """How many rows every table of the service has."""
        tables = (
            "household", "house", "house_stage", "support_request", "settlement", "stage_note", "household_private",
            "private_access", "outbox", "idempotency",
        )  # fmt: skip
        counts = [f"(select count(*) from {table})" for table in tables]  # noqa: S608 - the names above
        return list((await self.admin(f"select {', '.join(counts)}"))[0])

    async def admin(self, sql: str, *arguments: object) -> list[Any]:
        """Rows as the superuser sees them."""
        conn = await asyncpg.connect(self.server.superuser_url)
        try:
            return list(await conn.fetch(sql, *arguments))
        finally:
            await conn.close()

    async def told(self) -> list[tuple[str, dict[str, Any]]]:
        """What the service has published, in order: type and data."""
        rows = await self.admin("select type, data from outbox order by position")
        return [(row["type"], json.loads(row["data"])) for row in rows]

    async def hear(self, *events: tuple[object, Contract]) -> None:
        """Events of fund_allocation with their subjects, as one batch."""
        records = []
        for subject, event in events:
            self.position += 1
            partition = partition_of(str(subject))
            headers = {
                "ce_type": event.TYPE, "ce_position": str(self.position),
                "ce_previous": str(self.marks.get(partition, 0)), "ce_time": NOW.isoformat(),
                "ce_correlationid": "test",
            }  # fmt: skip
            self.marks[partition] = self.position
            record = ConsumerRecord(
                topic=topic_of("fund_allocation"), partition=partition, offset=self.position, timestamp=0,
                timestamp_type=0, key=str(subject).encode(), value=encode(event).encode(), checksum=None,
                serialized_key_size=0, serialized_value_size=0,
                headers=tuple((name, value.encode()) for name, value in headers.items()),
            )  # fmt: skip
            records.append(record)
        await self.service.inbox.take(records)

    async def quarantined(self) -> int:
        return int((await self.admin("select count(*) from quarantine"))[0][0])

    async def household(self, **changes: object) -> str:
        """A registered household's id."""
        body = {"fund_id": str(FUND), "category": "war_invalid", "village": "Thôn 3", "commune": "Xã A"} | changes
        return str((await self.done("/households", body))["household_id"])

    async def house(self, **changes: object) -> str:
        """An application's house id; for a household of its own unless one is given."""
        body = {
            "household_id": changes.get("household_id") or await self.household(), "fund_id": str(FUND),
            "work_type": "new_build", "programme": "quy", "applied_on": "2019-03-01", "estimated_cost": 60_000_000,
        } | changes  # fmt: skip
        return str((await self.done("/houses", body))["house_id"])

    async def decided_house(self, **changes: object) -> tuple[str, UUID]:
        """A house for which the fund has decided 40 million, and the decision's id."""
        house = await self.house(**changes)
        await self.done(f"/houses/{house}/inspection", {"on": "2019-03-02"})
        await self.done(f"/houses/{house}/review", {"on": "2019-03-03", "approved": True})
        request = await self.done(f"/houses/{house}/support-request", {"on": "2019-03-04", "amount": 40_000_000})
        decision = uuid4()
        await self.hear((decision, self.decision(decision, house, request["request_id"])))
        return house, decision

    def decision(self, decision: UUID, house: str, request: str, on: date = date(2019, 3, 5)) -> SupportDecided:
        return SupportDecided(
            decision_id=decision, decision_number="12/QĐ", request_id=UUID(request), house_id=UUID(house), fund_id=FUND,
            work_type="new_build", amount=40_000_000, decided_on=on, above_norm=False,
        )  # fmt: skip

    def instalment(self, decision: UUID, house: str, amount: int) -> InstalmentPaid:
        return InstalmentPaid(
            instalment_id=uuid4(), decision_id=decision, house_id=UUID(house), fund_id=FUND, certificate_id=uuid4(),
            certificate="foundation", amount=amount, paid_on=date(2019, 5, 1),
        )  # fmt: skip

    async def handed_over_house(self) -> str:
        """A repair that was handed over and for which 40 million have been paid."""
        house, decision = await self.decided_house(work_type="repair")
        await self.done(f"/houses/{house}/groundbreaking", {"on": "2019-04-01"})
        await self.done(f"/houses/{house}/handover", {"on": "2019-06-01"})
        await self.hear((decision, self.instalment(decision, house, 40_000_000)))
        return house


@pytest.fixture
async def housing(service_database: Clones) -> AsyncIterator[Housing]:
    """The service with one open fund."""
    server = await service_database("housing_project")
    settings = ServiceSettings.for_service(
        "housing_project", database_url=server.url, token_public_key=public_key_of(KEY)
    )
    service = build(settings, clock=lambda: NOW)
    await service.database.open()
    transport = httpx.ASGITransport(app=service.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        housing = Housing(service, client, service.database, server)
        await housing.hear(*((fund, opened(fund, name)) for fund, name in ((FUND, "P"), (OTHER_FUND, "X"))))
        yield housing
    await service.database.close()


def opened(fund_id: UUID, code: str) -> FundOpened:
    return FundOpened(fund_id=fund_id, code=code, name=f"Quỹ {code}", level="commune", locality=code)
