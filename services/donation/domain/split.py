"""A gift split over purposes: one receipt, several parts that sum to it exactly; and a gift that replaces another."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from services.donation.domain import refusals
from services.donation.domain.gift import NewGift, check_earmark


class Corrected(NamedTuple):
    """An earlier entry that a new one says it replaces."""

    fund_id: UUID
    reversed: bool


def check_parts(gift: NewGift, house_funds: Mapping[UUID, UUID]) -> None:
    """Raises Refused: an earmark beside the parts, another sum than the gift's, a purpose twice, a part's earmark."""
    if gift.earmark is not None:
        raise refusals.earmark_and_parts()
    total = sum(part.amount for part in gift.parts)
    if total != gift.amount or any(part.amount <= 0 for part in gift.parts):
        raise refusals.parts_differ(total, gift.amount)
    seen = set()
    for n, part in enumerate(gift.parts):
        if part.earmark in seen:
            raise refusals.part_repeated(n)
        seen.add(part.earmark)
        if part.earmark is not None:
            house = UUID(part.earmark.ref) if part.earmark.kind == "house" else None
            fund = None if house is None else house_funds.get(house)
            check_earmark(gift, part.earmark, fund, field=f"parts.{n}.earmark.ref")


def check_corrected(fund_id: UUID, corrected: Corrected | None, *, field: str = "corrects_gift_id") -> None:
    """Raises Refused unless the replaced entry is of the same fund and has been taken back."""
    if corrected is None or corrected.fund_id != fund_id:
        raise refusals.corrected_unknown(field=field)
    if not corrected.reversed:
        raise refusals.corrected_not_reversed(field=field)
