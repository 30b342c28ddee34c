"""Recording what is given otherwise than in cash, and taking it back by entries of their own."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.domain import refusals
from services.donation.domain.contribution import (
    ContributionReversal,
    DirectSupport,
    Given,
    InKind,
    LabourDays,
    NewContribution,
    RecordedContribution,
    Surroundings,
    check_contribution,
    check_contribution_year,
    contribution_reversal_day,
)
from services.donation.domain.split import check_corrected
from services.donation.store import books, contributions, houses, register
from shared import outbox
from shared.contracts.contribution import ContributionRecorded, ContributionReversed
from shared.db import Connection
from shared.outbox import Outgoing


class TakenBack(NamedTuple):
    """An entry that was taken back."""

    entry: RecordedContribution
    kind: ContributionReversal
    reversed_on: date


async def record_contribution(conn: Connection, desk: Desk, entry: NewContribution) -> None:
    """Record an entry. Raises Refused: see ``check_contribution``; a link to what is not there or still counts."""
    desk.actor.check_fund(entry.fund_id)
    around = await _surroundings(conn, entry)
    check_contribution(entry, around, desk.today)
    if entry.corrects_id is not None:
        corrected = await contributions.corrected(conn, entry.corrects_id)
        check_corrected(entry.fund_id, corrected, field="corrects_id")
    await contributions.add(conn, entry, by=desk.actor.id, at=desk.at)
    await outbox.append(conn, [Outgoing(entry.contribution_id, _recorded(entry), desk.trace)], at=desk.at)


async def _surroundings(conn: Connection, entry: NewContribution) -> Surroundings:
    known = await register.fund_is_known(conn, entry.fund_id)
    house_id = entry.given.house_id if isinstance(entry.given, DirectSupport) else None
    house_funds = await houses.funds_of(conn, [house_id]) if house_id else {}
    return Surroundings(
        fund_known=known,
        year_closed=known and (await books.lock_year(conn, entry.fund_id, entry.given_on.year)).closed,
        unit=await register.unit(conn, entry.unit_id) if entry.unit_id else None,
        campaign=await register.campaign(conn, entry.campaign_id) if entry.campaign_id else None,
        house_fund=house_funds.get(house_id) if house_id else None,
    )


def _recorded(entry: NewContribution) -> ContributionRecorded:
    return ContributionRecorded(
        contribution_id=entry.contribution_id,
        fund_id=entry.fund_id,
        unit_id=entry.unit_id,
        campaign_id=entry.campaign_id,
        kind=entry.given.kind,
        given_on=entry.given_on,
        families=entry.families,
        at_least=entry.at_least,
        **_told(entry.given),
    )


def _told(given: Given) -> dict[str, Any]:
    """What the event tells of each kind; the description of direct support stays here."""
    match given:
        case InKind(item, quantity, measure, valuation):
            amount, basis = valuation or (None, None)
            return {"item": item, "quantity_thousandths": int(quantity * 1000), "measure": measure, "value": amount,
                    "basis": basis}  # fmt: skip
        case LabourDays(days, people):
            return {"quantity_thousandths": int(days * 1000), "people": people}
        case DirectSupport(support, _, value, _, house_id, new_builds, repairs):
            return {"support": support, "value": value, "house_id": house_id, "new_builds": new_builds,
                    "repairs": repairs}  # fmt: skip


async def reverse_contribution(
    conn: Connection, desk: Desk, contribution_id: UUID, kind: ContributionReversal, reason: str, *, on: date | None
) -> TakenBack:
    """Take an entry back, whole. Raises Refused: unknown, taken back already, the day, a closed year."""
    entry = await contributions.to_reverse(conn, contribution_id)
    if entry is None or not in_scope(desk.actor, entry.fund_id):
        raise refusals.contribution_unknown()
    day = contribution_reversal_day(entry, kind, on, desk.today)
    year = await books.lock_year(conn, entry.fund_id, day.year)
    check_contribution_year(kind, day, closed=year.closed)
    if not await contributions.add_reversal(conn, entry, kind, day, reason, by=desk.actor.id, at=desk.at):
        raise refusals.contribution_reversed(kind, day)
    event = ContributionReversed(
        contribution_id=contribution_id,
        fund_id=entry.fund_id,
        unit_id=entry.unit_id,
        kind=kind,
        given_on=entry.given_on,
        reversed_on=day,
    )
    await outbox.append(conn, [Outgoing(contribution_id, event, desk.trace)], at=desk.at)
    return TakenBack(entry, kind, day)
