"""A line of the bank: what the bank told of it, what became of it, and when two tellings are the same line."""

from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

from services.donation.domain import refusals
from services.donation.domain.refusals.callbacks import LineContent
from shared.text import join

State = Literal["gift", "review", "debit", "joined", "split", "set_aside"]
How = Literal["code", "rule", "unit", "walk_in", "staff"]
Source = Literal["statement", "callback"]


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


def check_same(known: ToldLine, told: ToldLine) -> None:
    """Raises Refused when one bank id is told with two contents. A balance that one telling leaves out is not denied;
    of a memo the letters and digits count, since banks break and space it differently."""
    money = known[1:4] == told[1:4]
    balance = None in (known.balance, told.balance) or known.balance == told.balance
    memo = known.memo == told.memo or join(known.memo) == join(told.memo)
    if not (money and balance and memo):
        raise refusals.line_conflict(told.bank_id, _written(known), _written(told), memo_differs=not memo)


def _written(line: ToldLine) -> LineContent:
    return LineContent(line.day, line.credit - line.debit, line.balance)
