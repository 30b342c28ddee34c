"""Gifts of a bank's lines, thousands at once: each kind is judged once, and its event is written once with gaps."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.donation.commands.gifts import Recorded, received
from services.donation.domain.gift import ReceiptNumber
from services.donation.store.bank_gifts import BankGifts, add_bank_gifts
from services.donation.store.gifts import Entry
from shared import outbox
from shared.contracts.donation import DonationReceived
from shared.contracts.envelope import MAX_AMOUNT, encode
from shared.db import Connection
from shared.trace import Trace

_ID = UUID(int=2**128 - 1)


async def record_bank_gifts(conn: Connection, some: BankGifts, *, at: datetime, trace: Trace) -> None:
    """Record gifts that were judged, in their order, each with the next number of its book, and publish them.

    The counters of the books stay locked until the transaction ends, so this is its last step.
    """
    if not some.gifts:
        return
    numbers = await add_bank_gifts(conn, some, at=at)
    events = list(map(event_with_gaps, some.entries))
    told = []
    for (place, gift_id, amount), number in zip(some.gifts, numbers, strict=True):
        before_id, before_amount, before_number, rest = events[place]
        subject = str(gift_id)
        told.append((subject, f"{before_id}{subject}{before_amount}{amount}{before_number}{number}{rest}"))
    await outbox.append_alike(conn, DonationReceived.TYPE, told, trace, at=at)


def event_with_gaps(entry: Entry) -> Sequence[str]:
    """The JSON of a kind's events, cut where a gift's id, its amount and its receipt's number belong."""
    gift = entry.gift._replace(gift_id=_ID, amount=MAX_AMOUNT)
    number = MAX_AMOUNT - 1
    rest = encode(received(Recorded(gift, ReceiptNumber(entry.book.year, entry.book.book, number), entry.display_name)))
    pieces = []
    for gap in (str(_ID), str(MAX_AMOUNT), str(number)):  # in the order of the contract, the free texts behind them
        piece, _, rest = rest.partition(gap)
        pieces.append(piece)
    return (*pieces, rest)
