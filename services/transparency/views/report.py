"""The year's report: table 1 by unit, table 2 by fund, all computed, and what the ledger itself says beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.transparency.domain import FundYear
from services.transparency.store import find_money, find_promises, find_trace, find_units
from services.transparency.store.find_money import BooksClosing, Closing, Fund, HousingPart, Part
from services.transparency.store.find_other import OtherCut
from services.transparency.store.find_promises import CampaignPromised
from services.transparency.store.find_trace import Opening
from services.transparency.store.find_units import UnitResult, UnitsTotal
from services.transparency.views.other import Other, other
from services.transparency.views.status import Status, status
from services.transparency.views.years import FundLine, books
from shared.db import Connection

State = Literal["open", "closed", "differs"]
"""``closed``: the ledger closed the year with the sums computed here; ``differs``: it closed it with others."""


@dataclass(frozen=True, slots=True)
class ReportFund:
    """A line of table 2. ``ledger`` is what the ledger closed the year with, ``books`` what the receipt books were
    closed with; None while they are open."""

    fund: Fund | None
    year: FundYear
    ledger: Closing | None
    books: BooksClosing | None

    @property
    def missing(self) -> int | None:
        """Receipts in the closed books that have not been heard of here; None while the books are open."""
        return None if self.books is None else self.books.gifts - self.year.gifts

    @property
    def state(self) -> State:
        """Whether the year is closed, and with these sums."""
        if self.ledger is None:
            return "open"
        ours, theirs = self.year, self.ledger
        same = (ours.opening, ours.received, ours.reversed, ours.used, ours.closing) == (
            theirs.opening, theirs.received, theirs.reversed, theirs.used, theirs.closing,
        )  # fmt: skip
        return "closed" if same else "differs"


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a year for all funds or one. In đồng."""

    year: int
    years: Sequence[int]
    fund: Fund | None
    funds: Sequence[Fund]
    units: Sequence[UnitResult]
    units_total: UnitsTotal
    lines: Sequence[ReportFund]
    total: FundYear
    uses: Sequence[Part]
    housing: Sequence[HousingPart]
    openings: Sequence[Opening]
    other: Other
    promised: Sequence[CampaignPromised]
    status: Status

    @property
    def state(self) -> State:
        """``differs`` when any fund's does, ``closed`` only when all are."""
        states = {line.state for line in self.lines}
        return "differs" if "differs" in states else "open" if "open" in states else "closed"

    @property
    def closed_on(self) -> date | None:
        """The day on which the last of the funds closed the year."""
        return max((line.ledger.closed_on for line in self.lines if line.ledger), default=None)

    @property
    def as_of(self) -> datetime | None:
        """Up to when the figures stand."""
        return self.status.as_of


async def report(conn: Connection, year: int, fund_id: UUID | None) -> Report | None:
    """The report; None for a year or fund in which nothing ever moved."""
    kept = await books(conn)
    total = kept.total(year, fund_id)
    if total is None:
        return None
    ledger: dict[UUID | None, Closing] = {closing.fund_id: closing for closing in await find_money.closings(conn, year)}
    controls: dict[UUID | None, BooksClosing] = {
        closing.fund_id: closing for closing in await find_money.books_closings(conn, year)
    }
    lines: Sequence[FundLine] = kept.lines(year, fund_id)
    return Report(
        year=year,
        years=sorted(kept.years, reverse=True),
        fund=kept.funds.get(fund_id) if fund_id else None,
        funds=list(kept.funds.values()),
        units=await find_units.unit_results(conn, year=year, campaign_id=None, fund_id=fund_id, after=None, limit=None),
        units_total=await find_units.units_total(conn, year=year, campaign_id=None, fund_id=fund_id),
        lines=[
            ReportFund(line.fund, line.year, ledger.get(line.year.fund_id), controls.get(line.year.fund_id))
            for line in lines
        ],
        total=total,
        uses=await find_money.used_by_use(conn, year, fund_id),
        housing=await find_money.housing_of_year(conn, year, fund_id),
        openings=[o for o in await find_trace.openings(conn, year) if fund_id in (None, o.fund_id)],
        other=await other(conn, OtherCut(year, fund_id)),
        promised=await find_promises.promised_in_year(conn, year, fund_id),
        status=await status(conn),
    )
