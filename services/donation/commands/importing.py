"""The import of a statement: the file is proved whole, then written chunk by chunk, each in one transaction.

Whatever dies, and whenever: the lines, their gifts and how far the file is written are saved together, so it goes on
where it stopped. Nothing is written before the whole file was proved, also against what is known already.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final

import structlog

from services.donation.commands.import_proof import Proof
from services.donation.commands.import_writing import Pace, Writing
from services.donation.commands.uploads import file_of
from services.donation.domain import refusals
from services.donation.domain.account import Account
from services.donation.domain.statement import Layout, check, detect, layout_from_json, preview
from services.donation.domain.statement_import import StatementImport, refusal_to_json, summary_to_json
from services.donation.store import accounts, imports, posting
from shared.clock import Clock, local_day
from shared.db import Connection, Database
from shared.errors import Refused
from shared.ids import NewId

log = structlog.get_logger()

_PACE: Final = Pace()


class Importer:
    """Brings imports to their end, one at a time, also among several processes. The uploads are the same for all."""

    def __init__(self, database: Database, uploads: Path, clock: Clock, new_id: NewId, *, pace: Pace = _PACE) -> None:
        self._database = database
        self._uploads = uploads
        self._clock = clock
        self._new_id = new_id
        self._pace = pace

    async def work(self) -> bool:
        """Work on the oldest import until it is done, refused, or waits for a mapping; False when there is none.

        Raises what the database or the disk raise: then it goes on from there when it is called again.
        """
        async with self._database.connection() as conn:
            if not await imports.lock_work(conn):
                return False  # another process works
            try:
                job = await imports.next_import(conn)
                if job is not None:
                    await self._work_on(conn, job)
            finally:
                await imports.unlock_work(conn)
        return job is not None

    async def _work_on(self, conn: Connection, job: StatementImport) -> None:
        path = file_of(self._uploads, job.import_id)
        try:
            with _opened(path) as file:
                finished = await self._bring_in(conn, job, file)
        except Refused as refused:
            log.info("import.refused", import_id=str(job.import_id), code=refused.code)
            await imports.refuse(conn, job.import_id, refusal_to_json(refused), at=self._clock())
            finished = True
        if finished:
            path.unlink(missing_ok=True)

    async def _bring_in(self, conn: Connection, job: StatementImport, file: BinaryIO) -> bool:
        """Whether the file has come to its end; else it waits for a mapping. Raises Refused."""
        account = await accounts.account(conn, job.account_id)
        if account is None:
            raise refusals.account_unknown()
        if job.state != "writing":
            layout = await self._layout(conn, job, file)
            if layout is None:
                await imports.set_state(conn, job.import_id, "needs_mapping", at=self._clock())
                return False
            job = await self._prove(conn, account, job, layout, file)
        writing = Writing(self._database, account, self._clock, self._new_id, self._pace)
        await writing.write(conn, job, file, today=self._today)
        await imports.set_state(conn, job.import_id, "done", at=self._clock())
        log.info("import.done", import_id=str(job.import_id), lines=job.rows)
        return True

    async def _layout(self, conn: Connection, job: StatementImport, file: BinaryIO) -> Layout | None:
        """How the file is read: as confirmed, as a bank's, as the account's files were before; None: ask a person."""
        if job.layout is not None:
            return layout_from_json(job.layout)
        known = await imports.layouts(conn, job.account_id)
        try:
            return await asyncio.to_thread(detect, file, known)
        except Refused as refused:
            if refused.code != "layout_unknown":
                raise
        without_header = next((layout for layout in known if not layout.header), None)
        if without_header is not None and await asyncio.to_thread(_fits, file, without_header, self._today):
            return without_header
        return None

    async def _prove(
        self, conn: Connection, account: Account, job: StatementImport, layout: Layout, file: BinaryIO
    ) -> StatementImport:
        """Prove the whole file, and that no line contradicts what is known. Raises Refused."""
        await imports.set_state(conn, job.import_id, "checking", at=self._clock())
        proof = Proof(conn, account, compare=await posting.has_lines(conn, account.account_id))
        try:
            summary = await asyncio.to_thread(check, file, layout, today=self._today, each=proof.look)
        finally:
            await proof.settle()
        proof.raise_conflict()
        said = summary_to_json(summary)
        await imports.begin_writing(conn, job.import_id, layout, summary.end.lines, said, at=self._clock())
        proved = await imports.statement_import(conn, job.import_id)
        if proved is None:
            raise LookupError("an import is never removed")
        return proved

    @property
    def _today(self) -> date:
        return local_day(self._clock())


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The file. Raises Refused when it is gone."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise refusals.file_gone() from None
    with file:
        yield file


def _fits(file: BinaryIO, layout: Layout, today: date) -> bool:
    """Whether a file has no header, and each of its first rows is a line in this layout."""
    try:
        if preview(file, today=today).layout.header:
            return False
        rows = preview(file, layout, today=today).rows
    except Refused:
        return False
    return bool(rows) and all(row.line is not None for row in rows)
