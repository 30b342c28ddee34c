"""Opening balances, decisions, payments, releases and closings, as the fund announced them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.transparency.store.rows import columns
from shared.db import Connection


class OpeningRow(NamedTuple):
    """A row of ``opening_balance``."""

    lot_id: UUID
    fund_id: UUID
    year: int
    on: date
    amount: int


class DecisionRow(NamedTuple):
    """A row of ``decision``."""

    decision_id: UUID
    decision_number: str
    request_id: UUID
    house_id: UUID
    fund_id: UUID
    work_type: str
    amount: int
    decided_on: date
    above_norm: bool


class PaymentRow(NamedTuple):
    """A row of ``payment``: an instalment has a decision, a house and a certificate, an expenditure has none."""

    payment_id: UUID
    decision_id: UUID | None
    house_id: UUID | None
    fund_id: UUID
    use: str
    certificate_id: UUID | None
    certificate: str | None
    amount: int
    paid_on: date


class ReleaseRow(NamedTuple):
    """A row of ``release``."""

    decision_id: UUID
    house_id: UUID
    fund_id: UUID
    amount: int
    released_on: date
    cause: str


class ClosingRow(NamedTuple):
    """A row of ``year_closing``: the ledger's own sums of a year, in đồng."""

    fund_id: UUID
    year: int
    opening: int
    received: int
    reversed: int
    used: int
    closing: int
    closed_on: date


async def add_openings(conn: Connection, rows: Sequence[OpeningRow]) -> None:
    """Write opening balances."""
    await conn.execute(
        """insert into opening_balance (lot_id, fund_id, year, "on", amount)
           select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::date[], $5::bigint[])""",
        *columns(rows),
    )


async def add_decisions(conn: Connection, rows: Sequence[DecisionRow]) -> None:
    """Write support decisions."""
    await conn.execute(
        """insert into decision (decision_id, decision_number, request_id, house_id, fund_id, work_type, amount,
               decided_on, above_norm)
           select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[],
               $8::date[], $9::bool[])""",
        *columns(rows),
    )


async def add_refusals(conn: Connection, rows: Sequence[tuple[UUID, UUID, UUID, date]]) -> None:
    """Write refusals: request, house, fund, day."""
    await conn.execute(
        """insert into refusal (request_id, house_id, fund_id, refused_on)
           select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[])""",
        *columns(rows),
    )


async def add_payments(conn: Connection, rows: Sequence[PaymentRow]) -> None:
    """Write payments of either sort."""
    await conn.execute(
        """insert into payment (payment_id, decision_id, house_id, fund_id, use, certificate_id, certificate, amount,
               paid_on)
           select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::text[],
               $8::bigint[], $9::date[])""",
        *columns(rows),
    )


async def add_used(conn: Connection, through: str, sums: Mapping[tuple[UUID, int, str], tuple[int, int]]) -> None:
    """Add (payments, đồng) of each fund, year and use; ``through`` is "decision" or "expenditure"."""
    await conn.execute(
        """insert into used_total as t (through, fund_id, year, use, payments, amount)
           select $1, s.* from unnest($2::uuid[], $3::int[], $4::text[], $5::bigint[], $6::bigint[])
               as s (fund_id, year, use, payments, amount) order by s.year, s.fund_id, s.use
           on conflict (year, fund_id, through, use) do update
           set payments = t.payments + excluded.payments, amount = t.amount + excluded.amount""",
        through, *columns([(*key, *added) for key, added in sums.items()]),
    )  # fmt: skip


async def add_releases(conn: Connection, rows: Sequence[ReleaseRow]) -> None:
    """Write releases."""
    await conn.execute(
        """insert into release (decision_id, house_id, fund_id, amount, released_on, cause)
           select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::date[], $6::text[])""",
        *columns(rows),
    )


async def add_year_closings(conn: Connection, rows: Sequence[ClosingRow]) -> None:
    """Write what the ledger says of a closed year."""
    await conn.execute(
        """insert into year_closing (fund_id, year, opening, received, reversed, used, closing, closed_on)
           select * from unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
               $7::bigint[], $8::date[])""",
        *columns(rows),
    )


async def add_books_closings(conn: Connection, rows: Sequence[tuple[UUID, int, int, int, int, int]]) -> None:
    """Write the control totals of closed receipt books: fund, year, gifts, received, reversals, reversed."""
    await conn.execute(
        """insert into books_closing (fund_id, year, gifts, received, reversals, reversed)
           select * from unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])""",
        *columns(rows),
    )
