"""Money that left the funds: a list with its sum, and one payment with the gifts behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.transparency.store import find_gifts, find_trace
from services.transparency.store.find_gifts import Gift
from services.transparency.store.find_money import Fund
from services.transparency.store.find_trace import Backer, Payment, Uses
from services.transparency.views.years import books
from shared.db import Connection
from shared.http import write_cursor


@dataclass(frozen=True, slots=True)
class Payments:
    """A list of payments, the newest first; ``sum`` is over the whole list."""

    items: Sequence[Payment]
    sum: Uses
    next: str | None
    years: Sequence[int]
    funds: Mapping[UUID, Fund]


@dataclass(frozen=True, slots=True)
class PaymentDetail:
    """One payment. For an instalment the gifts are those behind its decision, for an expenditure its own."""

    payment: Payment
    fund: Fund | None
    backed: Uses
    backers: Sequence[Backer]
    gifts: Mapping[UUID, Gift]
    next: str | None


async def payments(
    conn: Connection,
    *,
    year: int | None = None,
    fund_id: UUID | None = None,
    use: str | None = None,
    after: tuple[date, UUID] | None = None,
    limit: int,
) -> Payments:
    """The payments of a year, fund and use."""
    kept = await books(conn)
    rows = await find_trace.newest_payments(conn, year=year, fund_id=fund_id, use=use, after=after, limit=limit + 1)
    items = rows[:limit]
    return Payments(
        items=items,
        sum=await find_trace.total_payments(conn, year=year, fund_id=fund_id, use=use),
        next=write_cursor(items[-1].paid_on, items[-1].payment_id) if len(rows) > limit else None,
        years=sorted(kept.years, reverse=True),
        funds=kept.funds,
    )


async def payment(conn: Connection, payment_id: UUID, *, after: UUID | None, limit: int) -> PaymentDetail | None:
    """One payment with a page of the gifts behind it; None when it is unknown."""
    found = await find_trace.payment(conn, payment_id)
    if found is None:
        return None
    purposes = [found.decision_id or found.payment_id]
    backers = await find_trace.backers(conn, purposes, after, limit + 1)
    return PaymentDetail(
        payment=found,
        fund=(await books(conn)).funds.get(found.fund_id),
        backed=await find_trace.count_backers(conn, purposes),
        backers=backers[:limit],
        gifts=await find_gifts.gifts_by_id(conn, [b.gift_id for b in backers[:limit]]),
        next=write_cursor(backers[limit - 1].lot_id) if len(backers) > limit else None,
    )
