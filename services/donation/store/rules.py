"""The rules by which lines of an account find their giver."""

from datetime import datetime
from uuid import UUID

from services.donation.domain.rules import Rule
from shared.db import Connection


async def add_rule(conn: Connection, rule: Rule) -> bool:
    """Write down a rule; False when its phrase has one in use on the account."""
    added = await conn.fetchval(
        """insert into match_rule (rule_id, account_id, phrase, unit_id, campaign_id, made_by, made_at)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (account_id, phrase) where retired_at is null do nothing returning true""",
        *rule[:7],
    )
    return added is not None


async def rule(conn: Connection, rule_id: UUID) -> Rule | None:
    """One rule, held until the transaction ends."""
    row = await conn.fetchrow(
        """select rule_id, account_id, phrase, unit_id, campaign_id, made_by, made_at, retired_by, retired_at
           from match_rule where rule_id = $1 for update""",
        rule_id,
    )
    return None if row is None else Rule(*row)


async def rules_in_use(conn: Connection, account_id: UUID) -> list[Rule]:
    """The rules of an account, the longest phrase first: it says most."""
    rows = await conn.fetch(
        """select rule_id, account_id, phrase, unit_id, campaign_id, made_by, made_at, retired_by, retired_at
           from match_rule where account_id = $1 and retired_at is null order by length(phrase) desc, rule_id""",
        account_id,
    )
    return [Rule(*row) for row in rows]


async def rules(conn: Connection, account_id: UUID, *, after: UUID | None, limit: int) -> list[Rule]:
    """All rules of an account, newest first, those after ``after``."""
    rows = await conn.fetch(
        """select rule_id, account_id, phrase, unit_id, campaign_id, made_by, made_at, retired_by, retired_at
           from match_rule
           where account_id = $1 and rule_id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
           order by rule_id desc limit $3""",
        account_id, after, limit,
    )  # fmt: skip
    return [Rule(*row) for row in rows]


async def retire_rule(conn: Connection, rule_id: UUID, *, by: str, at: datetime) -> None:
    """Take a rule out of use; what it matched stays."""
    await conn.execute(
        "update match_rule set retired_by = $2, retired_at = $3 where rule_id = $1 and retired_at is null",
        rule_id, by, at,
    )  # fmt: skip
