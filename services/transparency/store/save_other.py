"""Parts of gifts, links between gifts, and what is given otherwise than in cash."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.transparency.store.rows import columns
from shared.db import Connection


class PartRow(NamedTuple):
    """A row of ``gift_part``."""

    part_id: UUID
    gift_id: UUID
    n: int
    amount: int
    earmark_kind: str | None
    earmark_ref: str | None


class ContributionRow(NamedTuple):
    """A row of ``contribution``; ``quantity`` in thousandths, ``value`` in đồng."""

    contribution_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    year: int
    kind: str
    item: str | None
    quantity: int | None
    measure: str | None
    value: int | None
    basis: str | None
    new_builds: int | None
    repairs: int | None
    at_least: bool
    campaign_id: UUID | None


class CareRow(NamedTuple):
    """A row of ``care_month``."""

    payment_id: UUID
    fund_id: UUID
    unit_id: UUID
    beneficiary_id: UUID
    year: int
    amount: int


async def add_parts(conn: Connection, rows: Sequence[PartRow]) -> None:
    """Write the parts of split gifts."""
    await conn.execute(
        """insert into gift_part (part_id, gift_id, n, amount, earmark_kind, earmark_ref)
           select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::bigint[], $5::text[], $6::text[])""",
        *columns(rows),
    )


async def add_corrections(conn: Connection, rows: Sequence[tuple[UUID, UUID]]) -> None:
    """Write links: a gift, and the one that it replaces."""
    await conn.execute(
        "insert into gift_correction (gift_id, corrects_gift_id) select * from unnest($1::uuid[], $2::uuid[])",
        *columns(rows),
    )


async def add_contributions(conn: Connection, rows: Sequence[ContributionRow]) -> None:
    """Write contributions."""
    await conn.execute(
        """insert into contribution (contribution_id, fund_id, unit_id, year, kind, item, quantity, measure, value,
                                     basis, new_builds, repairs, at_least, campaign_id)
           select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::bigint[],
                                $8::text[], $9::bigint[], $10::text[], $11::bigint[], $12::bigint[], $13::bool[],
                                $14::uuid[])""",
        *columns(rows),
    )


async def add_contribution_reversals(conn: Connection, rows: Sequence[tuple[UUID, int]]) -> None:
    """Write reversals: contribution, year of the reversal."""
    await conn.execute(
        "insert into contribution_reversal (contribution_id, year) select * from unnest($1::uuid[], $2::int[])",
        *columns(rows),
    )


async def add_care(conn: Connection, rows: Sequence[CareRow]) -> None:
    """Write months of care that were paid."""
    await conn.execute(
        """insert into care_month (payment_id, fund_id, unit_id, beneficiary_id, year, amount)
           select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::bigint[])""",
        *columns(rows),
    )


async def add_care_voids(conn: Connection, rows: Sequence[tuple[UUID, int]]) -> None:
    """Write payments that were recorded by mistake: payment, year in which that was told."""
    await conn.execute(
        "insert into care_month_void (payment_id, year) select * from unnest($1::uuid[], $2::int[])", *columns(rows)
    )
