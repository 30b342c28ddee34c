"""Units among each other, what people said about being named, and what a unit gave."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.donation.domain.donors import Consent
from services.donation.domain.register import NotAsked, Unit
from shared.db import Connection


class Said(NamedTuple):
    """A recorded consent or withdrawal; ``how`` is private."""

    given: bool
    on: date
    how: str
    recorded_by: str
    recorded_at: datetime


class Double(NamedTuple):
    """A unit that was merged into another one, once directly and now under a head."""

    unit_id: UUID
    code: str
    into_unit_id: UUID
    reason: str
    merged_by: str
    merged_at: datetime


async def hold_hierarchy(conn: Connection, fund_id: UUID) -> None:
    """Keep everyone else from moving units of the fund until the transaction ends. Taken before any unit's row."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 8))", str(fund_id))


async def hold_units(conn: Connection, unit_ids: Sequence[UUID]) -> None:
    """Keep these units as they are until the transaction ends; who writes about them waits or is waited for."""
    await conn.execute(
        "select from unit where unit_id = any($1::uuid[]) order by unit_id for no key update", list(unit_ids)
    )


async def hold_asked(conn: Connection, unit_id: UUID) -> None:
    """Keep a unit from being merged or taken off those who may be asked until the transaction ends."""
    await conn.execute("select from unit where unit_id = $1 for share", unit_id)


async def above(conn: Connection, unit_id: UUID) -> frozenset[UUID]:
    """The unit itself and all units above it."""
    rows = await conn.fetch(
        """with recursive above as (
               select $1::uuid as unit_id
               union select u.parent_id from above a join unit u on u.unit_id = a.unit_id where u.parent_id is not null
           ) select unit_id from above""",
        unit_id,
    )
    return frozenset(row[0] for row in rows)


async def set_relations(
    conn: Connection, unit_id: UUID, parent_id: UUID | None, official_code: str | None, not_asked: NotAsked | None
) -> bool:
    """Replace what is known of a unit's place; False when another unit has the official code."""
    try:
        async with conn.transaction():
            await conn.execute(
                "update unit set parent_id = $2, official_code = $3, not_asked = $4 where unit_id = $1",
                unit_id, parent_id, official_code, not_asked,
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        return False
    return True


async def asked_in(conn: Connection, unit_id: UUID, today: date) -> str | None:
    """The code of a campaign that is not over in which the unit or a double of it is asked for something."""
    code: str | None = await conn.fetchval(
        """select c.code from target t join campaign c using (campaign_id) join unit u on u.unit_id = t.unit_id
           where coalesce(u.merged_into, u.unit_id) = $1 and t.amount > 0 and c.closed_on is null
             and greatest(c.closes_on, make_date(c.year, 12, 31)) >= $2
           order by c.code limit 1""",
        unit_id, today,
    )  # fmt: skip
    return code


async def group(conn: Connection, unit_id: UUID) -> list[Unit]:
    """A head and all that were merged into it, the head first, then by code."""
    rows = await conn.fetch(
        """select u.unit_id, u.fund_id, u.code, u.kind, u.name, u.name_consent_on, u.parent_id, u.official_code,
                  u.not_asked, u.merged_into, h.code
           from unit u left join unit h on h.unit_id = u.merged_into
           where u.unit_id = $1 or u.merged_into = $1 order by u.merged_into nulls first, upper(u.code)""",
        unit_id,
    )
    return [Unit(*row) for row in rows]


async def merge(conn: Connection, double: Unit, head: Unit, reason: str, *, by: str, at: datetime) -> None:
    """Have ``double``, what was merged into it, and what stands below it go on under ``head``. Both are held."""
    await conn.execute(
        "insert into merge (unit_id, into_unit_id, reason, merged_by, merged_at) values ($1, $2, $3, $4, $5)",
        double.unit_id, head.unit_id, reason, by, at,
    )  # fmt: skip
    # Statement by statement: the table's own guard looks at each row and must see those before it.
    await conn.execute("update unit set parent_id = $2 where parent_id = $1", double.unit_id, head.unit_id)
    await conn.execute("update unit set merged_into = $2 where merged_into = $1", double.unit_id, head.unit_id)
    await conn.execute("update unit set merged_into = $2 where unit_id = $1", double.unit_id, head.unit_id)


async def merged(conn: Connection, head_id: UUID) -> list[Double]:
    """What was merged into a head, directly or by way of others, oldest first."""
    rows = await conn.fetch(
        """select m.unit_id, u.code, m.into_unit_id, m.reason, m.merged_by, m.merged_at
           from merge m join unit u using (unit_id) where u.merged_into = $1 order by m.merged_at, m.unit_id""",
        head_id,
    )
    return [Double(*row) for row in rows]


async def add_consents(conn: Connection, units: Sequence[Unit], consent: Consent, *, by: str, at: datetime) -> None:
    """Record the same word for each of these people; they are named, or no more, from now on."""
    await conn.execute(
        """insert into consent (unit_id, fund_id, given, "on", how, recorded_by, recorded_at)
           select unit_id, fund_id, $3, $4, $5, $6, $7 from unnest($1::uuid[], $2::uuid[]) as u (unit_id, fund_id)""",
        [unit.unit_id for unit in units], [unit.fund_id for unit in units], *consent, by, at,
    )  # fmt: skip


async def latest_consent(conn: Connection, unit_ids: Sequence[UUID]) -> bool | None:
    """Whether the last word of a person with these units was consent; None when nothing was said."""
    given: bool | None = await conn.fetchval(
        "select given from consent where unit_id = any($1::uuid[]) order by consent_id desc limit 1", list(unit_ids)
    )
    return given


async def consents(conn: Connection, unit_id: UUID) -> list[Said]:
    """All that was recorded of a person's consent, oldest first."""
    rows = await conn.fetch(
        """select given, "on", how, recorded_by, recorded_at from consent where unit_id = $1 order by consent_id""",
        unit_id,
    )
    return [Said(*row) for row in rows]


async def withdraw_name(conn: Connection, gift_id: UUID, on: date, how: str, *, by: str, at: datetime) -> bool:
    """Show a gift's own name no more; False when it shows none."""
    added = await conn.fetchval(
        """insert into name_withdrawal (gift_id, "on", how, recorded_by, recorded_at)
           select g.gift_id, $2, $3, $4, $5 from gift g
           left join payer p using (gift_id) left join gift_on_behalf b using (gift_id)
           where g.gift_id = $1 and g.display_name is not null
             and ((g.unit_id is null and p.name_consent) or b.name_consent)
           on conflict (gift_id) do nothing returning true""",
        gift_id, on, how, by, at,
    )  # fmt: skip
    return added is not None
