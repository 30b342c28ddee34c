"""Moving units under each other, merging doubles, and recording who may be named."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.commands.register import known_unit, publish, refuse_number
from services.donation.domain import refusals
from services.donation.domain.donors import (
    Consent,
    check_consent,
    check_merge,
    check_parent,
    withdrawn_with_merge,
)
from services.donation.domain.register import NotAsked, Unit, check_unit
from services.donation.store import donors, gifts, register
from shared.contracts.donation import DonationUnnamed, UnitChanged, UnitMerged
from shared.db import Connection

WITH_MERGE = "Rút theo lần rút gần nhất của cùng một người, khi gộp"
"""How a withdrawal was recorded that followed from a merge."""


async def place_unit(
    conn: Connection,
    desk: Desk,
    unit_id: UUID,
    *,
    parent_id: UUID | None,
    official_code: str | None,
    not_asked: NotAsked | None,
) -> Unit:
    """Replace a unit's parent, official code and whether it may be asked.

    Raises Refused: unknown, merged, a parent that can't stand above it, a number that another unit has, a target that
    still asks a group that may not be asked.
    """
    unit = await known_unit(conn, desk.actor, unit_id)
    await donors.hold_hierarchy(conn, unit.fund_id)
    await donors.hold_units(conn, [unit_id])
    unit = await known_unit(conn, desk.actor, unit_id)
    if unit.merged_into_code is not None:
        raise refusals.unit_merged(unit.merged_into_code)
    placed = unit._replace(parent_id=parent_id, official_code=official_code, not_asked=not_asked)
    check_unit(placed, desk.today)
    if parent_id is not None:
        check_parent(unit_id, unit.fund_id, await register.unit(conn, parent_id), await donors.above(conn, parent_id))
    if not_asked is not None and (campaign := await donors.asked_in(conn, unit_id, desk.today)) is not None:
        raise refusals.unit_has_targets(campaign)
    while not await donors.set_relations(conn, unit_id, parent_id, official_code, not_asked):
        await refuse_number(conn, placed)
    return placed


async def merge_unit(conn: Connection, desk: Desk, unit_id: UUID, into_unit_id: UUID, reason: str) -> Unit:
    """Have a double go on as another unit; the head is returned. What both have stays where it is.

    Raises Refused: unknown, other fund (named), merged already, a person with an organisation, a head below its double.
    """
    double = await known_unit(conn, desk.actor, unit_id)
    await donors.hold_hierarchy(conn, double.fund_id)
    await donors.hold_units(conn, [unit_id, into_unit_id])
    double = await known_unit(conn, desk.actor, unit_id)
    head = await register.unit(conn, into_unit_id)
    if head is None:
        raise refusals.unit_unknown(field="into_unit_id")
    above = await donors.above(conn, into_unit_id)
    check_merge(double, head, above, await register.fund_name(conn, head.fund_id))
    ours, theirs = await donors.group(conn, unit_id), await donors.group(conn, into_unit_id)
    await donors.merge(conn, double, head, reason, by=desk.actor.id, at=desk.at)
    event = UnitMerged(unit_id=unit_id, into_unit_id=into_unit_id, fund_id=head.fund_id)
    await publish(conn, desk, unit_id, event)
    latest = await donors.latest_consent(conn, [unit.unit_id for unit in (*ours, *theirs)])
    withdrawal = Consent(False, desk.today, WITH_MERGE)
    await _say(conn, desk, withdrawn_with_merge([*ours, *theirs], latest_was_given=latest), withdrawal)
    return head


async def record_consent(conn: Connection, desk: Desk, unit_id: UUID, consent: Consent) -> Unit:
    """Record that a person may be named, or no more. A withdrawal holds for all the codes that were one person's.

    Raises Refused: unknown, an organisation, merged, a day in the future, nothing to withdraw.
    """
    unit = await known_unit(conn, desk.actor, unit_id)
    await donors.hold_units(conn, [unit_id])
    unit = await known_unit(conn, desk.actor, unit_id)
    check_consent(unit, consent, desk.today)
    doubles = [] if consent.given else (await donors.group(conn, unit_id))[1:]
    await _say(conn, desk, [unit, *(double for double in doubles if double.name_consent_on is not None)], consent)
    return unit._replace(name_consent_on=consent.on if consent.given else None)


async def _say(conn: Connection, desk: Desk, units: Iterable[Unit], consent: Consent) -> None:
    """Record a word for these people and publish what may be shown of each now, where that changed."""
    said = list(units)
    if not said:
        return
    await donors.add_consents(conn, said, consent, by=desk.actor.id, at=desk.at)
    for unit in said:
        name = unit.name if consent.given else None
        if name != unit.public_name:
            event = UnitChanged(unit_id=unit.unit_id, fund_id=unit.fund_id, code=unit.code, kind=unit.kind, name=name)
            await publish(conn, desk, unit.unit_id, event)


async def withdraw_name(conn: Connection, desk: Desk, gift_id: UUID, on: date, how: str) -> None:
    """Show the name of one who gave without being a unit no more. Raises Refused: unknown, a day in the future, a gift
    that shows no such name."""
    gift = await gifts.gift(conn, gift_id)
    if gift is None or not in_scope(desk.actor, gift.fund_id):
        raise refusals.gift_unknown()
    if on > desk.today:
        raise refusals.date_in_future("on", on, desk.today)
    if not await donors.withdraw_name(conn, gift_id, on, how, by=desk.actor.id, at=desk.at):
        raise refusals.name_not_shown()
    await publish(conn, desk, gift_id, DonationUnnamed(gift_id=gift_id, fund_id=gift.fund_id))
