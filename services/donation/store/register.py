"""Funds, units, campaigns and targets."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.donation.domain.register import Asked, Campaign, Unit
from shared.contracts.fund_allocation import Level
from shared.db import Connection


class Target(NamedTuple):
    """What a unit is asked for in a campaign, in đồng, under its head's code, which orders the list.

    ``set_by_level`` and ``legal_basis`` are the head's own where it has a target.
    """

    campaign_id: UUID
    unit_id: UUID
    fund_id: UUID
    amount: int
    set_by_level: Level | None
    legal_basis: str | None
    unit_code: str


async def fund_is_known(conn: Connection, fund_id: UUID) -> bool:
    """Whether the fund was heard of."""
    return await conn.fetchval("select true from fund where fund_id = $1", fund_id) is not None


async def fund_name(conn: Connection, fund_id: UUID) -> str | None:
    """What the fund is called; None when it was not heard of."""
    name: str | None = await conn.fetchval("select name from fund where fund_id = $1", fund_id)
    return name


async def add_unit(conn: Connection, unit: Unit, *, by: str, at: datetime) -> bool:
    """Register a unit without consent; False when its code or its official code is taken."""
    added = await conn.fetchval(
        """insert into unit (unit_id, fund_id, code, kind, name, parent_id, official_code, not_asked,
                             registered_by, registered_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning true""",
        *unit[:5], unit.parent_id, unit.official_code, unit.not_asked, by, at,
    )  # fmt: skip
    return added is not None


async def unit(conn: Connection, unit_id: UUID) -> Unit | None:
    """One unit."""
    row = await conn.fetchrow(
        """select u.unit_id, u.fund_id, u.code, u.kind, u.name, u.name_consent_on, u.parent_id, u.official_code,
                  u.not_asked, u.merged_into, h.code
           from unit u left join unit h on h.unit_id = u.merged_into where u.unit_id = $1""",
        unit_id,
    )
    return None if row is None else Unit(*row)


async def unit_with_number(conn: Connection, official_code: str) -> Unit | None:
    """The unit of any fund that has an official code."""
    row = await conn.fetchrow(
        "select unit_id, fund_id, code, kind, name, name_consent_on from unit where official_code = $1", official_code
    )
    return None if row is None else Unit(*row)


async def units(
    conn: Connection, fund_id: UUID, *, parent_id: UUID | None, after: str | None, limit: int
) -> list[Unit]:
    """Units of a fund, or those below one of them, by their codes in capitals, those after ``after``."""
    rows = await conn.fetch(
        """select u.unit_id, u.fund_id, u.code, u.kind, u.name, u.name_consent_on, u.parent_id, u.official_code,
                  u.not_asked, u.merged_into, h.code
           from unit u left join unit h on h.unit_id = u.merged_into
           where u.fund_id = $1 and upper(u.code) > $2 and ($4::uuid is null or u.parent_id = $4)
           order by upper(u.code) limit $3""",
        fund_id, after or "", limit, parent_id,
    )  # fmt: skip
    return [Unit(*row) for row in rows]


async def add_campaign(conn: Connection, campaign: Campaign, *, by: str, at: datetime) -> bool:
    """Open a campaign; False when the fund has its code already."""
    added = await conn.fetchval(
        """insert into campaign (campaign_id, fund_id, code, name, year, opens_on, closes_on, suggested_level,
                                 opened_by, opened_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           on conflict (fund_id, upper(code)) do nothing returning true""",
        *campaign[:8], by, at,
    )  # fmt: skip
    return added is not None


async def campaign(conn: Connection, campaign_id: UUID) -> Campaign | None:
    """One campaign."""
    row = await conn.fetchrow(
        """select campaign_id, fund_id, code, name, year, opens_on, closes_on, suggested_level, closed_on
           from campaign where campaign_id = $1""",
        campaign_id,
    )
    return None if row is None else Campaign(*row)


async def campaigns(conn: Connection, fund_id: UUID, *, after: UUID | None, limit: int) -> list[Campaign]:
    """Campaigns of a fund, newest first, those after ``after``."""
    rows = await conn.fetch(
        """select campaign_id, fund_id, code, name, year, opens_on, closes_on, suggested_level, closed_on from campaign
           where fund_id = $1 and ($2::uuid is null or campaign_id < $2) order by campaign_id desc limit $3""",
        fund_id, after, limit,
    )  # fmt: skip
    return [Campaign(*row) for row in rows]


async def set_target(conn: Connection, campaign: Campaign, unit: Unit, asked: Asked, *, by: str, at: datetime) -> bool:
    """Set or replace a target; False when all of it is so already."""
    changed = await conn.fetchval(
        """insert into target as t (campaign_id, unit_id, fund_id, unit_kind, amount, set_by_level, legal_basis,
                                    set_by, set_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           on conflict (campaign_id, unit_id) do update
               set amount = excluded.amount, set_by_level = excluded.set_by_level, legal_basis = excluded.legal_basis,
                   set_by = excluded.set_by, set_at = excluded.set_at
               where (t.amount, t.set_by_level, t.legal_basis)
                   is distinct from (excluded.amount, excluded.set_by_level, excluded.legal_basis)
           returning true""",
        campaign.campaign_id, unit.unit_id, unit.fund_id, unit.kind, *asked, by, at,
    )  # fmt: skip
    return changed is not None


async def targets(conn: Connection, campaign_id: UUID, *, after: str | None, limit: int) -> list[Target]:
    """Targets of a campaign in the order of the units' codes in capitals, those after ``after``.

    What was asked of a merged unit is added to its head's.
    """
    rows: list[asyncpg.Record] = await conn.fetch(
        """select $1::uuid, h.unit_id, h.fund_id, sum(t.amount)::bigint,
                  (array_agg(t.set_by_level order by t.unit_id = h.unit_id desc))[1],
                  (array_agg(t.legal_basis order by t.unit_id = h.unit_id desc))[1], h.code
           from target t join unit u using (unit_id) join unit h on h.unit_id = coalesce(u.merged_into, u.unit_id)
           where t.campaign_id = $1 and upper(h.code) > $2
           group by h.unit_id order by upper(h.code) limit $3""",
        campaign_id, after or "", limit,
    )  # fmt: skip
    return [Target(*row) for row in rows]
