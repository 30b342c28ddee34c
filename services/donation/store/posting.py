"""Lines of the bank as they come in: thousands at a time, and what is known of their ids."""

from collections.abc import Mapping, Sequence
from datetime import date
from struct import Struct
from uuid import UUID

from services.donation.domain.account import Account
from services.donation.domain.bank_line import MAX_MEMO, How, Known, Source, State, Told
from shared.copying import bigint, copy_rows, day, jsonb, text, uuid
from shared.db import Connection

_COLUMNS = (
    "credit", "debit", "balance", "bank_id", "memo", "hints", "gift_id", "account_id", "fund_id", "source",
    "import_id", "day", "state", "how",
)  # fmt: skip
_AMOUNTS = Struct(">hiqiq")
"""How many columns there are, and the first two of them."""

NewLine = tuple[str, date, int, int, int | None, str, State, How | None, UUID | None, str | None]
"""Bank's id, day, credit, debit, balance, memo, state, how, gift, hints as JSON; a plain tuple because there are a
million of them."""


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


async def add_lines(
    conn: Connection, account: Account, lines: Sequence[NewLine], *, source: Source, import_id: UUID | None
) -> None:
    """Write lines. Raises asyncpg.UniqueViolationError when one of them came another way meanwhile."""
    of_all = b"".join((uuid(account.account_id), uuid(account.fund_id), text(source), uuid(import_id)))
    alike: dict[tuple[date, State, How | None], bytes] = {}
    rows = []
    for bank_id, on, credit, debit, balance, memo, state, how, gift_id, hints in lines:
        rest = alike.get((on, state, how))
        if rest is None:
            rest = alike[on, state, how] = b"".join((of_all, day(on), text(state), text(how)))
        amounts = _AMOUNTS.pack(len(_COLUMNS), 8, credit, 8, debit)
        rows.append(
            b"".join(
                (amounts, bigint(balance), text(bank_id), text(memo[:MAX_MEMO]), jsonb(hints), uuid(gift_id), rest)
            )
        )
    await copy_rows(conn, "bank_line", _COLUMNS, rows)


async def add_balances(conn: Connection, account_id: UUID, balances: Mapping[str, int]) -> None:
    """Add the balances that a statement gives to lines that came without: bank's id → balance."""
    await conn.execute(
        """update bank_line l set balance = b.balance from unnest($2::text[], $3::bigint[]) as b (bank_id, balance)
           where l.account_id = $1 and l.bank_id = b.bank_id and l.balance is null""",
        account_id, list(balances), list(balances.values()),
    )  # fmt: skip
