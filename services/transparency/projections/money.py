"""What a fund had, decided, paid, spent, got back and closed with."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from services.transparency.store import save_gifts
from services.transparency.store import save_money as save
from shared.contracts import fund_allocation as said
from shared.db import Connection
from shared.inbox import Incoming


async def opening_recorded(conn: Connection, events: Sequence[Incoming[said.OpeningBalanceRecorded]]) -> None:
    """Keep money brought forward; it is a lot like a gift."""
    rows = [save.OpeningRow(e.data.lot_id, e.data.fund_id, e.data.year, e.data.on, e.data.amount) for e in events]
    await save.add_openings(conn, rows)
    await save_gifts.forget_waiting_lots(conn, [row.lot_id for row in rows])


async def support_decided(conn: Connection, events: Sequence[Incoming[said.SupportDecided]]) -> None:
    """Keep support decisions."""
    rows = []
    for event in events:
        d = event.data
        rows.append(
            save.DecisionRow(
                d.decision_id, d.decision_number, d.request_id, d.house_id, d.fund_id, d.work_type, d.amount,
                d.decided_on, d.above_norm,
            )
        )  # fmt: skip
    await save.add_decisions(conn, rows)


async def support_refused(conn: Connection, events: Sequence[Incoming[said.SupportRefused]]) -> None:
    """Keep refusals, without their reasons, which stay with the fund."""
    await save.add_refusals(
        conn, [(e.data.request_id, e.data.house_id, e.data.fund_id, e.data.refused_on) for e in events]
    )


async def instalment_paid(conn: Connection, events: Sequence[Incoming[said.InstalmentPaid]]) -> None:
    """Keep instalments and count them as housing."""
    rows = []
    for event in events:
        d = event.data
        rows.append(
            save.PaymentRow(
                d.instalment_id, d.decision_id, d.house_id, d.fund_id, "housing", d.certificate_id, d.certificate,
                d.amount, d.paid_on,
            )
        )  # fmt: skip
    await save.add_payments(conn, rows)
    await save.add_used(conn, "decision", _sums((r.fund_id, r.paid_on, r.use, r.amount) for r in rows))


async def expenditure_recorded(conn: Connection, events: Sequence[Incoming[said.ExpenditureRecorded]]) -> None:
    """Keep expenditures and count them under their use."""
    rows = []
    for event in events:
        d = event.data
        rows.append(save.PaymentRow(d.expenditure_id, None, None, d.fund_id, d.use, None, None, d.amount, d.spent_on))
    await save.add_payments(conn, rows)
    await save.add_used(conn, "expenditure", _sums((r.fund_id, r.paid_on, r.use, r.amount) for r in rows))


def _sums(parts: Iterable[tuple[UUID, date, str, int]]) -> dict[tuple[UUID, int, str], tuple[int, int]]:
    sums: dict[tuple[UUID, int, str], tuple[int, int]] = {}
    for fund_id, day, use, amount in parts:
        payments, total = sums.get((fund_id, day.year, use), (0, 0))
        sums[fund_id, day.year, use] = (payments + 1, total + amount)
    return sums


async def reservation_released(conn: Connection, events: Sequence[Incoming[said.ReservationReleased]]) -> None:
    """Keep what houses did not need."""
    rows = [
        save.ReleaseRow(
            e.data.decision_id, e.data.house_id, e.data.fund_id, e.data.amount, e.data.released_on, e.data.cause
        )
        for e in events
    ]
    await save.add_releases(conn, rows)


async def year_closed(conn: Connection, events: Sequence[Incoming[said.YearClosed]]) -> None:
    """Keep the ledger's sums of a closed year, to be compared with those computed here."""
    rows = []
    for event in events:
        d = event.data
        rows.append(
            save.ClosingRow(d.fund_id, d.year, d.opening, d.received, d.reversed, d.used, d.closing, d.closed_on)
        )
    await save.add_year_closings(conn, rows)
