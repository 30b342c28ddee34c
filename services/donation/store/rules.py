"""The rules by which lines of an account find their giver, and how far each was applied to the lines that waited."""

from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.donation.domain.rules import Place, Rule
from shared.db import Connection


class RuledLine(NamedTuple):
    """A line that a rule makes a gift."""

    day: date
    bank_id: str
    credit: int
    gift_id: UUID


_SELECT: Final = """select rule_id, account_id, phrase, unit_id, campaign_id, made_by, made_at, retired_by, retired_at,
                           met, applied, refused, reached_day, reached_id, applied_at
                    from match_rule"""
_ONE: Final = _SELECT + " where rule_id = $1"
_HELD: Final = _ONE + " for update"
_AT_WORK: Final = (
    _SELECT
    + """ where applied_at is null and retired_at is null order by made_at, rule_id limit 1 for update skip locked"""
)
_OF_ACCOUNT: Final = (
    _SELECT
    + """ where account_id = $1 and rule_id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
          order by rule_id desc limit $3"""
)


async def add_rule(conn: Connection, rule: Rule) -> bool:
    """Write down a rule; False when its phrase has one in use on the account."""
    added = await conn.fetchval(
        """insert into match_rule (rule_id, account_id, phrase, unit_id, campaign_id, made_by, made_at)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (account_id, phrase) where retired_at is null do nothing returning true""",
        *rule[:7],
    )
    return added is not None


async def rule(conn: Connection, rule_id: UUID, *, for_update: bool = False) -> Rule | None:
    """One rule; ``for_update`` holds it until the transaction ends, and waits for the batch that it is applied to."""
    row = await conn.fetchrow(_HELD if for_update else _ONE, rule_id)
    return None if row is None else _rule(row)


async def rule_at_work(conn: Connection) -> Rule | None:
    """The oldest rule that is not through and that nobody else applies now, held until the transaction ends."""
    row = await conn.fetchrow(_AT_WORK)
    return None if row is None else _rule(row)


async def rules(conn: Connection, account_id: UUID, *, after: UUID | None, limit: int) -> list[Rule]:
    """All rules of an account, newest first, those after ``after``."""
    return [_rule(row) for row in await conn.fetch(_OF_ACCOUNT, account_id, after, limit)]


async def move_on(conn: Connection, rule: Rule) -> None:
    """Note how far a rule has come, in the transaction of the batch that brought it there."""
    await conn.execute(
        """update match_rule set met = $2, applied = $3, refused = $4, reached_day = $5, reached_id = $6,
                  applied_at = $7 where rule_id = $1""",
        rule.rule_id, rule.met, rule.applied, rule.refused, *(rule.reached or (None, None)), rule.applied_at,
    )  # fmt: skip


async def retire_rule(conn: Connection, rule_id: UUID, *, by: str, at: datetime) -> None:
    """Take a rule out of use; what it matched stays."""
    await conn.execute(
        "update match_rule set retired_by = $2, retired_at = $3 where rule_id = $1 and retired_at is null",
        rule_id, by, at,
    )  # fmt: skip


async def settle_holding(conn: Connection, rule: Rule, *, limit: int, at: datetime) -> list[RuledLine]:
    """Have the next lines that wait and hold the phrase of a rule be gifts, by day and id; the gifts are still to be
    recorded.

    Without those that somebody holds now, who decides on them, and those that were a gift before: they came back for
    a person to look at.
    """
    rows = await conn.fetch(
        """with held as materialized (
               select l.ctid as place from bank_line l
               where l.account_id = $1 and l.state = 'review' and (l.day, l.bank_id) > ($2, $3)
                 and strpos(l.words, ' ' || $4::text || ' ') > 0
                 and not exists (
                     select from bank_line_gift s where s.account_id = l.account_id and s.bank_id = l.bank_id)
               order by l.day, l.bank_id limit $5 for update of l skip locked
           )
           update bank_line l set state = 'gift', how = 'rule', gift_id = uuidv7(), decided_by = $6, decided_at = $7
           from held where l.ctid = held.place
           returning l.day, l.bank_id, l.credit, l.gift_id""",
        rule.account_id, *(rule.reached or (date.min, "")), rule.phrase, limit, rule.made_by, at,
    )  # fmt: skip
    return sorted(RuledLine(*row) for row in rows)


async def count_holding(conn: Connection, rule: Rule) -> int:
    """How many lines are still before a rule."""
    count: int = await conn.fetchval(
        """select count(*) from bank_line l
           where l.account_id = $1 and l.state = 'review' and (l.day, l.bank_id) > ($2, $3)
             and strpos(l.words, ' ' || $4::text || ' ') > 0
             and not exists (
                 select from bank_line_gift s where s.account_id = l.account_id and s.bank_id = l.bank_id)""",
        rule.account_id, *(rule.reached or (date.min, "")), rule.phrase,
    )  # fmt: skip
    return count


def _rule(row: Any) -> Rule:
    (*fields, day, bank_id, applied_at) = row
    rule = Rule(*fields)
    return rule._replace(reached=None if day is None else Place(day, bank_id), applied_at=applied_at)
