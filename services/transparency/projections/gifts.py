"""Gifts and what was taken back. ``received`` is the hot path: a million of them pass through it."""

from collections.abc import Sequence

from services.transparency.store import save_gifts as save
from services.transparency.store import save_money
from shared.contracts.donation import BooksClosed, DonationReceived, DonationReversed, DonationUnnamed
from shared.db import Connection
from shared.inbox import Incoming


async def received(conn: Connection, events: Sequence[Incoming[DonationReceived]]) -> None:
    """Copy the gifts in and add them to the sums, then place what has waited for them."""
    rows: list[save.GiftRow] = []
    cuts: dict[save.Cut, tuple[int, int]] = {}
    nothing = (0, 0)
    for event in events:
        gift = event.data
        receipt, earmark, amount, day = gift.receipt, gift.earmark, gift.amount, gift.received_on
        rows.append((
            gift.gift_id, gift.fund_id, gift.unit_id, gift.campaign_id, gift.channel, amount, day,
            receipt.year, receipt.book, receipt.number,
            earmark.kind if earmark is not None else None, earmark.ref if earmark is not None else None,
            gift.display_name,
        ))  # fmt: skip
        cut = (gift.fund_id, day.year, gift.unit_id, gift.campaign_id, gift.channel)
        gifts, total = cuts.get(cut, nothing)
        cuts[cut] = (gifts + 1, total + amount)
    waiting = await save.add_gifts(conn, rows, cuts)
    if waiting.lots:
        await save.forget_waiting_lots(conn, [row[0] for row in rows])
    if waiting.reversals:
        await save.place_reversals(conn)


async def reversed_(conn: Connection, events: Sequence[Incoming[DonationReversed]]) -> None:
    """Keep the reversals and count those whose gift is known; the others wait for it."""
    rows = [save.ReversalRow(e.data.gift_id, e.data.amount, e.data.reversed_on, e.data.kind) for e in events]
    await save.keep_reversals(conn, rows)
    await save.place_reversals(conn)


async def unnamed(conn: Connection, events: Sequence[Incoming[DonationUnnamed]]) -> None:
    """Show the names of these gifts no more, also when a gift itself is heard of later."""
    await save.put_unnamed(conn, [e.data.gift_id for e in events])


async def books_closed(conn: Connection, events: Sequence[Incoming[BooksClosed]]) -> None:
    """Keep the control totals of the closed receipt books."""
    rows = [
        (e.data.fund_id, e.data.year, e.data.gifts, e.data.received, e.data.reversals, e.data.reversed) for e in events
    ]
    await save_money.add_books_closings(conn, rows)
