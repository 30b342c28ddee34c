"""Closing a fiscal year: closing = opening + received - reversed - used, and the control totals that must agree."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from services.fund_allocation.domain.refusals import books


class Totals(NamedTuple):
    """Gifts and reversals of a year: counts in rows, sums in đồng. As donation tells them, or as we counted them."""

    gifts: int
    received: int
    reversals: int
    reversed: int


@dataclass(frozen=True, slots=True)
class YearInputs:
    """What the ledger holds for a year, in đồng. ``first_open`` is the first year with entries that is not closed,
    ``heard`` the control totals of books.closed, ``waiting`` the reversals of the year not placed yet, in rows."""

    year: int
    carried_over: int
    opened_with: int
    own: Totals
    used: int
    heard: Totals | None
    waiting: int
    first_open: int | None
    closed_through: int | None
    today: date


class YearFigures(NamedTuple):
    """A closed year, in đồng."""

    opening: int
    received: int
    reversed: int
    used: int
    closing: int


def close_year(inputs: YearInputs) -> YearFigures:
    """Raises Refused: closed already, not over, an earlier year open, books open, reversals waiting, totals differ."""
    year = inputs.year
    if inputs.closed_through is not None and year <= inputs.closed_through:
        raise books.closed_already(year)
    if year >= inputs.today.year:
        raise books.year_not_over(year)
    expected = inputs.first_open if inputs.closed_through is None else inputs.closed_through + 1
    if expected is not None and year > expected:
        raise books.earlier_year_open(year, expected)
    if inputs.heard is None:
        raise books.books_open(year)
    if inputs.waiting:
        raise books.reversals_wait(year, inputs.waiting)
    if inputs.heard != inputs.own:
        raise books.books_differ(year, inputs.heard, inputs.own)
    opening = inputs.carried_over + inputs.opened_with
    closing = opening + inputs.own.received - inputs.own.reversed - inputs.used
    if closing < 0:
        raise books.closing_negative(year, closing)
    return YearFigures(opening, inputs.own.received, inputs.own.reversed, inputs.used, closing)
