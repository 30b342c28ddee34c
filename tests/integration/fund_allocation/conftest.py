"""The fund-allocation service as its users meet it: over HTTP, on a real database, hearing events by its inbox."""

import dataclasses
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from aiokafka import ConsumerRecord

from services.fund_allocation.service import NAME, build
from shared.access import Role, new_signing_key, public_key_of, sign_token
from shared.contracts import SOURCES, Contract, partition_of, topic_of
from shared.contracts.donation import BooksClosed, DonationReceived, DonationReversed, Earmark, Receipt
from shared.contracts.envelope import encode
from shared.contracts.housing_project import (
    FundingMix,
    HouseApplied,
    HouseCancelled,
    HouseSettled,
    HouseStageReached,
    Stage,
    SupportRequested,
    WorkType,
)
from shared.db import Connection, Database
from shared.host import Service
from shared.ids import uuid7
from shared.settings import ServiceSettings
from tests.support.databases import Clones, ServiceDatabase

NOW = datetime(2026, 6, 15, 5, 0, tzinfo=UTC)
KEY = new_signing_key()
MILLION = 1_000_000


def token(actor: str, *roles: Role, funds: Sequence[UUID] | None = None) -> str:
    return sign_token(KEY, actor_id=actor, roles=roles, funds=funds, now=NOW, ttl=timedelta(hours=1))


TOKENS = {
    "admin": token("admin-1", "admin"),
    "approver": token("approver-1", "approver"),
    "accountant": token("accountant-1", "accountant"),
    "auditor": token("auditor-1", "auditor"),
    "officer": token("officer-1", "approver", "accountant", "project_officer"),
    "both": token("approver-1", "approver", "accountant"),
    "stranger": token("stranger-1", "admin", "approver", "accountant", funds=[UUID(int=9)]),
}


@dataclasses.dataclass
class House:
    """A house that asked for support."""

    house_id: UUID
    household_id: UUID
    request_id: UUID


