"""A line of the bank: what the bank told of it, what became of it, and when two tellings are the same line.

Only the bank's id makes a line the same; what comes under a known id with another content is refused.
"""

from datetime import date, datetime
from typing import Final, Literal, NamedTuple
from uuid import UUID

from services.donation.domain import refusals
from services.donation.domain.refusals.callbacks import LineContent
from shared.text import join

State = Literal["gift", "review", "debit", "joined", "split", "set_aside"]
How = Literal["code", "rule", "unit", "walk_in", "staff"]
Source = Literal["statement", "callback"]
MAX_ID: Final = 100
"""Characters of a bank's transaction id."""
MAX_MEMO: Final = 1000
"""Characters of a memo that are kept; no bank's are longer."""


class ToldLine(NamedTuple):
    """A line as the bank tells it; exactly one of credit and debit is above 0; ``balance`` None when it gives none."""

    bank_id: str
    day: date
    credit: int
    debit: int
    balance: int | None
    memo: str


class HeldLine(NamedTuple):
    """A line that is held for a decision. ``open``: the đồng of its credit that no gift in force accounts for."""

    bank_id: str
    fund_id: UUID
    day: date
    credit: int
    open: int
    memo: str
    state: State
    decided_by: str | None
    decided_at: datetime | None


def check_told(line: ToldLine, today: date) -> None:
    """Raises Refused: no amount or two, or a day to come."""
    if min(line.credit, line.debit) != 0 or max(line.credit, line.debit) == 0:
        raise refusals.line_needs_one_amount(line.bank_id)
    if line.day > today:
        raise refusals.date_in_future("day", line.day, today)


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

    Of a memo the letters and digits count: banks break and space it differently in a statement and in a callback.
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


def check_same(known: ToldLine, told: ToldLine) -> None:
    """Raises Refused when one bank id is told with two contents; a balance that one leaves out is not denied."""
    parts = differing(telling_of(known), telling_of(told))
    balance = None in (known.balance, told.balance) or known.balance == told.balance
    if parts or not balance:
        raise refusals.callback_conflict(told.bank_id, _written(known), _written(told), memo_differs="memo" in parts)


def telling_of(line: ToldLine) -> Told:
    """What counts of a line when it is compared."""
    return Told(line.day, line.credit, line.debit, line.memo)


def _written(line: ToldLine) -> LineContent:
    return LineContent(line.day, line.credit - line.debit, line.balance)


def cashier_of(account_id: UUID) -> str:
    """Who keeps the receipt book of an account: its imports, one after the other, so they hold nobody else's book."""
    return f"account-{account_id}"
