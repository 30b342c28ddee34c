"""Writes gifts in batches, as an import does, in a process of its own: ``python -m tests.bench.writer FUND COUNT``.

The donation database's URL comes in DONATION_DATABASE_URL. Prints the seconds that the writing took.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from itertools import repeat
from uuid import UUID

import uvloop

from services.donation.commands.gifts import record_gifts
from services.donation.domain.gift import NewGift
from shared.clock import local_day, utc_now
from shared.db import connect
from shared.ids import uuid7
from shared.trace import Trace

CHUNK = 8_192
CHANNEL = "outbox"


async def write(url: str, fund: UUID, count: int) -> None:
    conn = await connect(url, application_name="bench.writer")
    units = [row["unit_id"] for row in await conn.fetch("select unit_id from unit where fund_id = $1", fund)]
    campaigns = [
        row["campaign_id"] for row in await conn.fetch("select campaign_id from campaign where fund_id = $1", fund)
    ]
    try:
        async for batch in _batches(fund, units, campaigns[0], count):
            async with conn.transaction():
                await record_gifts(conn, batch, at=utc_now(), traces=repeat(Trace("bench"), len(batch)))
            await conn.execute("select pg_notify($1, '')", CHANNEL)
    finally:
        await conn.close()


async def _batches(fund: UUID, units: list[UUID], campaign: UUID, count: int) -> AsyncIterator[list[NewGift]]:
    """Half from units in a campaign, half from walk-ins, all of them bank transfers."""
    today = local_day(utc_now())
    for first in range(0, count, CHUNK):
        yield [
            NewGift(
                uuid7(), fund, units[n % len(units)] if n % 2 else None, campaign if n % 2 else None, "bank_transfer",
                50_000 + n % 1000 * 1000, today, "bench-import",
            )
            for n in range(first, min(first + CHUNK, count))
        ]  # fmt: skip
        await asyncio.sleep(0)


def main() -> None:
    started = time.perf_counter()
    uvloop.run(write(os.environ["DONATION_DATABASE_URL"], UUID(sys.argv[1]), int(sys.argv[2])))
    print(f"{time.perf_counter() - started:.3f}")


if __name__ == "__main__":
    main()
