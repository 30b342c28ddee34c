"""Saying which debit of the bank paid a refund, and taking that back."""

from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.domain import refusals
from services.donation.domain.refund import Payment, Refund, check_payment, check_refund
from services.donation.store import refunds
from services.donation.store.refunds import OpenDebit
from shared.access import Actor
from shared.db import Connection

LISTED = 50
"""Debits among which a person chooses."""


async def open_debits(conn: Connection, actor: Actor, gift_id: UUID) -> list[OpenDebit]:
    """The debits that may have paid a refund: of its fund and amount, since it was received.

    Raises Refused: unknown, not refunded, paid already.
    """
    refund = await _known(conn, actor, gift_id)
    check_refund(refund)
    return await refunds.open_debits(conn, refund.fund_id, refund.owed, refund.received_on, limit=LISTED)


async def pay(conn: Connection, desk: Desk, gift_id: UUID, account_id: UUID, bank_id: str) -> Payment:
    """Note that a debit paid a refund. Raises Refused: unknown, and what ``check_payment`` refuses."""
    refund = await _known(conn, desk.actor, gift_id)
    debit = await refunds.debit(conn, account_id, bank_id)
    if debit is None:
        raise refusals.line_unknown()
    check_payment(refund, debit)
    payment = Payment(gift_id, account_id, bank_id, debit.day, debit.amount, desk.actor.id, desk.at)
    if not await refunds.add_payment(conn, payment):
        raise refusals.refund_paid()
    return payment


async def take_back(conn: Connection, desk: Desk, gift_id: UUID) -> Refund:
    """Note that the debit of a refund was not it. Raises Refused: unknown, none known."""
    refund = await _known(conn, desk.actor, gift_id)
    if not await refunds.take_back(conn, gift_id, by=desk.actor.id, at=desk.at):
        raise refusals.refund_not_paid()
    return refund


async def _known(conn: Connection, actor: Actor, gift_id: UUID) -> Refund:
    refund = await refunds.refund(conn, gift_id)
    if refund is None or not in_scope(actor, refund.fund_id):
        raise refusals.gift_unknown()
    return refund
