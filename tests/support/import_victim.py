"""An import worker that kills itself with SIGKILL at a chosen moment: ``python -m tests.support.import_victim …``.

Nothing of this is in the code that runs for people: the moments are found by replacing parts of its own.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

from services.donation.commands.import_writing import Pace, Writing
from services.donation.commands.importing import Importer
from services.donation.store import imports
from shared.clock import utc_now
from shared.db import Database
from shared.ids import uuid7

MOMENTS = ("before anything is written", "in the transaction", "after the commit", "before it is done")
CHUNK = 2_000


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(moment: str, chunk: int) -> None:
    """Let this process die at a moment of the nth chunk that it writes."""
    chunks = 0
    post, write_chunk, set_state = Writing._post, Writing._write_chunk, imports.set_state

    async def dying_post(self: Writing, *given: Any) -> None:
        nonlocal chunks
        chunks += 1
        await post(self, *given)
        if chunks == chunk and moment == "in the transaction":
            _die()

    async def dying_write(self: Writing, *given: Any) -> None:
        if moment == "before anything is written":
            _die()
        await write_chunk(self, *given)
        if chunks == chunk and moment == "after the commit":
            _die()

    async def dying_set_state(conn: Any, import_id: Any, state: str, **named: Any) -> None:
        if state == "done" and moment == "before it is done":
            _die()
        await set_state(conn, import_id, state, **named)

    for owner, name, dying in (
        (Writing, "_post", dying_post),
        (Writing, "_write_chunk", dying_write),
        (imports, "set_state", dying_set_state),
    ):
        patch.object(owner, name, dying).start()


async def work(url: str, uploads: str) -> None:
    database = Database(url, application_name="victim", pool_size=3)
    await database.open()
    await Importer(database, Path(uploads), utc_now, uuid7, pace=Pace(chunk=CHUNK, backlog=10**9)).work()
    await database.close()


async def killed(url: str, uploads: Path, moment: str, chunk: int) -> None:
    """Run a victim until it has killed itself. Raises AssertionError when it ended in another way."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.import_victim", url, str(uploads), moment, str(chunk)
    )
    async with asyncio.timeout(60):
        code = await process.wait()
    assert code == -signal.SIGKILL, f"the victim ended with {code}"


if __name__ == "__main__":
    _, own_url, folder, when, number = sys.argv
    arm(when, int(number))
    asyncio.run(work(own_url, folder))
