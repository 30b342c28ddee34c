"""Recording gifts, one or thousands at once, and taking one back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from services.donation.commands import attached, split
from services.donation.commands.desk import Desk
from services.donation.domain import refusals
from services.donation.domain.gift import (
    Facts,
    NewGift,
    ReceiptNumber,
    RecordedGift,
    ReversalKind,
    Subject,
    check_gift,
    check_year,
    display_name_of,
    reversal_day,
    subject_of,
)
from services.donation.store import attached as carried
from services.donation.store import bank_lines, books, gifts
from services.donation.store.facts import look
from services.donation.store.gifts import Entry
from services.donation.store.split import parts_of
from shared import outbox
from shared.access import Actor
from shared.clock import local_day
from shared.contracts.donation import DonationReceived, DonationReversed, PartAmount
from shared.contracts.donation import Earmark as PublicEarmark
from shared.contracts.donation import Receipt as PublicReceipt
from shared.contracts.envelope import struct_of
from shared.db import Connection
from shared.errors import Refused
from shared.outbox import Outgoing
from shared.trace import Trace

_Received = DonationReceived.Fast
_Receipt = struct_of(PublicReceipt)
_Earmark = struct_of(PublicEarmark)


class Recorded(NamedTuple):
    """A gift that was recorded under a receipt number; ``display_name`` is what was published of the giver."""

    gift: NewGift
    receipt: ReceiptNumber
    display_name: str | None


class Reversed(NamedTuple):
    """A gift that was taken back."""

    gift: RecordedGift
    kind: ReversalKind
    reversed_on: date


class Publish(Protocol):
    """Publishes events when the transaction commits: ``outbox.append``, or what does it together with more."""

    async def __call__(self, conn: Connection, events: Sequence[Outgoing], *, at: datetime) -> None: ...


async def record_gifts(
    conn: Connection,
    batch: Sequence[NewGift],
    *,
    at: datetime,
    traces: Iterable[Trace],
    publish: Publish = outbox.append,
) -> list[Recorded | Refused]:
    """Record gifts in their order, set-based, each with the next number of its book, and publish each under its trace.

    A gift that a rule refuses takes no number and leaves the others alone: its Refused stands in its place. The
    counters of the books stay locked until the transaction ends, so this is nearly its last step. About 8,000 gifts
    a call cost least for each.
    """
    judged = await judge(conn, batch, at=at)
    entries = [entry for entry in judged if not isinstance(entry, Refused)]
    numbers = await gifts.add_gifts(conn, entries, at=at)
    carrying = any(entry.gift.attached is not None for entry in entries)
    if carrying:
        await carried.add(conn, [entry.gift for entry in entries])
    recorded = [
        Recorded(gift, ReceiptNumber(book.year, book.book, number), name)
        for (gift, book, name), number in zip(entries, numbers, strict=True)
    ]
    following = iter(recorded)
    their_traces = (trace for trace, entry in zip(traces, judged, strict=True) if not isinstance(entry, Refused))
    events = [Outgoing(r.gift.gift_id, received(r), trace) for r, trace in zip(recorded, their_traces, strict=True)]
    beside = attached.told((r.gift for r in recorded), events) if carrying else []
    if any(map(is_special, batch)):
        await split.write(conn, [entry.gift for entry in entries])
        events = split.told(recorded, events)
    await publish(conn, [*events, *beside] if beside else events, at=at)
    return [entry if isinstance(entry, Refused) else next(following) for entry in judged]


async def judge(conn: Connection, batch: Sequence[NewGift], *, at: datetime) -> list[Entry | Refused]:
    """What each gift is written as, in their order, or why it is refused; books that it needs are opened. The years of
    their books stay as they are until the transaction ends."""
    if not batch:
        return []
    # Thousands of gifts refer to few subjects: each is looked up once, and gifts know theirs by its place.
    places: dict[Subject, int] = {}
    place_of = [places.setdefault(subject_of(gift), len(places)) for gift in batch]
    facts = [seen.facts for seen in await look(conn, list(places))]
    today = local_day(at)
    refused = [refusal_of(gift, facts[place], today) for gift, place in zip(batch, place_of, strict=True)]
    special = [n for n, gift in enumerate(batch) if is_special(gift)]
    if special:
        await split.refuse(conn, batch, special, refused)
    known = await attached.known(conn, batch)
    if known is not None:
        refused = [refusal or attached.refusal(gift, known) for gift, refusal in zip(batch, refused, strict=True)]
    accepted = {place for place, refusal in zip(place_of, refused, strict=True) if refusal is None}
    unopened = [subject for subject, place in places.items() if place in accepted and facts[place].book is None]
    if unopened:
        await _open_books(conn, unopened, at=at)
        return await judge(conn, batch, at=at)  # a year may have been closed
    judged: list[Entry | Refused] = [
        refusal or Entry(gift, facts[place].opened_book, display_name_of(gift, facts[place].unit))
        for gift, place, refusal in zip(batch, place_of, refused, strict=True)
    ]
    if known is not None:
        judged = [entry if isinstance(entry, Refused) else attached.shown(entry, known) for entry in judged]
    return judged


def is_special(gift: NewGift) -> bool:
    """Whether it is split or corrects another, so that more is written than the gift."""
    return bool(gift.parts) or gift.corrects_gift_id is not None


def refusal_of(gift: NewGift, facts: Facts, today: date) -> Refused | None:
    """Why the gift can't be recorded, if so; ``today`` is the day in Vietnam."""
    try:
        check_gift(gift, facts, today)
    except Refused as refused:
        return refused
    return None


