"""Campaigns: how far each has come, what was promised to it, and what was given otherwise than in cash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.transparency.store import find_gifts, find_promises, find_units
from services.transparency.store.find_gifts import Cut, Gift, Sum
from services.transparency.store.find_money import Fund
from services.transparency.store.find_other import OtherCut
from services.transparency.store.find_promises import Promised
from services.transparency.store.find_units import Campaign
from services.transparency.views.other import Other, other
from services.transparency.views.years import books
from shared.db import Connection

LATEST = 6


@dataclass(frozen=True, slots=True)
class Campaigns:
    """Every campaign, the newest first."""

    items: Sequence[Campaign]
    funds: Mapping[UUID, Fund]


@dataclass(frozen=True, slots=True)
class CampaignDetail:
    """One campaign. ``promised`` and ``other`` are in no sum of its money; ``sum`` is of all its gifts."""

    campaign: Campaign
    fund: Fund | None
    promised: Promised
    other: Other
    sum: Sum
    gifts: Sequence[Gift]


async def campaigns(conn: Connection) -> Campaigns:
    """All campaigns."""
    return Campaigns(await find_units.campaigns(conn), (await books(conn)).funds)


async def campaign(conn: Connection, campaign_id: UUID) -> CampaignDetail | None:
    """One campaign; None when it is not known."""
    found = await find_units.campaigns(conn, campaign_id=campaign_id)
    if not found:
        return None
    cut = Cut(campaign_id=campaign_id)
    within = {day.year for day in (found[0].opens_on, found[0].closes_on)} | {found[0].year}
    # gifts are found by their days: in one year of them there are fewer to look through
    latest = cut._replace(year=found[0].year) if len(within) == 1 else cut
    return CampaignDetail(
        campaign=found[0],
        fund=(await books(conn)).funds.get(found[0].fund_id),
        promised=await find_promises.promised(conn, campaign_id),
        other=await other(conn, OtherCut(campaign_id=campaign_id)),
        sum=await find_gifts.total(conn, cut),
        gifts=await find_gifts.newest(conn, latest, None, LATEST),
    )
