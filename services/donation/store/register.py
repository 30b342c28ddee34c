"""Funds, units, campaigns and targets."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.donation.domain.register import Campaign, Unit
from shared.db import Connection


class Target(NamedTuple):
    """What a unit is asked for in a campaign, in đồng; ``unit_code`` orders the list."""

    campaign_id: UUID
    unit_id: UUID
    fund_id: UUID
    amount: int
    unit_code: str


async def fund_is_known(conn: Connection, fund_id: UUID) -> bool:
    """Whether the fund was heard of."""
    return await conn.fetchval("select true from fund where fund_id = $1", fund_id) is not None


async def fund_name(conn: Connection, fund_id: UUID) -> str:
    """The name of a fund that was heard of."""
    return str(await conn.fetchval("select name from fund where fund_id = $1", fund_id))


async def add_unit(conn: Connection, unit: Unit, *, by: str, at: datetime) -> bool:
    """Register a unit; False when the fund has its code already."""
    added = await conn.fetchval(
        """insert into unit (unit_id, fund_id, code, kind, name, name_consent_on, registered_by, registered_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (fund_id, upper(code)) do nothing returning true""",
        *unit, by, at,
    )  # fmt: skip
    return added is not None


async def unit(conn: Connection, unit_id: UUID) -> Unit | None:
    """One unit."""
    row = await conn.fetchrow(
        "select unit_id, fund_id, code, kind, name, name_consent_on from unit where unit_id = $1", unit_id
    )
    return None if row is None else Unit(*row)


async def units(conn: Connection, fund_id: UUID, *, after: str | None, limit: int) -> list[Unit]:
    """Units of a fund in the order of their codes in capitals, those after ``after``."""
    rows = await conn.fetch(
        """select unit_id, fund_id, code, kind, name, name_consent_on from unit
           where fund_id = $1 and upper(code) > $2 order by upper(code) limit $3""",
        fund_id, after or "", limit,
    )  # fmt: skip
    return [Unit(*row) for row in rows]


async def add_campaign(conn: Connection, campaign: Campaign, *, by: str, at: datetime) -> bool:
    """Open a campaign; False when the fund has its code already."""
    added = await conn.fetchval(
        """insert into campaign (campaign_id, fund_id, code, name, year, opens_on, closes_on, opened_by, opened_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (fund_id, upper(code)) do nothing returning true""",
        *campaign, by, at,
    )  # fmt: skip
    return added is not None


async def campaign(conn: Connection, campaign_id: UUID) -> Campaign | None:
    """One campaign."""
    row = await conn.fetchrow(
        """select campaign_id, fund_id, code, name, year, opens_on, closes_on from campaign where campaign_id = $1""",
        campaign_id,
    )
    return None if row is None else Campaign(*row)


async def campaigns(conn: Connection, fund_id: UUID, *, after: UUID | None, limit: int) -> list[Campaign]:
    """Campaigns of a fund, newest first, those after ``after``."""
    rows = await conn.fetch(
        """select campaign_id, fund_id, code, name, year, opens_on, closes_on from campaign
           where fund_id = $1 and ($2::uuid is null or campaign_id < $2) order by campaign_id desc limit $3""",
        fund_id, after, limit,
    )  # fmt: skip
    return [Campaign(*row) for row in rows]


async def set_target(conn: Connection, campaign: Campaign, unit: Unit, amount: int, *, by: str, at: datetime) -> bool:
    """Set or replace a target; False when it has this amount already."""
    changed = await conn.fetchval(
        """insert into target as t (campaign_id, unit_id, fund_id, unit_kind, amount, set_by, set_at)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (campaign_id, unit_id) do update
               set amount = excluded.amount, set_by = excluded.set_by, set_at = excluded.set_at
               where t.amount <> excluded.amount
           returning true""",
        campaign.campaign_id, unit.unit_id, unit.fund_id, unit.kind, amount, by, at,
    )  # fmt: skip
    return changed is not None


async def targets(conn: Connection, campaign_id: UUID, *, after: str | None, limit: int) -> list[Target]:
    """Targets of a campaign in the order of the units' codes in capitals, those after ``after``."""
    rows: list[asyncpg.Record] = await conn.fetch(
        """select t.campaign_id, t.unit_id, t.fund_id, t.amount, u.code as unit_code
           from target t join unit u using (unit_id)
           where t.campaign_id = $1 and upper(u.code) > $2 order by upper(u.code) limit $3""",
        campaign_id, after or "", limit,
    )  # fmt: skip
    return [Target(*row) for row in rows]