async def _open_books(conn: Connection, subjects: Iterable[Subject], *, at: datetime) -> None:
    wanted = sorted({(s.fund_id, s.year, s.channel, s.cashier) for s in subjects})
    for fund_id, year, channel, cashier in wanted:
        if not (await books.lock_year(conn, fund_id, year)).closed:
            await books.open_book(conn, fund_id, year, channel, cashier, at=at)


def received(recorded: Recorded) -> DonationReceived:
    """The event of a gift that was recorded."""
    gift, receipt = recorded.gift, recorded.receipt
    event: DonationReceived = _Received(
        gift_id=gift.gift_id,
        fund_id=gift.fund_id,
        unit_id=gift.unit_id,
        campaign_id=gift.campaign_id,
        channel=gift.channel,
        amount=gift.amount,
        received_on=gift.received_on,
        receipt=_Receipt(year=receipt.year, book=receipt.book, number=receipt.number),
        earmark=gift.earmark and _Earmark(kind=gift.earmark.kind, ref=gift.earmark.ref),
        display_name=recorded.display_name,
    )
    return event


async def reverse_gift(
    conn: Connection, desk: Desk, gift_id: UUID, kind: ReversalKind, reason: str, *, on: date | None
) -> Reversed:
    """Take a gift back, whole; the bank's lines of one that was voided or corrected wait for a decision again.

    Raises Refused: unknown, taken back already, the day, a closed year.
    """
    gift = await gifts.gift_to_reverse(conn, gift_id)
    if gift is None or not in_scope(desk.actor, gift.fund_id):
        raise refusals.gift_unknown()
    day = reversal_day(gift, kind, on, desk.today)
    year = await books.lock_year(conn, gift.fund_id, day.year)
    check_year(kind, day, closed=year.closed)
    if not await gifts.add_reversal(conn, gift, kind, day, reason, by=desk.actor.id, at=desk.at):
        raise refusals.already_reversed(kind, day)
    parts = await parts_of(conn, gift_id)
    if kind != "refund":  # refunded money leaves the account by a line of its own
        await bank_lines.return_lines_of(conn, gift)
    event = DonationReversed(
        gift_id=gift_id,
        fund_id=gift.fund_id,
        unit_id=gift.unit_id,
        campaign_id=gift.campaign_id,
        amount=gift.amount,
        received_on=gift.received_on,
        reversed_on=day,
        kind=kind,
        parts=tuple(PartAmount(part_id=part.part_id, amount=part.amount) for part in parts) or None,
    )
    await outbox.append(conn, [Outgoing(gift_id, event, desk.trace)], at=desk.at)
    return Reversed(gift, kind, day)


def in_scope(actor: Actor, fund_id: UUID) -> bool:
    """Whether the actor works for the fund."""
    return actor.funds is None or fund_id in actor.funds
