"""Lines of the bank as they come in: thousands at a time, and what is known of their ids."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.donation.domain.bank_line import Known, Source, State, Told
from services.donation.domain.matching import How
from shared.db import Connection

_COLUMNS = (
    "account_id", "bank_id", "fund_id", "day", "credit", "debit", "balance", "memo", "source", "import_id", "state",
    "how", "gift_id", "hints",
)  # fmt: skip


class NewLine(NamedTuple):
    """A line as it is first written; ``hints`` is JSON text. The fields are the columns, in their order."""

    account_id: UUID
    bank_id: str
    fund_id: UUID
    day: date
    credit: int
    debit: int
    balance: int | None
    memo: str
    source: Source
    import_id: UUID | None
    state: State
    how: How | None
    gift_id: UUID | None
    hints: str | None


async def has_lines(conn: Connection, account_id: UUID) -> bool:
    """Whether the bank has ever told of a line of this account."""
    return bool(await conn.fetchval("select exists (select from bank_line where account_id = $1)", account_id))


async def known_lines(conn: Connection, account_id: UUID, bank_ids: Sequence[str]) -> dict[str, Known]:
    """Those of the ids that are known already, with what they say."""
    rows = await conn.fetch(
        """select bank_id, source, day, credit, debit, memo, balance is not null from bank_line
           where account_id = $1 and bank_id = any($2::text[])""",
        account_id, bank_ids,
    )  # fmt: skip
    return {row[0]: Known(row[1], Told(*row[2:6]), row[6]) for row in rows}


async def add_lines(conn: Connection, lines: Sequence[NewLine]) -> None:
    """Write lines. Raises asyncpg.UniqueViolationError when one of them came another way meanwhile."""
    await conn.copy_records_to_table("bank_line", records=lines, columns=_COLUMNS)


async def add_balances(conn: Connection, account_id: UUID, balances: Mapping[str, int]) -> None:
    """Add the balances that a statement gives to lines that came without: bank's id → balance."""
    await conn.execute(
        """update bank_line l set balance = b.balance from unnest($2::text[], $3::bigint[]) as b (bank_id, balance)
           where l.account_id = $1 and l.bank_id = b.bank_id and l.balance is null""",
        account_id, list(balances), list(balances.values()),
    )  # fmt: skip


async def send_to_review(conn: Connection, account_id: UUID, refused: Sequence[tuple[str, str]]) -> None:
    """Take lines back whose gifts were refused: (bank_id, hints as JSON text) each."""
    await conn.execute(
        """update bank_line l set state = 'review', how = null, gift_id = null, hints = r.hints::jsonb
           from unnest($2::text[], $3::text[]) as r (bank_id, hints)
           where l.account_id = $1 and l.bank_id = r.bank_id""",
        account_id, [bank_id for bank_id, _ in refused], [hints for _, hints in refused],
    )  # fmt: skip
