"""What the public figures rest on: how a year opens and closes, where a house stands, how names are ordered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

Way = Literal["opening", "received", "reversed", "used"]
Phase = Literal["review", "decided", "groundbreaking", "foundation", "frame_wall", "finished"]
"""Where a house stands for a reader: under review, decided, three steps of building, finished."""

STEPS: Final[Mapping[str, int]] = {
    "applied": 1, "inspected": 2, "reviewed": 3, "requested": 4, "decided": 5, "groundbreaking": 6, "foundation": 7,
    "frame_wall": 8, "handed_over": 9, "settled": 10,
}  # fmt: skip
"""The order of the stages. ``decided`` is the fund's word: it is read from the decisions, no house event carries it."""
PHASES: Final[Mapping[Phase, tuple[int, int]]] = {
    "review": (1, 4), "decided": (5, 5), "groundbreaking": (6, 6), "foundation": (7, 7), "frame_wall": (8, 8),
    "finished": (9, 10),
}  # fmt: skip
"""First and last step of each phase."""
STANDINGS: Final[Mapping[str, tuple[int, int]]] = {
    **{str(name): steps for name, steps in PHASES.items()},
    "building": (6, 8),
}
"""What a list of houses may be narrowed to: a phase, or all that are being built."""


@dataclass(frozen=True, slots=True)
class FundYear:
    """A fund's year in đồng, or the sum over funds (then ``fund_id`` is None).

    closing = opening + received - reversed - used; ``entered`` is the part of ``opening`` that was brought forward from
    before this system, the rest is the closing of the year before.
    """

    fund_id: UUID | None
    year: int
    opening: int
    entered: int
    received: int
    reversed: int
    used: int
    closing: int
    gifts: int
    payments: int

    @property
    def net(self) -> int:
        """Received less what was taken back."""
        return self.received - self.reversed


@dataclass(frozen=True, slots=True)
class Movement:
    """The sum of one way of money in one fund and year."""

    fund_id: UUID
    year: int
    way: Way
    entries: int
    amount: int


def carry_forward(movements: Iterable[Movement]) -> dict[int, list[FundYear]]:
    """Every year from the first to the last that has a movement, with the funds that had begun by then.

    A year opens with what the year before closed with, and with what is entered as brought forward in that year.
    """
    cells: dict[tuple[UUID, int], dict[Way, tuple[int, int]]] = {}
    first: dict[UUID, int] = {}
    for m in movements:
        cells.setdefault((m.fund_id, m.year), {})[m.way] = (m.entries, m.amount)
        first[m.fund_id] = min(m.year, first.get(m.fund_id, m.year))
    years: dict[int, list[FundYear]] = {}
    closing: dict[UUID, int] = {}
    if not cells:
        return years
    for year in range(min(first.values()), max(year for _, year in cells) + 1):
        years[year] = []
        for fund_id, begun in first.items():
            if begun > year:
                continue
            row = _year_of(fund_id, year, cells.get((fund_id, year), {}), closing.get(fund_id, 0))
            closing[fund_id] = row.closing
            years[year].append(row)
    return years


def _year_of(fund_id: UUID, year: int, cell: Mapping[Way, tuple[int, int]], carried: int) -> FundYear:
    nothing = (0, 0)
    entered = cell.get("opening", nothing)[1]
    gifts, received = cell.get("received", nothing)
    payments, used = cell.get("used", nothing)
    taken_back = cell.get("reversed", nothing)[1]
    opening = carried + entered
    return FundYear(
        fund_id,
        year,
        opening,
        entered,
        received,
        taken_back,
        used,
        opening + received - taken_back - used,
        gifts,
        payments,
    )


def sum_of(year: int, rows: Iterable[FundYear]) -> FundYear:
    """All funds together."""
    kept = list(rows)
    return FundYear(
        fund_id=None,
        year=year,
        opening=sum(r.opening for r in kept),
        entered=sum(r.entered for r in kept),
        received=sum(r.received for r in kept),
        reversed=sum(r.reversed for r in kept),
        used=sum(r.used for r in kept),
        closing=sum(r.closing for r in kept),
        gifts=sum(r.gifts for r in kept),
        payments=sum(r.payments for r in kept),
    )


def phase_of(step: int) -> Phase:
    """The phase in which a step lies; anything before the first is under review."""
    for phase, (_, last) in PHASES.items():
        if step <= last:
            return phase
    return "finished"


def stage_of(step: int) -> str:
    """The stage at a step; a house of which only a later word was heard stands at the first."""
    return next((stage for stage, at in STEPS.items() if at == step), "applied")
