"""Beneficiaries, commitments to care for them, months paid, ends."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.donation.domain.sponsorship import Beneficiary, Sponsorship
from shared.db import Connection


class Payment(NamedTuple):
    """A month that was paid, in đồng; ``voided`` when it was recorded by mistake."""

    payment_id: UUID
    month: date
    amount: int
    paid_on: date
    voided: bool
    recorded_by: str


class NewPayment(NamedTuple):
    """A month to be recorded as paid."""

    payment_id: UUID
    month: date


class Shown(NamedTuple):
    """A commitment with whom it is for and the months that were paid."""

    sponsorship: Sponsorship
    beneficiary: Beneficiary
    unit_code: str
    paid: list[date]
    paid_amount: int


async def add_beneficiary(conn: Connection, new: Beneficiary, *, by: str, at: datetime) -> bool:
    """Register a beneficiary; False when the fund has the code already."""
    added = await conn.fetchval(
        """insert into beneficiary (beneficiary_id, fund_id, code, category, village, registered_by, registered_at)
           values ($1, $2, $3, $4, $5, $6, $7) on conflict (fund_id, upper(code)) do nothing returning true""",
        *new, by, at,
    )  # fmt: skip
    return added is not None


async def beneficiary(conn: Connection, beneficiary_id: UUID) -> Beneficiary | None:
    """One beneficiary."""
    row = await conn.fetchrow(
        "select beneficiary_id, fund_id, code, category, village from beneficiary where beneficiary_id = $1",
        beneficiary_id,
    )
    return None if row is None else Beneficiary(*row)


async def beneficiaries(conn: Connection, fund_id: UUID, *, after: str | None, limit: int) -> list[Beneficiary]:
    """Beneficiaries of a fund in the order of their codes in capitals, those after ``after``."""
    rows = await conn.fetch(
        """select beneficiary_id, fund_id, code, category, village from beneficiary
           where fund_id = $1 and upper(code) > $2 order by upper(code) limit $3""",
        fund_id, after or "", limit,
    )  # fmt: skip
    return [Beneficiary(*row) for row in rows]


async def lock(conn: Connection, id_: UUID) -> None:
    """Wait for everyone who changes the care for a beneficiary, or a commitment, and keep others waiting."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('sponsorship ' || $1, 7))", str(id_))


_COMMITMENT = """
    select s.sponsorship_id, s.fund_id, s.beneficiary_id, s.unit_id, s.monthly_amount, s.first_month, e.last_month
    from sponsorship s left join sponsorship_end e using (sponsorship_id)
"""


async def of_beneficiary(conn: Connection, beneficiary_id: UUID) -> list[Sponsorship]:
    """Every commitment for a beneficiary, those that ended too."""
    rows = await conn.fetch(_COMMITMENT + "where s.beneficiary_id = $1 order by s.sponsorship_id", beneficiary_id)
    return [Sponsorship(*row) for row in rows]


async def sponsorship(conn: Connection, sponsorship_id: UUID) -> Sponsorship | None:
    """One commitment."""
    row = await conn.fetchrow(_COMMITMENT + "where s.sponsorship_id = $1", sponsorship_id)
    return None if row is None else Sponsorship(*row)


async def add(conn: Connection, new: Sponsorship, *, by: str, at: datetime) -> None:
    """Write a commitment."""
    await conn.execute(
        """insert into sponsorship (sponsorship_id, fund_id, beneficiary_id, unit_id, monthly_amount, first_month,
                                    recorded_by, recorded_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        *new[:6], by, at,
    )  # fmt: skip


async def end(conn: Connection, sponsorship_id: UUID, last: date, reason: str, *, by: str, at: datetime) -> None:
    """Write the end of a commitment that has none."""
    await conn.execute(
        """insert into sponsorship_end (sponsorship_id, last_month, reason, recorded_by, recorded_at)
           values ($1, $2, $3, $4, $5)""",
        sponsorship_id, last, reason, by, at,
    )  # fmt: skip


async def pay(
    conn: Connection, sponsorship: Sponsorship, payments: Sequence[NewPayment], amount: int, on: date, *,
    by: str, at: datetime,
) -> None:  # fmt: skip
    """Write months as paid, each with ``amount`` đồng. Raises asyncpg.UniqueViolationError for a month paid already."""
    await conn.execute(
        """insert into sponsorship_payment (payment_id, sponsorship_id, fund_id, year, month, attempt, amount, paid_on,
                                            recorded_by, recorded_at)
           select n.payment_id, $3, $4, $5, n.month,
                  (select count(*) from sponsorship_payment p join sponsorship_payment_void v using (payment_id)
                   where p.sponsorship_id = $3 and p.month = n.month),
                  $6, $7, $8, $9
           from unnest($1::uuid[], $2::date[]) as n (payment_id, month)""",
        [payment.payment_id for payment in payments], [payment.month for payment in payments],
        sponsorship.sponsorship_id, sponsorship.fund_id, on.year, amount, on, by, at,
    )  # fmt: skip


async def payments(conn: Connection, sponsorship_id: UUID) -> list[Payment]:
    """Every month recorded as paid, the first month first."""
    rows = await conn.fetch(
        """select p.payment_id, p.month, p.amount, p.paid_on, v.payment_id is not null, p.recorded_by
           from sponsorship_payment p left join sponsorship_payment_void v using (payment_id)
           where p.sponsorship_id = $1 order by p.month, p.attempt""",
        sponsorship_id,
    )
    return [Payment(*row) for row in rows]


async def void(conn: Connection, payment_id: UUID, reason: str, *, by: str, at: datetime) -> None:
    """Write that a payment was recorded by mistake."""
    await conn.execute(
        "insert into sponsorship_payment_void (payment_id, reason, recorded_by, recorded_at) values ($1, $2, $3, $4)",
        payment_id, reason, by, at,
    )  # fmt: skip


async def shown(
    conn: Connection, *, fund_id: UUID | None, sponsorship_id: UUID | None, after: UUID | None, limit: int
) -> list[Shown]:
    """Commitments of a fund, or one of them, newest first, those after ``after``."""
    rows = await conn.fetch(
        """select s.sponsorship_id, s.fund_id, s.beneficiary_id, s.unit_id, s.monthly_amount, s.first_month,
                  e.last_month, b.beneficiary_id, b.fund_id, b.code, b.category, b.village, u.code, p.months, p.amount
           from sponsorship s
             join beneficiary b using (beneficiary_id) join unit u on u.unit_id = s.unit_id
             left join sponsorship_end e using (sponsorship_id),
             lateral (select coalesce(array_agg(p.month order by p.month), '{}') as months,
                             coalesce(sum(p.amount), 0)::bigint as amount
                      from sponsorship_payment p left join sponsorship_payment_void v using (payment_id)
                      where p.sponsorship_id = s.sponsorship_id and v.payment_id is null) p
           where ($1::uuid is null or s.fund_id = $1) and ($2::uuid is null or s.sponsorship_id = $2)
             and s.sponsorship_id < coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
           order by s.sponsorship_id desc limit $4""",
        fund_id, sponsorship_id, after, limit,
    )  # fmt: skip
    return [Shown(Sponsorship(*row[:7]), Beneficiary(*row[7:12]), row[12], list(row[13]), row[14]) for row in rows]
