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
    suggested_level: str | None
    closed_on: date | None


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


async def put_units(conn: Connection, rows: Sequence[UnitRow], *, changed: bool) -> None:
    """Write units; no id twice in ``rows``. What was ``changed`` is replaced by a later change only."""
    await conn.execute(
        """insert into unit (unit_id, fund_id, code, kind, name, folded, sort_key, changed)
           select *, $8 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
           order by 1
           on conflict (unit_id) do update set fund_id = excluded.fund_id, code = excluded.code, kind = excluded.kind,
               name = excluded.name, folded = excluded.folded, sort_key = excluded.sort_key, changed = excluded.changed
           where excluded.changed or not unit.changed""",
        *columns(rows), changed,
    )  # fmt: skip


async def put_merges(conn: Connection, rows: Sequence[tuple[UUID, UUID]]) -> None:
    """Write which unit goes on under which, and look up anew where each chain ends: there are few of them, and the
    links of a chain may come in any order."""
    await conn.execute(
        """insert into unit_merged (unit_id, into_id, head_id)
           select unit_id, into_id, into_id from unnest($1::uuid[], $2::uuid[]) as m (unit_id, into_id) order by 1
           on conflict (unit_id) do update set into_id = excluded.into_id""",
        *columns(rows),
    )
    await conn.execute(
        """with recursive up as (
               select unit_id, into_id as at from unit_merged
               union select u.unit_id, m.into_id from up u join unit_merged m on m.unit_id = u.at
           )
           update unit_merged m set head_id = u.at from up u
           where u.unit_id = m.unit_id and m.head_id <> u.at
             and not exists (select from unit_merged n where n.unit_id = u.at)"""
    )


async def put_campaigns(conn: Connection, rows: Sequence[CampaignRow], *, changed: bool) -> None:
    """Write campaigns; no id twice in ``rows``. What was ``changed`` is replaced by a later change only."""
    await conn.execute(
        """insert into campaign (campaign_id, fund_id, code, name, year, opens_on, closes_on, suggested_level,
                                 closed_on, changed)
           select *, $10 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::date[], $7::date[],
                                     $8::text[], $9::date[])
           order by 1
           on conflict (campaign_id) do update set fund_id = excluded.fund_id, code = excluded.code,
               name = excluded.name, year = excluded.year, opens_on = excluded.opens_on,
               closes_on = excluded.closes_on, suggested_level = excluded.suggested_level,
               closed_on = excluded.closed_on, changed = excluded.changed
           where excluded.changed or not campaign.changed""",
        *columns(rows), changed,
    )  # fmt: skip


async def put_targets(conn: Connection, rows: Sequence[TargetRow]) -> None:
    """Write targets; no (campaign, unit) twice in ``rows``."""
    await conn.execute(
        """insert into target (campaign_id, unit_id, fund_id, year, amount)
           select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::bigint[]) order by 2, 1
           on conflict (unit_id, campaign_id) do update set fund_id = excluded.fund_id, year = excluded.year,
               amount = excluded.amount""",
        *columns(rows),
    )
