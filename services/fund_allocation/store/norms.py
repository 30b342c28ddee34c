"""Support norms by their days."""

from datetime import date
from uuid import UUID

from services.fund_allocation.domain.norms import Norm
from shared.db import Connection


async def lock(conn: Connection) -> None:
    """One change of the norms at a time, so that two that overlap can't both get in."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('fund_allocation.norm', 0))")


async def every(conn: Connection) -> list[Norm]:
    """All norms, by work type and day. There are a few per decree and per fund."""
    rows = await conn.fetch(_NORM + " order by work_type, valid_from, norm_id")
    return [Norm(*row) for row in rows]


async def for_fund(conn: Connection, fund_id: UUID) -> list[Norm]:
    """The norms of a fund and the general ones."""
    rows = await conn.fetch(_NORM + " where fund_id = $1 or fund_id is null order by valid_from, norm_id", fund_id)
    return [Norm(*row) for row in rows]


async def norm(conn: Connection, norm_id: UUID) -> Norm | None:
    row = await conn.fetchrow(_NORM + " where norm_id = $1", norm_id)
    return Norm(*row) if row else None


_NORM = "select norm_id, fund_id, legal_basis, work_type, amount, valid_from, valid_to from norm"


async def add(conn: Connection, new: Norm, *, by: str) -> None:
    await conn.execute(
        """insert into norm (norm_id, fund_id, legal_basis, work_type, amount, valid_from, valid_to, recorded_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        new.norm_id, new.fund_id, new.legal_basis, new.work_type, new.amount, new.valid_from, new.valid_to, by,
    )  # fmt: skip


async def end(conn: Connection, norm_id: UUID, valid_to: date) -> None:
    """Set a norm's last day."""
    await conn.execute("update norm set valid_to = $2 where norm_id = $1", norm_id, valid_to)
