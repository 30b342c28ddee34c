"""The routes of expenditures."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.fund_allocation.api.desk import PREFIX, Accountant, AnyStaff, Office
from services.fund_allocation.api.forms import ExpenditureForm
from services.fund_allocation.api.views import ExpenditureView
from services.fund_allocation.commands import spending
from services.fund_allocation.commands.desk import Desk
from services.fund_allocation.store import shown
from shared.db import Connection
from shared.http import IDEMPOTENT, Page, Paging, encode, json_response, paging


def spending_routes(office: Office) -> APIRouter:
    """Everything under /expenditures but its lots."""
    router = APIRouter(prefix=PREFIX, tags=["expenditures"])

    @router.post("/expenditures", status_code=201, response_model=ExpenditureView, openapi_extra=IDEMPOTENT)
    async def spend(request: Request, form: ExpenditureForm, actor: Accountant) -> Response:
        async def run(conn: Connection, desk: Desk) -> UUID:
            order = spending.ExpenditureForm(**form.model_dump())
            return (await spending.spend(conn, desk, order, office.cap)).expenditure_id

        async def show(conn: Connection, expenditure_id: UUID) -> ExpenditureView:
            row = await shown.expenditure(conn, expenditure_id)
            if row is None:
                raise LookupError("an expenditure that was recorded is gone")
            return ExpenditureView(**row)

        return await office.write_shown(request, actor, 201, run, show)

    @router.get("/expenditures", response_model=Page[ExpenditureView])
    async def list_expenditures(
        actor: AnyStaff, page: Annotated[Paging, Depends(paging)], fund_id: UUID | None = None
    ) -> Response:
        before = page.after(UUID)
        async with office.database.connection() as conn:
            rows = await shown.expenditures(
                conn, funds=actor.funds_shown(fund_id), before=before[0] if before else None, limit=page.limit + 1
            )
        listed = page.page(rows, lambda row: ExpenditureView(**row), lambda row: [row["expenditure_id"]])
        return json_response(200, encode(listed))

    return router
