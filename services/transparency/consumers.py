"""What this service listens to: everything that the three others say, in causal order."""

from collections.abc import Sequence
from typing import Any

from services.transparency.projections import gifts, giving, houses, lots, money, other, promises
from services.transparency.store.save_heard import add_heard
from shared.contracts import Contract
from shared.contracts import contribution as c
from shared.contracts import donation as d
from shared.contracts import fund_allocation as f
from shared.contracts import housing_project as h
from shared.contracts import pledge as p
from shared.db import Connection
from shared.inbox import Handler, Handlers, Incoming


def handlers() -> Handlers:
    """Event type → the projection that takes a batch of it, then counts it as heard."""
    projections: dict[type[Contract], Handler] = {
        f.FundOpened: giving.fund_opened,
        f.OpeningBalanceRecorded: money.opening_recorded,
        d.UnitRegistered: giving.unit_registered,
        d.UnitChanged: giving.unit_changed,
        d.UnitMerged: giving.unit_merged,
        d.CampaignOpened: giving.campaign_opened,
        d.CampaignChanged: giving.campaign_changed,
        d.TargetSet: giving.target_set,
        d.DonationReceived: gifts.received,
        d.DonationsReceived: gifts.many_received,
        d.DonationReceivedInParts: other.received_in_parts,
        d.DonationCorrects: other.corrects,
        d.DonationReversed: gifts.reversed_,
        d.DonationUnnamed: gifts.unnamed,
        d.DonationPaidFor: promises.paid_for,
        p.PledgeRecorded: promises.pledged,
        p.PledgeCancelled: promises.cancelled,
        p.PledgeKept: promises.kept,
        d.PaymentCodeIssued: promises.code_issued,
        h.HouseApplied: houses.applied,
        h.HouseStageReached: houses.stage_reached,
        h.SupportRequested: houses.support_requested,
        f.SupportDecided: money.support_decided,
        f.SupportRefused: money.support_refused,
        f.ExpenditureRecorded: money.expenditure_recorded,
        f.LotsMoved: lots.moved,
        f.InstalmentPaid: money.instalment_paid,
        h.HouseSettled: houses.settled,
        f.ReservationReleased: money.reservation_released,
        h.HouseCancelled: houses.cancelled,
        d.BooksClosed: gifts.books_closed,
        c.ContributionRecorded: other.contributed,
        c.ContributionReversed: other.contribution_reversed,
        c.SponsorshipPaid: other.care_paid,
        c.SponsorshipPaymentVoided: other.care_voided,
        f.YearClosed: money.year_closed,
    }
    return {contract: _counted(project) for contract, project in projections.items()}


def _counted(project: Handler) -> Handler:
    async def take(conn: Connection, events: Sequence[Incoming[Any]]) -> None:
        await project(conn, events)
        await add_heard(conn, events[0].type, len(events), max(event.at for event in events))

    return take
