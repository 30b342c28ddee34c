"""Rules: by which words in its memo a line is told to come from a unit, or to be for a campaign."""

import re
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from services.donation.domain import refusals
from services.donation.domain.unit_name import holds, phrase_of

LEAST_LETTERS: Final = 3
_LETTER: Final = re.compile(r"[^\W\d_]")


class Place(NamedTuple):
    """A line's place in the queue, which is in the order of days and ids."""

    day: date
    bank_id: str


class Rule(NamedTuple):
    """A rule of an account. ``phrase`` is folded; without a unit its lines are walk-ins.

    ``applied``: lines that waited and became gifts; ``refused``: those that a gift may not be; ``met``: how many held
    the phrase when it began. ``reached``: how far it has come; ``applied_at``: when it was through.
    """

    rule_id: UUID
    account_id: UUID
    phrase: str
    unit_id: UUID | None
    campaign_id: UUID | None
    made_by: str
    made_at: datetime
    retired_by: str | None = None
    retired_at: datetime | None = None
    met: int = 0
    applied: int = 0
    refused: int = 0
    reached: Place | None = None
    applied_at: datetime | None = None

    @property
    def at_work(self) -> bool:
        """Whether it is still being applied to lines that waited."""
        return self.applied_at is None and self.retired_at is None


def folded_phrase(text: str) -> str:
    """A phrase as rules keep it. Raises Refused: fewer than three letters, which every memo would hold."""
    phrase = phrase_of(text)
    if len(_LETTER.findall(phrase)) < LEAST_LETTERS:
        raise refusals.rule_phrase_short(LEAST_LETTERS)
    return phrase


def check_phrase(phrase: str, memo: str) -> None:
    """Raises Refused when the line that the rule is made from does not hold its phrase."""
    if not holds(memo, phrase):
        raise refusals.rule_phrase_absent()
