"""Gifts of a bank's lines, thousands at once: many are alike, and what is alike is made ready once."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from struct import Struct
from typing import NamedTuple
from uuid import UUID

from services.donation.store.books import take_numbers
from services.donation.store.gifts import Entry
from shared.copying import copy_rows, day, instant, smallint, text, uuid
from shared.db import Connection

_COLUMNS = (
    "gift_id", "number", "amount", "fund_id", "year", "book", "unit_id", "campaign_id", "channel", "received_on",
    "display_name", "recorded_by", "recorded_at",
)  # fmt: skip
_OWN = Struct(">hi16siqiq")
"""How many columns there are, and the first three of them."""


class BankGifts(NamedTuple):
    """Gifts in their order: place of what it is like, id, amount. ``entries`` are what they are like, but for the
    id, the amount and the number."""

    entries: Sequence[Entry]
    gifts: Sequence[tuple[int, UUID, int]]


async def add_bank_gifts(conn: Connection, some: BankGifts, *, at: datetime) -> list[int]:
    """Write gifts that carry nothing beside themselves; their receipt numbers, in their order.

    The counters of the books are locked and stay so until the transaction ends.
    """
    books = [entry.book for entry in some.entries]
    first = await take_numbers(conn, Counter(books[place] for place, _, _ in some.gifts))
    following = {book: count(number) for book, number in first.items()}
    numbers = [next(following[books[place]]) for place, _, _ in some.gifts]
    alike = [_alike(entry, at) for entry in some.entries]
    rows = [
        _OWN.pack(len(_COLUMNS), 16, gift_id.bytes, 8, number, 8, amount) + alike[place]
        for (place, gift_id, amount), number in zip(some.gifts, numbers, strict=True)
    ]
    await copy_rows(conn, "gift", _COLUMNS, rows)
    return numbers


def _alike(entry: Entry, at: datetime) -> bytes:
    """The columns that gifts of a kind have in common."""
    gift, book, display_name = entry
    return b"".join((
        uuid(gift.fund_id), smallint(book.year), text(book.book), uuid(gift.unit_id), uuid(gift.campaign_id),
        text(gift.channel), day(gift.received_on), text(display_name), text(gift.recorded_by), instant(at),
    ))  # fmt: skip
