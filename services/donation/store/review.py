"""The review queue, a page at a time, and what people decided lately."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from services.donation.domain.likeness import Decided
from shared.db import Connection

RECENT = 300
"""Decisions that an open line is compared with."""


class OpenLine(NamedTuple):
    """A line in review. ``open``: the part of its credit that no gift in force accounts for; ``hints``: a JSON list."""

    account_id: UUID
    bank_id: str
    fund_id: UUID
    day: date
    credit: int
    open: int
    memo: str
    source: str
    hints: str | None


class Returned(NamedTuple):
    """A gift that a line was before it came back into review."""

    bank_id: str
    gift_id: UUID
    kind: str
    reversed_on: date


async def open_lines(
    conn: Connection, account_id: UUID, *, day: date | None, phrase: str, after: tuple[date, str] | None, limit: int
) -> list[OpenLine]:
    """Lines in review by day and id, those after ``after``; of one day, and whose folded memo holds ``phrase``: one
    of a letter or two at the beginning of a word."""
    asked = (account_id, *max(after or (date.min, ""), (day or date.min, "")), day or date.max, limit)
    if phrase:
        page = await conn.fetch(_HOLDING, *asked, phrase if len(phrase) >= _LETTERS else f" {phrase}")
    else:
        page = await conn.fetch(_IN_ORDER, *asked)
    rows = await conn.fetch(
        """select l.account_id, l.bank_id, l.fund_id, l.day, l.credit, l.credit - coalesce(taken.amount, 0), l.memo,
                  l.source, l.hints
           from bank_line l
           left join lateral (
               select sum(s.amount)::bigint as amount from bank_line_gift s
               left join reversal r on r.gift_id = s.gift_id and r.kind <> 'refund'
               where s.account_id = l.account_id and s.bank_id = l.bank_id and r.gift_id is null
           ) taken on true
           where l.account_id = $1 and l.bank_id = any($2::text[]) order by l.day, l.bank_id""",
        account_id, [row["bank_id"] for row in page],
    )  # fmt: skip
    return [OpenLine(*row) for row in rows]


_LETTERS: Final = 3
"""Shorter phrases stand in too many words for all of them to be meant."""
# $1 to $5: account, the day and id after which the page begins, last day, lines of a page
_IN_ORDER: Final = """
    select bank_id from bank_line
    where account_id = $1 and state = 'review' and (day, bank_id) > ($2, $3) and day <= $4
    order by day, bank_id limit $5"""
# Each part in the words of its index; the first is answered out of the index alone.
_HOLDING: Final = """
    select bank_id from (
        (select day, bank_id from bank_line
         where account_id = $1 and state = 'review' and octet_length(words) < 2000
           and (day, bank_id) > ($2, $3) and day <= $4 and strpos(words, $6) > 0
         order by day, bank_id limit $5)
        union all
        (select day, bank_id from bank_line
         where account_id = $1 and state = 'review' and octet_length(words) >= 2000
           and (day, bank_id) > ($2, $3) and day <= $4 and strpos(words, $6) > 0
         order by day, bank_id limit $5)
    ) holding order by day, bank_id limit $5"""


async def decided_lately(conn: Connection, account_id: UUID) -> list[Decided]:
    """Lines that people made gifts of, the latest first."""
    rows = await conn.fetch(
        """select l.bank_id, l.memo, g.gift_id, g.unit_id, g.campaign_id from (
               select bank_id, memo, gift_id from bank_line where account_id = $1 and how = 'staff'
               order by decided_at desc limit $2
           ) l join gift g on g.gift_id = l.gift_id""",
        account_id, RECENT,
    )  # fmt: skip
    return [Decided(*row) for row in rows]


async def returned(conn: Connection, account_id: UUID, bank_ids: Sequence[str]) -> list[Returned]:
    """The gifts that some lines were before, in the order in which they were recorded."""
    rows = await conn.fetch(
        """select s.bank_id, s.gift_id, r.kind, r.reversed_on from bank_line_gift s
           join reversal r on r.gift_id = s.gift_id and r.kind <> 'refund'
           where s.account_id = $1 and s.bank_id = any($2::text[]) order by s.gift_id""",
        account_id, bank_ids,
    )  # fmt: skip
    return [Returned(*row) for row in rows]


class AsideLine(NamedTuple):
    """A line that is no gift, who said so, and why."""

    bank_id: str
    day: date
    credit: int
    memo: str
    reason: str | None
    decided_by: str | None


async def set_aside_lines(
    conn: Connection, account_id: UUID, first: date, last: date, *, after: tuple[date, str] | None, limit: int
) -> list[AsideLine]:
    """Lines of some days that were set aside, by day and id, those after ``after``."""
    rows = await conn.fetch(
        """select bank_id, day, credit, memo, reason, decided_by from bank_line
           where account_id = $1 and state = 'set_aside' and day between $2 and $3
             and (day, bank_id) > (coalesce($4::date, '-infinity'), coalesce($5::text, ''))
           order by day, bank_id limit $6""",
        account_id, first, last, *(after or (None, None)), limit,
    )  # fmt: skip
    return [AsideLine(*row) for row in rows]
