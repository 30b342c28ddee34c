"""Each fund's years, carried forward from the first to the last."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.transparency.domain import FundYear, Movement, carry_forward, sum_of
from services.transparency.store import find_money
from services.transparency.store.find_money import Fund
from shared.db import Connection


@dataclass(frozen=True, slots=True)
class FundLine:
    """A fund with its year; ``fund`` is None while the fund itself is not heard of."""

    fund: Fund | None
    year: FundYear


@dataclass(frozen=True, slots=True)
class Books:
    """All years of all funds."""

    funds: Mapping[UUID, Fund]
    years: Mapping[int, list[FundYear]]

    @property
    def latest(self) -> int | None:
        """The newest year in which anything moved."""
        return max(self.years, default=None)

    def lines(self, year: int, fund_id: UUID | None = None) -> list[FundLine]:
        """The funds of a year in their order; those not heard of come last."""
        rows = {row.fund_id: row for row in self.years.get(year, []) if fund_id in (None, row.fund_id)}
        known = [FundLine(fund, rows[fund.fund_id]) for fund in self.funds.values() if fund.fund_id in rows]
        return known + [FundLine(None, row) for id_, row in rows.items() if id_ not in self.funds]

    def total(self, year: int, fund_id: UUID | None = None) -> FundYear | None:
        """The sum over the funds of a year, or None for a year that no fund has."""
        lines = self.lines(year, fund_id)
        return sum_of(year, [line.year for line in lines]) if lines else None


async def books(conn: Connection) -> Books:
    """Read and carry forward."""
    funds = {fund.fund_id: fund for fund in await find_money.funds(conn)}
    movements = [Movement(*flow) for flow in await find_money.flows(conn)]
    return Books(funds, carry_forward(movements))
