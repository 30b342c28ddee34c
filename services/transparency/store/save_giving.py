"""Who gives and for what: funds, units, campaigns, targets. A later event about the same id replaces the earlier."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.transparency.store.rows import columns
from shared.db import Connection


class FundRow(NamedTuple):
    """A row of ``fund``."""

    fund_id: UUID
    code: str
    name: str
    level: str
    locality: str


class UnitRow(NamedTuple):
    """A row of ``unit``."""

    unit_id: UUID
    fund_id: UUID
    code: str
    kind: str
    name: str | None
    folded: str
    sort_key: str


class CampaignRow(NamedTuple):
    """A row of ``campaign``."""

    campaign_id: UUID
    fund_id: UUID
    code: str
    name: str
    year: int
    opens_on: date
    closes_on: date


class TargetRow(NamedTuple):
    """A row of ``target``; ``amount`` in đồng."""

    campaign_id: UUID
    unit_id: UUID
    fund_id: UUID
    year: int
    amount: int


async def put_funds(conn: Connection, rows: Sequence[FundRow]) -> None:
    """Write funds; no id twice in ``rows``."""
    await conn.execute(
        """insert into fund (fund_id, code, name, level, locality)
           select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) order by 1
           on conflict (fund_id) do update set code = excluded.code, name = excluded.name, level = excluded.level,
               locality = excluded.locality""",
        *columns(rows),
    )


async def put_units(conn: Connection, rows: Sequence[UnitRow]) -> None:
    """Write units; no id twice in ``rows``."""
    await conn.execute(
        """insert into unit (unit_id, fund_id, code, kind, name, folded, sort_key)
           select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
           order by 1
           on conflict (unit_id) do update set fund_id = excluded.fund_id, code = excluded.code, kind = excluded.kind,
               name = excluded.name, folded = excluded.folded, sort_key = excluded.sort_key""",
        *columns(rows),
    )


async def put_campaigns(conn: Connection, rows: Sequence[CampaignRow]) -> None:
    """Write campaigns; no id twice in ``rows``."""
    await conn.execute(
        """insert into campaign (campaign_id, fund_id, code, name, year, opens_on, closes_on)
           select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::date[], $7::date[])
           order by 1
           on conflict (campaign_id) do update set fund_id = excluded.fund_id, code = excluded.code,
               name = excluded.name, year = excluded.year, opens_on = excluded.opens_on,
               closes_on = excluded.closes_on""",
        *columns(rows),
    )


async def put_targets(conn: Connection, rows: Sequence[TargetRow]) -> None:
    """Write targets; no (campaign, unit) twice in ``rows``."""
    await conn.execute(
        """insert into target (campaign_id, unit_id, fund_id, year, amount)
           select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::bigint[]) order by 2, 1
           on conflict (unit_id, campaign_id) do update set fund_id = excluded.fund_id, year = excluded.year,
               amount = excluded.amount""",
        *columns(rows),
    )
