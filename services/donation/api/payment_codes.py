"""The routes of payment codes: issuing, finding, and what is printed of them."""

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from services.donation.api.account_forms import CodeBatchForm, CodeForm
from services.donation.api.account_views import BatchView, CodeView
from services.donation.api.desk import PREFIX, AnyStaff, Office
from services.donation.commands import payment_codes as commands
from services.donation.commands.desk import Desk
from services.donation.documents import qr
from services.donation.documents.poster import Poster, poster
from services.donation.domain import refusals
from services.donation.domain.issuing import qr_payload
from services.donation.store import payment_codes, register
from shared.access import Actor, require
from shared.db import Connection
from shared.http import IDEMPOTENT, Page, Paging, encode, json_response, paging

Issuer = Annotated[Actor, Depends(require("admin", "accountant"))]
"""Issues and revokes payment codes."""


def _digits(value: object) -> object:
    """500.000 is five hundred thousand to who types it, and 500 to Python: refused."""
    if value is None or (isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value)):
        return value
    raise PydanticCustomError("int_parsing", "digits alone")


Amount = Annotated[
    int | None, BeforeValidator(_digits), Query(description="đồng; without it the giver enters the amount")
]
_PICTURE = {"cache-control": "no-store", "content-disposition": "inline"}


def payment_code_routes(office: Office) -> APIRouter:
    """Every route under /payment-codes."""
    router = APIRouter(prefix=PREFIX, tags=["payment codes"])
    _issuing(router, office)
    _finding(router, office)
    _printing(router, office)
    return router


def _issuing(router: APIRouter, office: Office) -> None:
    @router.post("/payment-codes", response_model=CodeView, openapi_extra=IDEMPOTENT)
    async def issue_code(request: Request, form: CodeForm, actor: Issuer) -> Response:
        async def issue_one(conn: Connection, desk: Desk) -> CodeView:
            return CodeView.of(await commands.issue_code(conn, desk, **form.model_dump()))

        return await office.write(request, actor, 200, issue_one)

    @router.post("/payment-codes/batch", response_model=BatchView, openapi_extra=IDEMPOTENT)
    async def issue_batch(request: Request, form: CodeBatchForm, actor: Issuer) -> Response:
        async def issue_all(conn: Connection, desk: Desk) -> BatchView:
            return BatchView.model_validate(await commands.issue_batch(conn, desk, **form.model_dump()))

        return await office.write(request, actor, 200, issue_all)

    @router.post("/payment-codes/{code}/revoke", response_model=CodeView, openapi_extra=IDEMPOTENT)
    async def revoke_code(request: Request, code: str, actor: Issuer) -> Response:
        async def revoke_one(conn: Connection, desk: Desk) -> CodeView:
            return CodeView.of(await commands.revoke_code(conn, desk, code))

        return await office.write(request, actor, 200, revoke_one)


def _finding(router: APIRouter, office: Office) -> None:
    @router.get("/payment-codes", response_model=Page[CodeView])
    async def list_codes(
        actor: AnyStaff, page: Annotated[Paging, Depends(paging)], fund_id: UUID, campaign_id: UUID | None = None
    ) -> Response:
        actor.check_fund(fund_id)
        after = page.after(int)
        async with office.database.connection() as conn:
            rows = await payment_codes.codes_of_fund(
                conn, fund_id, campaign_id=campaign_id, after=after[0] if after else None, limit=page.limit + 1
            )
        listed = page.page(rows, lambda row: CodeView.of(row.code), lambda row: [row.serial])
        return json_response(200, encode(listed))

    @router.get("/payment-codes/{code}", response_model=CodeView)
    async def show_code(code: str, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            issued = await commands.known_code(conn, actor, code)
        return json_response(200, encode(CodeView.of(issued)))


def _printing(router: APIRouter, office: Office) -> None:
    @router.get("/payment-codes/{code}/qr.png", response_class=Response)
    async def show_png(code: str, actor: AnyStaff, amount: Amount = None) -> Response:
        content = qr.png(await _payload(office, actor, code, amount))
        return Response(content, media_type="image/png", headers=_PICTURE)

    @router.get("/payment-codes/{code}/qr.svg", response_class=Response)
    async def show_svg(code: str, actor: AnyStaff, amount: Amount = None) -> Response:
        return await qr_svg(office, actor, code, amount)

    @router.get("/payment-codes/{code}/poster.pdf", response_class=Response)
    async def show_poster(code: str, actor: AnyStaff) -> Response:
        return await poster_pdf(office, actor, code)


async def _payload(office: Office, actor: Actor, code: str, amount: int | None) -> str:
    async with office.database.connection() as conn:
        shown = await commands.shown_code(conn, actor, code)
    return qr_payload(shown.code, shown.account, amount)


async def qr_svg(office: Office, actor: Actor, code: str, amount: int | None = None) -> Response:
    """The VietQR of a code. Raises Refused: unknown, other fund, revoked, the amount."""
    content = qr.svg(await _payload(office, actor, code, amount))
    return Response(content, media_type="image/svg+xml", headers=_PICTURE)


async def poster_pdf(office: Office, actor: Actor, code: str) -> Response:
    """The poster of a code. Raises Refused: unknown, other fund, revoked."""
    async with office.database.connection() as conn:
        shown = await commands.shown_code(conn, actor, code)
        fund = await register.fund_name(conn, shown.account.fund_id)
    if fund is None:
        raise refusals.fund_unknown()
    said = Poster(
        fund=fund,
        campaign=shown.campaign.name if shown.campaign else None,
        unit=shown.unit.public_name if shown.unit else None,
        account=shown.account,
        code=shown.code.code,
        payload=qr_payload(shown.code, shown.account, None),
    )
    headers = _PICTURE | {"content-disposition": f'inline; filename="{said.code}.pdf"'}
    return Response(await office.press.pdf(poster(said)), media_type="application/pdf", headers=headers)
