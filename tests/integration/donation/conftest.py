"""The donation service as its users meet it: over HTTP, on a real database, hearing events by its inbox."""

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from aiokafka import ConsumerRecord

from services.donation.service import Settings, build
from shared.access import Role, new_signing_key, public_key_of, sign_token
from shared.contracts import Contract, partition_of, topic_of
from shared.contracts.envelope import encode
from shared.contracts.fund_allocation import FundOpened, YearClosed
from shared.contracts.housing_project import HouseApplied
from shared.db import Database
from shared.host import Service
from tests.support.databases import Clones, ServiceDatabase

NOW = datetime(2024, 7, 27, 18, 30, tzinfo=UTC)
"""In Vietnam it is 28 July already."""
FUND, OTHER_FUND, HOUSE, OTHER_HOUSE = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
KEY = new_signing_key()


def token(actor: str, *roles: Role, funds: Sequence[UUID] | None = None) -> str:
    return sign_token(KEY, actor_id=actor, roles=roles, funds=funds, now=NOW, ttl=timedelta(days=300))


TOKENS = {
    "admin": token("admin-1", "admin"),
    "clerk": token("clerk-1", "clerk"),
    "cashier": token("cashier-1", "cashier"),
    "accountant": token("accountant-1", "accountant"),
    "auditor": token("auditor-1", "auditor"),
    "everything": token("everything-1", "admin", "cashier", "accountant", "clerk"),
    "stranger": token("stranger-1", "admin", "cashier", "accountant", "auditor", funds=[OTHER_FUND]),
}


@dataclasses.dataclass
class Donation:
    """The running service. Bodies go in and come out as JSON; events are heard as the broker would bring them."""

    service: Service
    client: httpx.AsyncClient
    database: Database
    server: ServiceDatabase
    now: datetime = NOW
    marks: dict[tuple[str, int], int] = dataclasses.field(default_factory=dict)
    position: int = 0

    async def get(self, path: str, *, by: str = "auditor", language: str = "vi") -> httpx.Response:
        headers = {"authorization": f"Bearer {TOKENS[by]}", "accept-language": language}
        return await self.client.get(f"/api/donation{path}", headers=headers)

    async def read(self, path: str, *, by: str = "auditor") -> dict[str, Any]:
        """A GET that must succeed."""
        response = await self.get(path, by=by)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def send(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes,
        *,
        by: str,
        key: str | None = None,
        language: str = "vi",
    ) -> httpx.Response:
        headers = {
            "authorization": f"Bearer {TOKENS[by]}", "idempotency-key": key or str(uuid4()),
            "accept-language": language, "content-type": "application/json",
        }  # fmt: skip
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.client.request(method, f"/api/donation{path}", content=content, headers=headers)

    async def post(
        self, path: str, body: Mapping[str, Any] | bytes, *, by: str = "cashier", key: str | None = None
    ) -> httpx.Response:
        return await self.send("POST", path, body, by=by, key=key)

    async def done(
        self, path: str, body: Mapping[str, Any], *, by: str = "cashier", method: str = "POST"
    ) -> dict[str, Any]:
        """A change that must succeed."""
        response = await self.send(method, path, body, by=by)
        assert response.status_code in (200, 201), response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def refused(
        self, path: str, body: Mapping[str, Any] | bytes, *, by: str = "cashier", method: str = "POST"
    ) -> tuple[int, str, str]:
        """Status, code and field of a change that must be refused; nothing may have been written or said."""
        before = await self.rows()
        response = await self.send(method, path, body, by=by)
        assert response.headers["content-type"] == "application/problem+json", response.text
        vi = response.json()
        en = (await self.send(method, path, body, by=by, language="en")).json()
        assert await self.rows() == before, "a refusal changed something"
        assert vi["detail"] != en["detail"]
        assert all(len(detail) > 20 for detail in (vi["detail"], en["detail"]))
        return response.status_code, vi["code"], vi["errors"][0]["field"] if "errors" in vi else ""

    async def rows(self) -> dict[str, int]:
        """How many rows every table of the service has, and how far its counters are."""
        tables = (
            "unit", "campaign", "target", "book", "gift", "payer", "reversal", "outbox", "idempotency",
            "gift_part", "gift_correction", "batch", "batch_line", "contribution", "contribution_giver",
            "contribution_reversal", "beneficiary", "sponsorship", "sponsorship_end", "sponsorship_payment",
            "sponsorship_payment_void", "indicator", "letterhead", "print_run", "receipt_print",
            "merge", "consent", "name_withdrawal", "campaign_change", "pledge", "pledge_due", "pledger", "reminder",
            "reminder_letter", "gift_pledge", "gift_member", "gift_on_behalf", "bank_line", "callback_secret",
        )  # fmt: skip
        counts = [f"(select count(*) from {table}) as {table}" for table in tables]  # noqa: S608 - the names above
        counter = "(select coalesce(sum(last_number), 0)::bigint from book) as last_number"
        return dict((await self.admin(f"select {', '.join(counts)}, {counter}"))[0])

    async def admin(self, sql: str, *arguments: object) -> list[Any]:
        """Rows as the superuser sees them."""
        conn = await asyncpg.connect(self.server.superuser_url)
        try:
            return list(await conn.fetch(sql, *arguments))
        finally:
            await conn.close()

    async def blocked(self, statement: str) -> None:
        """Until a statement that says this waits for a lock."""
        async with asyncio.timeout(10):
            while not await self.admin(
                """select from pg_stat_activity
                   where wait_event_type = 'Lock' and datname = $1 and position($2 in query) > 0""",
                self.server.name, statement,
            ):  # fmt: skip
                await asyncio.sleep(0.01)

    async def told(self, kind: str | None = None) -> list[dict[str, Any]]:
        """What the service has published, in order: the data of one type, or of all."""
        rows = await self.admin("select data from outbox where $1::text is null or type = $1 order by position", kind)
        return [json.loads(row["data"]) for row in rows]

    async def gifts_told(self) -> list[str]:
        """The ids of the gifts that the service has published, those that were told together among them."""
        one_by_one = [event["gift_id"] for event in await self.told("donation.received.v1")]
        together = await self.told("donations.received.v1")
        return one_by_one + [gift["gift_id"] for event in together for some in event["alike"] for gift in some["gifts"]]

    async def hear(self, source: str, *events: tuple[object, Contract]) -> None:
        """Events of another service with their subjects, as one batch."""
        records = []
        for subject, event in events:
            self.position += 1
            partition = partition_of(str(subject))
            headers = {
                "ce_type": event.TYPE, "ce_position": str(self.position),
                "ce_previous": str(self.marks.get((source, partition), 0)), "ce_time": NOW.isoformat(),
                "ce_correlationid": "test",
            }  # fmt: skip
            self.marks[source, partition] = self.position
            record = ConsumerRecord(
                topic=topic_of(source), partition=partition, offset=self.position, timestamp=0, timestamp_type=0,
                key=str(subject).encode(), value=encode(event).encode(), checksum=None, serialized_key_size=0,
                serialized_value_size=0, headers=tuple((name, value.encode()) for name, value in headers.items()),
            )  # fmt: skip
            records.append(record)
        await self.service.inbox.take(records)
        assert (await self.admin("select count(*) from quarantine"))[0][0] == 0

    async def hear_year_closed(self, year: int) -> None:
        event = YearClosed(
            fund_id=FUND, year=year, opening=0, received=0, reversed=0, used=0, closing=0, closed_on=date(2024, 2, 1)
        )
        await self.hear("fund_allocation", (FUND, event))

    async def unit(self, code: str = "TH-01", **changes: object) -> str:
        """A registered unit's id."""
        body = {"fund_id": str(FUND), "code": code, "name": "Trường tiểu học A", "kind": "school"} | changes
        return str((await self.done("/units", body, by="admin"))["unit_id"])

    async def campaign(self, code: str = "D-2024", **changes: object) -> str:
        """An open campaign's id."""
        body = {
            "fund_id": str(FUND), "code": code, "name": "Đợt 27/7", "year": 2024, "opens_on": "2024-06-28",
            "closes_on": "2024-07-27",
        } | changes  # fmt: skip
        return str((await self.done("/campaigns", body, by="admin"))["campaign_id"])

    async def gift(self, *, by: str = "cashier", **changes: object) -> dict[str, Any]:
        """A recorded gift."""
        return await self.done("/gifts", gift(**changes), by=by)


