"""What an import costs at least: its rows copied into the same tables by one connection, its events sent raw."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path

from shared.db import connect
from tests.bench.relay import EVENTS, fill, raw_seconds
from tests.bench.system import System, running

LINES = 100_000
_ROWS = {
    "bank_line": "select * from bank_line where state = 'gift' order by account_id, bank_id limit $1",
    "gift": "select * from gift order by gift_id limit $1",
    "outbox": "select * from outbox where type = 'donation.received.v1' order by position limit $1",
}


async def copied(system: System) -> float:
    """Lines a second when bank lines, gifts and outbox rows are copied into tables with the same columns, checks and
    indexes, from memory, committed by the 8,192."""
    conn = await connect(system.owner_database("donation"), application_name="bench")
    try:
        await conn.execute("create schema raw")
        seconds = 0.0
        for table, rows in _ROWS.items():
            await conn.execute(f"create table raw.{table} (like {table} including all excluding generated)")
            for offset in range(0, LINES, 8_192):
                held = BytesIO()
                await conn.copy_from_query(
                    rows.replace("$1", f"{min(8_192, LINES - offset)} offset {offset}"), output=held, format="binary"
                )
                started = time.perf_counter()
                await conn.copy_to_table(table, schema_name="raw", source=held.getbuffer(), format="binary")
                seconds += time.perf_counter() - started
        await conn.execute("drop schema raw cascade")
    finally:
        await conn.close()
    return LINES / seconds


async def sent(data: Path, broker: str) -> float:
    """Events a second when those of gifts are batched, sent and acknowledged, from memory; nobody reads them."""
    async with running(data, (), broker=broker) as system:
        conn = await connect(system.database("donation"), application_name="bench")
        try:
            await fill(conn)
            bootstrap = system.launcher.settings("donation")["kafka_bootstrap_servers"]
            return EVENTS / await raw_seconds(conn, bootstrap)
        finally:
            await conn.close()
