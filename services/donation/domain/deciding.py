"""Decisions on lines in review: one line one gift, many lines one gift, one line many gifts; sums agree exactly."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.donation.domain import refusals
from services.donation.domain.bank_line import HeldLine, State
from services.donation.domain.gift import Earmark, Payer


class Part(NamedTuple):
    """A gift that lines become, wholly or in part. ``amount`` None: all that is open."""

    amount: int | None
    unit_id: UUID | None
    campaign_id: UUID | None
    earmark: Earmark | None = None
    payer: Payer | None = None


class Share(NamedTuple):
    """How much of a line is in a gift; ``part``: its place among the parts."""

    bank_id: str
    part: int
    amount: int


class Division(NamedTuple):
    """What lines become: the amount of each part, the lines' new state, and their shares; none for one whole line
    that is one gift of its own day."""

    amounts: list[int]
    state: State
    shares: list[Share]


def check_ids(bank_ids: Sequence[str]) -> None:
    """Raises Refused when a line is named twice."""
    if len(set(bank_ids)) < len(bank_ids):
        raise refusals.lines_repeated()


def check_open(bank_ids: Sequence[str], lines: Sequence[HeldLine]) -> None:
    """Raises Refused unless every line is there and waits for a decision."""
    if len(lines) < len(bank_ids):
        raise refusals.line_unknown()
    for line in lines:
        if line.state == "debit":
            raise refusals.line_is_debit()
        if line.state != "review":
            raise refusals.line_decided(line.decided_by, line.decided_at, set_aside=line.state == "set_aside")


def divide(lines: Sequence[HeldLine], parts: Sequence[Part], *, late: bool = False) -> Division:
    """Divide what is open of the lines over the parts; ``late``: the gifts are not of a day of the lines.

    Raises Refused: many to many, an amount missing, sums differ.
    """
    if len(lines) > 1 and len(parts) > 1:
        raise refusals.decision_many_to_many()
    total = sum(line.open for line in lines)
    given = [part.amount for part in parts]
    if len(parts) == 1:
        given = [total if given[0] is None else given[0]]
    amounts = [amount for amount in given if amount is not None]
    if len(amounts) < len(given):
        raise refusals.part_without_amount(given.index(None))
    if any(amount < 1 for amount in amounts):
        raise refusals.amount_not_positive()
    if sum(amounts) != total:
        raise refusals.lines_differ(total, sum(amounts))
    if len(lines) > 1:
        return Division(amounts, "joined", [Share(line.bank_id, 0, line.open) for line in lines])
    line = lines[0]
    if len(parts) == 1 and line.open == line.credit and not late:
        return Division(amounts, "gift", [])
    return Division(amounts, "split", [Share(line.bank_id, n, amount) for n, amount in enumerate(amounts)])
