"""Gifts and what was taken back. ``received`` is the hot path: a million of them pass through it."""

from collections.abc import Sequence

from services.transparency.store import save_gifts as save
from services.transparency.store import save_money
from shared.contracts.donation import BooksClosed, DonationReceived, DonationReversed, DonationUnnamed
from shared.db import Connection
from shared.inbox import Incoming


async def received(conn: Connection, events: Sequence[Incoming[DonationReceived]]) -> None:
    """Copy the gifts in and add them to the sums, then place what has waited for them."""
    places: dict[save.Kind, int] = {}
    rows: list[save.GiftRow] = []
    for event in events:
        gift = event.data
        receipt, earmark = gift.receipt, gift.earmark
        kind = (
            gift.fund_id, gift.unit_id, gift.campaign_id, gift.channel, gift.received_on, receipt.year, receipt.book,
            None if earmark is None else earmark.kind, None if earmark is None else earmark.ref, gift.display_name,
        )  # fmt: skip
        rows.append((places.setdefault(kind, len(places)), gift.gift_id, gift.amount, receipt.number))
    waiting = await save.add_gifts(conn, list(places), rows)
    if waiting.lots:
        await save.forget_waiting_lots(conn, [event.data.gift_id for event in events])
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
