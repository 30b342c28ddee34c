"""Houses, their stages and what each cost."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.transparency.store.rows import columns
from shared.db import Connection


class HouseRow(NamedTuple):
    """A row of ``house``."""

    house_id: UUID
    house_code: str
    household_code: str
    category: str
    village: str
    commune: str
    work_type: str
    programme: str
    fund_id: UUID
    applied_on: date
    folded: str
    sort_key: str


class StageRow(NamedTuple):
    """A row of ``house_stage``."""

    house_id: UUID
    stage: str
    step: int
    on: date
    certificate_id: UUID | None


class RequestRow(NamedTuple):
    """A row of ``support_request``; sums in đồng."""

    request_id: UUID
    house_id: UUID
    fund_id: UUID
    amount: int
    estimated_cost: int
    requested_on: date


class SettlementRow(NamedTuple):
    """A row of ``house_settlement``; sums in đồng, labour in days."""

    house_id: UUID
    request_id: UUID
    actual_cost: int
    fund: int
    state_budget: int
    family: int
    community: int
    labour_days: int
    settled_on: date


async def add_houses(conn: Connection, rows: Sequence[HouseRow]) -> None:
    """Write houses."""
    await conn.execute(
        """insert into house (house_id, house_code, household_code, category, village, commune, work_type, programme,
               fund_id, applied_on, folded, sort_key)
           select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
               $8::text[], $9::uuid[], $10::date[], $11::text[], $12::text[])""",
        *columns(rows),
    )


async def put_stages(conn: Connection, rows: Sequence[StageRow]) -> None:
    """Write stages; a stage told a second time replaces the first. No (house, stage) twice in ``rows``."""
    await conn.execute(
        """insert into house_stage as s (house_id, stage, step, "on", certificate_id)
           select * from unnest($1::uuid[], $2::text[], $3::smallint[], $4::date[], $5::uuid[]) order by 1, 2
           on conflict (house_id, stage) do update set "on" = excluded."on",
               certificate_id = coalesce(excluded.certificate_id, s.certificate_id)""",
        *columns(rows),
    )


async def advance(conn: Connection, rows: Sequence[tuple[UUID, int, date]]) -> None:
    """Move each house on to (step, day), never back; no house twice in ``rows``."""
    await conn.execute(
        """insert into house_progress as p (house_id, step, "on")
           select * from unnest($1::uuid[], $2::smallint[], $3::date[]) order by 1
           on conflict (house_id) do update set step = excluded.step, "on" = excluded."on"
           where excluded.step > p.step""",
        *columns(rows),
    )


async def cancel(conn: Connection, rows: Sequence[tuple[UUID, date]]) -> None:
    """Mark houses as cancelled; no house twice in ``rows``."""
    await conn.execute(
        """insert into house_progress as p (house_id, step, "on", cancelled_on)
           select house_id, 0, day, day from unnest($1::uuid[], $2::date[]) as c (house_id, day) order by 1
           on conflict (house_id) do update set cancelled_on = excluded.cancelled_on""",
        *columns(rows),
    )


async def add_requests(conn: Connection, rows: Sequence[RequestRow]) -> None:
    """Write requests for support."""
    await conn.execute(
        """insert into support_request (request_id, house_id, fund_id, amount, estimated_cost, requested_on)
           select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::date[])""",
        *columns(rows),
    )


async def add_settlements(conn: Connection, rows: Sequence[SettlementRow]) -> None:
    """Write settlements."""
    await conn.execute(
        """insert into house_settlement (house_id, request_id, actual_cost, fund, state_budget, family, community,
               labour_days, settled_on)
           select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
               $7::bigint[], $8::bigint[], $9::date[])""",
        *columns(rows),
    )
