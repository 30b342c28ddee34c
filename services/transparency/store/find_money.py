"""Sums of money by fund, year, kind of giver, use and place. All in đồng, all from tables of sums."""

from datetime import date
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from shared.contracts.donation import UnitKind
from shared.contracts.fund_allocation import Use
from shared.db import Connection
from shared.text import order_of

Way = Literal["opening", "received", "reversed", "used"]


class Flow(NamedTuple):
    """One way of money in one fund and year. ``entries``: gifts, payments or opening entries."""

    fund_id: UUID
    year: int
    way: Way
    entries: int
    amount: int


class Fund(NamedTuple):
    """A fund as it is shown."""

    fund_id: UUID
    code: str
    name: str
    level: str
    locality: str


class Part(NamedTuple):
    """A sum by some key: a kind of giver, a use, a place."""

    key: str
    entries: int
    amount: int


class Closing(NamedTuple):
    """The ledger's own sums of a closed year."""

    fund_id: UUID
    year: int
    opening: int
    received: int
    reversed: int
    used: int
    closing: int
    closed_on: date


class BooksClosing(NamedTuple):
    """The control totals with which a fund's receipt books of a year were closed: receipts, and đồng."""

    fund_id: UUID
    gifts: int
    received: int


class HousingPart(NamedTuple):
    """Houses of one work type in a year: ``finished`` were handed over in it, ``paid`` left the fund in it."""

    work_type: str
    finished: int
    houses_paid: int
    paid: int


async def funds(conn: Connection) -> list[Fund]:
    """Every known fund: the higher levels first, then by name."""
    rows = await conn.fetch(
        """select fund_id, code, name, level, locality from fund
           order by array_position(array['central', 'province', 'district', 'commune'], level), fund_id"""
    )
    levels = list(dict.fromkeys(row["level"] for row in rows))
    return sorted((Fund(**row) for row in rows), key=lambda fund: (levels.index(fund.level), order_of(fund.name)))


async def flows(conn: Connection) -> list[Flow]:
    """What came and went in each fund and year."""
    rows = await conn.fetch(
        """select fund_id, year, 'opening' as way, count(*) as entries, sum(amount)::bigint as amount
             from opening_balance group by fund_id, year
           union all select fund_id, year, 'received', gifts, amount from fund_received
           union all select fund_id, year, 'reversed', gifts, amount from fund_reversed
           union all select fund_id, year, 'used', sum(payments)::bigint, sum(amount)::bigint
             from used_total group by fund_id, year
           order by fund_id, year, way"""
    )
    return [Flow(**row) for row in rows]


async def closings(conn: Connection, year: int) -> list[Closing]:
    """What the ledger said when it closed the year, for each fund that has."""
    rows = await conn.fetch(
        """select fund_id, year, opening, received, reversed, used, closing, closed_on from year_closing
           where year = $1 order by fund_id""",
        year,
    )
    return [Closing(**row) for row in rows]


async def books_closings(conn: Connection, year: int) -> list[BooksClosing]:
    """The control totals of the year, for each fund whose books are closed."""
    rows = await conn.fetch("select fund_id, gifts, received from books_closing where year = $1", year)
    return [BooksClosing(**row) for row in rows]


async def set_aside(conn: Connection, fund_id: UUID | None) -> int:
    """What is decided and neither paid nor given back, in đồng."""
    amount: int = await conn.fetchval(
        """select (select coalesce(sum(amount), 0) from decision where $1::uuid is null or fund_id = $1)
                - (select coalesce(sum(amount), 0) from used_total
                   where through = 'decision' and ($1::uuid is null or fund_id = $1))
                - (select coalesce(sum(amount), 0) from release where $1::uuid is null or fund_id = $1)""",
        fund_id,
    )
    return int(amount)


async def received_by_giver_kind(conn: Connection, year: int, fund_id: UUID | None) -> list[Part]:
    """What was received in a year by the giver's kind; "individual" gave through no unit, "unknown" waits for one."""
    rows = await conn.fetch(
        """select case when t.unit_id is null then 'individual' else coalesce(u.kind, 'unknown') end as key,
                  sum(t.gifts)::bigint as entries, sum(t.amount)::bigint as amount
           from received_total t left join unit u using (unit_id)
           where t.year = $1 and ($2::uuid is null or t.fund_id = $2)
           group by 1 order by array_position($3::text[], min(u.kind)) nulls last, 1""",
        year, fund_id, get_args(UnitKind),
    )  # fmt: skip
    return [Part(**row) for row in rows]


async def used_by_use(conn: Connection, year: int | None, fund_id: UUID | None) -> list[Part]:
    """What was used in a year, or in all, for each use."""
    rows = await conn.fetch(
        """select use as key, sum(payments)::bigint as entries, sum(amount)::bigint as amount from used_total
           where ($1::int is null or year = $1) and ($2::uuid is null or fund_id = $2)
           group by use order by array_position($3::text[], use)""",
        year, fund_id, get_args(Use),
    )  # fmt: skip
    return [Part(**row) for row in rows]


async def paid_by_commune(conn: Connection, year: int, fund_id: UUID | None) -> list[Part]:
    """What was paid for houses in a year by commune; "" where the house is not known yet. ``entries``: houses."""
    rows = await conn.fetch(
        """select coalesce(h.commune, '') as key, count(distinct p.house_id) as entries, sum(p.amount)::bigint as amount
           from payment p left join house h using (house_id)
           where p.house_id is not null and p.paid_on between make_date($1, 1, 1) and make_date($1, 12, 31)
             and ($2::uuid is null or p.fund_id = $2)
           group by 1 order by 1""",
        year, fund_id,
    )  # fmt: skip
    return [Part(**row) for row in rows]


async def housing_of_year(conn: Connection, year: int, fund_id: UUID | None) -> list[HousingPart]:
    """Houses finished and money paid for houses in a year by work type."""
    rows = await conn.fetch(
        """with paid as (
               select coalesce(d.work_type, h.work_type) as work_type, count(distinct p.house_id) as houses,
                      sum(p.amount)::bigint as amount
               from payment p left join decision d using (decision_id) left join house h on h.house_id = p.house_id
               where p.house_id is not null and p.paid_on between make_date($1, 1, 1) and make_date($1, 12, 31)
                 and ($2::uuid is null or p.fund_id = $2)
               group by 1
           ), finished as (
               select h.work_type, count(*) as houses from house_stage s join house h using (house_id)
               where s.stage = 'handed_over' and s."on" between make_date($1, 1, 1) and make_date($1, 12, 31)
                 and ($2::uuid is null or h.fund_id = $2)
               group by 1
           )
           select coalesce(p.work_type, f.work_type, '') as work_type, coalesce(f.houses, 0) as finished,
                  coalesce(p.houses, 0) as houses_paid, coalesce(p.amount, 0) as paid
           from paid p full join finished f on f.work_type = p.work_type order by 1""",
        year, fund_id,
    )  # fmt: skip
    return [HousingPart(**row) for row in rows]
