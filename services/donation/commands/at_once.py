"""The short way of recording gifts: look at the facts, decide, and write all of it if the facts still hold."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count
from typing import NamedTuple

from services.donation.commands.gifts import Recorded, is_special, received, refusal_of
from services.donation.domain.gift import NewGift, ReceiptNumber, Subject, display_name_of, subject_of
from services.donation.store import facts
from shared.clock import local_day
from shared.contracts.donation import DonationReceived
from shared.contracts.envelope import encode
from shared.db import Connection, announce
from shared.errors import Refused
from shared.http import Answer, Ask
from shared.trace import Trace

Render = Callable[[Recorded], Answer]
"""Makes the answer that is stored beside the key."""


class _Taken(NamedTuple):
    """A gift with the receipt that it will have, its event's JSON and its answer."""

    place: int
    recorded: Recorded
    event: str
    answer: Answer


async def record_at_once(
    conn: Connection,
    batch: Sequence[NewGift],
    *,
    at: datetime,
    traces: Sequence[Trace],
    asks: Sequence[Ask],
    render: Render,
) -> list[Answer | Refused] | None:
    """Record gifts of requests as ``record_gifts`` does, outside of any transaction: in two statements instead of five.

    The first looks at the facts, the second writes everything, provided that it finds the facts and the counters of the
    books as they were: nothing is held in between. Returns None, and has written nothing, when they are not, and for
    gifts with more to them: a book to be opened, parts, a correction, members. Those want ``record_gifts``.

    Raises asyncpg.UniqueViolationError when one of the keys is stored already.
    """
    if any(gift.attached is not None or is_special(gift) for gift in batch):
        return None
    places: dict[Subject, int] = {}
    place_of = [places.setdefault(subject_of(gift), len(places) + 1) for gift in batch]
    seen = await facts.look(conn, list(places))
    judged = _judge(batch, place_of, seen, at=at, render=render)
    if judged is None:
        return None
    rows = [
        _row(taken, trace, ask)
        for taken, trace, ask in zip(judged, traces, asks, strict=True)
        if not isinstance(taken, Refused)
    ]
    if not rows:
        return None
    proofs = [look.proof for look in seen]
    announce()
    if not await facts.write(conn, places, proofs, rows, event_type=DonationReceived.TYPE, at=at):
        return None
    return [taken if isinstance(taken, Refused) else taken.answer for taken in judged]


def _judge(
    batch: Sequence[NewGift], place_of: Sequence[int], seen: Sequence[facts.Seen], *, at: datetime, render: Render
) -> list[_Taken | Refused] | None:
    """What becomes of each gift, in their order; None when a book is still to be opened."""
    today = local_day(at)
    numbers = {look.facts.book: count(look.last_number + 1) for look in seen}
    judged: list[_Taken | Refused] = []
    for gift, place in zip(batch, place_of, strict=True):
        known = seen[place - 1].facts
        refused = refusal_of(gift, known, today)
        if refused is not None:
            judged.append(refused)
            continue
        if known.book is None:
            return None
        receipt = ReceiptNumber(known.book.year, known.book.book, next(numbers[known.book]))
        recorded = Recorded(gift, receipt, display_name_of(gift, known.unit))
        judged.append(_Taken(place, recorded, encode(received(recorded)), render(recorded)))
    return judged


def _row(taken: _Taken, trace: Trace, ask: Ask) -> facts.Row:
    gift, receipt, name = taken.recorded
    return facts.Row._make((
        gift.gift_id, taken.place, receipt.number, gift.amount, gift.received_on,
        *(gift.earmark or (None, None)), name, *(gift.payer or (None, None, None, None)),
        taken.event, *trace, *ask, *taken.answer,
    ))  # fmt: skip
