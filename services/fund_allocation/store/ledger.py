"""The journal: lines are added, never changed; the database moves the balances."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

from shared.contracts.fund_allocation import Use
from shared.db import Connection

EntryKind = Literal["opening", "gift", "reversal", "decision", "instalment", "release", "expenditure"]


class Line(NamedTuple):
    """A journal line: ``debit`` and ``credit`` are accounts, ``subject_id`` is what it tells of."""

    fund_id: UUID
    kind: EntryKind
    debit: str
    credit: str
    amount: int
    dated: date
    subject_id: UUID


def use_account(use: Use) -> str:
    """The account of money spent on a use."""
    return f"use_{use}"


async def post(conn: Connection, lines: Sequence[Line], *, at: datetime) -> None:
    """Add lines. Raises asyncpg.CheckViolationError below zero or in a closed year."""
    await conn.execute(
        """insert into entry (fund_id, kind, debit, credit, amount, dated, subject_id, recorded_at)
           select fund_id, kind, debit, credit, amount, dated, subject_id, $8
           from unnest($1::uuid[], $2::entry_kind[], $3::account_kind[], $4::account_kind[], $5::bigint[], $6::date[],
                       $7::uuid[]) as l (fund_id, kind, debit, credit, amount, dated, subject_id)""",
        *(list(column) for column in zip(*lines, strict=True)), at,
    )  # fmt: skip


async def balances(conn: Connection, fund_id: UUID) -> dict[str, int]:
    """Each account's balance on its normal side."""
    rows = await conn.fetch("select kind, balance from account where fund_id = $1 order by kind", fund_id)
    return {row["kind"]: row["balance"] for row in rows}
