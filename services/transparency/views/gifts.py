"""Gifts: a list with its sum, and one gift with where it went."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.transparency.store import find_gifts, find_houses, find_promises, find_trace, find_units
from services.transparency.store.find_gifts import Cut, Earmark, Gift, Sum
from services.transparency.store.find_money import Fund
from services.transparency.store.find_promises import Meaning, Member
from services.transparency.store.find_trace import Corrections, LotPart, Opening
from services.transparency.store.find_units import Campaign, UnitName
from services.transparency.views.years import books
from shared.db import Connection
from shared.http import write_cursor
from shared.text import fold

MAX_UNITS = 100
"""A search that matches more units than this asks to be narrowed."""
_CODE = re.compile("DN[0-9A-Z]{10}")
_AROUND_CODE = re.compile(r"[\s.\-]+")
_BETWEEN = re.compile(r"[\s/,;:]+")
_SAID = frozenset(("phieu", "thu", "so", "quyen", "nam", "no", "no."))
"""Words that people put around a receipt's number."""


@dataclass(frozen=True, slots=True)
class Search:
    """What the search box was understood as. ``too_many``: more units match than can be listed; ``code``: what the
    payment code that was typed leads to."""

    text: str
    units: Sequence[UnitName]
    too_many: bool
    code: Meaning | None = None


@dataclass(frozen=True, slots=True)
class Gifts:
    """A list of gifts, the newest first. ``sum`` is over the whole list, not the page; ``funds`` name its funds."""

    items: Sequence[Gift]
    sum: Sum
    next: str | None
    search: Search | None
    years: Sequence[int]
    funds: Mapping[UUID, Fund]
    unit: UnitName | None
    campaign: Campaign | None


@dataclass(frozen=True, slots=True)
class Named:
    """A part of a split gift with what its earmark names: one of the two, a use in ``earmark``, or nothing."""

    amount: int
    earmark: Earmark | None
    campaign: Campaign | None
    house: str | None


@dataclass(frozen=True, slots=True)
class Trace:
    """One gift, or an opening balance (then ``gift`` is None), and where it went.

    ``free`` is not promised to anyone yet; ``earmarked_…`` is what the earmark names.
    ``split``: the parts of a gift over several purposes. ``members``: the units for which it was paid.
    ``replaced``, ``replacing``: the gifts that it replaces and is replaced by, as far as known.
    """

    gift: Gift | None
    opening: Opening | None
    amount: int
    fund: Fund | None
    campaign: Campaign | None
    earmarked_campaign: Campaign | None
    earmarked_house: str | None
    parts: Sequence[LotPart]
    free: int
    split: Sequence[Named]
    replaced: Gift | None
    replacing: Sequence[Gift]
    members: Sequence[Member]
    keeps_promise: bool

    @property
    def members_told(self) -> int:
        """What the parts of those for whom it was paid sum to, as far as they were told."""
        return sum(member.amount or 0 for member in self.members)


async def gifts(
    conn: Connection,
    *,
    text: str = "",
    year: int | None = None,
    fund_id: UUID | None = None,
    channel: str | None = None,
    campaign_id: UUID | None = None,
    unit_id: UUID | None = None,
    without_unit: bool = False,
    after: tuple[date, UUID] | None = None,
    limit: int,
) -> Gifts:
    """The gifts that a search text and facets leave, the newest first. A unit's are also those of its doubles, and a
    double's are those of the unit under which it goes on. A payment code, whole, stands for the facets it leads to."""
    kept = await books(conn)
    text = text.strip()
    code = await find_promises.meaning(conn, code_of(text)) if code_of(text) else None
    if code is not None:
        fund_id, campaign_id, unit_id, without_unit = code.fund_id, code.campaign_id, code.unit_id, not code.unit_id
    head_id = await find_units.head_of(conn, unit_id) if unit_id else None
    unit = (await find_units.units_by_id(conn, [head_id])) if head_id else []
    campaign = (await find_units.campaigns(conn, campaign_id=campaign_id)) if campaign_id else []
    unit_ids: Sequence[UUID] | None = [] if without_unit else None
    if head_id:
        unit_ids = await find_units.with_merged(conn, [head_id])
    search, direct = None, None
    if code is not None:
        search = Search(text, [], False, code)
    elif text:
        direct = await _by_number(conn, text)
        units = [] if direct is not None else await find_units.units_named(conn, like_pattern(text), MAX_UNITS + 1)
        search = Search(text, units[:MAX_UNITS], len(units) > MAX_UNITS)
        if direct is None:
            found = [u.unit_id for u in units[:MAX_UNITS] if head_id in (None, u.unit_id)]
            unit_ids = await find_units.with_merged(conn, found)
    cut = Cut(year, fund_id, channel, campaign_id, unit_ids)
    if direct is not None:
        items, more = [g for g in direct if _fits(g, cut)], False
        total = _sum(items)
    elif search is not None and search.code is None and not unit_ids:
        items, more, total = [], False, Sum(0, 0, 0, 0)
    else:
        rows = await find_gifts.newest(conn, cut, after, limit + 1)
        items, more = rows[:limit], len(rows) > limit
        total = await find_gifts.total(conn, cut)
    return Gifts(
        items=items,
        sum=total,
        next=write_cursor(items[-1].received_on, items[-1].gift_id) if more else None,
        search=search,
        years=sorted(kept.years, reverse=True),
        funds=kept.funds,
        unit=unit[0] if unit and total.gifts else None,
        campaign=campaign[0] if campaign else None,
    )


