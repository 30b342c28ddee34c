"""The routes of support norms."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.fund_allocation.api.desk import PREFIX, Admin, AnyStaff, Office
from services.fund_allocation.api.forms import NormEndForm, NormForm
from services.fund_allocation.api.views import NormsView, NormView
from services.fund_allocation.commands import norms
from services.fund_allocation.commands.desk import Desk
from services.fund_allocation.store import norms as kept
from shared.db import Connection
from shared.http import IDEMPOTENT, encode, json_response


def norm_routes(office: Office) -> APIRouter:
    """Everything under /norms."""
    router = APIRouter(prefix=PREFIX, tags=["norms"])

    @router.post("/norms", status_code=201, response_model=NormView, openapi_extra=IDEMPOTENT)
    async def add_norm(request: Request, form: NormForm, actor: Admin) -> Response:
        async def run(conn: Connection, desk: Desk) -> NormView:
            norm = await norms.add(conn, desk, norms.NormForm(**form.model_dump()))
            return NormView.model_validate(norm)

        return await office.write(request, actor, 201, run)

    @router.post("/norms/{norm_id}/end", response_model=NormView, openapi_extra=IDEMPOTENT)
    async def end_norm(request: Request, norm_id: UUID, form: NormEndForm, actor: Admin) -> Response:
        async def run(conn: Connection, desk: Desk) -> NormView:
            return NormView.model_validate(await norms.end(conn, desk, norm_id, form.valid_to))

        return await office.write(request, actor, 200, run)

    @router.get("/norms", response_model=NormsView)
    async def list_norms(actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            every = await kept.every(conn)
        return json_response(200, encode(NormsView(items=[NormView.model_validate(norm) for norm in every])))

    return router
