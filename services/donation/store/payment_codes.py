"""Payment codes: what each stands for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.donation.domain.issuing import PaymentCode, Purpose
from shared.db import Connection


class Numbered(NamedTuple):
    """A code with the serial that orders the list."""

    serial: int
    code: PaymentCode


async def take_serials(conn: Connection, count: int) -> list[int]:
    """Serial numbers that nobody else has; those that are not used are lost, which is no harm."""
    rows = await conn.fetch("select nextval('payment_code_serial') from generate_series(1, $1)", count)
    return [row[0] for row in rows]


async def add_codes(
    conn: Connection, rows: Sequence[tuple[int, str, Purpose]], *, by: str, at: datetime
) -> list[tuple[str, bool]]:
    """Issue codes for those meanings that have none in use, in one statement: those that were new, and of each whether
    it may be told, which a person's is not."""
    added = await conn.fetch(
        """insert into payment_code (serial, code, fund_id, account_id, campaign_id, unit_id, issued_by, issued_at)
           select *, $7, $8 from unnest($1::bigint[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[])
           on conflict (account_id, campaign_id, unit_id) where revoked_at is null do nothing
           returning code, not exists (select from unit u where u.unit_id = payment_code.unit_id
                                       and u.kind = 'person')""",
        [serial for serial, _, _ in rows], [code for _, code, _ in rows],
        *([purpose[field] for _, _, purpose in rows] for field in range(4)), by, at,
    )  # fmt: skip
    return [(code, told) for code, told in added]


async def in_use(conn: Connection, purpose: Purpose) -> PaymentCode | None:
    """The code in use for a meaning."""
    row = await conn.fetchrow(
        """select serial, code, fund_id, account_id, campaign_id, unit_id, issued_by, issued_at, revoked_at
           from payment_code
           where account_id = $1 and campaign_id is not distinct from $2 and unit_id is not distinct from $3
             and revoked_at is null""",
        purpose.account_id, purpose.campaign_id, purpose.unit_id,
    )  # fmt: skip
    return None if row is None else _numbered(row).code


async def codes(conn: Connection, texts: Sequence[str]) -> dict[str, PaymentCode]:
    """What was issued of some codes, revoked or not, by code; thousands at once."""
    rows = await conn.fetch(
        """select serial, code, fund_id, account_id, campaign_id, unit_id, issued_by, issued_at, revoked_at
           from payment_code where code = any($1::text[])""",
        texts,
    )
    return {row["code"]: _numbered(row).code for row in rows}


async def codes_of_fund(
    conn: Connection, fund_id: UUID, *, campaign_id: UUID | None, after: int | None, limit: int
) -> list[Numbered]:
    """Codes of a fund, newest first, those after ``after``; of one campaign, if one is named."""
    rows = await conn.fetch(
        """select serial, code, fund_id, account_id, campaign_id, unit_id, issued_by, issued_at, revoked_at
           from payment_code
           where fund_id = $1 and ($2::uuid is null or campaign_id = $2) and ($3::bigint is null or serial < $3)
           order by serial desc limit $4""",
        fund_id, campaign_id, after, limit,
    )  # fmt: skip
    return [_numbered(row) for row in rows]


async def units_without_code(conn: Connection, account_id: UUID, campaign_id: UUID) -> tuple[int, list[UUID]]:
    """How many units have a target in a campaign, and which of them have no code in use for it and the account."""
    rows = await conn.fetch(
        """select t.unit_id, exists (select from payment_code p where p.account_id = $1 and p.campaign_id = $2
                                     and p.unit_id = t.unit_id and p.revoked_at is null) as has_code
           from target t where t.campaign_id = $2 order by t.unit_id""",
        account_id, campaign_id,
    )  # fmt: skip
    return len(rows), [row["unit_id"] for row in rows if not row["has_code"]]


async def revoke(conn: Connection, code: str, *, by: str, at: datetime) -> None:
    """Take a code out of use; one that is out of use stays as it is."""
    await conn.execute(
        "update payment_code set revoked_at = $2, revoked_by = $3 where code = $1 and revoked_at is null", code, at, by
    )


def _numbered(row: Any) -> Numbered:
    serial, code, fund_id, account_id, campaign_id, unit_id, issued_by, issued_at, revoked_at = row
    purpose = Purpose(fund_id, account_id, campaign_id, unit_id)
    return Numbered(serial, PaymentCode(code, purpose, issued_by, issued_at, revoked_at))
