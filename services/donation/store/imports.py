"""Statement imports: each file's state and how far it has come, and the layouts that were confirmed for accounts."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from services.donation.domain.statement import Layout, Position, layout_from_json
from services.donation.domain.statement_import import Counts, StatementImport
from shared.db import Connection

_SELECT = """select import_id, account_id, fund_id, file_name, file_bytes, layout, state, position, rows, written,
                    by_code, by_rule, by_unit, walk_ins, reviews, debits, known, conflicts, summary, refusal,
                    created_by, created_at, changed_at
             from statement_import"""
_ONE = _SELECT + " where import_id = $1"
_LOCKED = _ONE + " for update"
_AT_WORK = _SELECT + " where state in ('received', 'checking', 'writing') order by created_at, import_id limit 1"
_OF_FUND = (
    _SELECT
    + """ where fund_id = $1 and import_id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
          order by import_id desc limit $3"""
)
_LOCK = 0x696D70


async def lock_work(conn: Connection) -> bool:
    """Become the one who works on imports, until ``unlock_work`` or the connection's end; False when another one is."""
    return bool(await conn.fetchval("select pg_try_advisory_lock($1)", _LOCK))


async def unlock_work(conn: Connection) -> None:
    """Let others work on imports."""
    await conn.execute("select pg_advisory_unlock($1)", _LOCK)


async def waiting(conn: Connection) -> UUID | None:
    """The oldest import that nobody works on, though somebody should."""
    found: UUID | None = await conn.fetchval(
        """select import_id from statement_import
           where state in ('received', 'checking', 'writing') and not exists (
               select from pg_locks where locktype = 'advisory' and classid = 0 and objid = $1 and objsubid = 1
               and database = (select oid from pg_database where datname = current_database()))
           order by created_at, import_id limit 1""",
        _LOCK,
    )
    return found


async def add_import(conn: Connection, new: StatementImport, file_hash: bytes) -> None:
    """Keep a file that was received."""
    await conn.execute(
        """insert into statement_import (import_id, account_id, fund_id, file_name, file_hash, file_bytes, state,
                                         created_by, created_at, changed_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)""",
        new.import_id, new.account_id, new.fund_id, new.file_name, file_hash, new.file_bytes, new.state,
        new.created_by, new.created_at,
    )  # fmt: skip


async def statement_import(conn: Connection, import_id: UUID, *, for_update: bool = False) -> StatementImport | None:
    """One import; ``for_update`` holds it until the transaction ends."""
    row = await conn.fetchrow(_LOCKED if for_update else _ONE, import_id)
    return None if row is None else _import(row)


async def next_import(conn: Connection) -> StatementImport | None:
    """The oldest import that waits or is being worked on."""
    row = await conn.fetchrow(_AT_WORK)
    return None if row is None else _import(row)


async def imports(conn: Connection, fund_id: UUID, *, after: UUID | None, limit: int) -> list[StatementImport]:
    """Imports of a fund, newest first, those after ``after``."""
    return [_import(row) for row in await conn.fetch(_OF_FUND, fund_id, after, limit)]


async def unfinished(conn: Connection, import_ids: list[UUID]) -> set[UUID]:
    """Those of the imports whose files are still needed."""
    rows = await conn.fetch(
        """select import_id from statement_import
           where import_id = any($1::uuid[]) and state not in ('done', 'refused')""",
        import_ids,
    )
    return {row["import_id"] for row in rows}


async def set_state(conn: Connection, import_id: UUID, state: str, *, at: datetime) -> None:
    """Note that an import is being checked, waits for a mapping, or is done."""
    await conn.execute(
        "update statement_import set state = $2, changed_at = $3 where import_id = $1", import_id, state, at
    )


async def set_layout(conn: Connection, import_id: UUID, layout: Layout, *, at: datetime) -> None:
    """Note how a file is read, and let it be worked on."""
    await conn.execute(
        "update statement_import set layout = $2, state = 'received', changed_at = $3 where import_id = $1",
        import_id, json.dumps(layout.to_json()), at,
    )  # fmt: skip


async def begin_writing(
    conn: Connection, import_id: UUID, layout: Layout, rows: int, summary: dict[str, Any], *, at: datetime
) -> None:
    """Note what a file says that was proved, before its first line is written."""
    await conn.execute(
        """update statement_import set state = 'writing', layout = $2, rows = $3, summary = $4, changed_at = $5
           where import_id = $1""",
        import_id, json.dumps(layout.to_json()), rows, json.dumps(summary), at,
    )  # fmt: skip


async def move_on(
    conn: Connection, job: StatementImport, position: Position, more: Counts, conflicts: list[dict[str, Any]],
    *, at: datetime,
) -> bool:  # fmt: skip
    """Add what was just written, in its transaction; False when the import is not where ``job`` left it."""
    moved = await conn.fetchval(
        """update statement_import
           set position = $3, written = written + $4, by_code = by_code + $5, by_rule = by_rule + $6,
               by_unit = by_unit + $7, walk_ins = walk_ins + $8, reviews = reviews + $9, debits = debits + $10,
               known = known + $11, conflicts = conflicts || $12::jsonb, changed_at = $13
           where import_id = $1 and state = 'writing' and position is not distinct from $2::bigint[] returning true""",
        job.import_id, job.position, position, *more, json.dumps(conflicts), at,
    )  # fmt: skip
    return moved is not None


async def refuse(conn: Connection, import_id: UUID, refusal: dict[str, Any], *, at: datetime) -> None:
    """Note why an import ends without being done."""
    await conn.execute(
        "update statement_import set state = 'refused', refusal = $2, changed_at = $3 where import_id = $1",
        import_id, json.dumps(refusal), at,
    )  # fmt: skip


async def add_layout(conn: Connection, account_id: UUID, layout: Layout, *, by: str, at: datetime) -> None:
    """Remember a layout that was confirmed for an account."""
    await conn.execute(
        """insert into account_layout (account_id, layout, confirmed_by, confirmed_at) values ($1, $2, $3, $4)
           on conflict (account_id, confirmed_at) do nothing""",
        account_id, json.dumps(layout.to_json()), by, at,
    )  # fmt: skip


async def layouts(conn: Connection, account_id: UUID) -> list[Layout]:
    """The layouts that were confirmed for an account, newest first."""
    rows = await conn.fetch(
        "select layout from account_layout where account_id = $1 order by confirmed_at desc limit 50", account_id
    )
    return [layout_from_json(json.loads(row["layout"])) for row in rows]


def _import(row: Any) -> StatementImport:
    position = row["position"]
    return StatementImport(
        import_id=row["import_id"],
        account_id=row["account_id"],
        fund_id=row["fund_id"],
        file_name=row["file_name"],
        file_bytes=row["file_bytes"],
        layout=_json(row["layout"]),
        state=row["state"],
        position=None if position is None else Position(*position),
        rows=row["rows"],
        counts=Counts(*row[9:17]),
        conflicts=json.loads(row["conflicts"]),
        summary=_json(row["summary"]),
        refusal=_json(row["refusal"]),
        created_by=row["created_by"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
    )


def _json(text: str | None) -> dict[str, Any] | None:
    value: dict[str, Any] | None = None if text is None else json.loads(text)
    return value
