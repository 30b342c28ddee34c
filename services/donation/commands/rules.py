"""Rules of an account: made of a decision, applied at once to all open lines that hold their phrase, retired."""

import json
from itertools import repeat
from typing import Final, NamedTuple
from uuid import UUID

from services.donation.commands import accounts
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import record_gifts
from services.donation.domain import refusals
from services.donation.domain.account import Account
from services.donation.domain.bank_line import cashier_of
from services.donation.domain.gift import NewGift
from services.donation.domain.rules import Rule
from services.donation.domain.unit_name import holds
from services.donation.store import bank_lines, rules
from services.donation.store.bank_lines import Outcome
from shared.db import Connection
from shared.errors import Refused

CHUNK: Final = 8_192


class Made(NamedTuple):
    """A rule that was made; how many open lines it was applied to, and how many of those a rule of gifts refused."""

    rule: Rule
    applied: int
    refused: int


async def make_rule(
    conn: Connection, desk: Desk, account: Account, phrase: str, unit_id: UUID | None, campaign_id: UUID | None
) -> Made:
    """Make a rule and apply it to the open lines of its account. Raises Refused: the phrase has a rule in use."""
    rule = Rule(desk.new_id(), account.account_id, phrase, unit_id, campaign_id, desk.actor.id, desk.at)
    if not await rules.add_rule(conn, rule):
        raise refusals.rule_taken()
    applied = refused = 0
    after = None
    while lines := await bank_lines.open_memos(conn, account.account_id, after=after, limit=CHUNK):
        after = (lines[-1][1], lines[-1][0])
        batch = {
            bank_id: NewGift(
                desk.new_id(),
                account.fund_id,
                unit_id,
                campaign_id,
                "bank_transfer",
                credit,
                day,
                cashier_of(account.account_id),
            )
            for bank_id, day, credit, memo in lines
            if holds(memo, phrase)
        }
        done, not_done = await _apply(conn, desk, account.account_id, batch)
        applied, refused = applied + done, refused + not_done
    return Made(rule, applied, refused)


async def _apply(conn: Connection, desk: Desk, account_id: UUID, batch: dict[str, NewGift]) -> tuple[int, int]:
    """Lines become gifts, but for those that somebody decides on at this moment, and those that a gift's rules refuse:
    they stay in review. How many became gifts, and how many were refused."""
    if not batch:
        return 0, 0
    outcomes = [Outcome(bank_id, "gift", "rule", gift.gift_id) for bank_id, gift in batch.items()]
    free = set(await bank_lines.settle(conn, account_id, outcomes, by=desk.actor.id, at=desk.at))
    settled = [bank_id for bank_id in batch if bank_id in free]
    gifts = [batch[bank_id] for bank_id in settled]
    recorded = await record_gifts(conn, gifts, at=desk.at, traces=repeat(desk.trace, len(gifts)))
    refused: dict[str, list[str]] = {}
    for bank_id, outcome in zip(settled, recorded, strict=True):
        if isinstance(outcome, Refused):
            refused.setdefault(outcome.code, []).append(bank_id)
    for code, bank_ids in refused.items():
        hints = json.dumps([{"why": "refused", "code": code}])
        await bank_lines.back_to_review(conn, account_id, bank_ids, hints)
    not_done = sum(map(len, refused.values()))
    return len(settled) - not_done, not_done


async def retire_rule(conn: Connection, desk: Desk, rule_id: UUID) -> Rule:
    """Take a rule out of use; the gifts that it made stay. Raises Refused: unknown, other fund."""
    rule = await rules.rule(conn, rule_id)
    if rule is None:
        raise refusals.rule_unknown()
    await accounts.known_account(conn, desk.actor, rule.account_id)
    if rule.retired_at is not None:
        return rule
    await rules.retire_rule(conn, rule_id, by=desk.actor.id, at=desk.at)
    return rule._replace(retired_by=desk.actor.id, retired_at=desk.at)
