"""Houses and how far each has come."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from services.transparency.domain import STEPS
from services.transparency.store import save_houses as save
from shared.contracts import housing_project as said
from shared.db import Connection
from shared.inbox import Incoming
from shared.text import fold, order_of


async def applied(conn: Connection, events: Sequence[Incoming[said.HouseApplied]]) -> None:
    """Keep what is public of an application."""
    rows = []
    for event in events:
        h = event.data
        rows.append(
            save.HouseRow(
                h.house_id, h.house_code, h.household_code, h.category, h.village, h.commune, h.work_type, h.programme,
                h.fund_id, h.applied_on, fold(h.house_code), order_of(h.house_code),
            )
        )  # fmt: skip
    await save.add_houses(conn, rows)
    await _reach(conn, [save.StageRow(r.house_id, "applied", STEPS["applied"], r.applied_on, None) for r in rows])


async def stage_reached(conn: Connection, events: Sequence[Incoming[said.HouseStageReached]]) -> None:
    """Keep stages with their days and certificates."""
    await _reach(
        conn,
        [
            save.StageRow(e.data.house_id, e.data.stage, STEPS[e.data.stage], e.data.on, e.data.certificate_id)
            for e in events
        ],
    )


async def support_requested(conn: Connection, events: Sequence[Incoming[said.SupportRequested]]) -> None:
    """Keep requests; a request is a stage too."""
    rows = []
    for event in events:
        r = event.data
        rows.append(save.RequestRow(r.request_id, r.house_id, r.fund_id, r.amount, r.estimated_cost, r.requested_on))
    await save.add_requests(conn, rows)
    await _reach(conn, [save.StageRow(r.house_id, "requested", STEPS["requested"], r.requested_on, None) for r in rows])


async def settled(conn: Connection, events: Sequence[Incoming[said.HouseSettled]]) -> None:
    """Keep what a house cost and who paid for it."""
    rows = []
    for event in events:
        s, mix = event.data, event.data.mix
        rows.append(
            save.SettlementRow(
                s.house_id, s.request_id, s.actual_cost, mix.fund, mix.state_budget, mix.family, mix.community,
                mix.labour_days, s.settled_on,
            )
        )  # fmt: skip
    await save.add_settlements(conn, rows)
    await _reach(conn, [save.StageRow(r.house_id, "settled", STEPS["settled"], r.settled_on, None) for r in rows])


async def cancelled(conn: Connection, events: Sequence[Incoming[said.HouseCancelled]]) -> None:
    """Mark cancelled houses."""
    days: dict[UUID, date] = {e.data.house_id: e.data.cancelled_on for e in events}
    await save.cancel(conn, list(days.items()))


async def _reach(conn: Connection, rows: Iterable[save.StageRow]) -> None:
    stages = {(row.house_id, row.stage): row for row in rows}
    furthest: dict[UUID, save.StageRow] = {}
    for row in stages.values():
        if row.house_id not in furthest or row.step > furthest[row.house_id].step:
            furthest[row.house_id] = row
    await save.put_stages(conn, list(stages.values()))
    await save.advance(conn, [(row.house_id, row.step, row.on) for row in furthest.values()])
