"""Deciding what lines in review are: gifts, or something to set aside; and taking that back."""

import json
from collections.abc import Sequence
from datetime import date
from itertools import repeat
from typing import NamedTuple
from uuid import UUID

from services.donation.commands import accounts
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import Recorded, record_gifts
from services.donation.commands.rules import make_rule
from services.donation.domain import refusals
from services.donation.domain.account import Account
from services.donation.domain.bank_line import HeldLine, State
from services.donation.domain.deciding import Division, Part, check_ids, check_open, divide
from services.donation.domain.gift import NewGift
from services.donation.domain.likeness import Decided, similar, telling_words
from services.donation.domain.rules import Rule, check_phrase, folded_phrase
from services.donation.domain.unit_name import phrase_of
from services.donation.store import bank_lines, books, review
from services.donation.store.bank_lines import Outcome
from shared.access import Actor
from shared.db import Connection
from shared.errors import Refused


class Waiting(NamedTuple):
    """A line in review, with the gifts that it was before and decided lines that look alike."""

    line: review.OpenLine
    returned: list[review.Returned]
    similar: list[Decided]


class Decision(NamedTuple):
    """What lines became. ``rule``: the rule that was made of it, applied to the first of the other lines."""

    account_id: UUID
    bank_ids: list[str]
    state: State
    gifts: list[Recorded]
    rule: Rule | None


async def waiting_lines(
    conn: Connection,
    actor: Actor,
    account_id: UUID,
    *,
    day: date | None,
    q: str,
    after: tuple[date, str] | None,
    limit: int,
) -> list[Waiting]:
    """A page of the review queue: lines whose memo holds the words of ``q``. Raises Refused: unknown, other fund."""
    await accounts.known_account(conn, actor, account_id)
    phrase = phrase_of(q)
    if q.strip() and not phrase:
        return []
    lines = await review.open_lines(conn, account_id, day=day, phrase=phrase, after=after, limit=limit)
    if not lines:
        return []
    before = await review.returned(conn, account_id, [line.bank_id for line in lines])
    decided = [(telling_words(line.memo), line) for line in await review.decided_lately(conn, account_id)]
    return [
        Waiting(line, [gift for gift in before if gift.bank_id == line.bank_id], similar(line.memo, decided))
        for line in lines
    ]


async def decide(
    conn: Connection,
    desk: Desk,
    account_id: UUID,
    bank_ids: Sequence[str],
    parts: Sequence[Part],
    phrase: str | None,
    received_on: date | None,
) -> Decision:
    """Make lines into gifts, with receipts in the book of the one who decides; one line once, whoever else tries.

    The gifts are of the day of the last line; ``received_on`` is for lines of a closed year alone. Raises Refused:
    unknown or decided lines, sums that differ, what a gift may not be, a rule that can't be made.
    """
    account, lines = await _held(conn, desk, account_id, bank_ids)
    check_open(bank_ids, lines)
    day = max(line.day for line in lines)
    if received_on is not None:
        await _check_late(conn, account, day, received_on)
    division = divide(lines, parts, late=received_on is not None)
    folded = None if phrase is None else _phrase(phrase, lines, parts, division)
    gifts = await _record(conn, desk, account, received_on or day, parts, division)
    whole = gifts[0].gift.gift_id if division.state == "gift" else None
    outcomes = [Outcome(line.bank_id, division.state, "staff", whole) for line in lines]
    await bank_lines.settle(conn, account_id, outcomes, by=desk.actor.id, at=desk.at)
    if division.shares:
        await bank_lines.add_shares(conn, account_id, division.shares, [recorded.gift.gift_id for recorded in gifts])
    made = None
    if folded is not None:
        made = await make_rule(conn, desk, account, folded, parts[0].unit_id, parts[0].campaign_id)
    return Decision(account_id, [line.bank_id for line in lines], division.state, gifts, made)


async def set_aside(conn: Connection, desk: Desk, account_id: UUID, bank_ids: Sequence[str], reason: str) -> int:
    """Note that lines are no gifts, and why; how many. Raises Refused: unknown or decided lines."""
    _, lines = await _held(conn, desk, account_id, bank_ids)
    check_open(bank_ids, lines)
    outcomes = [Outcome(line.bank_id, "set_aside", None, None) for line in lines]
    await bank_lines.settle(conn, account_id, outcomes, by=desk.actor.id, at=desk.at, reason=reason)
    return len(outcomes)


async def take_back(conn: Connection, desk: Desk, account_id: UUID, bank_ids: Sequence[str]) -> int:
    """Have lines that were set aside wait for a decision again; how many. Raises Refused: unknown, not set aside."""
    _, lines = await _held(conn, desk, account_id, bank_ids)
    if len(lines) < len(bank_ids):
        raise refusals.line_unknown()
    if any(line.state != "set_aside" for line in lines):
        raise refusals.line_not_set_aside()
    hints = json.dumps([{"why": "taken_back", "by": desk.actor.id, "at": desk.at.isoformat()}])
    await bank_lines.back_to_review(conn, account_id, [line.bank_id for line in lines], hints)
    return len(lines)


async def _held(
    conn: Connection, desk: Desk, account_id: UUID, bank_ids: Sequence[str]
) -> tuple[Account, list[HeldLine]]:
    account = await accounts.known_account(conn, desk.actor, account_id)
    check_ids(bank_ids)
    return account, await bank_lines.hold(conn, account_id, bank_ids)


async def _check_late(conn: Connection, account: Account, day: date, received_on: date) -> None:
    """Raises Refused: the year of the lines is open, or a day before them."""
    if not (await books.lock_year(conn, account.fund_id, day.year)).closed:
        raise refusals.line_day_open(day.year)
    if received_on < day:
        raise refusals.received_before_line(day)


def _phrase(phrase: str, lines: Sequence[HeldLine], parts: Sequence[Part], division: Division) -> str:
    if division.state != "gift":
        raise refusals.rule_for_one_gift()
    if parts[0].earmark is not None or parts[0].payer is not None:
        raise refusals.rule_for_all()
    folded = folded_phrase(phrase)
    check_phrase(folded, lines[0].memo)
    return folded


async def _record(
    conn: Connection, desk: Desk, account: Account, day: date, parts: Sequence[Part], division: Division
) -> list[Recorded]:
    batch = [
        NewGift(
            desk.new_id(), account.fund_id, part.unit_id, part.campaign_id, "bank_transfer", amount, day,
            desk.actor.id, part.earmark, part.payer,
        )
        for part, amount in zip(parts, division.amounts, strict=True)
    ]  # fmt: skip
    recorded = []
    for outcome in await record_gifts(conn, batch, at=desk.at, traces=repeat(desk.trace, len(batch))):
        if isinstance(outcome, Refused):
            raise outcome
        recorded.append(outcome)
    return recorded
