"""A process that applies rules and kills itself with SIGKILL: ``python -m tests.support.rule_victim URL MOMENT BATCH``.

Nothing of this is in the code that runs for people: the moments are found by replacing parts of its own.
"""

import asyncio
import os
import signal
import sys
from typing import Any
from unittest.mock import patch

from services.donation.commands import rules as commands
from services.donation.commands.rules import RuleWork
from services.donation.store import rules
from shared.clock import utc_now
from shared.db import Database

MOMENTS = ("after the gifts", "after the commit")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def work(url: str, moment: str, batch: int) -> None:
    """Apply what is to be applied, in batches of that size; die at a moment of the second."""
    batches = 0
    move_on = rules.move_on

    async def dying(*given: Any) -> None:
        nonlocal batches
        batches += 1
        if batches == 2 and moment == "after the gifts":
            _die()
        await move_on(*given)

    patch.object(commands, "BATCH", batch).start()
    patch.object(rules, "move_on", dying).start()
    database = Database(url, application_name="victim", pool_size=1)
    await database.open()
    work = RuleWork(database, utc_now)
    while await work.step():
        if batches == 2 and moment == "after the commit":
            _die()


async def killed(url: str, moment: str, batch: int) -> None:
    """Run a victim until it has killed itself. Raises AssertionError when it ended in another way."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.rule_victim", url, moment, str(batch)
    )
    async with asyncio.timeout(60):
        code = await process.wait()
    assert code == -signal.SIGKILL, f"the victim ended with {code}"


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], sys.argv[2], int(sys.argv[3])))
