"""Funds, their lock, their opening balances and the closing of their years."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.fund_allocation.domain.years import Totals, YearFigures
from shared.contracts.fund_allocation import Level
from shared.db import Connection


class Fund(NamedTuple):
    """A fund; ``closed_through`` is its last closed year."""

    fund_id: UUID
    code: str
    name: str
    level: Level
    locality: str
    closed_through: int | None


async def add(conn: Connection, fund: Fund, *, by: str, at: datetime) -> bool:
    """Open a fund with its accounts. False when the code is taken."""
    return bool(
        await conn.fetchval(
            """insert into fund (fund_id, code, name, level, locality, opened_at, opened_by)
               values ($1, $2, $3, $4, $5, $6, $7) on conflict (code) do nothing returning true""",
            fund.fund_id, fund.code, fund.name, fund.level, fund.locality, at, by,
        )
    )  # fmt: skip


async def lock(conn: Connection, fund_id: UUID) -> Fund | None:
    """A fund, locked until the transaction ends: nobody else moves its money or closes its year meanwhile."""
    row = await conn.fetchrow(
        """select fund_id, code, name, level, locality, closed_through from fund where fund_id = $1
           for no key update""",
        fund_id,
    )
    return Fund(*row) if row else None


async def lock_many(conn: Connection, fund_ids: Collection[UUID]) -> dict[UUID, Fund]:
    """Several funds, locked in the one order that all transactions share."""
    rows = await conn.fetch(
        """select fund_id, code, name, level, locality, closed_through from fund where fund_id = any($1::uuid[])
           order by fund_id for no key update""",
        list(fund_ids),
    )
    return {row["fund_id"]: Fund(*row) for row in rows}


async def first_year(conn: Connection, fund_id: UUID) -> int | None:
    """The first fiscal year with entries."""
    year: int | None = await conn.fetchval("select min(year) from turnover where fund_id = $1", fund_id)
    return year


async def hear_books_closed(conn: Connection, closed: Sequence[tuple[UUID, int, Totals]]) -> None:
    """Keep donation's control totals of distinct funds and years; told again, they take the place of the first."""
    await conn.execute(
        """insert into books_closed (fund_id, year, gifts, received, reversals, reversed)
           select * from unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
           on conflict (fund_id, year) do update set gifts = excluded.gifts, received = excluded.received,
               reversals = excluded.reversals, reversed = excluded.reversed""",
        [fund_id for fund_id, _, _ in closed],
        [year for _, year, _ in closed],
        *(list(column) for column in zip(*(totals for _, _, totals in closed), strict=True)),
    )


async def books_closed(conn: Connection, fund_id: UUID, year: int) -> Totals | None:
    """Donation's control totals of a year."""
    row = await conn.fetchrow(
        "select gifts, received, reversals, reversed from books_closed where fund_id = $1 and year = $2", fund_id, year
    )
    return Totals(*row) if row else None


class YearLedger(NamedTuple):
    """What the books hold for a year; ``waiting`` counts the reversals that are not placed whole."""

    own: Totals
    opened_with: int
    used: int
    used_on_management: int
    waiting: int


async def year_ledger(conn: Connection, fund_id: UUID, year: int) -> YearLedger:
    """A fiscal year's own totals."""
    (row,) = await conn.fetch(
        """with moved as (
               select coalesce(sum(credits) filter (where gift), 0)::bigint as gifts,
                      coalesce(sum(credit) filter (where gift), 0)::bigint as received,
                      coalesce(sum(debit) filter (where gift), 0)::bigint as reversed,
                      coalesce(sum(credit) filter (where kind = 'income_opening'), 0)::bigint as opened_with,
                      coalesce(sum(debit) filter (where kind >= 'use_martyrs_works'), 0)::bigint as used,
                      coalesce(sum(debit) filter (where kind = 'use_management_publicity'), 0)::bigint as management
               from (select *, kind in ('income_cash', 'income_bank_transfer') as gift from turnover
                     where fund_id = $1 and year = $2) as t
           ), heard as (
               select count(distinct coalesce(p.gift_id, r.gift_id)) as reversals,
                      count(distinct coalesce(p.gift_id, r.gift_id)) filter (where r.placed < r.amount) as waiting
               from reversal r left join gift_part p on p.part_id = r.gift_id
               where r.fund_id = $1 and r.reversed_on between make_date($2, 1, 1) and make_date($2, 12, 31)
           )
           select gifts, received, reversals, reversed, opened_with, used, management, waiting from moved, heard""",
        fund_id, year,
    )  # fmt: skip
    return YearLedger(Totals(*row[:4]), *row[4:])


async def carried_over(conn: Connection, fund_id: UUID, year: int) -> int:
    """The closing balance of the year before; 0 when it was never closed."""
    closing: int | None = await conn.fetchval(
        "select closing from year_close where fund_id = $1 and year = $2", fund_id, year - 1
    )
    return closing or 0


async def close_year(
    conn: Connection, fund_id: UUID, year: int, figures: YearFigures, *, on: date, by: str, at: datetime
) -> None:
    """Store a closed year and shut it for entries."""
    await conn.execute(
        """insert into year_close (fund_id, year, opening, received, reversed, used, closing, closed_on, closed_by,
                                   closed_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        fund_id, year, *figures, on, by, at,
    )  # fmt: skip
    await conn.execute("update fund set closed_through = $2 where fund_id = $1", fund_id, year)
