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
    first, last = day or date.min, day or date.max
    bank_ids = await _page(conn, (account_id, *(after or (date.min, "")), first, last), phrase, limit)
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
        account_id, bank_ids,
    )  # fmt: skip
    return [OpenLine(*row) for row in rows]


async def _page(conn: Connection, asked: tuple[object, ...], phrase: str, limit: int) -> list[str]:
    """The ids of a page of lines. What many lines hold fills the page from the first of them; what few hold is found
    by its letters, unless lines often hold the same words in another order."""
    sought = phrase if len(phrase) >= _LETTERS else f" {phrase}"
    looked_through = _LOOKED_THROUGH if phrase else None
    page = await conn.fetch(_IN_ORDER, *asked, sought if phrase else "", limit, looked_through)
    if phrase and len(page) < limit:
        words = [f"%{word}%" for word in phrase.split()]
        common = len(words) > 1 and await conn.fetchval(_WITH_WORDS, *asked, words, _LOOKED_THROUGH) > _COMMON
        found = await conn.fetch(_ANYWHERE if common else _BY_LETTERS, *asked, sought, _FEW)
        if len(found) < _FEW:
            return [bank_id for _, bank_id in sorted(map(tuple, found))[:limit]]
        page = await conn.fetch(_IN_ORDER, *asked, sought, limit, None)
    return [row["bank_id"] for row in page]


_LETTERS: Final = 3
"""What the index knows a phrase by; with the space before a word, two are enough."""
_LOOKED_THROUGH: Final = 2_000
"""Lines that are looked through before the index is asked: as fast as that, and enough for a common word."""
_COMMON: Final = _LOOKED_THROUGH // 20
"""When so many of them hold the words of a phrase, the index would have more read than all words of all lines."""
_FEW: Final = 5_000
"""Lines that are sorted at once; when more hold the phrase, going through the queue in order finds a page sooner."""

# $1 to $5: account, the day and id after which the page begins, first and last day
_IN_ORDER: Final = """
    select bank_id from (
        select day, bank_id, words from bank_line
        where account_id = $1 and state = 'review' and (day, bank_id) > ($2, $3) and day between $4 and $5
        order by day, bank_id limit $8
    ) waiting
    where $6::text = '' or strpos(words, $6) > 0 order by day, bank_id limit $7"""
_WITH_WORDS: Final = """
    select count(*) from (
        select words from bank_line
        where account_id = $1 and state = 'review' and (day, bank_id) > ($2, $3) and day between $4 and $5
        order by day, bank_id limit $7
    ) waiting where words like all ($6::text[])"""
# The limit stands outside, or the planner would rather go through the lines in order.
_BY_LETTERS: Final = """
    with holding as materialized (
        select day, bank_id from bank_line
        where account_id = $1 and state = 'review' and (day, bank_id) > ($2, $3) and day between $4 and $5
          and words like '%' || $6::text || '%'
    )
    select day, bank_id from holding limit $7"""
_ANYWHERE: Final = """
    select day, bank_id from bank_line
    where account_id = $1 and state = 'review' and (day, bank_id) > ($2, $3) and day between $4 and $5
      and strpos(words, $6) > 0 limit $7"""


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
