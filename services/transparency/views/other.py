"""What is given otherwise than in cash: figures of their own kind, beside the fund's money and never in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.transparency.store import find_other
from services.transparency.store.find_other import OtherSums, Things, UnitOther
from shared.db import Connection


@dataclass(frozen=True, slots=True)
class Other:
    """A year's contributions beside cash, for all funds or one."""

    sums: OtherSums
    things: Sequence[Things]

    @property
    def anything(self) -> bool:
        """Whether there is anything to show."""
        return any(self.sums)


async def other(conn: Connection, year: int, fund_id: UUID | None) -> Other:
    """The figures of a year."""
    return Other(await find_other.sums(conn, year, fund_id), await find_other.things(conn, year, fund_id))


async def other_by_unit(conn: Connection, year: int, fund_id: UUID | None) -> Sequence[UnitOther]:
    """The figures of a year by unit, by name."""
    return [line for line in await find_other.by_unit(conn, year, fund_id) if any(line.sums)]
