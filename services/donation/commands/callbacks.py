"""Lines that a bank tells by itself, each once: the same path as a line of a statement."""

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import repeat
from typing import NamedTuple
from uuid import UUID

from services.donation.commands import accounts
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import record_gifts
from services.donation.commands.matching import match_lines
from services.donation.commands.rules import CASHIER
from services.donation.domain import refusals
from services.donation.domain.account import Account
from services.donation.domain.bank_line import Source, ToldLine, check_same, check_told
from services.donation.domain.gift import NewGift
from services.donation.store import accounts as stored_accounts
from services.donation.store import bank_lines, callback_secrets
from services.donation.store.bank_lines import Outcome
from shared.clock import local_day
from shared.db import Connection
from shared.errors import Refused
from shared.ids import NewId
from shared.trace import Trace


class Taken(NamedTuple):
    """What became of told lines, in numbers: gifts, lines in review, debits; ``known`` were there before."""

    gifts: int
    review: int
    debits: int
    known: int


async def take_lines(
    conn: Connection,
    account: Account,
    lines: Sequence[ToldLine],
    source: Source,
    *,
    at: datetime,
    trace: Trace,
    new_id: NewId,
) -> Taken:
    """Take in lines of an account. A line that is known with the same content has no effect; with other content all are
    refused. Raises Refused."""
    for line in lines:
        check_told(line, local_day(at))
    told: dict[str, ToldLine] = {}
    for line in lines:
        check_same(told.setdefault(line.bank_id, line), line)
    new = await bank_lines.add_lines(conn, account, list(told.values()), source)
    known = [line for line in told.values() if line.bank_id not in new]
    before = await bank_lines.told_lines(conn, account.account_id, [line.bank_id for line in known])
    for line in known:
        check_same(before[line.bank_id], line)
    await bank_lines.add_balances(conn, account.account_id, known)
    credits_ = [line for line in told.values() if line.bank_id in new and line.credit]
    gifts = await _match(conn, account, credits_, at=at, trace=trace, new_id=new_id)
    return Taken(gifts, len(credits_) - gifts, len(new) - len(credits_), len(lines) - len(new))


async def _match(
    conn: Connection, account: Account, lines: Sequence[ToldLine], *, at: datetime, trace: Trace, new_id: NewId
) -> int:
    """Lines that are matched become gifts; how many. What a gift's rules refuse stays in review with the reason."""
    matches = await match_lines(conn, account, lines)
    batch = [
        NewGift(
            new_id(), account.fund_id, match.unit_id, match.campaign_id, "bank_transfer", line.credit, line.day, CASHIER
        )
        for line, match in zip(lines, matches, strict=True)
        if match.how is not None
    ]
    recorded = iter(await record_gifts(conn, batch, at=at, traces=repeat(trace, len(batch))))
    outcomes = []
    for line, match in zip(lines, matches, strict=True):
        if match.how is None:
            outcomes.append(Outcome(line.bank_id, "review", None, None, match.hints))
            continue
        outcome = next(recorded)
        if isinstance(outcome, Refused):
            outcomes.append(
                Outcome(line.bank_id, "review", None, None, json.dumps([{"why": "refused", "code": outcome.code}]))
            )
        else:
            outcomes.append(Outcome(line.bank_id, "gift", match.how, outcome.gift.gift_id))
    await bank_lines.settle(conn, account.account_id, outcomes, by=None, at=at)
    return sum(outcome.state == "gift" for outcome in outcomes)


async def secrets_of(conn: Connection, account_id: UUID) -> list[str]:
    """The secrets with which the bank may sign for an account; none for an unknown one."""
    return await callback_secrets.secrets_in_use(conn, account_id)


async def make_secret(conn: Connection, desk: Desk, account_id: UUID, secret: str) -> datetime:
    """Give an account a new secret: when it was made. The one before stays good until it is retired; older ones end.

    Raises Refused: unknown, other fund.
    """
    await _held(conn, desk, account_id)
    made_at = await callback_secrets.add_secret(conn, account_id, secret, by=desk.actor.id, at=desk.at)
    await callback_secrets.retire_earlier(conn, account_id, kept=2, at=desk.at)
    return made_at


async def retire_secrets(conn: Connection, desk: Desk, account_id: UUID) -> int:
    """End every secret of an account but the newest; how many ended. Raises Refused: unknown, other fund."""
    await _held(conn, desk, account_id)
    return await callback_secrets.retire_earlier(conn, account_id, kept=1, at=desk.at)


async def told_account(conn: Connection, account_id: UUID) -> Account:
    """The account that a signed request is about. Raises Refused."""
    account = await stored_accounts.account(conn, account_id)
    if account is None:
        raise refusals.account_unknown(status=404)
    return account


async def _held(conn: Connection, desk: Desk, account_id: UUID) -> Account:
    await accounts.known_account(conn, desk.actor, account_id)
    account = await stored_accounts.account(conn, account_id, for_update=True)
    if account is None:
        raise refusals.account_unknown(status=404)
    return account
