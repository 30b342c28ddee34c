"""The short way of recording gifts: decide by what is remembered, and write all of it if that still holds."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from services.donation.commands.gifts import Recorded, is_special, received, refusal_of
from services.donation.domain.gift import BookKey, NewGift, ReceiptNumber, Subject, display_name_of, subject_of
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

REMEMBERED = 2_000
"""Subjects whose facts are remembered at most; with one more all are forgotten."""


class Entry(NamedTuple):
    """One request: which key and body it has, the gift it wants recorded, and its trace."""

    ask: Ask
    gift: NewGift
    trace: Trace


class _Decided(NamedTuple):
    """What becomes of a batch: an answer or a refusal for each entry, and what is written for it."""

    results: list[Answer | Refused]
    rows: list[facts.Row]
    last_numbers: dict[BookKey, int]


class AtOnce:
    """Records gifts of requests as ``record_gifts`` does, but in one statement, which is a transaction of its own.

    Facts and counters are remembered from batch to batch, and nothing is held in between: a batch is decided by them,
    and its statement writes nothing unless it finds them so.
    """

    def __init__(self, render: Render) -> None:
        self._render = render
        self._seen: dict[Subject, facts.Seen] = {}
        self._last_numbers: dict[BookKey, int] = {}

    async def record(
        self, conn: Connection, entries: Sequence[Entry], *, at: datetime
    ) -> list[Answer | Refused] | None:
        """The answers and refusals, in order; None when nothing is written here: they want ``record_gifts``.

        So do those with more to them (a book to be opened, parts, a correction, members), those that are all refused,
        and those that find other facts again after a second look.

        Raises asyncpg.UniqueViolationError when one of the keys is stored already.
        """
        if any(gift.attached is not None or is_special(gift) for _, gift, _ in entries):
            return None
        subjects = [subject_of(entry.gift) for entry in entries]
        places = {subject: place for place, subject in enumerate(dict.fromkeys(subjects), 1)}
        if self._seen.keys() >= places.keys():
            results = await self._try(conn, entries, subjects, places, at)
            if results is not None:
                return results
        await self._look(conn, list(places))
        return await self._try(conn, entries, subjects, places, at)

    async def _look(self, conn: Connection, subjects: Sequence[Subject]) -> None:
        found = await facts.look(conn, subjects)
        if len(self._seen) + len(subjects) > REMEMBERED:
            self._seen.clear()
            self._last_numbers.clear()
        for subject, seen in zip(subjects, found, strict=True):
            self._seen[subject] = seen
            if seen.facts.book is not None:
                self._last_numbers[seen.facts.book] = seen.last_number

    async def _try(
        self,
        conn: Connection,
        entries: Sequence[Entry],
        subjects: Sequence[Subject],
        places: dict[Subject, int],
        at: datetime,
    ) -> list[Answer | Refused] | None:
        decided = self._decide(entries, subjects, places, at)
        if decided is None or not decided.rows:  # without a row nothing would prove the facts that refuse them
            return None
        announce()
        proofs = [self._seen[subject].proof for subject in places]
        if not await facts.write(conn, places, proofs, decided.rows, event_type=DonationReceived.TYPE, at=at):
            return None
        self._last_numbers.update(decided.last_numbers)
        return decided.results

    def _decide(
        self, entries: Sequence[Entry], subjects: Sequence[Subject], places: dict[Subject, int], at: datetime
    ) -> _Decided | None:
        """None when a book is still to be opened."""
        today = local_day(at)
        results: list[Answer | Refused] = []
        rows: list[facts.Row] = []
        last_numbers: dict[BookKey, int] = {}
        for entry, subject in zip(entries, subjects, strict=True):
            known = self._seen[subject].facts
            refused = refusal_of(entry.gift, known, today)
            if refused is not None:
                results.append(refused)
                continue
            book = known.book
            if book is None:
                return None
            last_numbers[book] = number = last_numbers.get(book, self._last_numbers[book]) + 1
            name = display_name_of(entry.gift, known.unit)
            recorded = Recorded(entry.gift, ReceiptNumber(book.year, book.book, number), name)
            answer = self._render(recorded)
            results.append(answer)
            rows.append(_row(places[subject], recorded, entry, answer))
        return _Decided(results, rows, last_numbers)


def _row(place: int, recorded: Recorded, entry: Entry, answer: Answer) -> facts.Row:
    gift, receipt, name = recorded
    return facts.Row._make((
        gift.gift_id, place, receipt.number, gift.amount, gift.received_on, *(gift.earmark or (None, None)), name,
        *(gift.payer or (None, None, None, None)), encode(received(recorded)), *entry.trace, *entry.ask, *answer,
    ))  # fmt: skip
