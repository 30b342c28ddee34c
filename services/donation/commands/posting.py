"""Lines that the bank tells of become gifts, or wait for a person: the one way for statements and callbacks."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import repeat
from typing import NamedTuple
from uuid import UUID

from services.donation.commands.gifts import record_gifts
from services.donation.domain.account import Account
from services.donation.domain.bank_line import MAX_MEMO, Known, Source, State, Told, cashier_of, differing
from services.donation.domain.gift import NewGift
from services.donation.domain.matching import Hint, How, Matched, Outcome
from services.donation.domain.statement_import import FIELD_OF, Counts
from services.donation.store import posting
from services.donation.store.posting import NewLine
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
    taken: set[str] = set(known)
    lines: list[NewLine] = []
    gifts: list[NewGift] = []
    counts = dict.fromkeys(Counts._fields, 0)
    counts["written"] = len(batch.bank_ids)
    account_id, fund_id, cashier = account.account_id, account.fund_id, cashier_of(account.account_id)
    balances = [None] * len(batch.bank_ids) if batch.balances is None else batch.balances
    for bank_id, day, credit, debit, balance, memo, outcome in zip(
        batch.bank_ids, batch.days, batch.credits, batch.debits, balances, batch.memos, batch.outcomes, strict=True
    ):
        if bank_id in taken:
            counts["known"] += 1
            continue
        taken.add(bank_id)
        state: State = "debit"
        how: How | None = None
        gift_id: UUID | None = None
        hints: str | None = None
        if not credit:
            counts["debits"] += 1
            if not debit:
                continue  # nothing was moved: there is nothing to keep
        elif isinstance(outcome, Matched):
            how, unit_id, campaign_id = outcome
            state, gift_id = "gift", new_id()
            counts[FIELD_OF[how]] += 1
            gifts.append(
                NewGift(gift_id, fund_id, unit_id, campaign_id, "bank_transfer", credit, day, cashier)
            )  # fmt: skip
        else:
            state, hints = "review", json.dumps([hint.to_json() for hint in outcome.hints])
            counts["reviews"] += 1
        lines.append(
            NewLine(
                account_id, bank_id, fund_id, day, credit, debit, balance, memo[:MAX_MEMO], source, import_id, state,
                how, gift_id, hints,
            )
        )  # fmt: skip
    counts["known"] -= len(conflicts)
    if known:
        await _add_balances(conn, account_id, batch, known, {conflict.place for conflict in conflicts})
    await posting.add_lines(conn, lines)
    recorded = await record_gifts(conn, gifts, at=at, traces=repeat(trace, len(gifts)))
    refused = {
        gift.gift_id: (gift, result)
        for gift, result in zip(gifts, recorded, strict=True)
        if isinstance(result, Refused)
    }
    if refused:
        await _send_to_review(conn, account, lines, refused, counts)
    return Posted(Counts(**counts), conflicts)


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


async def _send_to_review(
    conn: Connection,
    account: Account,
    lines: Sequence[NewLine],
    refused: Mapping[UUID, tuple[NewGift, Refused]],
    counts: dict[str, int],
) -> None:
    """Lines whose gifts a rule refused wait for a person, who sees what was found and why it can't be so."""
    sent = []
    for line in lines:
        if line.gift_id is not None and line.how is not None and line.gift_id in refused:
            gift, refusal = refused[line.gift_id]
            hint = Hint("refused", gift.unit_id, gift.campaign_id, refusal.code)
            sent.append((line.bank_id, json.dumps([hint.to_json()])))
            counts[FIELD_OF[line.how]] -= 1
            counts["reviews"] += 1
    await posting.send_to_review(conn, account.account_id, sent)


def find_conflicts(bank_ids: Sequence[str], tellings: Sequence[Told], known: Mapping[str, Known]) -> Iterator[Conflict]:
    """The lines that differ from what is known under their ids."""
    if known:
        for place, (bank_id, told) in enumerate(zip(bank_ids, tellings, strict=True)):
            before = known.get(bank_id)
            if before is not None and differing(before.told, told):
                yield Conflict(place, before, told)
