"""What an import costs at least: its rows copied into the same tables by one connection."""

from __future__ import annotations

import time
from io import BytesIO

from services.donation.commands.bank_gifts import GIFTS_IN_EVENT
from shared.db import connect
from tests.bench.system import System

LINES = 100_000
CHUNK = 8_192
_ROWS = {
    "bank_line": ("select * from bank_line where state = 'gift' order by account_id, bank_id limit $1", 1),
    "gift": ("select * from gift order by gift_id limit $1", 1),
    "outbox": ("select * from outbox where type = 'donations.received.v1' order by position limit $1", GIFTS_IN_EVENT),
}
"""A table's rows, and how many lines each is of."""


async def copied(system: System) -> float:
    """Lines a second when bank lines, gifts and outbox rows are copied into tables with the same columns, checks and
    indexes, from memory, committed by the 8,192."""
    conn = await connect(system.owner_database("donation"), application_name="bench")
    try:
        await conn.execute("create schema raw")
        seconds = 0.0
        for table, (rows, lines) in _ROWS.items():
            await conn.execute(f"create table raw.{table} (like {table} including all excluding generated)")
            for offset in range(0, LINES // lines, CHUNK // lines):
                held = BytesIO()
                most = min(CHUNK // lines, LINES // lines - offset)
                await conn.copy_from_query(rows.replace("$1", f"{most} offset {offset}"), output=held, format="binary")
                started = time.perf_counter()
                await conn.copy_to_table(table, schema_name="raw", source=held.getbuffer(), format="binary")
                seconds += time.perf_counter() - started
        await conn.execute("drop schema raw cascade")
    finally:
        await conn.close()
    return LINES / seconds
