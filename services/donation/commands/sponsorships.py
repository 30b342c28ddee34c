"""Agreeing monthly care for a beneficiary, recording its months, ending it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.domain import refusals
from services.donation.domain.contribution import check_unit_of
from services.donation.domain.sponsorship import (
    Beneficiary,
    Sponsorship,
    check_agreement,
    check_end,
    check_payment,
)
from services.donation.store import books, register, sponsorships
from services.donation.store.sponsorships import NewPayment, Payment
from shared import outbox
from shared.contracts import Contract
from shared.contracts.contribution import SponsorshipAgreed, SponsorshipEnded, SponsorshipPaid, SponsorshipPaymentVoided
from shared.contracts.housing_project import Category
from shared.db import Connection
from shared.outbox import Outgoing


async def register_beneficiary(
    conn: Connection, desk: Desk, *, fund_id: UUID, code: str, category: Category, village: str
) -> Beneficiary:
    """Register who may be cared for. Raises Refused: other or unknown fund, code taken."""
    desk.actor.check_fund(fund_id)
    if not await register.fund_is_known(conn, fund_id):
        raise refusals.fund_unknown()
    new = Beneficiary(desk.new_id(), fund_id, code, category, village)
    if not await sponsorships.add_beneficiary(conn, new, by=desk.actor.id, at=desk.at):
        raise refusals.code_taken(code)
    return new


async def agree(
    conn: Connection, desk: Desk, *, beneficiary_id: UUID, unit_id: UUID, monthly_amount: int, first_month: date
) -> UUID:
    """Record a unit's commitment; its id. Raises Refused: unknown, other fund, two units or this one care already."""
    beneficiary = await sponsorships.beneficiary(conn, beneficiary_id)
    if beneficiary is None or not in_scope(desk.actor, beneficiary.fund_id):
        raise refusals.beneficiary_unknown()
    check_unit_of(beneficiary.fund_id, await register.unit(conn, unit_id))
    new = Sponsorship(
        desk.new_id(), beneficiary.fund_id, beneficiary_id, unit_id, monthly_amount, first_month, last_month=None
    )
    await sponsorships.lock(conn, beneficiary_id)
    check_agreement(new, await sponsorships.of_beneficiary(conn, beneficiary_id))
    await sponsorships.add(conn, new, by=desk.actor.id, at=desk.at)
    event = SponsorshipAgreed(
        sponsorship_id=new.sponsorship_id,
        fund_id=new.fund_id,
        unit_id=unit_id,
        beneficiary_id=beneficiary_id,
        beneficiary_code=beneficiary.code,
        category=beneficiary.category,
        village=beneficiary.village,
        monthly_amount=monthly_amount,
        first_month=first_month,
    )
    await _publish(conn, desk, new.sponsorship_id, [event])
    return new.sponsorship_id


async def pay(
    conn: Connection, desk: Desk, sponsorship_id: UUID, months: Sequence[date], amount: int, paid_on: date
) -> None:
    """Record months as paid, each with ``amount``. Raises Refused: a month not promised or paid already, the day."""
    sponsorship, paid = await _locked(conn, desk, sponsorship_id)
    if paid_on > desk.today:
        raise refusals.date_in_future("paid_on", paid_on, desk.today)
    if (await books.lock_year(conn, sponsorship.fund_id, paid_on.year)).closed:
        raise refusals.year_closed("paid_on", paid_on.year)
    check_payment(sponsorship, months, _months(paid))
    new = [NewPayment(desk.new_id(), month) for month in months]
    await sponsorships.pay(conn, sponsorship, new, amount, paid_on, by=desk.actor.id, at=desk.at)
    events = [
        SponsorshipPaid(
            payment_id=payment.payment_id,
            sponsorship_id=sponsorship_id,
            fund_id=sponsorship.fund_id,
            unit_id=sponsorship.unit_id,
            beneficiary_id=sponsorship.beneficiary_id,
            month=payment.month,
            amount=amount,
            paid_on=paid_on,
        )
        for payment in new
    ]
    await _publish(conn, desk, sponsorship_id, events)


async def void_payment(conn: Connection, desk: Desk, sponsorship_id: UUID, payment_id: UUID, reason: str) -> None:
    """Take back a payment that was recorded by mistake. Raises Refused: unknown, voided already."""
    sponsorship, paid = await _locked(conn, desk, sponsorship_id)
    found = next((payment for payment in paid if payment.payment_id == payment_id), None)
    if found is None:
        raise refusals.payment_unknown()
    if found.voided:
        raise refusals.payment_voided()
    await sponsorships.void(conn, payment_id, reason, by=desk.actor.id, at=desk.at)
    event = SponsorshipPaymentVoided(
        payment_id=payment_id, sponsorship_id=sponsorship.sponsorship_id, voided_on=desk.today
    )
    await _publish(conn, desk, sponsorship_id, [event])


async def end(conn: Connection, desk: Desk, sponsorship_id: UUID, last_month: date, reason: str) -> None:
    """End a commitment with its last month. Raises Refused: unknown, ended already, before its start or a payment."""
    sponsorship, paid = await _locked(conn, desk, sponsorship_id)
    check_end(sponsorship, last_month, _months(paid))
    await sponsorships.end(conn, sponsorship_id, last_month, reason, by=desk.actor.id, at=desk.at)
    event = SponsorshipEnded(sponsorship_id=sponsorship_id, fund_id=sponsorship.fund_id, last_month=last_month)
    await _publish(conn, desk, sponsorship_id, [event])


async def _locked(conn: Connection, desk: Desk, sponsorship_id: UUID) -> tuple[Sponsorship, list[Payment]]:
    await sponsorships.lock(conn, sponsorship_id)
    sponsorship = await sponsorships.sponsorship(conn, sponsorship_id)
    if sponsorship is None or not in_scope(desk.actor, sponsorship.fund_id):
        raise refusals.sponsorship_unknown()
    return sponsorship, await sponsorships.payments(conn, sponsorship_id)


def _months(payments: Sequence[Payment]) -> list[date]:
    return [payment.month for payment in payments if not payment.voided]


async def _publish(conn: Connection, desk: Desk, subject: UUID, events: Sequence[Contract]) -> None:
    await outbox.append(conn, [Outgoing(subject, event, desk.trace) for event in events], at=desk.at)
