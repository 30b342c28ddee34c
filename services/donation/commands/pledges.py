"""Recording what somebody promises, cancelling it, and writing a polite letter when it is late."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.commands.register import check_fund, known_campaign, publish
from services.donation.domain import refusals
from services.donation.domain.pledge import MAX_LETTERS, Pledge, check_pledge, owed, standing
from services.donation.store import donors, pledges, register
from services.donation.store.pledges import Kept, Late, Pledger
from shared.access import Actor
from shared.clock import VIETNAM, local_day
from shared.contracts.pledge import PledgeCancelled, PledgeRecorded
from shared.db import Connection


class Reminded(NamedTuple):
    """Letters that were recorded: how many, and how many more the campaign needs today."""

    reminder_id: UUID
    letters: int
    left: int


async def record_pledge(conn: Connection, desk: Desk, pledge: Pledge, pledger: Pledger | None) -> Pledge:
    """Write a promise. Raises Refused: unit and person both or neither, other or unknown fund, campaign, unit, days."""
    await check_fund(conn, desk, pledge.fund_id)
    if (pledge.unit_id is None) == (pledger is None):
        raise refusals.pledger_unclear()
    campaign = await register.campaign(conn, pledge.campaign_id)
    if campaign is None:
        raise refusals.campaign_unknown()
    unit = None
    if pledge.unit_id is not None:
        await donors.hold_asked(conn, pledge.unit_id)
        unit = await register.unit(conn, pledge.unit_id)
    unit_fund = None if unit is None else await register.fund_name(conn, unit.fund_id)
    check_pledge(pledge, campaign, unit, unit_fund, desk.today)
    await pledges.add_pledge(conn, pledge, pledger, by=desk.actor.id, at=desk.at)
    event = PledgeRecorded(
        pledge_id=pledge.pledge_id,
        fund_id=pledge.fund_id,
        campaign_id=pledge.campaign_id,
        unit_id=pledge.unit_id,
        amount=pledge.amount,
        due_on=pledge.due_on,
        display_name=None if unit is None else unit.public_name,
    )
    await publish(conn, desk, pledge.pledge_id, event)
    return pledge


async def cancel_pledge(conn: Connection, desk: Desk, pledge_id: UUID, reason: str) -> Kept:
    """Cancel what is left of a promise. Raises Refused: unknown, cancelled already, fulfilled."""
    await known_pledge(conn, desk.actor, pledge_id)
    await pledges.hold_pledge(conn, pledge_id)
    kept = await known_pledge(conn, desk.actor, pledge_id)
    if kept.cancelled_at is not None:
        raise refusals.pledge_cancelled_before(local_day(kept.cancelled_at))
    if kept.given >= kept.pledge.amount:
        raise refusals.pledge_fulfilled()
    await pledges.cancel_pledge(conn, pledge_id, reason, by=desk.actor.id, at=desk.at)
    pledge = kept.pledge
    event = PledgeCancelled(
        pledge_id=pledge_id,
        fund_id=pledge.fund_id,
        campaign_id=pledge.campaign_id,
        unit_id=pledge.unit_id,
        amount=pledge.amount,
    )
    await publish(conn, desk, pledge_id, event)
    return kept._replace(cancelled_at=desk.at)


async def remind_of_pledge(conn: Connection, desk: Desk, pledge_id: UUID) -> Reminded:
    """Record one letter. Raises Refused: unknown, cancelled, not late, reminded today, a person or a group that may
    not be asked."""
    await donors.hold_hierarchy(conn, (await known_pledge(conn, desk.actor, pledge_id)).pledge.fund_id)
    kept = await known_pledge(conn, desk.actor, pledge_id)
    pledge, head_id = kept.pledge, kept.head_id
    if kept.cancelled_at is not None:
        raise refusals.pledge_cancelled_before(local_day(kept.cancelled_at))
    if head_id is None or kept.unit_kind == "person":
        raise refusals.person_not_reminded()
    if kept.not_asked is not None:
        raise refusals.unit_not_asked()
    late = owed(pledge.dues, kept.given, desk.today)
    if late is None:
        raise refusals.pledge_not_overdue()
    if kept.reminded_at is not None and local_day(kept.reminded_at) == desk.today:
        raise refusals.reminded_today()
    line = Late(
        late.due_on, pledge_id, pledge.campaign_id, head_id, kept.unit_code or "", kept.unit_name or "", pledge.amount,
        kept.given, late.amount, kept.reminded_at,
    )  # fmt: skip
    return await _write(conn, desk, pledge.fund_id, [line], 0)


async def remind_of_campaign(conn: Connection, desk: Desk, campaign_id: UUID) -> Reminded:
    """Record a letter for each late pledge of a campaign that has none of today, MAX_LETTERS at most.

    Raises Refused: unknown, nobody to remind.
    """
    campaign = await known_campaign(conn, desk.actor, campaign_id)
    await donors.hold_hierarchy(conn, campaign.fund_id)  # no two write the same letters, no unit is merged meanwhile
    late = await pledges.overdue(
        conn,
        campaign.fund_id,
        desk.today,
        campaign_id=campaign_id,
        not_reminded_since=datetime.combine(desk.today, time.min, VIETNAM),
        limit=100 * MAX_LETTERS,
    )
    if not late:
        raise refusals.nobody_to_remind()
    return await _write(conn, desk, campaign.fund_id, late[:MAX_LETTERS], len(late) - len(late[:MAX_LETTERS]))


async def _write(conn: Connection, desk: Desk, fund_id: UUID, late: Sequence[Late], left: int) -> Reminded:
    reminder_id = desk.new_id()
    await pledges.add_reminder(conn, reminder_id, fund_id, late, by=desk.actor.id, at=desk.at)
    return Reminded(reminder_id, len(late), left)


async def known_pledge(conn: Connection, actor: Actor, pledge_id: UUID) -> Kept:
    """A pledge within the actor's scope. Raises Refused."""
    kept = await pledges.pledge(conn, pledge_id)
    if kept is None or not in_scope(actor, kept.pledge.fund_id):
        raise refusals.pledge_unknown(status=404)
    return kept


def standing_of(kept: Kept, desk: Desk) -> str:
    """How a pledge stands today."""
    return standing(
        kept.pledge.amount, kept.pledge.dues, kept.given, desk.today,
        cancelled=kept.cancelled_at is not None, asked=kept.may_be_asked,
    )  # fmt: skip
