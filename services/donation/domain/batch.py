"""A paper list that is entered as a whole: its own count and total must be those of its lines."""

from collections.abc import Sequence
from typing import NamedTuple

from services.donation.domain import refusals
from services.donation.domain.gift import NewGift
from shared.errors import Refused

MAX_LINES = 2000
HEAD = frozenset(("fund_id", "received_on", "campaign_id"))
"""What all lines share: a fault in it is the list's, not a line's."""


class Control(NamedTuple):
    """What the paper says of itself: its lines, and its sum in đồng."""

    lines: int
    total: int


def check_control(control: Control, amounts: Sequence[int]) -> None:
    """Raises Refused when the paper's count or total is not that of its lines."""
    found = Control(len(amounts), sum(amounts))
    if found != control:
        raise refusals.control_differs(control.lines, found.lines, control.total, found.total)


def check_outcomes(outcomes: Sequence[Refused | object], gifts: Sequence[NewGift]) -> None:
    """All or nothing. Raises Refused with every refused line by its number, or the head's fault once."""
    bad = [(n, each) for n, each in enumerate(outcomes, 1) if isinstance(each, Refused)]
    for _, each in bad:
        if each.field in HEAD:
            raise each
    if bad:
        raise refusals.lines_refused(bad)
    if len(outcomes) != len(gifts):
        raise LookupError("a line without an outcome")
