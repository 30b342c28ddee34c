"""A statement file on its way in: what is known of it, from the upload to its last line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from services.donation.domain.matching import How
from services.donation.domain.refusals import LineConflict
from services.donation.domain.statement import IdConflict, Line, Position, Summary
from services.donation.domain.told_line import Told
from shared.errors import Refused

ImportState = Literal["received", "needs_mapping", "checking", "writing", "done", "refused"]


class Counts(NamedTuple):
    """What became of lines. ``written`` is all of them; ``known`` those that were there already, repeated ones among
    them; ``debits`` those that brought nothing in."""

    written: int = 0
    by_code: int = 0
    by_rule: int = 0
    by_unit: int = 0
    walk_ins: int = 0
    reviews: int = 0
    debits: int = 0
    known: int = 0

    @property
    def matched(self) -> int:
        """Lines whose giver was recognised."""
        return self.by_code + self.by_rule + self.by_unit

    @property
    def without_a_hand(self) -> int:
        """Lines that became gifts without anybody's decision."""
        return self.matched + self.walk_ins

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(one + more for one, more in zip(self, other, strict=True)))


FIELD_OF: Mapping[How, str] = {"code": "by_code", "rule": "by_rule", "unit": "by_unit", "walk_in": "walk_ins"}
"""Where a line is counted that was matched so."""


class StatementImport(NamedTuple):
    """An import. ``position`` is None before its first lines are written; ``rows`` is known when it was checked.

    ``layout``, ``summary`` and ``refusal`` are JSON; ``conflicts`` are refusals of single lines.
    """

    import_id: UUID
    account_id: UUID
    fund_id: UUID
    file_name: str
    file_bytes: int
    layout: dict[str, Any] | None
    state: ImportState
    position: Position | None
    rows: int
    counts: Counts
    conflicts: list[dict[str, Any]]
    summary: dict[str, Any] | None
    refusal: dict[str, Any] | None
    created_by: str
    created_at: datetime
    changed_at: datetime


def refusal_to_json(refused: Refused) -> dict[str, Any]:
    """A refusal as it is kept; of two contents under one id both lines, for those who may see lines."""
    kept: dict[str, Any] = {"code": refused.code, "vi": refused.vi, "en": refused.en, "field": refused.field}
    if isinstance(refused, IdConflict):
        kept |= {"first": _line(refused.first), "second": _line(refused.second)}
    elif isinstance(refused, LineConflict):
        kept |= {
            "first": {"source": refused.known.source, "bank_id": refused.bank_id} | _told(refused.known.told),
            "second": {"row": refused.row, "bank_id": refused.bank_id} | _told(refused.told),
        }
    return kept


def _line(line: Line) -> dict[str, Any]:
    told = Told(line.day, line.credit, line.debit, line.memo)
    return {"row": line.row, "bank_id": line.bank_id} | _told(told)


def _told(told: Told) -> dict[str, Any]:
    return told._asdict() | {"day": str(told.day)}


def summary_to_json(summary: Summary) -> dict[str, Any]:
    """What a proved file says, without where it ends."""
    said = summary._asdict() | {"first_day": str(summary.first_day), "last_day": str(summary.last_day)}
    del said["end"]
    return said
