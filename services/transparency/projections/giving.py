"""Funds, units, campaigns and targets."""

from collections.abc import Sequence

from services.transparency.store import save_giving as save
from shared.contracts import donation, fund_allocation
from shared.db import Connection
from shared.inbox import Incoming
from shared.text import fold, order_of


async def fund_opened(conn: Connection, events: Sequence[Incoming[fund_allocation.FundOpened]]) -> None:
    """Keep the latest description of each fund."""
    rows = {
        e.data.fund_id: save.FundRow(e.data.fund_id, e.data.code, e.data.name, e.data.level, e.data.locality)
        for e in events
    }
    await save.put_funds(conn, list(rows.values()))


async def unit_registered(conn: Connection, events: Sequence[Incoming[donation.UnitRegistered]]) -> None:
    """Keep the latest description of each unit; its gifts, counted under its id, now have a name and a kind."""
    await save.put_units(conn, _units(events), changed=False)


async def unit_changed(conn: Connection, events: Sequence[Incoming[donation.UnitChanged]]) -> None:
    """The same for a later word, which a registration that comes late doesn't undo: a name taken back stays away."""
    await save.put_units(conn, _units(events), changed=True)


def _units(
    events: Sequence[Incoming[donation.UnitRegistered]] | Sequence[Incoming[donation.UnitChanged]],
) -> list[save.UnitRow]:
    rows = {}
    for event in events:
        unit = event.data
        shown = unit.name if unit.name is not None else unit.code
        rows[unit.unit_id] = save.UnitRow(
            unit.unit_id, unit.fund_id, unit.code, unit.kind, unit.name, fold(shown), order_of(shown)
        )
    return list(rows.values())


async def unit_merged(conn: Connection, events: Sequence[Incoming[donation.UnitMerged]]) -> None:
    """Keep under which unit each one goes on."""
    await save.put_merges(conn, list({e.data.unit_id: (e.data.unit_id, e.data.into_unit_id) for e in events}.values()))


async def campaign_opened(conn: Connection, events: Sequence[Incoming[donation.CampaignOpened]]) -> None:
    """Keep the description of each campaign, unless a later one is there."""
    await save.put_campaigns(conn, _campaigns(events), changed=False)


async def campaign_changed(conn: Connection, events: Sequence[Incoming[donation.CampaignChanged]]) -> None:
    """Keep the latest description of each campaign."""
    await save.put_campaigns(conn, _campaigns(events), changed=True)


def _campaigns(
    events: Sequence[Incoming[donation.CampaignOpened]] | Sequence[Incoming[donation.CampaignChanged]],
) -> list[save.CampaignRow]:
    rows = {
        e.data.campaign_id: save.CampaignRow(
            e.data.campaign_id, e.data.fund_id, e.data.code, e.data.name, e.data.year, e.data.opens_on,
            e.data.closes_on, e.data.suggested_level, getattr(e.data, "closed_on", None),  # one that opens has none
        )
        for e in events
    }  # fmt: skip
    return list(rows.values())


async def target_set(conn: Connection, events: Sequence[Incoming[donation.TargetSet]]) -> None:
    """Keep the latest target of each unit in each campaign."""
    rows = {
        (e.data.campaign_id, e.data.unit_id): save.TargetRow(
            e.data.campaign_id, e.data.unit_id, e.data.fund_id, e.data.year, e.data.amount
        )
        for e in events
    }
    await save.put_targets(conn, list(rows.values()))
