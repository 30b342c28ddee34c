"""Closing a campaign before its time, and giving it more."""

from datetime import date
from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.commands.register import known_campaign, publish
from services.donation.domain import refusals
from services.donation.domain.campaigns import closed_today, extended
from services.donation.domain.register import Campaign
from services.donation.store import books, campaigns
from shared.contracts.donation import CampaignChanged
from shared.db import Connection


async def close_campaign(conn: Connection, desk: Desk, campaign_id: UUID, reason: str) -> Campaign:
    """End a campaign today, for good: no new targets and pledges. Late money still counts for it until its year ends.

    Raises Refused: unknown, closed or over already, not begun.
    """
    campaign = await _held(conn, desk, campaign_id)
    return await _change(conn, desk, campaign, closed_today(campaign, desk.today), reason)


async def extend_campaign(conn: Connection, desk: Desk, campaign_id: UUID, closes_on: date, reason: str) -> Campaign:
    """Give a campaign a later closing day. Raises Refused: unknown, closed early, not later, a closed year."""
    campaign = await _held(conn, desk, campaign_id)
    changed = extended(campaign, closes_on)
    if (await books.lock_year(conn, campaign.fund_id, campaign.year)).closed:
        raise refusals.year_closed("campaign_id", campaign.year)
    return await _change(conn, desk, campaign, changed, reason)


async def _held(conn: Connection, desk: Desk, campaign_id: UUID) -> Campaign:
    await known_campaign(conn, desk.actor, campaign_id)
    campaign = await campaigns.hold_campaign(conn, campaign_id)
    if campaign is None:
        raise refusals.campaign_unknown(status=404)
    return campaign


async def _change(conn: Connection, desk: Desk, before: Campaign, after: Campaign, reason: str) -> Campaign:
    await campaigns.change_campaign(conn, before, after, reason, by=desk.actor.id, at=desk.at)
    event = CampaignChanged(
        campaign_id=after.campaign_id,
        fund_id=after.fund_id,
        code=after.code,
        name=after.name,
        year=after.year,
        opens_on=after.opens_on,
        closes_on=after.closes_on,
        closed_on=after.closed_on,
        suggested_level=after.suggested_level,
    )
    await publish(conn, desk, after.campaign_id, event)
    return after
