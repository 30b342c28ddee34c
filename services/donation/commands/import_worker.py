"""Imports are worked on in a process beside the service: on a core of its own, and its memory is given back.

The process is started when there is work, and ends when its standard input does: with the service, however that ended.
``python -m services.donation.commands.import_worker`` with DONATION_DATABASE_URL and DONATION_UPLOADS.
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
import structlog
import uvloop

from services.donation.commands.background import work_on
from services.donation.commands.importing import Importer
from services.donation.commands.uploads import file_of, sweep
from services.donation.domain import refusals
from services.donation.domain.statement_import import refusal_to_json
from services.donation.store import imports
from shared import log as logging
from shared.clock import Clock, utc_now
from shared.db import Database
from shared.ids import uuid7
from shared.log import message_of

LOOK_SECONDS: Final = 2.0
"""How often it is looked for work that another process took in, or that a crash has left."""
TRIES: Final = 3
"""Crashes over one import after which it is refused."""
END_SECONDS: Final = 5.0
SWITCH_SECONDS: Final = 0.0005
"""How long the thread that reads may hold up the one that writes; the interpreter's own 5 ms, for each answer of the
database, would be a tenth of an import."""
_AGAIN: Final = 75
"""The exit code for "the database is away": EX_TEMPFAIL."""
_PASSING: Final[tuple[type[Exception], ...]] = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
)
_ROOT: Final = Path(__file__).parents[3]

log = structlog.get_logger()


class ImportWork:
    """Keeps a worker going while imports wait. ``run`` is a background task of the service."""

    def __init__(self, database: Database, database_url: str, uploads: Path, clock: Clock) -> None:
        self._database = database
        self._uploads = uploads
        self._clock = clock
        self._woken = asyncio.Event()
        self._crashes: dict[UUID, int] = {}
        self._variables = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")])),
            "DONATION_DATABASE_URL": database_url,
            "DONATION_UPLOADS": str(uploads),
        }

    def wake(self) -> None:
        """Say that an import was taken in, or may go on."""
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled. Every fault is logged, and the work is taken up again."""
        await work_on(self._step, self._woken, every=LOOK_SECONDS, passing=_PASSING, fault="import.failed")

    async def _step(self) -> bool:
        waiting = await self._waiting()
        return waiting is not None and await self._work(waiting)

    async def _waiting(self) -> UUID | None:
        async with self._database.connection() as conn:
            await sweep(conn, self._uploads, self._clock().timestamp())
            return await imports.waiting(conn)

    async def _work(self, first: UUID) -> bool:
        """Let a worker do what there is to do, beginning with one import; whether all went well."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.donation.commands.import_worker",
            stdin=asyncio.subprocess.PIPE, env=self._variables,
        )  # fmt: skip
        try:
            code = await process.wait()
        finally:
            if process.returncode is None:
                await _ended(process)
        if code > 0 and code != _AGAIN:  # who was killed was not killed by the file
            await self._crashed(first, code)
        return code == 0

    async def _crashed(self, import_id: UUID, code: int) -> None:
        """What crashes again and again is refused: the others shall not wait for it for ever."""
        self._crashes[import_id] = crashes = self._crashes.get(import_id, 0) + 1
        log.error("import.crashed", import_id=str(import_id), code=code, crashes=crashes)
        if crashes < TRIES:
            return
        async with self._database.transaction() as conn:
            job = await imports.statement_import(conn, import_id, for_update=True)
            if job is not None and job.state not in ("done", "refused"):
                refusal = refusal_to_json(refusals.import_failed())
                await imports.refuse(conn, import_id, refusal, at=self._clock())
        file_of(self._uploads, import_id).unlink(missing_ok=True)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """End a worker; what it was writing is rolled back and taken up again."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(END_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def work_all(variables: Mapping[str, str]) -> int:
    """Work until nothing waits; the exit code."""
    database = Database(
        variables["DONATION_DATABASE_URL"], application_name="donation.import", pool_size=3,
        plan_cache_mode="force_generic_plan",
    )  # fmt: skip
    try:
        await database.open()
        try:
            importer = Importer(database, Path(variables["DONATION_UPLOADS"]), utc_now, uuid7)
            while await importer.work():
                pass
        finally:
            await database.close()
    except _PASSING as error:
        log.warning("import.failed", error=message_of(error))
        return _AGAIN
    except Exception:  # what nobody foresaw is told by the log and the exit code, then the service starts another
        log.exception("import.crashed")
        return 1
    return 0


def _end_with_the_service() -> None:
    while os.read(0, 1024):  # the bare descriptor: a reader in Python would hold up the interpreter's end
        pass
    os._exit(_AGAIN)


def main() -> None:
    """The process's entry."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which then ends us
    sys.setswitchinterval(SWITCH_SECONDS)
    logging.configure(level=os.environ.get("LOG_LEVEL", "info"))
    threading.Thread(target=_end_with_the_service, daemon=True).start()
    sys.exit(uvloop.run(work_all(os.environ)))


if __name__ == "__main__":
    main()
