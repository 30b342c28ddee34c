"""The front page, units and the report."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from services.transparency.views.answers.common import (
    Answer,
    FundOut,
    FundYearOut,
    HouseCountOut,
    Out,
    PartOut,
    YearOut,
)
from services.transparency.views.answers.giving import CampaignOut, CampaignPromisedOut
from services.transparency.views.answers.other import OtherOut, UnitOtherOut


class FlowsOut(Out):
    """A year's money: opening + Σ givers = Σ uses + reversed + closing; Σ places is the part paid for houses."""

    opening: int
    givers: Sequence[PartOut]
    uses: Sequence[PartOut]
    places: Sequence[PartOut]
    reversed: int
    closing: int


class TotalsOut(Answer):
    """The figures of the front page; ``total`` and ``flows`` are null for a year in which nothing moved."""

    years: Sequence[int]
    year: int | None
    total: YearOut | None
    before: YearOut | None
    funds: Sequence[FundYearOut]
    set_aside: int
    houses: HouseCountOut
    campaigns: Sequence[CampaignOut]
    flows: FlowsOut | None


class UnitOut(Out):
    """A unit's target (null: none set), what it gave less what was taken back, and the rate in percent, one decimal.

    ``paid_by_others``: its told part of gifts that another unit paid for it, of which there are ``paid_for``; it is in
    that one's ``actual``.
    """

    unit_id: UUID
    code: str
    name: str | None
    kind: str
    fund_id: UUID
    target: int | None
    gifts: int
    actual: int
    percent: Decimal | None
    paid_by_others: int
    paid_for: int


class UnitsTotalOut(Out):
    """The whole cut; ``people_…``: from people and through no unit, ``waiting_…``: from units not heard of yet."""

    units: int
    target: int
    gifts: int
    actual: int
    percent: Decimal | None
    people_gifts: int
    people_actual: int
    waiting_gifts: int
    waiting_actual: int


class UnitsOut(Answer):
    """Units by name: neither a ranking nor a list of who has not given. ``other``: what units gave otherwise
    than in cash, with the first page alone."""

    year: int | None
    items: Sequence[UnitOut]
    next: str | None
    total: UnitsTotalOut
    other: Sequence[UnitOtherOut]


class ClosingOut(Out):
    """What the ledger itself said when it closed the year."""

    opening: int
    received: int
    reversed: int
    used: int
    closing: int
    closed_on: date


class BooksClosingOut(Out):
    """The control totals with which the receipt books were closed: receipts, and đồng."""

    gifts: int
    received: int


class ReportFundOut(Out):
    """A line of table 2; ``state``: "open", "closed" with these very sums, or "differs".

    ``missing``: receipts in the closed books that are not here yet; null while the books are open.
    """

    fund: FundOut | None
    year: YearOut
    ledger: ClosingOut | None
    books: BooksClosingOut | None
    missing: int | None
    state: Literal["open", "closed", "differs"]


class HousingOut(Out):
    """Houses of one work type: handed over in the year, and what was paid for how many in it."""

    work_type: str
    finished: int
    houses_paid: int
    paid: int


class ReportOut(Answer):
    """The year's report. Table 1: ``units`` and ``units_total``; table 2: ``lines`` and ``total``."""

    year: int
    state: Literal["open", "closed", "differs"]
    closed_on: date | None
    units: Sequence[UnitOut]
    units_total: UnitsTotalOut
    lines: Sequence[ReportFundOut]
    total: YearOut
    uses: Sequence[PartOut]
    housing: Sequence[HousingOut]
    other: OtherOut
    promised: Sequence[CampaignPromisedOut]
