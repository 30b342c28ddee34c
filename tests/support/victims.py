"""Processes that kill themselves with SIGKILL at a chosen moment: ``python -m tests.support.victims relay …``.

Nothing of this is in the code that runs for people: the moments are found by classes derived from its own.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from shared import seat
from shared.contracts.donation import DonationReceived
from shared.inbox import Inbox
from shared.quarantine import Record
from shared.relay import Relay
from shared.relay_topic import RelayTopic
from tests.support.databases import ServiceDatabase
from tests.support.messaging import HEAR, hear, service

MOMENTS_OF_A_RELAY = ("before sending", "before the acknowledgement", "before the cursor is saved")
MOMENTS_OF_A_LISTENER = ("in the transaction", "before the offset is committed")


def die() -> None:
    """Nothing is flushed, closed or rolled back."""
    os.kill(os.getpid(), signal.SIGKILL)


async def relay(url: str, bootstrap_servers: str, moment: str, page: int) -> None:
    """A relay that dies at a moment of its nth page."""
    pages = acknowledged = 0

    class Dying(RelayTopic):
        async def send(self, *given: Any) -> Any:
            nonlocal pages
            pages += 1
            if pages == page and moment == "before sending":
                die()
            delivery = await super().send(*given)
            if pages == page and moment == "before the acknowledgement":
                await asyncio.sleep(0)  # the batches leave for the socket
                die()
            return delivery

        async def acknowledged(self, delivery: Any) -> None:
            nonlocal acknowledged
            await super().acknowledged(delivery)
            acknowledged += 1
            if acknowledged == page and moment == "before the cursor is saved":
                die()

    class DyingRelay(Relay):
        topic_class = Dying

    await DyingRelay("donation", url=url, bootstrap_servers=bootstrap_servers).run()


async def listener(url: str, bootstrap_servers: str, moment: str, batch: int) -> None:
    """A listener that dies at a moment of its nth batch."""
    seat.SESSION_SECONDS = 2.0
    seat.BATCH_RECORDS = 500
    batches = 0

    async def hear_and_die(conn: Any, events: Any) -> None:
        await hear(conn, events)
        if batches + 1 == batch and moment == "in the transaction":
            die()

    class Dying(Inbox):
        async def take(self, records: Sequence[Record]) -> None:
            nonlocal batches
            await super().take(records)
            batches += 1
            if batches == batch and moment == "before the offset is committed":
                die()

    database = ServiceDatabase("transparency", "", url, "", "")
    dying = service(database, bootstrap_servers, HEAR)
    dying.inbox = Dying("transparency", dying.database, {DonationReceived: hear_and_die}, dying.bus.ask_replay)
    async with dying.running():
        await asyncio.Event().wait()


async def replica(url: str, bootstrap_servers: str, instance: str, _: int) -> None:
    """A listener that the broker knows by a name of its own, until someone kills it."""
    database = ServiceDatabase("transparency", "", url, "", "")
    async with service(database, bootstrap_servers, HEAR, static_membership=True, instance=instance).running():
        await asyncio.Event().wait()


async def started(kind: str, url: str, bootstrap_servers: str, moment: str, count: int) -> asyncio.subprocess.Process:
    """A victim at work."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.victims", kind, url, bootstrap_servers, moment, str(count)
    )


async def killed(kind: str, database: ServiceDatabase, bootstrap_servers: str, moment: str, count: int) -> None:
    """Run a victim until it has killed itself. Raises AssertionError when it ended in another way."""
    process = await started(kind, database.url, bootstrap_servers, moment, count)
    try:
        async with asyncio.timeout(60):
            code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert code == -signal.SIGKILL, f"the victim ended with {code}"


if __name__ == "__main__":
    _, what, own_url, brokers, when, number = sys.argv
    work = {"relay": relay, "listener": listener, "replica": replica}[what]
    asyncio.run(work(own_url, brokers, when, int(number)))
