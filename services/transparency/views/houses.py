"""Houses: a list with stage and money, and one house with its stages, its money by source and the gifts behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.transparency.domain import STANDINGS, STEPS
from services.transparency.store import find_gifts, find_houses, find_trace
from services.transparency.store.find_gifts import Gift
from services.transparency.store.find_houses import Decision, House, Request, Settlement
from services.transparency.store.find_money import Fund
from services.transparency.store.find_trace import Backer, Payment, Uses
from services.transparency.views.home import HouseCount, house_count
from services.transparency.views.years import books
from shared.db import Connection
from shared.http import write_cursor
from shared.text import fold, order_of

CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Houses:
    """A list of houses by code; ``count`` is over all houses."""

    items: Sequence[House]
    next: str | None
    count: HouseCount
    communes: Sequence[str]
    funds: Mapping[UUID, Fund]


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage of a house: ``on`` is None while it is ahead, ``certified`` when a certificate was signed for it."""

    stage: str
    on: date | None
    certified: bool


@dataclass(frozen=True, slots=True)
class Source:
    """Who pays for a house, in đồng: "fund", "state_budget", "family" or "community"."""

    kind: str
    amount: int


@dataclass(frozen=True, slots=True)
class HouseDetail:
    """One house. ``sources`` is the mix of its settlement, empty before; ``backed`` sums all its ``backers``."""

    house: House
    fund: Fund | None
    stages: Sequence[StageLine]
    requests: Sequence[Request]
    decisions: Sequence[Decision]
    payments: Sequence[Payment]
    settlement: Settlement | None
    sources: Sequence[Source]
    backed: Uses
    backers: Sequence[Backer]
    gifts: Mapping[UUID, Gift]
    next: str | None


async def houses(
    conn: Connection,
    *,
    standing: str | None = None,
    commune: str | None = None,
    work_type: str | None = None,
    fund_id: UUID | None = None,
    after: tuple[str, UUID] | None = None,
    limit: int,
) -> Houses:
    """Houses by code; ``standing`` is one of domain.STANDINGS or "cancelled". Cancelled ones only when asked for."""
    rows = await find_houses.houses(
        conn,
        steps=STANDINGS.get(standing or "", (0, STEPS["settled"])),
        cancelled=standing == CANCELLED,
        commune=commune,
        work_type=work_type,
        fund_id=fund_id,
        after=after,
        limit=limit + 1,
    )
    items = rows[:limit]
    return Houses(
        items=items,
        next=write_cursor(items[-1].sort_key, items[-1].house_id) if len(rows) > limit else None,
        count=await house_count(conn, fund_id),
        communes=sorted(await find_houses.communes(conn), key=order_of),
        funds=(await books(conn)).funds,
    )


async def house(conn: Connection, ref: str, *, after: UUID | None, limit: int) -> HouseDetail | None:
    """A house by its id or its code, however the code is typed; None when there is none."""
    try:
        found = await find_houses.house(conn, UUID(ref), None)
    except ValueError:
        found = await find_houses.house(conn, None, fold(ref))
    if found is None:
        return None
    id_ = found.house_id
    decisions = await find_houses.decisions(conn, id_)
    purposes = [d.decision_id for d in decisions]
    backers = await find_trace.backers(conn, purposes, after, limit + 1)
    settlement = await find_houses.settlement(conn, id_)
    return HouseDetail(
        house=found,
        fund=(await books(conn)).funds.get(found.fund_id),
        stages=_stage_line(found, await find_houses.stages(conn, id_), decisions),
        requests=await find_houses.requests(conn, id_),
        decisions=decisions,
        payments=await find_trace.payments_of_house(conn, id_),
        settlement=settlement,
        sources=_sources(settlement),
        backed=await find_trace.count_backers(conn, purposes),
        backers=backers[:limit],
        gifts=await find_gifts.gifts_by_id(conn, [b.gift_id for b in backers[:limit]]),
        next=write_cursor(backers[limit - 1].lot_id) if len(backers) > limit else None,
    )


def _stage_line(house: House, reached: Sequence[find_houses.Stage], decisions: Sequence[Decision]) -> list[StageLine]:
    """Every stage a house of its kind goes through, in order, with the days of those that it has reached."""
    days = {stage.stage: stage for stage in reached}
    line = []
    for stage in STEPS:
        at = days.get(stage)
        on = decisions[0].decided_on if stage == "decided" and decisions else at.on if at else None
        skipped = on is None and (house.step > STEPS[stage] or (house.work_type == "repair" and stage == "foundation"))
        if not skipped:
            line.append(StageLine(stage, on, at is not None and at.certificate_id is not None))
    return line


def _sources(settlement: Settlement | None) -> list[Source]:
    if settlement is None:
        return []
    kinds = ("fund", "state_budget", "family", "community")
    return [Source(kind, getattr(settlement, kind)) for kind in kinds if getattr(settlement, kind)]
