"""One unit: what it gave year by year, what others paid for it, and what it gave otherwise than in cash."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.transparency.store import find_gifts, find_unit, find_units
from services.transparency.store.find_gifts import Cut, Gift
from services.transparency.store.find_money import Fund
from services.transparency.store.find_other import OtherCut
from services.transparency.store.find_unit import PaidFor, UnitYear
from services.transparency.store.find_units import UnitName
from services.transparency.views.other import Other, other
from services.transparency.views.years import books
from shared.db import Connection

LATEST = 6
PAID_FOR = 50


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation that had a target, gave, or for which another one paid. ``years``: those in which it did."""

    unit: UnitName
    fund: Fund | None
    years: Sequence[UnitYear]
    paid_for: Sequence[PaidFor]
    gifts: Sequence[Gift]
    other: Other


async def unit(conn: Connection, unit_id: UUID) -> Unit | None:
    """A unit as it goes on now; None for a person, and for one that is not known or was never part of anything."""
    head_id = await find_units.head_of(conn, unit_id)
    found = await find_units.units_by_id(conn, [head_id])
    if not found or found[0].kind == "person":
        return None
    ids = await find_units.with_merged(conn, [head_id])
    years = await find_unit.years(conn, ids)
    beside = await other(conn, OtherCut(unit_ids=ids))
    if not years and not beside.anything:
        return None
    return Unit(
        unit=found[0],
        fund=(await books(conn)).funds.get(found[0].fund_id),
        years=years,
        paid_for=await find_unit.paid_by(conn, ids, PAID_FOR),
        gifts=await find_gifts.newest(conn, Cut(unit_ids=ids), None, LATEST),
        other=beside,
    )
