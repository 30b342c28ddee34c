"""Rules of an account: made of a decision, applied to the open lines that hold their phrase, retired.

A rule is applied a batch of lines at a time, each in a transaction of its own that also notes how far it has come: so
whoever is interrupted goes on with the next line. The first batch is part of the decision.
"""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from itertools import repeat
from typing import Final
from uuid import UUID

import asyncpg

from services.donation.commands import accounts
from services.donation.commands.background import give_way, work_on
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import Recorded, record_gifts
from services.donation.domain import refusals
from services.donation.domain.account import Account
from services.donation.domain.bank_line import cashier_of
from services.donation.domain.gift import NewGift
from services.donation.domain.rules import Place, Rule
from services.donation.store import accounts as known
from services.donation.store import bank_lines, rules
from shared.access import Actor
from shared.clock import Clock
from shared.db import Connection, Database
from shared.errors import Refused
from shared.trace import Trace

BATCH: Final = 4_096
"""Lines of a batch."""
LOOK_SECONDS: Final = 2.0
"""How often it is looked for rules that another process made, or that a crash has left."""
_PASSING: Final = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


async def make_rule(
    conn: Connection, desk: Desk, account: Account, phrase: str, unit_id: UUID | None, campaign_id: UUID | None
) -> Rule:
    """Make a rule and apply it to the first open lines. Raises Refused: the phrase has a rule in use."""
    rule = Rule(desk.new_id(), account.account_id, phrase, unit_id, campaign_id, desk.actor.id, desk.at)
    if not await rules.add_rule(conn, rule):
        raise refusals.rule_taken()
    return await _apply(conn, rule, account, at=desk.at, trace=desk.trace)


async def known_rule(conn: Connection, actor: Actor, rule_id: UUID, *, for_update: bool = False) -> Rule:
    """A rule within the actor's scope. Raises Refused: unknown, other fund."""
    rule = await rules.rule(conn, rule_id, for_update=for_update)
    if rule is None:
        raise refusals.rule_unknown()
    await accounts.known_account(conn, actor, rule.account_id)
    return rule


async def apply_again(conn: Connection, desk: Desk, rule_id: UUID) -> Rule:
    """Have a rule go through the open lines once more, for those that it passed by: somebody held them, a rule of gifts
    refused them, or they came in as it was made. Raises Refused: unknown, other fund, retired."""
    rule = await known_rule(conn, desk.actor, rule_id, for_update=True)
    if rule.retired_at is not None:
        raise refusals.rule_retired()
    if rule.at_work:
        return rule
    return await _apply(
        conn,
        rule._replace(reached=None, applied_at=None, refused=0),
        await accounts.known_account(conn, desk.actor, rule.account_id),
        at=desk.at, trace=desk.trace,
    )  # fmt: skip


async def retire_rule(conn: Connection, desk: Desk, rule_id: UUID) -> Rule:
    """Take a rule out of use, also in the middle of being applied; the gifts that it made stay.

    Raises Refused: unknown, other fund.
    """
    rule = await known_rule(conn, desk.actor, rule_id, for_update=True)
    if rule.retired_at is not None:
        return rule
    await rules.retire_rule(conn, rule_id, by=desk.actor.id, at=desk.at)
    return rule._replace(retired_by=desk.actor.id, retired_at=desk.at)


async def _apply(conn: Connection, rule: Rule, account: Account, *, at: datetime, trace: Trace) -> Rule:
    """Apply a rule to the next batch of lines; the rule as it stands then."""
    lines = await rules.settle_holding(conn, rule, limit=BATCH, at=at)
    cashier = cashier_of(account.account_id)
    gifts = [
        NewGift(
            line.gift_id, account.fund_id, rule.unit_id, rule.campaign_id, "bank_transfer", line.credit, line.day,
            cashier,
        )
        for line in lines
    ]  # fmt: skip
    through = len(lines) < BATCH
    first = rule.reached is None
    if lines:
        rule = rule._replace(reached=Place(lines[-1].day, lines[-1].bank_id))
    if first:
        left = 0 if through else await rules.count_holding(conn, rule)
        rule = rule._replace(met=rule.applied + len(lines) + left)
    recorded = await record_gifts(conn, gifts, at=at, traces=repeat(trace, len(gifts)))
    refused = await _give_back(conn, account.account_id, [line.bank_id for line in lines], recorded)
    rule = rule._replace(
        applied=rule.applied + len(lines) - refused,
        refused=rule.refused + refused,
        applied_at=at if through else None,
    )
    await rules.move_on(conn, rule)
    return rule


async def _give_back(
    conn: Connection, account_id: UUID, bank_ids: Sequence[str], recorded: Sequence[Recorded | Refused]
) -> int:
    """Lines that a gift may not be wait for a person, with the reason; how many."""
    refused: dict[str, list[str]] = {}
    for bank_id, outcome in zip(bank_ids, recorded, strict=True):
        if isinstance(outcome, Refused):
            refused.setdefault(outcome.code, []).append(bank_id)
    for code, given_back in refused.items():
        hints = json.dumps([{"why": "refused", "code": code}])
        await bank_lines.back_to_review(conn, account_id, given_back, hints)
    return sum(map(len, refused.values()))


class RuleWork:
    """Applies rules to the lines that are left after their decisions. ``run`` is a background task of the service."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Say that a rule was made."""
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled. Every fault is logged, and the work is taken up again."""
        await work_on(self.step, self._woken, every=LOOK_SECONDS, passing=_PASSING, fault="rule.failed")

    async def step(self) -> bool:
        """Apply the oldest rule that waits to its next batch, when the relay has nearly caught up; False when none
        waits."""
        async with self._database.connection() as conn:
            await give_way(conn)
        async with self._database.transaction() as conn:
            rule = await rules.rule_at_work(conn)
            if rule is None:
                return False
            account = await known.account(conn, rule.account_id)
            if account is None:
                raise LookupError(rule.account_id)
            await _apply(conn, rule, account, at=self._clock(), trace=Trace(rule.rule_id.hex))
        return True
