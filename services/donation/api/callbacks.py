"""The routes by which a bank tells of an account, and of the secrets that it signs with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from services.donation.api.desk import PREFIX, Admin, Office
from services.donation.api.review_forms import CallbackForm
from services.donation.api.views import View
from services.donation.commands import accounts
from services.donation.commands import callbacks as commands
from services.donation.commands.desk import Desk
from services.donation.domain.bank_line import ToldLine
from services.donation.domain.callback import HEADER, MAX_BODY, check_signature
from services.donation.store import callback_secrets
from shared.db import Connection
from shared.http import IDEMPOTENT, encode, json_response, parse
from shared.trace import current_trace

_DOCUMENTED: dict[str, Any] = {
    "parameters": [
        {
            "name": HEADER,
            "in": "header",
            "required": True,
            "schema": {"type": "string"},
            "description": "t=seconds since 1970,v1=HMAC-SHA256 in hex of those digits, a dot and the raw body",
        }
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": CallbackForm.model_json_schema(ref_template="#/$defs/{model}")}},
    },
}


class TakenView(View):
    gifts: int
    review: int
    debits: int
    known: int


class SecretView(View):
    account_id: UUID
    made_by: str
    made_at: datetime
    retired_at: datetime | None = None
    secret: str | None = None


class SecretsView(View):
    items: list[SecretView]


class RetiredView(View):
    account_id: UUID
    retired: int


def callback_routes(office: Office) -> APIRouter:
    """Every route under /bank-callbacks and /accounts/{id}/callback-secrets."""
    router = APIRouter(prefix=PREFIX, tags=["bank callbacks"])
    _telling(router, office)
    _secrets(router, office)
    return router


def _telling(router: APIRouter, office: Office) -> None:
    @router.post("/bank-callbacks/{account_id}", response_model=TakenView, openapi_extra=_DOCUMENTED)
    async def take_callback(request: Request, account_id: UUID) -> Response:
        """Nothing is read of a body that is not signed, and nobody learns which accounts there are."""
        if int(request.headers.get("content-length", "0")) > MAX_BODY or len(await request.body()) > MAX_BODY:
            raise HTTPException(413)
        now = office.clock()
        async with office.database.connection() as conn:
            secrets = await commands.secrets_of(conn, account_id)
        check_signature(request.headers.get(HEADER, ""), secrets, await request.body(), now)
        form = await parse(request, CallbackForm)
        lines = [ToldLine(**transaction.model_dump()) for transaction in form.transactions]

        async with office.database.transaction() as conn:
            account = await commands.told_account(conn, account_id)
            taken = await commands.take_lines(
                conn, account, lines, "callback", at=now, trace=current_trace.get(), new_id=office.new_id
            )
        return json_response(200, encode(TakenView.model_validate(taken)))


def _secrets(router: APIRouter, office: Office) -> None:
    path = "/accounts/{account_id}/callback-secrets"

    @router.post(path, status_code=201, response_model=SecretView, openapi_extra=IDEMPOTENT)
    async def make_secret(request: Request, account_id: UUID, actor: Admin) -> Response:
        """The secret is in this answer and never again: sent again, the same request is answered without it."""
        made: list[SecretView] = []

        async def make_one(conn: Connection, desk: Desk) -> SecretView:
            secret = office.new_secret()
            made_at = await commands.make_secret(conn, desk, account_id, secret)
            made.append(SecretView(account_id=account_id, made_by=actor.id, made_at=made_at, secret=secret))
            return made[0].model_copy(update={"secret": None})

        answer = await office.write(request, actor, 201, make_one)
        return json_response(201, encode(made[0])) if made else answer

    @router.get(path, response_model=SecretsView)
    async def list_secrets(account_id: UUID, actor: Admin) -> Response:
        async with office.database.connection() as conn:
            await accounts.known_account(conn, actor, account_id)
            notes = await callback_secrets.secret_notes(conn, account_id)
        return json_response(200, encode(SecretsView(items=[SecretView.model_validate(note) for note in notes])))

    @router.post(f"{path}/retire", response_model=RetiredView, openapi_extra=IDEMPOTENT)
    async def retire_secrets(request: Request, account_id: UUID, actor: Admin) -> Response:
        async def retire_all_but_newest(conn: Connection, desk: Desk) -> RetiredView:
            return RetiredView(account_id=account_id, retired=await commands.retire_secrets(conn, desk, account_id))

        return await office.write(request, actor, 200, retire_all_but_newest)