@dataclasses.dataclass
class Allocation:
    """The running service. Bodies go in and come out as JSON; events are heard as the broker would bring them."""

    service: Service
    client: httpx.AsyncClient
    database: Database
    server: ServiceDatabase
    superuser: Connection
    fund_id: UUID
    marks: dict[tuple[str, int], int] = dataclasses.field(default_factory=dict)
    position: int = 0
    receipts: int = 0

    async def get(self, path: str, *, by: str = "auditor", **query: object) -> Any:
        """The JSON of a GET that must succeed."""
        response = await self.ask(path, by=by, **query)
        assert response.status_code == 200, response.text
        return response.json()

    async def ask(self, path: str, *, by: str = "auditor", **query: object) -> httpx.Response:
        headers = {"authorization": f"Bearer {TOKENS[by]}"}
        params = {name: str(value) for name, value in query.items()}
        return await self.client.get(f"/api/fund-allocation{path}", headers=headers, params=params)

    async def post(
        self, path: str, body: Mapping[str, Any], *, by: str, key: str | None = None, language: str = "vi"
    ) -> httpx.Response:
        headers = {
            "authorization": f"Bearer {TOKENS[by]}",
            "idempotency-key": key or str(uuid4()),
            "accept-language": language,
        }
        return await self.client.post(f"/api/fund-allocation{path}", json=plain(body), headers=headers)

    async def done(self, path: str, body: Mapping[str, Any], *, by: str) -> dict[str, Any]:
        """The JSON of a POST that must succeed."""
        response = await self.post(path, body, by=by)
        assert response.status_code in (200, 201), response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def refused(self, path: str, body: Mapping[str, Any], *, by: str) -> tuple[str, str]:
        """Code and field of a POST that must be refused, in both languages, and that changes nothing."""
        before = await self.rows()
        vietnamese = (await self.post(path, body, by=by)).json()
        response = await self.post(path, body, by=by, language="en")
        assert response.headers["content-type"] == "application/problem+json", response.text
        english = response.json()
        assert await self.rows() == before, "a refusal changed something"
        assert vietnamese["detail"] != english["detail"]
        assert vietnamese["code"] == english["code"]
        return english["code"], english["errors"][0]["field"] if "errors" in english else ""

    async def rows(self) -> list[int]:
        """How many rows the tables of the service have."""
        found = await self.admin(
            """select (select count(*) from fund), (select count(*) from entry), (select count(*) from lot),
                      (select count(*) from lot_part), (select count(*) from holding), (select count(*) from reversal),
                      (select count(*) from request where state = 'waiting'), (select count(*) from norm),
                      (select count(*) from decision), (select count(*) from refusal),
                      (select count(*) from instalment), (select count(*) from expenditure),
                      (select count(*) from year_close), (select count(*) from outbox),
                      (select count(*) from idempotency)"""
        )
        return list(found[0])

    async def admin(self, sql: str, *arguments: object) -> list[Any]:
        """Rows as the superuser sees them."""
        return list(await self.superuser.fetch(sql, *arguments))

    async def told(self, type_: str | None = None) -> list[dict[str, Any]]:
        """What the service has published, in order; of one type or with its type and subject added."""
        rows = await self.admin("select type, subject, data from outbox order by position")
        if type_ is not None:
            return [json.loads(row["data"]) for row in rows if row["type"] == type_]
        return [{"type": row["type"], "subject": row["subject"], **json.loads(row["data"])} for row in rows]

    async def hear(self, *events: tuple[object, Contract]) -> None:
        """Events with their subjects, as one batch."""
        records = []
        for subject, event in events:
            self.position += 1
            source = next(source for source, known in SOURCES.items() if type(event) in known)
            partition = partition_of(str(subject))
            headers = {
                "ce_type": event.TYPE, "ce_position": str(self.position), "ce_time": NOW.isoformat(),
                "ce_previous": str(self.marks.get((source, partition), 0)), "ce_correlationid": "test",
            }  # fmt: skip
            self.marks[source, partition] = self.position
            record = ConsumerRecord(
                topic=topic_of(source), partition=partition, offset=self.position, timestamp=0, timestamp_type=0,
                key=str(subject).encode(), value=encode(event).encode(), checksum=None, serialized_key_size=0,
                serialized_value_size=0, headers=tuple((name, value.encode()) for name, value in headers.items()),
            )  # fmt: skip
            records.append(record)
        await self.service.inbox.take(records)

    async def quarantined(self) -> list[str]:
        """Why records are in quarantine."""
        return [row["error"] for row in await self.admin("select error from quarantine order by id")]

    # What happens outside

    def received(
        self, amount: int, on: str = "2026-01-10", *, earmark: tuple[str, object] | None = None,
        channel: Literal["cash", "bank_transfer"] = "cash", fund_id: UUID | None = None,
    ) -> DonationReceived:  # fmt: skip
        self.receipts += 1
        day = date.fromisoformat(on)
        return DonationReceived(
            gift_id=uuid7(), fund_id=fund_id or self.fund_id, unit_id=None, campaign_id=None, channel=channel,
            amount=amount, received_on=day, receipt=Receipt(year=day.year, book="B1", number=self.receipts),
            earmark=Earmark.model_validate({"kind": earmark[0], "ref": str(earmark[1])}) if earmark else None,
        )  # fmt: skip

    async def gift(self, amount: int, on: str = "2026-01-10", **more: Any) -> DonationReceived:
        """One gift, heard."""
        gift = self.received(amount, on, **more)
        await self.hear((gift.gift_id, gift))
        return gift

    async def reverse(self, *gifts: DonationReceived, on: str = "2026-06-01") -> None:
        await self.hear(*((gift.gift_id, taken_back(gift, on)) for gift in gifts))

    async def house(
        self, amount: int = 40 * MILLION, *, on: str = "2026-02-01", work_type: WorkType = "new_build",
        programme: str = "QUY", household_id: UUID | None = None, house_id: UUID | None = None,
        requested_by: str = "officer-1", fund_id: UUID | None = None,
    ) -> House:  # fmt: skip
        """A house that asks for support, heard."""
        day, fund = date.fromisoformat(on), fund_id or self.fund_id
        house = House(house_id or uuid7(), household_id or uuid7(), uuid7())
        applied = HouseApplied(
            house_id=house.house_id, house_code=f"N{self.position}", household_id=house.household_id,
            household_code="H1", category="war_invalid", village="Thôn 3", commune="Xã A", work_type=work_type,
            programme=programme, fund_id=fund, applied_on=day,
        )  # fmt: skip
        requested = SupportRequested(
            request_id=house.request_id, house_id=house.house_id, household_id=house.household_id, fund_id=fund,
            programme=programme, work_type=work_type, amount=amount, estimated_cost=amount * 2, requested_on=day,
            requested_by=requested_by,
        )  # fmt: skip
        await self.hear((house.house_id, applied), (house.house_id, requested))
        return house

    async def certificate(self, house: House, stage: Stage = "foundation", on: str = "2026-04-01") -> UUID:
        certificate_id = uuid7()
        reached = HouseStageReached(
            house_id=house.house_id, stage=stage, on=date.fromisoformat(on), certificate_id=certificate_id
        )
        await self.hear((house.house_id, reached))
        return certificate_id

    async def settle(self, house: House, on: str = "2026-06-01") -> None:
        mix = FundingMix(fund=1, state_budget=0, family=0, community=0, labour_days=0)
        settled = HouseSettled(
            house_id=house.house_id, request_id=house.request_id, actual_cost=1, mix=mix,
            settled_on=date.fromisoformat(on),
        )  # fmt: skip
        await self.hear((house.house_id, settled))

    async def cancel(self, house: House, on: str = "2026-06-01") -> None:
        cancelled = HouseCancelled(
            house_id=house.house_id, request_id=house.request_id, cancelled_on=date.fromisoformat(on)
        )
        await self.hear((house.house_id, cancelled))

    async def close_receipt_books(self, year: int, *totals: int) -> None:
        gifts, received, reversals, reversed_ = totals
        closed = BooksClosed(
            fund_id=self.fund_id, year=year, gifts=gifts, received=received, reversals=reversals, reversed=reversed_
        )
        await self.hear((self.fund_id, closed))

    # What staff do

    async def decide(
        self, house: House, amount: int, on: str = "2026-03-01", *, by: str = "approver", **more: Any
    ) -> dict[str, Any]:
        return await self.done("/decisions", self.decision(house, amount, on, **more), by=by)

    def decision(self, house: House, amount: int, on: str = "2026-03-01", **more: Any) -> dict[str, Any]:
        return {"request_id": house.request_id, "amount": amount, "decided_on": on, "reason_above_norm": "…"} | more

    async def pay(
        self, decision: Mapping[str, Any], certificate: UUID, amount: int, on: str = "2026-04-02"
    ) -> dict[str, Any]:
        body = {"certificate_id": certificate, "amount": amount, "paid_on": on}
        return await self.done(f"/decisions/{decision['decision_id']}/instalments", body, by="accountant")

    async def spend(self, amount: int, use: str = "hardship", on: str = "2026-03-01", **more: Any) -> dict[str, Any]:
        return await self.done("/expenditures", self.expenditure(amount, use, on, **more), by="accountant")

    def expenditure(self, amount: int, use: str = "hardship", on: str = "2026-03-01", **more: Any) -> dict[str, Any]:
        body = {"fund_id": self.fund_id, "use": use, "amount": amount, "spent_on": on, "description": "Thăm hỏi"}
        return body | more

    async def books(self) -> tuple[int, int, int]:
        """Free, reserved and used money of the fund; its books must prove right."""
        proof = await self.get(f"/funds/{self.fund_id}/proof")
        assert proof["balanced"], [check for check in proof["checks"] if check["left"] != check["right"]]
        fund = await self.get(f"/funds/{self.fund_id}")
        return fund["free"], fund["reserved"], sum(fund["uses"].values())


def taken_back(gift: DonationReceived, on: str = "2026-06-01") -> DonationReversed:
    return DonationReversed(
        gift_id=gift.gift_id, fund_id=gift.fund_id, unit_id=None, campaign_id=None, amount=gift.amount,
        received_on=gift.received_on, reversed_on=date.fromisoformat(on), kind="void",
    )  # fmt: skip


def plain(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, UUID | date) else value for name, value in body.items()}


@pytest.fixture
async def allocation(service_database: Clones) -> AsyncIterator[Allocation]:
    """The service with one open fund that holds nothing."""
    server = await service_database(NAME)
    settings = ServiceSettings.for_service(NAME, database_url=server.url, token_public_key=public_key_of(KEY))
    service = build(settings, clock=lambda: NOW)
    await service.database.open()
    transport = httpx.ASGITransport(app=service.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        superuser = await asyncpg.connect(server.superuser_url)
        allocation = Allocation(service, client, service.database, server, superuser, UUID(int=0))
        form = {"code": "VP", "name": "Quỹ tỉnh", "level": "province", "locality": "Vĩnh Phúc"}
        allocation.fund_id = UUID((await allocation.done("/funds", form, by="admin"))["fund_id"])
        yield allocation
        await superuser.close()
    await service.database.close()
