"""What was given otherwise than in cash, and how it was taken back."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.donation.domain.contribution import (
    ContributionReversal,
    DirectSupport,
    Given,
    InKind,
    LabourDays,
    NewContribution,
    RecordedContribution,
    Valuation,
)
from services.donation.domain.split import Corrected
from shared.db import Connection


class ShownContribution(NamedTuple):
    """An entry as staff see it in a list: without what is private. ``status``: valid, void or correction."""

    contribution_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    given_on: date
    given: Given
    families: int | None
    at_least: bool
    corrects_id: UUID | None
    status: str
    recorded_by: str
    recorded_at: datetime


class Private(NamedTuple):
    """Who brought it and what else is to be known, how it was taken back, and what replaces it."""

    giver_name: str | None
    note: str | None
    reversal_reason: str | None
    reversed_on: date | None
    corrected_by: list[UUID]


async def add(conn: Connection, entry: NewContribution, *, by: str, at: datetime) -> None:
    """Write an entry."""
    await conn.execute(
        """insert into contribution (contribution_id, fund_id, year, unit_id, campaign_id, kind, given_on, families,
                                     at_least, corrects_id, recorded_by, recorded_at, item, quantity, measure, value,
                                     basis, people, support, description, began_on, house_id, new_builds, repairs)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                   $23, $24)""",
        entry.contribution_id, entry.fund_id, entry.given_on.year, entry.unit_id, entry.campaign_id, entry.given.kind,
        entry.given_on, entry.families, entry.at_least, entry.corrects_id, by, at, *_columns(entry.given),
    )  # fmt: skip
    if entry.giver_name is not None or entry.note is not None:
        await conn.execute(
            "insert into contribution_giver (contribution_id, name, note) values ($1, $2, $3)",
            entry.contribution_id, entry.giver_name, entry.note,
        )  # fmt: skip


async def to_reverse(conn: Connection, contribution_id: UUID) -> RecordedContribution | None:
    """What the rules of a reversal need."""
    row = await conn.fetchrow(
        """select c.contribution_id, c.fund_id, c.unit_id, c.kind, c.given_on, r.kind, r.reversed_on
           from contribution c left join contribution_reversal r using (contribution_id)
           where c.contribution_id = $1""",
        contribution_id,
    )
    return None if row is None else RecordedContribution(*row)


async def corrected(conn: Connection, contribution_id: UUID) -> Corrected | None:
    """The earlier entry that a new one replaces."""
    entry = await to_reverse(conn, contribution_id)
    return None if entry is None else Corrected(entry.fund_id, entry.reversed_as is not None)


async def add_reversal(
    conn: Connection, entry: RecordedContribution, kind: ContributionReversal, day: date, reason: str, *,
    by: str, at: datetime,
) -> bool:  # fmt: skip
    """Write a reversal; False when the entry has one already."""
    added = await conn.fetchval(
        """insert into contribution_reversal (contribution_id, fund_id, year, kind, reason, reversed_on, recorded_by,
                                              recorded_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (contribution_id) do nothing returning true""",
        entry.contribution_id, entry.fund_id, day.year, kind, reason, day, by, at,
    )  # fmt: skip
    return added is not None


async def contribution(conn: Connection, contribution_id: UUID) -> ShownContribution | None:
    """One entry."""
    row = await conn.fetchrow(
        """select c.*, coalesce(r.kind, 'valid') as status
           from contribution c left join contribution_reversal r using (contribution_id)
           where c.contribution_id = $1""",
        contribution_id,
    )
    return None if row is None else _shown(row)


async def contributions(
    conn: Connection, fund_id: UUID, *, kind: str | None, after: UUID | None, limit: int
) -> list[ShownContribution]:
    """Entries of a fund, of one kind or all, newest first, those after ``after``."""
    rows = await conn.fetch(
        """select c.*, coalesce(r.kind, 'valid') as status
           from contribution c left join contribution_reversal r using (contribution_id)
           where c.fund_id = $1 and ($2::text is null or c.kind = $2)
             and c.contribution_id < coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
           order by c.contribution_id desc limit $4""",
        fund_id, kind, after, limit,
    )  # fmt: skip
    return [_shown(row) for row in rows]


async def private(conn: Connection, contribution_id: UUID) -> Private:
    """What only those see who work with it."""
    row = await conn.fetchrow(
        """select g.name, g.note, r.reason, r.reversed_on,
                  array(select n.contribution_id from contribution n where n.corrects_id = c.contribution_id
                        order by n.contribution_id)
           from contribution c left join contribution_giver g using (contribution_id)
             left join contribution_reversal r using (contribution_id)
           where c.contribution_id = $1""",
        contribution_id,
    )
    return Private(None, None, None, None, []) if row is None else Private(*row)


def _shown(row: asyncpg.Record) -> ShownContribution:
    names = (name for name in ShownContribution._fields if name != "given")
    return ShownContribution(given=_given(row), **{name: row[name] for name in names})


def _columns(given: Given) -> tuple[object, ...]:
    """item, quantity, measure, value, basis, people, support, description, began_on, house_id, new_builds, repairs."""
    match given:
        case InKind(item, quantity, measure, valuation):
            return (item, quantity, measure, *(valuation or (None, None)), *[None] * 7)
        case LabourDays(days, people):
            return (None, days, *[None] * 3, people, *[None] * 6)
        case DirectSupport():
            return (*[None] * 3, given.value, None, None, given.support, given.description, *given[3:])


def _given(row: asyncpg.Record) -> Given:
    if row["kind"] == "in_kind":
        valuation = None if row["value"] is None else Valuation(row["value"], row["basis"])
        return InKind(row["item"], _plain(row["quantity"]), row["measure"], valuation)
    if row["kind"] == "labour_days":
        return LabourDays(_plain(row["quantity"]), row["people"])
    return DirectSupport(
        row["support"], row["description"], row["value"], row["began_on"], row["house_id"], row["new_builds"],
        row["repairs"],
    )  # fmt: skip


def _plain(quantity: Decimal) -> Decimal:
    """Without the zeros that the column adds: 26, not 26.000."""
    return quantity.quantize(Decimal(1)) if quantity == quantity.to_integral_value() else quantity.normalize()
