"""What is given otherwise than in cash. Quantities and days are exact, in thousandths; none is the fund's money."""

from collections.abc import Sequence
from uuid import UUID

from services.transparency.views.answers.common import Out


class ThingsOut(Out):
    """One sort of things: thousandths of ``measure``; ``value`` in đồng by ``basis``, 0 when not valued."""

    item: str
    measure: str
    basis: str | None
    quantity: int
    value: int
    at_least: bool


class OtherSumsOut(Out):
    """Figures that are never added to one another; ``days`` in thousandths."""

    things: int
    valued: int
    days: int
    days_at_least: bool
    supports: int
    supported: int
    supported_at_least: bool
    new_builds: int
    repairs: int
    care_months: int
    care_amount: int
    cared_for: int


class UnitOtherOut(Out):
    """The figures of one unit; null stands for people and what came through no unit."""

    unit_id: UUID | None
    name: str | None
    sums: OtherSumsOut


class OtherOut(Out):
    """Contributions beside cash."""

    sums: OtherSumsOut
    things: Sequence[ThingsOut]
