"""A line of the bank as it is kept: only the bank's id makes it the same, and what has another content is refused."""

from datetime import date
from typing import Final, Literal, NamedTuple
from uuid import UUID

from shared.text import join

Source = Literal["statement", "callback"]
LineState = Literal["gift", "review", "debit", "joined", "split", "set_aside"]
MAX_ID: Final = 100
"""Characters of a bank's transaction id."""
MAX_MEMO: Final = 1000
"""Characters of a memo that are kept; no bank's are longer."""


class Told(NamedTuple):
    """What a bank says of a line, in a statement or a callback. Amounts in đồng, one of the two above 0."""

    day: date
    credit: int
    debit: int
    memo: str


class Known(NamedTuple):
    """What is kept of a line already, and where it came from."""

    source: Source
    told: Told
    has_balance: bool


Part = Literal["day", "credit", "debit", "memo"]


def differing(known: Told, told: Told) -> list[Part]:
    """In what two tellings of one id differ; nothing when they are the same line.

    Of memos the letters and digits count: banks break and space them differently in a statement and in a callback.
    """
    if known == told:
        return []
    parts: list[Part] = []
    if known.day != told.day:
        parts.append("day")
    if known.credit != told.credit:
        parts.append("credit")
    if known.debit != told.debit:
        parts.append("debit")
    if known.memo != told.memo and join(known.memo) != join(told.memo[:MAX_MEMO]):
        parts.append("memo")
    return parts


def cashier_of(account_id: UUID) -> str:
    """Who keeps the receipt book of an account: its imports, one after the other, so they hold nobody else's book."""
    return f"account-{account_id}"
