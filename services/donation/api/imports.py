"""The routes of statement imports: a file comes in as a raw body, is worked on beside the service, tells how far."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from services.donation.api.desk import PREFIX, Accountant, Office, PrivateReader
from services.donation.api.forms import Form
from services.donation.api.import_views import ImportView, PreviewView
from services.donation.commands import imports as commands
from services.donation.commands import uploads
from services.donation.commands.accounts import known_account
from services.donation.commands.desk import Desk
from services.donation.store import imports
from shared.db import Connection
from shared.http import (
    IDEMPOTENT,
    Page,
    Paging,
    Reply,
    ask_for,
    encode,
    json_response,
    kept_id,
    language_of,
    once_for,
    paging,
)

UPLOAD_PATH: Final = f"{PREFIX}/imports"
UPLOAD_LIMIT: Final = 1 << 40
"""Bytes of an upload that the edge lets through: what is above the limit of a statement is refused here, by name."""
_UPLOAD: Final[dict[str, Any]] = IDEMPOTENT | {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
FileName = Annotated[str, Query(min_length=1, max_length=255, pattern=r"^\P{Cc}+$", description="for people only")]


class ImportDesk(NamedTuple):
    """Where uploads wait, and how the worker learns of a new one."""

    uploads: Path
    wake: Callable[[], None]


class MappingForm(Form):
    """``layout`` as the preview gave it, changed where it was wrong."""

    layout: dict[str, Any]


def import_routes(office: Office, at: ImportDesk) -> APIRouter:
    """Every route under /imports."""
    router = APIRouter(prefix=PREFIX, tags=["imports"])

    @router.post("/imports", status_code=202, response_model=ImportView, openapi_extra=_UPLOAD)
    async def upload_statement(request: Request, account_id: UUID, file_name: FileName, actor: Accountant) -> Response:
        """Take a statement in: the file is the body. It is answered when it is safe on the disk."""
        ask_for(request, actor, b"")  # without a key nothing is taken in
        async with office.database.connection() as conn:
            account = await known_account(conn, actor, account_id)
        announced = request.headers.get("content-length", "")
        uploads.check_size(int(announced) if announced.isdigit() else 0)
        desk, language = office.desk(actor), language_of(request.scope)
        try:
            upload = await uploads.receive(request.stream(), at.uploads, desk.new_id())
        except ClientDisconnect:
            raise HTTPException(400) from None

        async def take_in(conn: Connection) -> Reply:
            job = await commands.take_in(conn, desk, account, file_name, upload, at.uploads)
            return Reply(202, {"id": str(job.import_id)})

        try:
            answer, replayed = await once_for(office.database, ask_for(request, actor, upload.digest), take_in)
        finally:
            upload.path.unlink(missing_ok=True)  # it has another name now, unless it was not wanted
        at.wake()
        async with office.database.connection() as conn:
            job = await commands.known_import(conn, actor, kept_id(answer))
        return json_response(answer.status, encode(ImportView.of(job, language)), replayed=replayed)

    @router.get("/imports", response_model=Page[ImportView])
    async def list_imports(
        request: Request, actor: PrivateReader, page: Annotated[Paging, Depends(paging)], fund_id: UUID
    ) -> Response:
        actor.check_fund(fund_id)
        after, language = page.after(UUID), language_of(request.scope)
        async with office.database.connection() as conn:
            rows = await imports.imports(conn, fund_id, after=after[0] if after else None, limit=page.limit + 1)
        listed = page.page(rows, lambda job: ImportView.of(job, language), lambda job: [job.import_id])
        return json_response(200, encode(listed))

    @router.get("/imports/{import_id}", response_model=ImportView)
    async def show_import(request: Request, import_id: UUID, actor: PrivateReader) -> Response:
        async with office.database.connection() as conn:
            job = await commands.known_import(conn, actor, import_id)
        return json_response(200, encode(ImportView.of(job, language_of(request.scope))))

    @router.get("/imports/{import_id}/preview", response_model=PreviewView)
    async def preview_import(request: Request, import_id: UUID, actor: PrivateReader) -> Response:
        """The first rows as they stand and as they would be read; a layout to confirm, or to change first."""
        async with office.database.connection() as conn:
            shown = await commands.preview_import(conn, office.desk(actor), import_id, at.uploads)
        return json_response(200, encode(PreviewView.of(import_id, shown, language_of(request.scope))))

    @router.post("/imports/{import_id}/mapping", response_model=ImportView, openapi_extra=IDEMPOTENT)
    async def confirm_mapping(request: Request, import_id: UUID, form: MappingForm, actor: Accountant) -> Response:
        async def confirm(conn: Connection, desk: Desk) -> UUID:
            return (await commands.confirm_mapping(conn, desk, import_id, form.layout, at.uploads)).import_id

        async def show(conn: Connection, confirmed_id: UUID) -> ImportView:
            job = await commands.known_import(conn, actor, confirmed_id)
            return ImportView.of(job, language_of(request.scope))

        response = await office.write_shown(request, actor, 200, confirm, show)
        at.wake()
        return response

    return router
