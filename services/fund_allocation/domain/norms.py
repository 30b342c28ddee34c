"""Support norms (định mức): dated rows of legal basis, work type and amount."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.contracts.housing_project import WorkType


@dataclass(frozen=True, slots=True)
class Norm:
    """The most that a legal basis grants for a kind of work, in đồng, from one day to another (None: no end yet).

    ``fund_id`` is the fund whose board set it; None is a norm for every fund that has none of its own.
    """

    norm_id: UUID
    fund_id: UUID | None
    legal_basis: str
    work_type: WorkType
    amount: int
    valid_from: date
    valid_to: date | None

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, other: "Norm") -> bool:
        """The same scope and work, and a day on which both are valid."""
        if (self.fund_id, self.work_type) != (other.fund_id, other.work_type):
            return False
        return self.valid_from <= (other.valid_to or date.max) and other.valid_from <= (self.valid_to or date.max)


def norm_for(norms: Iterable[Norm], fund_id: UUID, work_type: WorkType, day: date) -> Norm | None:
    """The norm for a kind of work on a day: the fund's own before the general one; None when none is valid."""
    valid = [n for n in norms if n.work_type == work_type and n.fund_id in (fund_id, None) and n.valid_on(day)]
    return max(valid, key=lambda norm: norm.fund_id is not None, default=None)
