"""Registering units, opening campaigns, setting targets."""

from datetime import date
from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.domain import refusals
from services.donation.domain.register import Campaign, Unit, check_campaign, check_target, check_unit
from services.donation.store import books, register
from shared import outbox
from shared.access import Actor
from shared.contracts import Contract
from shared.contracts.donation import CampaignOpened, TargetSet, UnitKind, UnitRegistered
from shared.db import Connection
from shared.outbox import Outgoing


async def register_unit(
    conn: Connection,
    desk: Desk,
    *,
    fund_id: UUID,
    code: str,
    kind: UnitKind,
    name: str,
    name_consent_on: date | None,
) -> Unit:
    """Register a unit. Raises Refused: other or unknown fund, code taken, consent out of place."""
    await _check_fund(conn, desk, fund_id)
    unit = Unit(desk.new_id(), fund_id, code, kind, name, name_consent_on)
    check_unit(unit, desk.today)
    if not await register.add_unit(conn, unit, by=desk.actor.id, at=desk.at):
        raise refusals.code_taken(code)
    event = UnitRegistered(unit_id=unit.unit_id, fund_id=fund_id, code=code, kind=kind, name=unit.public_name)
    await _publish(conn, desk, unit.unit_id, event)
    return unit


async def open_campaign(
    conn: Connection, desk: Desk, *, fund_id: UUID, code: str, name: str, year: int, opens_on: date, closes_on: date
) -> Campaign:
    """Open a campaign. Raises Refused: other or unknown fund, code taken, days, a closed year."""
    await _check_fund(conn, desk, fund_id)
    campaign = Campaign(desk.new_id(), fund_id, code, name, year, opens_on, closes_on)
    check_campaign(campaign)
    if (await books.lock_year(conn, fund_id, year)).closed:
        raise refusals.year_closed("year", year)
    if not await register.add_campaign(conn, campaign, by=desk.actor.id, at=desk.at):
        raise refusals.code_taken(code)
    event = CampaignOpened(
        campaign_id=campaign.campaign_id,
        fund_id=fund_id,
        code=code,
        name=name,
        year=year,
        opens_on=opens_on,
        closes_on=closes_on,
    )
    await _publish(conn, desk, campaign.campaign_id, event)
    return campaign


async def set_target(conn: Connection, desk: Desk, campaign_id: UUID, unit_id: UUID, amount: int) -> Campaign:
    """Set or replace a unit's target in đồng. Raises Refused: unknown, other fund, a person, amount, a closed year."""
    campaign = await known_campaign(conn, desk.actor, campaign_id)
    unit = await register.unit(conn, unit_id)
    if unit is None:
        raise refusals.unit_unknown(status=404)
    check_target(campaign, unit, amount)
    closed = (await books.lock_year(conn, campaign.fund_id, campaign.year)).closed
    if await register.set_target(conn, campaign, unit, amount, by=desk.actor.id, at=desk.at):
        if closed:
            raise refusals.year_closed("campaign_id", campaign.year)
        event = TargetSet(
            campaign_id=campaign_id, unit_id=unit_id, fund_id=campaign.fund_id, year=campaign.year, amount=amount
        )
        await _publish(conn, desk, unit_id, event)
    return campaign


async def known_unit(conn: Connection, actor: Actor, unit_id: UUID) -> Unit:
    """A unit within the actor's scope. Raises Refused."""
    unit = await register.unit(conn, unit_id)
    if unit is None:
        raise refusals.unit_unknown(status=404)
    actor.check_fund(unit.fund_id)
    return unit


async def known_campaign(conn: Connection, actor: Actor, campaign_id: UUID) -> Campaign:
    """A campaign within the actor's scope. Raises Refused."""
    campaign = await register.campaign(conn, campaign_id)
    if campaign is None:
        raise refusals.campaign_unknown(status=404)
    actor.check_fund(campaign.fund_id)
    return campaign


async def _check_fund(conn: Connection, desk: Desk, fund_id: UUID) -> None:
    desk.actor.check_fund(fund_id)
    if not await register.fund_is_known(conn, fund_id):
        raise refusals.fund_unknown()


async def _publish(conn: Connection, desk: Desk, subject: UUID, event: Contract) -> None:
    await outbox.append(conn, [Outgoing(subject, event, desk.trace)], at=desk.at)