def gift(**changes: object) -> dict[str, Any]:
    """The body of a gift that is accepted as it is."""
    body = {"fund_id": str(FUND), "channel": "cash", "amount": 200_000, "received_on": "2024-07-20"} | changes
    return {name: value for name, value in body.items() if value is not ...}


@asynccontextmanager
async def running(server: ServiceDatabase, uploads: Path = Path("no-uploads")) -> AsyncIterator[Donation]:
    """The service with two open funds and a house in each."""
    settings = Settings.for_service(
        "donation", database_url=server.url, token_public_key=public_key_of(KEY), uploads=uploads
    )
    made: list[Donation] = []
    service = build(settings, clock=lambda: made[0].now if made else NOW)
    await service.database.open()
    transport = httpx.ASGITransport(app=service.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        donation = Donation(service, client, service.database, server)
        made.append(donation)
        await donation.hear("fund_allocation", *((f, opened(f)) for f in (FUND, OTHER_FUND)))
        houses = ((HOUSE, FUND), (OTHER_HOUSE, OTHER_FUND))
        await donation.hear("housing_project", *((house, applied(house, fund)) for house, fund in houses))
        yield donation
    await service.database.close()


@pytest.fixture
async def donation(service_database: Clones, tmp_path: Path) -> AsyncIterator[Donation]:
    """The running service on a fresh database."""
    async with running(await service_database("donation"), tmp_path / "uploads") as donation:
        yield donation


def opened(fund_id: UUID) -> FundOpened:
    code = f"Q-{fund_id.int}"
    return FundOpened(fund_id=fund_id, code=code, name=f"Quỹ {code}", level="commune", locality=code)


def applied(house_id: UUID, fund_id: UUID) -> HouseApplied:
    return HouseApplied(
        house_id=house_id, house_code=f"NH-{house_id.int}", household_id=uuid4(), household_code="HO-1",
        category="war_invalid", village="Thôn 3", commune="Xã A", work_type="new_build", programme="QUY",
        fund_id=fund_id, applied_on=date(2024, 3, 1),
    )  # fmt: skip
