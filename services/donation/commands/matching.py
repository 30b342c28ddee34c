"""What lines of the bank are without a person's doing: the one place where they are matched."""

import json
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.donation.domain.account import Account
from services.donation.domain.bank_line import How, ToldLine
from services.donation.domain.payment_code import find_codes
from services.donation.domain.rules import holds
from services.donation.store import payment_codes, rules
from shared.db import Connection


class Match(NamedTuple):
    """What a line is; ``how`` None: it goes to review, with ``hints`` (a JSON list) of what was thought of."""

    how: How | None
    unit_id: UUID | None = None
    campaign_id: UUID | None = None
    hints: str | None = None


async def match_lines(conn: Connection, account: Account, lines: Sequence[ToldLine]) -> list[Match]:
    """Match credits of one account, in their order: by payment code, by rule, else a walk-in; if in doubt, review."""
    found = [find_codes(line.memo) for line in lines]
    meant = {slip.meant for each in found for slip in each.slips if slip.meant}
    known = await payment_codes.codes(conn, list(meant.union(*(each.codes for each in found))))
    in_use = await rules.rules_in_use(conn, account.account_id)
    matches = []
    for line, each in zip(lines, found, strict=True):
        purposes = {known[code].purpose[2:] for code in each.codes if code in known}
        ours = all(known[code].purpose.fund_id == account.fund_id for code in each.codes if code in known)
        rule = next((rule for rule in in_use if holds(line.memo, rule.phrase)), None)
        if len(purposes) == 1 and ours:
            campaign_id, unit_id = purposes.pop()
            matches.append(Match("code", unit_id, campaign_id))
        elif purposes or any(slip.meant in known for slip in each.slips):
            why = "codes_differ" if purposes else "code_slip"
            codes = [*each.codes, *(slip.meant for slip in each.slips if slip.meant in known)]
            matches.append(Match(None, hints=json.dumps([{"why": why, "code": code} for code in codes])))
        elif rule is not None:
            matches.append(Match("rule", rule.unit_id, rule.campaign_id))
        else:
            matches.append(Match("walk_in"))
    return matches
