"""What other services have said, kept as it came; set-based, a batch at a time."""

from collections.abc import Sequence

from shared.contracts.fund_allocation import FundOpened, YearClosed
from shared.contracts.housing_project import HouseApplied
from shared.db import Connection


async def hear_funds(conn: Connection, funds: Sequence[FundOpened]) -> None:
    """Keep funds that were opened."""
    await conn.execute(
        """insert into fund (fund_id, code, name, level, locality)
           select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])""",
        [f.fund_id for f in funds],
        [f.code for f in funds],
        [f.name for f in funds],
        [f.level for f in funds],
        [f.locality for f in funds],
    )


async def hear_closed_years(conn: Connection, years: Sequence[YearClosed]) -> None:
    """Keep the closing of years; waits for gifts that are being written in them."""
    await conn.execute(
        """insert into book_year (fund_id, year, year_closed_on)
           select * from unnest($1::uuid[], $2::smallint[], $3::date[]) as y (fund_id, year, closed_on)
           order by fund_id, year
           on conflict (fund_id, year) do update set year_closed_on = excluded.year_closed_on""",
        [y.fund_id for y in years],
        [y.year for y in years],
        [y.closed_on for y in years],
    )


async def hear_houses(conn: Connection, houses: Sequence[HouseApplied]) -> None:
    """Keep houses, for gifts to one of them alone."""
    await conn.execute(
        "insert into house (house_id, fund_id, code) select * from unnest($1::uuid[], $2::uuid[], $3::text[])",
        [h.house_id for h in houses],
        [h.fund_id for h in houses],
        [h.house_code for h in houses],
    )
