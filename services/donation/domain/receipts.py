"""Printing receipts: which may be asked for, and what makes a copy."""

from datetime import datetime
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from services.donation.domain import refusals
from services.donation.domain.gift import BookKey

Format = Literal["a5", "a4"]
FORMATS: tuple[Format, ...] = get_args(Format)
SHEETS = 3
"""A slip is written in three sheets (liên)."""
MOST = 1000
"""Receipts, or lines of a listing, in one document."""


class Letterhead(NamedTuple):
    """What a fund's own staff want at the head of its papers; None: the fund's name, and dots to be filled in."""

    unit: str | None
    address: str | None
    form_code: str | None


class PrintRun(NamedTuple):
    """One act of printing the receipts ``first`` … ``last`` of a book, each on ``sheets`` sheets."""

    print_id: UUID
    book: BookKey
    first: int
    last: int
    format: Format
    sheets: int
    printed_by: str
    printed_at: datetime


def check_range(first: int, last: int, last_number: int) -> None:
    """Raises Refused when the book has not all of these numbers, or when they are too many for one document."""
    if not 1 <= first <= last <= last_number:
        raise refusals.receipts_outside_book(last_number)
    if last - first >= MOST:
        raise refusals.receipts_too_many(first, MOST)
