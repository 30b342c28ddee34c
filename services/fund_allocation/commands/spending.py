"""Spending on the uses other than houses."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.fund_allocation.commands.desk import Desk
from services.fund_allocation.domain.decision import earmarks_of
from services.fund_allocation.domain.lots import moved, of_expenditure
from services.fund_allocation.domain.payment import ManagementCap, check_expenditure
from services.fund_allocation.store import funds, ledger, lots, spending
from services.fund_allocation.store.ledger import Line
from services.fund_allocation.store.spending import Expenditure
from shared.contracts.fund_allocation import ExpenditureRecorded, Use
from shared.db import Connection


class ExpenditureForm(NamedTuple):
    """An expenditure as it comes in; the description is private."""

    fund_id: UUID
    use: Use
    amount: int
    spent_on: date
    description: str
    campaign_id: UUID | None


async def spend(conn: Connection, desk: Desk, form: ExpenditureForm, cap: ManagementCap) -> Expenditure:
    """Record an expenditure and take its money. Raises Refused, see ``check_expenditure``."""
    fund = await desk.lock_fund(conn, form.fund_id)
    expenditure_id = desk.new_id()
    holding = of_expenditure(expenditure_id, form.fund_id, form.use, form.campaign_id)
    year = await funds.year_ledger(conn, form.fund_id, form.spent_on.year)
    available = await lots.available(conn, form.fund_id, holding.earmarks, form.spent_on)
    check_expenditure(
        form.use,
        form.amount,
        form.spent_on,
        available=sum(item.amount for item in available),
        spent_on_management=year.used_on_management,
        revenue=year.own.received - year.own.reversed,
        cap=cap,
        today=desk.today,
        closed_through=fund.closed_through,
    )
    expenditure = Expenditure(
        expenditure_id, form.fund_id, form.use, form.amount, form.spent_on, form.campaign_id, form.description,
        desk.actor.id,
    )  # fmt: skip
    await lots.add_holding(conn, holding)
    parts = await lots.take(conn, holding, form.amount, earmarks_of(available), form.spent_on)
    account = ledger.use_account(form.use)
    line = Line(form.fund_id, "expenditure", account, "cash", form.amount, form.spent_on, expenditure_id)
    await ledger.post(conn, [line], at=desk.at)
    await spending.add(conn, expenditure, at=desk.at)
    recorded = ExpenditureRecorded(
        expenditure_id=expenditure_id, fund_id=form.fund_id, use=form.use, amount=form.amount, spent_on=form.spent_on
    )
    await desk.announce(conn, expenditure_id, [recorded, *moved(holding, "spent", parts, on=form.spent_on)])
    return expenditure
