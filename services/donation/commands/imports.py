"""Statement imports as people ask for them: taking a file in, showing what it holds, confirming how it is read."""

import asyncio
from pathlib import Path
from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.commands.uploads import Upload, file_of
from services.donation.domain import refusals
from services.donation.domain.account import Account
from services.donation.domain.statement import Layout, Preview, layout_from_json, preview
from services.donation.domain.statement.layout import ROLE_NAMES
from services.donation.domain.statement.refusals import missing_column
from services.donation.domain.statement_import import Counts, StatementImport
from services.donation.store import imports
from shared.access import Actor
from shared.db import Connection


async def take_in(
    conn: Connection, desk: Desk, account: Account, file_name: str, upload: Upload, folder: Path
) -> StatementImport:
    """Keep an uploaded file as an import of the account; it is worked on from the commit on."""
    new = StatementImport(
        import_id=desk.new_id(),
        account_id=account.account_id,
        fund_id=account.fund_id,
        file_name=file_name,
        file_bytes=upload.size,
        layout=None,
        state="received",
        position=None,
        rows=0,
        counts=Counts(),
        conflicts=[],
        summary=None,
        refusal=None,
        created_by=desk.actor.id,
        created_at=desk.at,
        changed_at=desk.at,
    )
    upload.path.rename(file_of(folder, new.import_id))
    await imports.add_import(conn, new, upload.digest)
    return new


async def known_import(conn: Connection, actor: Actor, import_id: UUID, *, for_update: bool = False) -> StatementImport:
    """An import within the actor's scope. Raises Refused."""
    found = await imports.statement_import(conn, import_id, for_update=for_update)
    if found is None:
        raise refusals.import_unknown()
    actor.check_fund(found.fund_id)
    return found


async def preview_import(conn: Connection, desk: Desk, import_id: UUID, folder: Path) -> Preview:
    """How the file of an import would be read. Raises Refused: unknown, other fund, the file is gone, no statement."""
    job = await known_import(conn, desk.actor, import_id)
    layout = None if job.layout is None else layout_from_json(job.layout)
    known = await imports.layouts(conn, job.account_id)
    return await asyncio.to_thread(_preview, desk, file_of(folder, import_id), layout, known)


async def confirm_mapping(
    conn: Connection, desk: Desk, import_id: UUID, mapping: object, folder: Path
) -> StatementImport:
    """Read the file as a person has confirmed, now and the next time. Raises Refused: as above, and not asked for."""
    job = await known_import(conn, desk.actor, import_id, for_update=True)
    if job.state != "needs_mapping":
        raise refusals.mapping_not_needed()
    layout = layout_from_json(mapping)
    missing = layout.columns.missing()
    if missing:
        raise missing_column(layout.header_row, [ROLE_NAMES[role] for role in missing])
    await asyncio.to_thread(_preview, desk, file_of(folder, import_id), layout, [])
    await imports.add_layout(conn, job.account_id, layout, by=desk.actor.id, at=desk.at)
    await imports.set_layout(conn, import_id, layout, at=desk.at)
    return await known_import(conn, desk.actor, import_id)


def _preview(desk: Desk, path: Path, layout: Layout | None, known: list[Layout]) -> Preview:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise refusals.file_gone() from None
    with file:
        return preview(file, layout, known, today=desk.today)
