"""A refund and the debit by which its money left the account: a person says which, and the amounts must agree."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.donation.domain import refusals
from services.donation.domain.gift import ReversalKind


class Refund(NamedTuple):
    """A gift as it was taken back. ``kind`` None: it is in force; ``replaced``: the đồng of the gifts in force that
    were recorded in its place, which stayed with the fund; ``paid``: a debit is known for it."""

    gift_id: UUID
    fund_id: UUID
    amount: int
    received_on: date
    kind: ReversalKind | None
    replaced: int
    paid: bool

    @property
    def owed(self) -> int:
        """What went back to the giver."""
        return self.amount - self.replaced


class Debit(NamedTuple):
    """A line that took money out; ``amount`` 0: it brought money in. ``taken``: it paid another refund."""

    account_id: UUID
    bank_id: str
    fund_id: UUID
    day: date
    amount: int
    taken: bool


class Payment(NamedTuple):
    """Which debit paid a refund, and who says so."""

    gift_id: UUID
    account_id: UUID
    bank_id: str
    day: date
    amount: int
    decided_by: str
    decided_at: datetime


def check_payment(refund: Refund, debit: Debit) -> None:
    """Raises Refused: no refund, paid already, another fund's line, no debit, of another refund, amounts that differ, a
    day before the money came in."""
    check_refund(refund)
    if debit.fund_id != refund.fund_id:
        raise refusals.line_unknown()
    if debit.amount == 0:
        raise refusals.line_is_credit()
    if debit.taken:
        raise refusals.debit_taken()
    if debit.amount != refund.owed:
        raise refusals.debit_differs(debit.amount, refund.owed)
    if debit.day < refund.received_on:
        raise refusals.debit_before_gift(refund.received_on)


def check_refund(refund: Refund) -> None:
    """Raises Refused: the gift is not refunded, or its debit is known."""
    if refund.kind != "refund":
        raise refusals.not_refunded()
    if refund.paid:
        raise refusals.refund_paid()
