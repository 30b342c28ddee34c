"""Lines that a bank tells by itself, each once: the same path as a line of a statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.donation.commands import accounts
from services.donation.commands.desk import Desk
from services.donation.commands.matcher import load_matcher
from services.donation.commands.posting import Batch, post_lines
from services.donation.domain import refusals
from services.donation.domain.account import Account
from services.donation.domain.bank_line import Source, ToldLine, check_same, check_told
from services.donation.store import accounts as stored_accounts
from services.donation.store import bank_lines, callback_secrets
from shared.clock import local_day
from shared.db import Connection
from shared.ids import NewId
from shared.trace import Trace


class Taken(NamedTuple):
    """What became of told lines, in numbers: gifts, lines in review, debits; ``known`` were there before."""

    gifts: int
    review: int
    debits: int
    known: int


async def take_lines(
    conn: Connection,
    account: Account,
    lines: Sequence[ToldLine],
    source: Source,
    *,
    at: datetime,
    trace: Trace,
    new_id: NewId,
) -> Taken:
    """Take in lines of an account. A line that is known with the same content has no effect; with other content all are
    refused. The account is held. Raises Refused."""
    for line in lines:
        check_told(line, local_day(at))
    told: dict[str, ToldLine] = {}
    for line in lines:
        check_same(told.setdefault(line.bank_id, line), line)
    before = await bank_lines.told_lines(conn, account.account_id, list(told))
    for bank_id, known in before.items():
        check_same(known, told[bank_id])
    await bank_lines.add_balances(conn, account.account_id, [told[bank_id] for bank_id in before])
    new = [line for bank_id, line in told.items() if bank_id not in before]
    if not new:
        return Taken(0, 0, 0, len(lines))
    matcher = await load_matcher(conn, account, memo=new[0].memo if len(new) == 1 else None)
    batch = Batch(
        bank_ids=[line.bank_id for line in new],
        days=[line.day for line in new],
        credits=[line.credit for line in new],
        debits=[line.debit for line in new],
        balances=[line.balance for line in new],
        memos=[line.memo for line in new],
        outcomes=[matcher.match(line.memo, line.day) for line in new],
    )
    posted = await post_lines(
        conn, account, batch, source=source, import_id=None, at=at, trace=trace, new_id=new_id
    )  # fmt: skip
    counts = posted.counts
    return Taken(len(new) - counts.reviews - counts.debits, counts.reviews, counts.debits, len(lines) - len(new))


async def secrets_of(conn: Connection, account_id: UUID) -> list[str]:
    """The secrets with which the bank may sign for an account; none for an unknown one."""
    return await callback_secrets.secrets_in_use(conn, account_id)


async def make_secret(conn: Connection, desk: Desk, account_id: UUID, secret: str) -> datetime:
    """Give an account a new secret: when it was made. The one before stays good until it is retired; older ones end.

    Raises Refused: unknown, other fund.
    """
    await _held(conn, desk, account_id)
    made_at = await callback_secrets.add_secret(conn, account_id, secret, by=desk.actor.id, at=desk.at)
    await callback_secrets.retire_earlier(conn, account_id, kept=2, at=desk.at)
    return made_at


async def retire_secrets(conn: Connection, desk: Desk, account_id: UUID) -> int:
    """End every secret of an account but the newest; how many ended. Raises Refused: unknown, other fund."""
    await _held(conn, desk, account_id)
    return await callback_secrets.retire_earlier(conn, account_id, kept=1, at=desk.at)


async def told_account(conn: Connection, account_id: UUID) -> Account:
    """The account that a signed request is about; whoever else brings its lines in waits. Raises Refused."""
    account = await stored_accounts.account(conn, account_id, for_update=True)
    if account is None:
        raise refusals.account_unknown(status=404)
    return account


async def _held(conn: Connection, desk: Desk, account_id: UUID) -> Account:
    await accounts.known_account(conn, desk.actor, account_id)
    account = await stored_accounts.account(conn, account_id, for_update=True)
    if account is None:
        raise refusals.account_unknown(status=404)
    return account