async def _by_number(conn: Connection, text: str) -> list[Gift] | None:
    """The gifts that an id or a receipt number names; None when the text names none, it may be a unit's name."""
    try:
        found = await find_gifts.gift(conn, UUID(text))
        return [found] if found else []
    except ValueError:
        receipt = receipt_of(text)
    if receipt is None:
        return None
    return await find_gifts.gifts_by_receipt(conn, *receipt) or None


def receipt_of(text: str) -> tuple[int, int | None, str | None] | None:
    """Number, year and book of a receipt as people write it: "TM01/15/2019", "phiếu thu số 15", "15/2019"."""
    parts = [part for part in _BETWEEN.split(fold(text)) if part and part not in _SAID]
    books = [part for part in parts if not part.isdigit() and any(c.isdigit() for c in part)]
    book = books[0] if len(books) == 1 else None
    parts = [part for part in parts if part is not book]
    if not 1 <= len(parts) <= 2 or not all(part.isascii() and part.isdigit() and len(part) <= 15 for part in parts):
        return None
    return int(parts[0]), int(parts[1]) if len(parts) == 2 and len(parts[1]) == 4 else None, book


def code_of(text: str) -> str:
    """A payment code as people type it, in one piece and in capitals; "" for what can't be one."""
    typed = _AROUND_CODE.sub("", text).upper()
    return typed if _CODE.fullmatch(typed) else ""


def like_pattern(text: str) -> str:
    """A LIKE pattern that finds the folded text anywhere; its own wildcards are plain characters."""
    escaped = re.sub(r"([\\%_])", r"\\\1", fold(text))
    return f"%{escaped}%"


def _fits(gift: Gift, cut: Cut) -> bool:
    asked = ((cut.year, gift.received_on.year), (cut.fund_id, gift.fund_id), (cut.channel, gift.channel),
             (cut.campaign_id, gift.campaign_id))  # fmt: skip
    if cut.unit_ids is not None and (
        gift.unit_id is not None if not cut.unit_ids else gift.unit_id not in cut.unit_ids
    ):
        return False
    return all(want is None or want == has for want, has in asked)


def _sum(items: Sequence[Gift]) -> Sum:
    taken_back = [g.amount for g in items if g.reversed_on is not None]
    return Sum(len(items), sum(g.amount for g in items), len(taken_back), sum(taken_back))


async def trace(conn: Connection, lot_id: UUID) -> Trace | None:
    """A gift (also by the id of a part of it) or an opening balance, and where it went; None when neither is known."""
    gift = await find_gifts.gift(conn, lot_id)
    opening = None if gift else await find_trace.opening(conn, lot_id)
    if gift is None and opening is None and (whole := await find_trace.gift_of_part(conn, lot_id)) is not None:
        gift = await find_gifts.gift(conn, whole)
    lot = gift or opening
    if lot is None:
        return None
    funds = (await books(conn)).funds
    split = await find_trace.gift_parts(conn, gift.gift_id) if gift else []
    parts = await find_trace.parts_of_lots(conn, [part.part_id for part in split] or [lot_id])
    linked = await find_trace.corrections(conn, gift.gift_id) if gift else Corrections(None, [])
    others = await find_gifts.gifts_by_id(conn, [*linked.corrected_by, *filter(None, [linked.corrects])])
    earmark = gift and gift.earmark
    earmarked_campaign, earmarked_house = await _earmark(conn, earmark)
    campaign = await find_units.campaigns(conn, campaign_id=gift.campaign_id) if gift and gift.campaign_id else []
    bound = sum(p.reserved + p.used for p in parts)
    return Trace(
        gift=gift,
        opening=opening,
        amount=lot.amount,
        fund=funds.get(lot.fund_id),
        campaign=campaign[0] if campaign else None,
        earmarked_campaign=earmarked_campaign,
        earmarked_house=earmarked_house,
        parts=parts,
        free=0 if gift and gift.reversed_on else lot.amount - bound,
        split=[Named(part.amount, part.earmark, *(await _earmark(conn, part.earmark))) for part in split],
        replaced=others.get(linked.corrects) if linked.corrects else None,
        replacing=[others[id_] for id_ in linked.corrected_by if id_ in others],
        members=await find_promises.members(conn, gift.gift_id) if gift else [],
        keeps_promise=gift is not None and await find_promises.keeps_promise(conn, gift.gift_id),
    )


async def _earmark(conn: Connection, earmark: Earmark | None) -> tuple[Campaign | None, str | None]:
    if earmark is None:
        return None, None
    try:
        ref = UUID(earmark.ref)
    except ValueError:
        return None, None
    if earmark.kind == "campaign":
        found = await find_units.campaigns(conn, campaign_id=ref)
        return (found[0] if found else None), None
    house = (await find_houses.codes(conn, [ref])).get(ref)
    return None, house.house_code if house else None
