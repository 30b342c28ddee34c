"""Households: what may be shown of them, and the private data that can only be touched through recording functions."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from shared.contracts.housing_project import Category
from shared.db import Connection


class Household(NamedTuple):
    """What may be shown of a household."""

    household_id: UUID
    code: str
    fund_id: UUID
    category: Category
    village: str
    commune: str


class Private(NamedTuple):
    """What may not be shown of a household. None: not known."""

    name: str | None = None
    birth_year: int | None = None
    phone: str | None = None
    address: str | None = None
    identity_number: str | None = None
    notes: str | None = None


async def fund_is_open(conn: Connection, fund_id: UUID) -> bool:
    """Whether this service has heard of the fund."""
    return bool(await conn.fetchval("select exists (select from fund where fund_id = $1)", fund_id))


async def next_household_number(conn: Connection) -> int:
    """A number for a household's code; gaps are allowed."""
    return int(await conn.fetchval("select nextval('household_number')"))


async def add_household(conn: Connection, household: Household, *, by: str, at: datetime) -> bool:
    """False when the code is taken: then nothing was written."""
    written = await conn.fetchval(
        """insert into household (household_id, code, fund_id, category, village, commune, registered_by, registered_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (code) do nothing returning true""",
        *household, by, at,
    )  # fmt: skip
    return bool(written)


async def household(conn: Connection, household_id: UUID, *, lock: bool = False) -> Household | None:
    """One household; locked, it keeps a second application for it waiting."""
    if lock:
        await conn.execute("select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 1))", household_id)
    row = await conn.fetchrow(
        "select household_id, code, fund_id, category, village, commune from household where household_id = $1",
        household_id,
    )
    return Household(*row) if row else None


async def households(
    conn: Connection, *, funds: Sequence[UUID] | None, before: UUID | None, limit: int
) -> list[Household]:
    """Newest first, those after ``before`` in that order; ``funds`` None means all."""
    rows = await conn.fetch(
        """select household_id, code, fund_id, category, village, commune from household
           where ($1::uuid[] is null or fund_id = any($1)) and ($2::uuid is null or household_id < $2)
           order by household_id desc limit $3""",
        funds, before, limit,
    )  # fmt: skip
    return [Household(*row) for row in rows]


async def keep_private(conn: Connection, household_id: UUID, private: Private, *, by: str, at: datetime) -> bool:
    """Replace a household's private data and record the access. False when the identity number is another's."""
    return bool(
        await conn.fetchval(
            "select keep_household_private($1, $2, $3, $4, $5, $6, $7, $8, $9)", household_id, by, at, *private
        )
    )


async def read_private(conn: Connection, household_id: UUID, *, by: str, at: datetime) -> Private:
    """A household's private data; records the access."""
    row = await conn.fetchrow(
        """select name, birth_year, phone, address, identity_number, notes
           from read_household_private($1, $2, $3)""",
        household_id, by, at,
    )  # fmt: skip
    return Private(*row) if row else Private()


async def private_accesses(conn: Connection, household_id: UUID) -> list[asyncpg.Record]:
    """Who read or wrote a household's private data: actor, kind, at; the latest 200."""
    rows = await conn.fetch(
        "select actor, kind, at from private_access where household_id = $1 order by access_id desc limit 200",
        household_id,
    )
    return list(rows)
