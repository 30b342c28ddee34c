"""Gifts and what was taken back. ``many_received`` is the hot path: gifts pass through it by the million."""

from collections.abc import Sequence

from services.transparency.store import save_gifts as save
from services.transparency.store import save_money
from shared.contracts.donation import (
    BooksClosed,
    DonationReceived,
    DonationReversed,
    DonationsReceived,
    DonationUnnamed,
)
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
    await _add(conn, list(places), rows)


async def many_received(conn: Connection, events: Sequence[Incoming[DonationsReceived]]) -> None:
    """The same for gifts that were told together."""
    kinds: list[save.Kind] = []
    rows: list[save.GiftRow] = []
    for event in events:
        fund_id, channel = event.data.fund_id, event.data.channel
        for some in event.data.alike:
            day, place = some.received_on, len(kinds)
            kinds.append((
                fund_id, some.unit_id, some.campaign_id, channel, day, day.year, some.book, None, None,
                some.display_name,
            ))  # fmt: skip
            rows += [(place, gift.gift_id, gift.amount, gift.number) for gift in some.gifts]
    await _add(conn, kinds, rows)


async def _add(conn: Connection, kinds: Sequence[save.Kind], rows: Sequence[save.GiftRow]) -> None:
    waiting = await save.add_gifts(conn, kinds, rows)
    if waiting.lots:
        await save.forget_waiting_lots(conn, [gift_id for _, gift_id, _, _ in rows])
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
