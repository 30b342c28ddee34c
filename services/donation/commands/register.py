"""Registering units, opening campaigns, setting targets."""

from datetime import date
from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.domain import refusals
from services.donation.domain.donors import Consent, check_parent
from services.donation.domain.register import (
    Asked,
    Campaign,
    NotAsked,
    Unit,
    check_campaign,
    check_target,
    check_unit,
)
from services.donation.store import books, donors, register
from shared import outbox
from shared.access import Actor
from shared.contracts import Contract
from shared.contracts.donation import CampaignOpened, TargetSet, UnitKind, UnitRegistered
from shared.db import Connection
from shared.outbox import Outgoing

AT_REGISTRATION = "Ghi khi đăng ký đơn vị"
"""How a consent was recorded that came with the registration."""


async def register_unit(
    conn: Connection,
    desk: Desk,
    *,
    fund_id: UUID,
    code: str,
    kind: UnitKind,
    name: str,
    name_consent_on: date | None,
    parent_id: UUID | None = None,
    official_code: str | None = None,
    not_asked: NotAsked | None = None,
) -> Unit:
    """Register a unit. Raises Refused: other or unknown fund, code taken, consent out of place, a parent that can't
    stand above it, an official code that another unit has, of this fund or of another one, which is named."""
    await check_fund(conn, desk, fund_id)
    unit = Unit(desk.new_id(), fund_id, code, kind, name, name_consent_on, parent_id, official_code, not_asked)
    check_unit(unit, desk.today)
    if parent_id is not None:
        await donors.hold_hierarchy(conn, fund_id)
        check_parent(None, fund_id, await register.unit(conn, parent_id), ())
    if not await register.add_unit(conn, unit, by=desk.actor.id, at=desk.at):
        await refuse_number(conn, unit)
        raise refusals.code_taken(code)
    if name_consent_on is not None:
        given = Consent(True, name_consent_on, AT_REGISTRATION)
        await donors.add_consents(conn, [unit], given, by=desk.actor.id, at=desk.at)
    event = UnitRegistered(unit_id=unit.unit_id, fund_id=fund_id, code=code, kind=kind, name=unit.public_name)
    await publish(conn, desk, unit.unit_id, event)
    return unit


async def refuse_number(conn: Connection, unit: Unit) -> None:
    """Raises Refused when another unit has the official code, naming its code or its fund."""
    holder = await register.unit_with_number(conn, unit.official_code) if unit.official_code else None
    if holder is None or holder.unit_id == unit.unit_id:
        return
    if holder.fund_id != unit.fund_id:
        raise refusals.unit_of_other_fund(await register.fund_name(conn, holder.fund_id), field="official_code")
    raise refusals.official_code_taken(holder.code)


async def open_campaign(
    conn: Connection,
    desk: Desk,
    *,
    fund_id: UUID,
    code: str,
    name: str,
    year: int,
    opens_on: date,
    closes_on: date,
    suggested_level: str | None = None,
) -> Campaign:
    """Open a campaign. Raises Refused: other or unknown fund, code taken, days, a closed year."""
    await check_fund(conn, desk, fund_id)
    campaign = Campaign(desk.new_id(), fund_id, code, name, year, opens_on, closes_on, suggested_level)
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
        suggested_level=suggested_level,
    )
    await publish(conn, desk, campaign.campaign_id, event)
    return campaign


async def set_target(conn: Connection, desk: Desk, campaign_id: UUID, unit_id: UUID, asked: Asked) -> Campaign:
    """Set or replace a unit's target. Raises Refused: unknown, other fund (named), a person or a group that may not be
    asked, merged, amount, a campaign closed early, a closed year."""
    campaign = await known_campaign(conn, desk.actor, campaign_id)
    await donors.hold_asked(conn, unit_id)
    unit = await register.unit(conn, unit_id)
    if unit is None:
        raise refusals.unit_unknown(status=404)
    check_target(campaign, unit, asked.amount, await register.fund_name(conn, unit.fund_id))
    closed = (await books.lock_year(conn, campaign.fund_id, campaign.year)).closed
    if await register.set_target(conn, campaign, unit, asked, by=desk.actor.id, at=desk.at):
        if closed:
            raise refusals.year_closed("campaign_id", campaign.year)
        event = TargetSet(
            campaign_id=campaign_id, unit_id=unit_id, fund_id=campaign.fund_id, year=campaign.year, amount=asked.amount
        )
        await publish(conn, desk, unit_id, event)
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


async def check_fund(conn: Connection, desk: Desk, fund_id: UUID) -> None:
    """Raises Refused: a fund outside the actor's scope or not heard of."""
    desk.actor.check_fund(fund_id)
    if not await register.fund_is_known(conn, fund_id):
        raise refusals.fund_unknown()


async def publish(conn: Connection, desk: Desk, subject: UUID, event: Contract) -> None:
    """Append one event to the outbox."""
    await outbox.append(conn, [Outgoing(subject, event, desk.trace)], at=desk.at)
