"""Pledges with what was given for them, those that are late, and the letters about them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.donation.domain.pledge import Due, Pledge
from services.donation.domain.register import NotAsked
from shared.contracts.donation import UnitKind
from shared.db import Connection


class Pledger(NamedTuple):
    """A person who promised and is no unit: private."""

    name: str
    address: str | None


class Kept(NamedTuple):
    """A pledge as it stands. ``given``: the sum in đồng of gifts for it that were not taken back; the unit is the one
    under which its own goes on, None for a person. ``reminded_at``: the last letter."""

    pledge: Pledge
    given: int
    gifts: int
    head_id: UUID | None
    unit_code: str | None
    unit_name: str | None
    unit_kind: UnitKind | None
    not_asked: NotAsked | None
    cancelled_at: datetime | None
    recorded_by: str
    recorded_at: datetime
    reminded_at: datetime | None

    @property
    def may_be_asked(self) -> bool:
        """Only an organisation that is not of a group that may not be asked."""
        return self.unit_kind not in (None, "person") and self.not_asked is None


class Late(NamedTuple):
    """A pledge that is late: since when, and what of it in đồng."""

    due_on: date
    pledge_id: UUID
    campaign_id: UUID
    unit_id: UUID
    unit_code: str
    unit_name: str
    amount: int
    given: int
    overdue: int
    reminded_at: datetime | None


class Letter(NamedTuple):
    """What a reminder says to one unit."""

    pledge_id: UUID
    unit_name: str
    unit_code: str
    campaign_name: str
    pledged_on: datetime
    amount: int
    given: int
    due_on: date
    overdue: int


class Reminder(NamedTuple):
    """Letters that were written together."""

    reminder_id: UUID
    fund_id: UUID
    fund_name: str
    made_at: datetime
    letters: list[Letter]


async def add_pledge(conn: Connection, pledge: Pledge, pledger: Pledger | None, *, by: str, at: datetime) -> None:
    """Write a promise with its parts, and the person who made it."""
    await conn.execute(
        """with written as (
               insert into pledge (pledge_id, fund_id, campaign_id, unit_id, amount, note, recorded_by, recorded_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8) returning pledge_id
           )
           insert into pledge_due (pledge_id, due_on, amount)
           select w.pledge_id, d.* from written w, unnest($9::date[], $10::bigint[]) as d (due_on, amount)""",
        *pledge[:5], pledge.note, by, at, [due.due_on for due in pledge.dues], [due.amount for due in pledge.dues],
    )  # fmt: skip
    if pledger is not None:
        await conn.execute(
            "insert into pledger (pledge_id, name, address) values ($1, $2, $3)", pledge.pledge_id, *pledger
        )


async def hold_pledge(conn: Connection, pledge_id: UUID) -> None:
    """Keep gifts for a pledge from being recorded, and others from changing it, until the transaction ends."""
    await conn.execute("select from pledge where pledge_id = $1 for no key update", pledge_id)


async def cancel_pledge(conn: Connection, pledge_id: UUID, reason: str, *, by: str, at: datetime) -> None:
    """Cancel a held pledge."""
    await conn.execute(
        "update pledge set cancelled_at = $2, cancelled_by = $3, cancel_reason = $4 where pledge_id = $1",
        pledge_id, at, by, reason,
    )  # fmt: skip


async def pledge(conn: Connection, pledge_id: UUID) -> Kept | None:
    """One pledge."""
    found = await _pledges(conn, [pledge_id])
    return found[0] if found else None


async def pledges(
    conn: Connection, fund_id: UUID, *, campaign_id: UUID | None, unit_ids: Sequence[UUID] | None, after: UUID | None,
    limit: int,
) -> list[Kept]:  # fmt: skip
    """Pledges of a fund, or of a campaign or some units of it, newest first, those after ``after``."""
    rows = await conn.fetch(
        """select pledge_id from pledge
           where fund_id = $1 and ($2::uuid is null or campaign_id = $2)
             and ($3::uuid[] is null or unit_id = any($3)) and ($4::uuid is null or pledge_id < $4)
           order by pledge_id desc limit $5""",
        fund_id, campaign_id, None if unit_ids is None else list(unit_ids), after, limit,
    )  # fmt: skip
    return await _pledges(conn, [row[0] for row in rows])


async def _pledges(conn: Connection, pledge_ids: Sequence[UUID]) -> list[Kept]:
    """These pledges, newest first."""
    rows = await conn.fetch(
        """select p.pledge_id, p.fund_id, p.campaign_id, p.unit_id, p.amount, p.note, d.days, d.amounts,
                  k.given, k.gifts, h.unit_id, h.code, h.name, h.kind, coalesce(u.not_asked, h.not_asked),
                  p.cancelled_at, p.recorded_by, p.recorded_at,
                  (select max(r.made_at) from reminder_letter l join reminder r using (reminder_id)
                   where l.pledge_id = p.pledge_id)
           from pledge p
           left join unit u on u.unit_id = p.unit_id
           left join unit h on h.unit_id = coalesce(u.merged_into, u.unit_id),
           lateral (select array_agg(due_on order by due_on) as days, array_agg(amount order by due_on) as amounts
                    from pledge_due d where d.pledge_id = p.pledge_id) d,
           lateral (select count(*) as gifts, coalesce(sum(g.amount), 0)::bigint as given
                    from gift_pledge gp join gift g using (gift_id) where gp.pledge_id = p.pledge_id
                    and not exists (select from reversal r where r.gift_id = gp.gift_id)) k
           where p.pledge_id = any($1::uuid[]) order by p.pledge_id desc""",
        list(pledge_ids),
    )
    return [Kept(_pledge(*row[:8]), *row[8:]) for row in rows]


def _pledge(
    pledge_id: UUID,
    fund_id: UUID,
    campaign_id: UUID,
    unit_id: UUID | None,
    amount: int,
    note: str | None,
    days: Sequence[date],
    amounts: Sequence[int],
) -> Pledge:
    return Pledge(pledge_id, fund_id, campaign_id, unit_id, amount, tuple(map(Due, days, amounts)), note)


async def pledger(conn: Connection, pledge_id: UUID) -> Pledger | None:
    """The person who promised."""
    row = await conn.fetchrow("select name, address from pledger where pledge_id = $1", pledge_id)
    return None if row is None else Pledger(*row)


async def cancel_reason(conn: Connection, pledge_id: UUID) -> str | None:
    """Why a pledge was cancelled: private."""
    reason: str | None = await conn.fetchval("select cancel_reason from pledge where pledge_id = $1", pledge_id)
    return reason


async def overdue(
    conn: Connection,
    fund_id: UUID,
    today: date,
    *,
    campaign_id: UUID | None = None,
    not_reminded_since: datetime | None = None,
    after: tuple[date, UUID] | None = None,
    limit: int,
) -> list[Late]:
    """What organisations promised themselves and what is late of it, by the day since which it is, those after
    ``after``; with ``not_reminded_since``, only without a letter since then. Nobody else is ever on this list."""
    rows = await conn.fetch(
        """with promised as (
               select p.pledge_id,
                      (select coalesce(sum(g.amount), 0) from gift_pledge gp join gift g using (gift_id)
                       where gp.pledge_id = p.pledge_id
                         and not exists (select from reversal r where r.gift_id = gp.gift_id)) as given
               from pledge p join unit u using (unit_id) join unit h on h.unit_id = coalesce(u.merged_into, u.unit_id)
               where p.fund_id = $1 and ($2::uuid is null or p.campaign_id = $2) and p.cancelled_at is null
                 and u.kind <> 'person' and u.not_asked is null and h.not_asked is null
           ), due as (
               select d.pledge_id, d.due_on, p.given,
                      sum(d.amount) over (partition by d.pledge_id order by d.due_on) as so_far
               from promised p join pledge_due d using (pledge_id) where d.due_on < $3
           ), late as (
               select min(due_on) as due_on, pledge_id, given, max(so_far) - given as overdue
               from due where so_far > given group by pledge_id, given
           )
           select l.due_on, p.pledge_id, p.campaign_id, h.unit_id, h.code, h.name, p.amount, l.given::bigint,
                  l.overdue::bigint, r.made_at
           from late l join pledge p using (pledge_id) join unit u on u.unit_id = p.unit_id
           join unit h on h.unit_id = coalesce(u.merged_into, u.unit_id),
           lateral (select max(r.made_at) as made_at from reminder_letter t join reminder r using (reminder_id)
                    where t.pledge_id = l.pledge_id) r
           where (l.due_on, l.pledge_id) > ($4, $5) and ($6::timestamptz is null or r.made_at is null or r.made_at < $6)
           order by l.due_on, l.pledge_id limit $7""",
        fund_id, campaign_id, today, *(after or (date.min, UUID(int=0))), not_reminded_since, limit,
    )  # fmt: skip
    return [Late(*row) for row in rows]


async def add_reminder(
    conn: Connection, reminder_id: UUID, fund_id: UUID, late: Sequence[Late], *, by: str, at: datetime
) -> None:
    """Record letters about these pledges."""
    await conn.execute(
        "insert into reminder (reminder_id, fund_id, made_by, made_at) values ($1, $2, $3, $4)",
        reminder_id, fund_id, by, at,
    )  # fmt: skip
    await conn.execute(
        """insert into reminder_letter (reminder_id, number, pledge_id, due_on, given, overdue)
           select $1, l.n, l.pledge_id, l.due_on, l.given, l.overdue
           from unnest($2::uuid[], $3::date[], $4::bigint[], $5::bigint[]) with ordinality
               as l (pledge_id, due_on, given, overdue, n)""",
        reminder_id, [line.pledge_id for line in late], [line.due_on for line in late],
        [line.given for line in late], [line.overdue for line in late],
    )  # fmt: skip


async def reminder(conn: Connection, reminder_id: UUID) -> Reminder | None:
    """Letters as they were written; the names are those of today."""
    row = await conn.fetchrow(
        """select r.reminder_id, r.fund_id, f.name, r.made_at from reminder r join fund f using (fund_id)
           where r.reminder_id = $1""",
        reminder_id,
    )
    if row is None:
        return None
    letters = await conn.fetch(
        """select l.pledge_id, h.name, h.code, c.name, p.recorded_at, p.amount, l.given, l.due_on, l.overdue
           from reminder_letter l join pledge p using (pledge_id) join campaign c using (campaign_id)
           join unit u on u.unit_id = p.unit_id join unit h on h.unit_id = coalesce(u.merged_into, u.unit_id)
           where l.reminder_id = $1 order by l.number""",
        reminder_id,
    )
    reminder_id, fund_id, fund_name, made_at = row
    return Reminder(reminder_id, fund_id, fund_name, made_at, [Letter(*letter) for letter in letters])
