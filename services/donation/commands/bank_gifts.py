"""Gifts of a bank's lines, thousands at once: each kind is judged once, and an event tells of many gifts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from services.donation.store.bank_gifts import BankGifts, add_bank_gifts
from services.donation.store.gifts import Entry
from shared import outbox
from shared.contracts.donation import AlikeGifts, DonationsReceived, NumberedGift
from shared.contracts.envelope import struct_of
from shared.db import Connection
from shared.outbox import Outgoing
from shared.trace import Trace

GIFTS_IN_EVENT: Final = 50
"""What an event itself costs is little beside them then; more would save little, and make large records."""
_Gift: Final = struct_of(NumberedGift)
_Alike: Final = struct_of(AlikeGifts)


async def record_bank_gifts(conn: Connection, some: BankGifts, *, at: datetime, trace: Trace) -> None:
    """Record gifts of one fund that were judged, in their order, each with the next number of its book; publish them.

    The counters of the books stay locked until the transaction ends, so this is its last step.
    """
    if not some.gifts:
        return
    numbers = await add_bank_gifts(conn, some, at=at)
    told = [Outgoing(event.alike[0].gifts[0].gift_id, event, trace) for event in events_of(some, numbers)]
    await outbox.append(conn, told, at=at)


def events_of(some: BankGifts, numbers: Sequence[int]) -> Iterator[DonationsReceived]:
    """The events that tell of gifts with these numbers, kind by kind, GIFTS_IN_EVENT in each."""
    gifts_of: list[list[Any]] = [[] for _ in some.entries]
    for (place, gift_id, amount), number in zip(some.gifts, numbers, strict=True):
        gifts_of[place].append(_Gift(gift_id=gift_id, amount=amount, number=number))
    alike: list[Any] = []
    room = GIFTS_IN_EVENT
    for entry, gifts in zip(some.entries, gifts_of, strict=True):
        told = 0
        while told < len(gifts):
            alike.append(_alike(entry, gifts[told : told + room]))
            told, room = told + room, room - len(alike[-1].gifts)
            if not room:
                yield _event(some.entries[0], alike)
                alike, room = [], GIFTS_IN_EVENT
    if alike:
        yield _event(some.entries[0], alike)


def _alike(entry: Entry, gifts: Sequence[Any]) -> Any:
    gift, book, display_name = entry
    return _Alike(
        unit_id=gift.unit_id, campaign_id=gift.campaign_id, received_on=gift.received_on, book=book.book,
        gifts=tuple(gifts), display_name=display_name,
    )  # fmt: skip


def _event(entry: Entry, alike: Sequence[Any]) -> DonationsReceived:
    event: DonationsReceived = DonationsReceived.Fast(
        fund_id=entry.gift.fund_id, channel=entry.gift.channel, alike=tuple(alike)
    )
    return event
