"""Units with target, result and rate; people are one line, without names."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.transparency.domain import FundYear
from services.transparency.store import find_units
from services.transparency.store.find_money import Fund
from services.transparency.store.find_other import OtherCut, UnitOther
from services.transparency.store.find_units import NO_UNITS, Campaign, UnitResult, UnitsTotal
from services.transparency.views.other import other_by_unit
from services.transparency.views.years import books
from shared.db import Connection
from shared.http import write_cursor


@dataclass(frozen=True, slots=True)
class Units:
    """``year`` is None before the first event; ``next`` continues the list. ``other``: what units gave otherwise than
    in cash, with the first page alone."""

    years: Sequence[int]
    year: int | None
    campaign: Campaign | None
    campaigns: Sequence[Campaign]
    fund: Fund | None
    funds: Sequence[Fund]
    items: Sequence[UnitResult]
    next: str | None
    total: UnitsTotal
    books: FundYear | None
    other: Sequence[UnitOther]


async def units(
    conn: Connection,
    *,
    year: int | None,
    campaign_id: UUID | None,
    fund_id: UUID | None,
    after: tuple[str, UUID] | None,
    limit: int | None,
) -> Units | None:
    """The units of a year, campaign and fund by name; None for a campaign or fund that doesn't exist."""
    kept = await books(conn)
    found = await find_units.campaigns(conn, campaign_id=campaign_id) if campaign_id else []
    if (campaign_id and not found) or (fund_id and fund_id not in kept.funds):
        return None
    campaign = found[0] if found else None
    shown = campaign.year if campaign else kept.latest if year is None else year
    if shown is None:
        return Units([], None, None, [], None, [], [], None, NO_UNITS, None, [])
    rows = await find_units.unit_results(
        conn, year=shown, campaign_id=campaign_id, fund_id=fund_id, after=after, limit=limit and limit + 1
    )
    items = rows if limit is None else rows[:limit]
    cut = OtherCut(shown if campaign is None else None, fund_id, campaign_id)
    return Units(
        years=sorted(kept.years, reverse=True),
        year=shown,
        campaign=campaign,
        campaigns=await find_units.campaigns(conn, year=shown),
        fund=kept.funds.get(fund_id) if fund_id else None,
        funds=list(kept.funds.values()),
        items=items,
        next=write_cursor(items[-1].sort_key, items[-1].unit_id) if len(items) < len(rows) else None,
        total=await find_units.units_total(conn, year=shown, campaign_id=campaign_id, fund_id=fund_id),
        books=kept.total(shown, fund_id),
        other=await other_by_unit(conn, cut) if after is None else [],
    )
