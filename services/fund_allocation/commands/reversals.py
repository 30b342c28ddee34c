"""Placing reversals of gifts: their own free money first, then other money in the place of what is held already."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.fund_allocation.domain.lots import moved
from services.fund_allocation.store import lots, reversals
from shared import outbox
from shared.db import Connection
from shared.outbox import Outgoing
from shared.trace import Trace


async def place_waiting(conn: Connection, fund_ids: Collection[UUID], trace: Trace, *, at: datetime) -> None:
    """Place waiting reversals of these funds as far as their free money goes; the rest goes on waiting.

    Called whenever money comes in or is released, so that free money that could serve a reversal never stays free.
    The caller holds the funds' locks.
    """
    waiting = sorted(await reversals.funds_waiting(conn, fund_ids))
    if not waiting:
        return
    await reversals.take_back_free(conn, waiting, at=at)
    for fund_id in waiting:
        await _substitute(conn, fund_id, trace, at=at)


async def _substitute(conn: Connection, fund_id: UUID, trace: Trace, *, at: datetime) -> None:
    """Put free money that may serve the same purpose in the place of reversed gifts, holding by holding."""
    free = await reversals.free_by_earmark(conn, fund_id)
    if not free:
        return
    for holding, need in await reversals.owed(conn, fund_id):
        earmarks = [earmark for earmark in holding.earmarks if earmark in free]
        if not earmarks:
            continue
        taken = await lots.take(conn, holding, need, earmarks)
        relieved = await reversals.relieve(conn, holding, sum(part.amount for part in taken), at=at)
        events = [
            *moved(holding, "substituted_out", relieved.parts, on=relieved.on),
            *moved(holding, "substituted_in", taken, on=relieved.on),
        ]
        await outbox.append(conn, [Outgoing(holding.purpose_id, event, trace) for event in events], at=at)
        free = await reversals.free_by_earmark(conn, fund_id)
