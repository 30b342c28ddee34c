"""The routes by which a refund gets the debit that paid it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from services.donation.api.desk import PREFIX, Accountant, Office
from services.donation.api.forms import Form
from services.donation.api.review_forms import BankId
from services.donation.api.views import View
from services.donation.commands import refunds as commands
from services.donation.commands.desk import Desk
from shared.db import Connection
from shared.http import IDEMPOTENT, encode, json_response


class RefundDebitForm(Form):
    """The debit that paid a refund."""

    account_id: UUID
    bank_id: BankId


class OpenDebitView(View):
    account_id: UUID
    bank_id: str
    day: date
    amount: int
    memo: str


class OpenDebitsView(View):
    items: Annotated[list[OpenDebitView], Field(max_length=commands.LISTED)]


class PaymentView(View):
    """Which debit paid a refund, and who says so."""

    gift_id: UUID
    account_id: UUID
    bank_id: str
    day: date
    amount: int
    decided_by: str
    decided_at: datetime


class UnpaidView(View):
    gift_id: UUID
    owed: int


def refund_routes(office: Office) -> APIRouter:
    """Every route of refunds and their debits."""
    router = APIRouter(prefix=PREFIX, tags=["gifts"])

    @router.get("/gifts/{gift_id}/open-debits", response_model=OpenDebitsView)
    async def list_open_debits(gift_id: UUID, actor: Accountant) -> Response:
        async with office.database.connection() as conn:
            debits = await commands.open_debits(conn, actor, gift_id)
        shown = OpenDebitsView(items=[OpenDebitView.model_validate(debit) for debit in debits])
        return json_response(200, encode(shown))

    @router.post("/gifts/{gift_id}/refund-debit", status_code=201, response_model=PaymentView, openapi_extra=IDEMPOTENT)
    async def pay_refund(request: Request, gift_id: UUID, form: RefundDebitForm, actor: Accountant) -> Response:
        async def pay(conn: Connection, desk: Desk) -> PaymentView:
            return PaymentView.model_validate(await commands.pay(conn, desk, gift_id, form.account_id, form.bank_id))

        return await office.write(request, actor, 201, pay)

    @router.post("/gifts/{gift_id}/refund-debit/take-back", response_model=UnpaidView, openapi_extra=IDEMPOTENT)
    async def take_debit_back(request: Request, gift_id: UUID, actor: Accountant) -> Response:
        async def take_back(conn: Connection, desk: Desk) -> UnpaidView:
            return UnpaidView.model_validate(await commands.take_back(conn, desk, gift_id))

        return await office.write(request, actor, 200, take_back)

    return router
