"""The routes of bank and treasury accounts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.donation.api.account_forms import AccountClosingForm, AccountForm
from services.donation.api.account_views import AccountView
from services.donation.api.desk import PREFIX, Admin, AnyStaff, Office
from services.donation.commands import accounts as commands
from services.donation.commands.desk import Desk
from services.donation.store import accounts
from shared.db import Connection
from shared.http import IDEMPOTENT, Page, Paging, encode, json_response, paging


def account_routes(office: Office) -> APIRouter:
    """Every route under /accounts."""
    router = APIRouter(prefix=PREFIX, tags=["accounts"])

    @router.post("/accounts", status_code=201, response_model=AccountView, openapi_extra=IDEMPOTENT)
    async def register_account(request: Request, form: AccountForm, actor: Admin) -> Response:
        async def register_one(conn: Connection, desk: Desk) -> AccountView:
            return AccountView.model_validate(await commands.register_account(conn, desk, **form.model_dump()))

        return await office.write(request, actor, 201, register_one)

    @router.get("/accounts", response_model=Page[AccountView])
    async def list_accounts(actor: AnyStaff, page: Annotated[Paging, Depends(paging)], fund_id: UUID) -> Response:
        actor.check_fund(fund_id)
        after = page.after(UUID)
        async with office.database.connection() as conn:
            rows = await accounts.accounts(conn, fund_id, after=after[0] if after else None, limit=page.limit + 1)
        listed = page.page(rows, AccountView.model_validate, lambda account: [account.account_id])
        return json_response(200, encode(listed))

    @router.get("/accounts/{account_id}", response_model=AccountView)
    async def show_account(account_id: UUID, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            account = await commands.known_account(conn, actor, account_id)
        return json_response(200, encode(AccountView.model_validate(account)))

    @router.post("/accounts/{account_id}/close", response_model=AccountView, openapi_extra=IDEMPOTENT)
    async def close_account(request: Request, account_id: UUID, form: AccountClosingForm, actor: Admin) -> Response:
        async def close_one(conn: Connection, desk: Desk) -> AccountView:
            return AccountView.model_validate(await commands.close_account(conn, desk, account_id, form.closed_on))

        return await office.write(request, actor, 200, close_one)

    return router
