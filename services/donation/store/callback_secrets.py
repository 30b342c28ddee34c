"""The secrets with which banks sign."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from shared.db import Connection


class SecretNote(NamedTuple):
    """What may be told of a secret: everything but itself."""

    account_id: UUID
    made_by: str
    made_at: datetime
    retired_at: datetime | None


async def secrets_in_use(conn: Connection, account_id: UUID) -> list[str]:
    """The secrets that a bank may sign with: the newest and the one before."""
    rows = await conn.fetch(
        """select secret from callback_secret where account_id = $1 and retired_at is null
           order by made_at desc limit 2""",
        account_id,
    )
    return [row[0] for row in rows]


async def add_secret(conn: Connection, account_id: UUID, secret: str, *, by: str, at: datetime) -> datetime:
    """A new secret for an account that is held; when it was made: always after the ones before it."""
    made_at: datetime = await conn.fetchval(
        """insert into callback_secret (account_id, secret, made_by, made_at)
           select $1, $2, $3, greatest($4, max(made_at) + interval '1 microsecond')
           from callback_secret where account_id = $1 returning made_at""",
        account_id, secret, by, at,
    )  # fmt: skip
    return made_at


async def secret_just_made(conn: Connection, account_id: UUID, *, by: str, since: datetime) -> str | None:
    """The newest secret in use that this person made for an account since then, if any."""
    secret: str | None = await conn.fetchval(
        """select secret from callback_secret
           where account_id = $1 and made_by = $2 and made_at >= $3 and retired_at is null
           order by made_at desc limit 1""",
        account_id, by, since,
    )  # fmt: skip
    return secret


async def retire_earlier(conn: Connection, account_id: UUID, *, kept: int, at: datetime) -> int:
    """Retire all secrets of an account but the newest ``kept``; how many."""
    rows = await conn.fetch(
        """update callback_secret set retired_at = greatest($3, made_at)
           where account_id = $1 and retired_at is null and made_at < (
               select min(made_at) from (
                   select made_at from callback_secret where account_id = $1 and retired_at is null
                   order by made_at desc limit $2) newest)
           returning 1""",
        account_id, kept, at,
    )  # fmt: skip
    return len(rows)


async def secret_notes(conn: Connection, account_id: UUID) -> list[SecretNote]:
    """All secrets that an account ever had, newest first, without themselves."""
    rows = await conn.fetch(
        """select account_id, made_by, made_at, retired_at from callback_secret where account_id = $1
           order by made_at desc limit 100""",
        account_id,
    )
    return [SecretNote(*row) for row in rows]
