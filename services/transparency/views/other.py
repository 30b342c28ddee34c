"""What is given otherwise than in cash: figures of their own kind, beside the fund's money and never in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.transparency.store import find_other
from services.transparency.store.find_other import OtherCut, OtherSums, Things, UnitOther
from shared.db import Connection


@dataclass(frozen=True, slots=True)
class Other:
    """The contributions beside cash of a cut."""

    sums: OtherSums
    things: Sequence[Things]

    @property
    def anything(self) -> bool:
        """Whether there is anything to show."""
        return any(self.sums)


async def other(conn: Connection, cut: OtherCut) -> Other:
    """The figures of a cut."""
    return Other(await find_other.sums(conn, cut), await find_other.things(conn, cut))


async def other_by_unit(conn: Connection, cut: OtherCut) -> Sequence[UnitOther]:
    """The figures of a cut by unit, by name."""
    return [line for line in await find_other.by_unit(conn, cut) if any(line.sums)]
