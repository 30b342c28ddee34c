"""Lines that the bank tells of become gifts, or wait for a person: the one way for statements and callbacks."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import repeat
from typing import NamedTuple
from uuid import UUID

from services.donation.commands.bank_gifts import record_bank_gifts
from services.donation.commands.gifts import judge
from services.donation.domain.account import Account
from services.donation.domain.bank_line import Known, Source, Told, cashier_of, differing
from services.donation.domain.gift import NewGift
from services.donation.domain.matching import Hint, Matched, Outcome, Review
from services.donation.domain.statement_import import FIELD_OF, Counts
from services.donation.store import posting
from services.donation.store.bank_gifts import BankGifts
from services.donation.store.gifts import Entry
from services.donation.store.posting import NewLine
from shared.contracts.envelope import MAX_AMOUNT
from shared.db import Connection
from shared.errors import Refused
from shared.ids import NewId
from shared.trace import Trace


class Batch(NamedTuple):
    """Lines as columns of equal length, with what becomes of each; one that brings nothing in has any outcome.

    ``balances`` is None when the bank gives none.
    """

    bank_ids: Sequence[str]
    days: Sequence[date]
    credits: Sequence[int]
    debits: Sequence[int]
    balances: Sequence[int | None] | None
    memos: Sequence[str]
    outcomes: Sequence[Outcome]


class Conflict(NamedTuple):
    """A line that was not posted: its id is known with other content. ``place`` is where it stands among the lines."""

    place: int
    known: Known
    told: Told


class Posted(NamedTuple):
    """What became of a batch."""

    counts: Counts
    conflicts: list[Conflict]


async def post_lines(
    conn: Connection, account: Account, batch: Batch, *, source: Source, import_id: UUID | None, at: datetime,
    trace: Trace, new_id: NewId,
) -> Posted:  # fmt: skip
    """Write the lines that are not known yet, and their gifts under the account's own receipt book.

    What a rule refuses as a gift, such as one of a closed year, waits for a person with the reason. The gifts are the
    last thing that is written: their events and numbers stay in flight for as short as possible. About 8,000 lines a
    call cost least for each. Raises asyncpg.UniqueViolationError when one of them came another way meanwhile: do the
    transaction again.
    """
    known = await posting.known_lines(conn, account.account_id, batch.bank_ids)
    tellings = list(map(Told, batch.days, batch.credits, batch.debits, batch.memos)) if known else []
    conflicts = list(find_conflicts(batch.bank_ids, tellings, known))
    if known:
        await _add_balances(conn, account.account_id, batch, known, {conflict.place for conflict in conflicts})
    kinds, kind_of = _kinds_of(batch, known)
    judged = await judge(conn, [_gift_of(account, kind, new_id()) for kind in kinds], at=at)
    counts, lines, gifts = _sorted_out(batch, known, judged, kind_of, new_id)
    counts["known"] -= len(conflicts)
    await posting.add_lines(conn, account, lines, source=source, import_id=import_id)
    await record_bank_gifts(conn, gifts, at=at, trace=trace)
    return Posted(Counts(**counts), conflicts)


class _Kind(NamedTuple):
    """What lines have in common whose gifts are alike: a rule of gifts refuses all of them or none."""

    unit_id: UUID | None
    campaign_id: UUID | None
    day: date
    too_large: bool


def _kinds_of(batch: Batch, known: Collection[str]) -> tuple[list[_Kind], list[int]]:
    """The kinds of the lines that the matching made gifts, and for each line the place of its kind (-1: of none)."""
    places: dict[tuple[UUID | None, UUID | None, date, bool], int] = {}
    kind_of = [
        places.setdefault((outcome.unit_id, outcome.campaign_id, day, credit > MAX_AMOUNT), len(places))
        if credit and isinstance(outcome, Matched) and bank_id not in known
        else -1
        for bank_id, day, credit, outcome in zip(batch.bank_ids, batch.days, batch.credits, batch.outcomes, strict=True)
    ]
    return [_Kind(*kind) for kind in places], kind_of


def _gift_of(account: Account, kind: _Kind, gift_id: UUID) -> NewGift:
    """A gift of a kind, for all of them to be judged by."""
    return NewGift(
        gift_id, account.fund_id, kind.unit_id, kind.campaign_id, "bank_transfer", MAX_AMOUNT + kind.too_large,
        kind.day, cashier_of(account.account_id),
    )  # fmt: skip


def _sorted_out(
    batch: Batch, known: Collection[str], judged: Sequence[Entry | Refused], kind_of: Sequence[int], new_id: NewId
) -> tuple[dict[str, int], list[NewLine], BankGifts]:
    """What the lines that are not known come to: counts, rows, gifts."""
    counts = dict.fromkeys(Counts._fields, 0)
    counts["written"] = len(batch.bank_ids)
    entries: list[Entry] = []
    place_of: dict[int, int] = {}
    for kind, entry in enumerate(judged):
        if not isinstance(entry, Refused):
            place_of[kind] = len(entries)
            entries.append(entry)
    lines: list[NewLine] = []
    gifts: list[tuple[int, UUID, int]] = []
    taken = set(known)
    balances = repeat(None, len(batch.bank_ids)) if batch.balances is None else batch.balances
    for bank_id, day, credit, debit, balance, memo, outcome, kind in zip(
        batch.bank_ids, batch.days, batch.credits, batch.debits, balances, batch.memos, batch.outcomes, kind_of,
        strict=True,
    ):  # fmt: skip
        if bank_id in taken:
            counts["known"] += 1
            continue
        taken.add(bank_id)
        place = place_of.get(kind)
        if place is not None and isinstance(outcome, Matched):
            gift_id = new_id()
            gifts.append((place, gift_id, credit))
            counts[FIELD_OF[outcome.how]] += 1
            lines.append((bank_id, day, credit, debit, balance, memo, "gift", outcome.how, gift_id, None))
        elif credit:
            counts["reviews"] += 1
            lines.append(
                (bank_id, day, credit, debit, balance, memo, "review", None, None, _hints(outcome, judged, kind))
            )
        else:
            counts["debits"] += 1
            if debit:  # else nothing was moved: there is nothing to keep
                lines.append((bank_id, day, credit, debit, balance, memo, "debit", None, None, None))
    return counts, lines, BankGifts(entries, gifts)


def _hints(outcome: Outcome, judged: Sequence[Entry | Refused], kind: int) -> str:
    """What a person should think of, as JSON: what was found, and why it can't be so."""
    if isinstance(outcome, Review):
        hints: Sequence[Hint] = outcome.hints
    else:
        refusal = judged[kind]
        code = refusal.code if isinstance(refusal, Refused) else None
        hints = [Hint("refused", outcome.unit_id, outcome.campaign_id, code)]
    return json.dumps([hint.to_json() for hint in hints])


async def _add_balances(
    conn: Connection, account_id: UUID, batch: Batch, known: Mapping[str, Known], conflicting: set[int]
) -> None:
    """Known lines get the balances that they came without; a callback has none."""
    missing = {
        bank_id: balance
        for place, (bank_id, balance) in enumerate(zip(batch.bank_ids, batch.balances or (), strict=False))
        if balance is not None and bank_id in known and not known[bank_id].has_balance and place not in conflicting
    }
    if missing:
        await posting.add_balances(conn, account_id, missing)


def find_conflicts(bank_ids: Sequence[str], tellings: Sequence[Told], known: Mapping[str, Known]) -> Iterator[Conflict]:
    """The lines that differ from what is known under their ids."""
    if known:
        for place, (bank_id, told) in enumerate(zip(bank_ids, tellings, strict=True)):
            before = known.get(bank_id)
            if before is not None and differing(before.told, told):
                yield Conflict(place, before, told)
