"""Units for which a gift was paid, promises and the gifts that keep them, and payment codes."""

from collections.abc import Sequence

from services.transparency.store import save_promises as save
from shared.contracts import donation as d
from shared.contracts import pledge as p
from shared.db import Connection
from shared.inbox import Incoming


async def paid_for(conn: Connection, events: Sequence[Incoming[d.DonationPaidFor]]) -> None:
    """Keep for whom gifts were paid; they count once, with the one that paid."""
    rows = [
        (event.data.gift_id, n, member.unit_id, member.amount)
        for event in events
        for n, member in enumerate(event.data.members, 1)
    ]
    await save.add_members(conn, rows)


async def pledged(conn: Connection, events: Sequence[Incoming[p.PledgeRecorded]]) -> None:
    """Keep promises without who made them: a promise that is not kept stands beside no name."""
    await save.add_pledges(
        conn, [(e.data.pledge_id, e.data.fund_id, e.data.campaign_id, e.data.amount) for e in events]
    )


async def cancelled(conn: Connection, events: Sequence[Incoming[p.PledgeCancelled]]) -> None:
    """Mark promises of which nothing more will come."""
    await save.cancel_pledges(conn, [e.data.pledge_id for e in events])


async def kept(conn: Connection, events: Sequence[Incoming[p.PledgeKept]]) -> None:
    """Keep which gift was given for which promise."""
    await save.keep_pledges(conn, [(e.data.gift_id, e.data.pledge_id) for e in events])


async def code_issued(conn: Connection, events: Sequence[Incoming[d.PaymentCodeIssued]]) -> None:
    """Keep what a payment code leads to."""
    await save.add_codes(conn, [(e.data.code, e.data.fund_id, e.data.campaign_id, e.data.unit_id) for e in events])
