"""The front page: in, out, left; houses; the campaign now; where the money flowed; what happened lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.transparency.domain import PHASES, FundYear, Phase, phase_of
from services.transparency.store import find_gifts, find_houses, find_money, find_other, find_units
from services.transparency.store.find_gifts import Cut, Gift
from services.transparency.store.find_houses import Certificate
from services.transparency.store.find_money import Part
from services.transparency.store.find_units import Campaign
from services.transparency.views.years import FundLine, books
from shared.db import Connection
from shared.text import order_of

LATEST = 6
CAMPAIGNS = 3


@dataclass(frozen=True, slots=True)
class HouseCount:
    """Houses that are not cancelled, by phase, and of those finished the work types."""

    by_phase: dict[Phase, int]
    new_builds_finished: int
    repairs_finished: int

    @property
    def finished(self) -> int:
        """Handed over or settled."""
        return self.by_phase["finished"]

    @property
    def building(self) -> int:
        """Between groundbreaking and handover."""
        return self.by_phase["groundbreaking"] + self.by_phase["foundation"] + self.by_phase["frame_wall"]


@dataclass(frozen=True, slots=True)
class Flows:
    """A year's money from the givers' kinds through the fund to uses and, for housing, communes. In đồng."""

    opening: int
    givers: Sequence[Part]
    uses: Sequence[Part]
    places: Sequence[Part]
    reversed: int
    closing: int


@dataclass(frozen=True, slots=True)
class Home:
    """``total`` is None before the first event. ``set_aside`` is promised by decision and not paid yet; ``other``:
    whether the year has contributions beside cash."""

    years: Sequence[int]
    year: int | None
    total: FundYear | None
    before: FundYear | None
    funds: Sequence[FundLine]
    set_aside: int
    houses: HouseCount
    campaigns: Sequence[Campaign]
    flows: Flows | None
    gifts: Sequence[Gift]
    certificates: Sequence[Certificate]
    other: bool


async def home(conn: Connection, today: date, year: int | None = None) -> Home:
    """The front page for a year, by default the newest in which anything moved."""
    kept = await books(conn)
    shown = kept.latest if year is None else year
    total = kept.total(shown) if shown is not None else None
    return Home(
        years=sorted(kept.years, reverse=True),
        year=shown,
        total=total,
        before=kept.total(shown - 1) if shown is not None else None,
        funds=kept.lines(shown) if shown is not None else [],
        set_aside=await find_money.set_aside(conn, None),
        houses=await house_count(conn, None),
        campaigns=current(await find_units.campaigns(conn, year=shown), today),
        flows=await _flows(conn, total) if total is not None else None,
        gifts=await find_gifts.newest(conn, Cut(), None, LATEST),
        certificates=await find_houses.latest_certificates(conn, LATEST),
        other=shown is not None and await find_other.anything(conn, shown),
    )


def current(campaigns: Sequence[Campaign], today: date) -> list[Campaign]:
    """The campaigns that run today; if none does, those that began last."""
    running = [c for c in campaigns if c.opens_on <= today <= c.closes_on]
    return (running or list(campaigns))[:CAMPAIGNS]


async def house_count(conn: Connection, fund_id: UUID | None) -> HouseCount:
    """Count the houses."""
    by_phase: dict[Phase, int] = dict.fromkeys(PHASES, 0)
    finished = {"new_build": 0, "repair": 0}
    for row in await find_houses.progress(conn, fund_id):
        phase = phase_of(row.step)
        by_phase[phase] += row.houses
        if phase == "finished":
            finished[row.work_type] += row.houses
    return HouseCount(by_phase, finished["new_build"], finished["repair"])


async def _flows(conn: Connection, total: FundYear) -> Flows:
    return Flows(
        opening=total.opening,
        givers=await find_money.received_by_giver_kind(conn, total.year, None),
        uses=await find_money.used_by_use(conn, total.year, None),
        places=sorted(await find_money.paid_by_commune(conn, total.year, None), key=lambda place: order_of(place.key)),
        reversed=total.reversed,
        closing=total.closing,
    )
