"""What few gifts carry beside themselves: members, in whose name, which pledge. Read and written for a whole batch."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from services.donation.domain.attached import Known, Member, Named, OnBehalf, Promise
from services.donation.domain.gift import NewGift
from services.donation.domain.register import Unit
from shared.clock import local_day
from shared.db import Connection


class Beside(NamedTuple):
    """What one gift carries, as staff see it."""

    members: list[Member]
    on_behalf_of: OnBehalf | None
    pledge_id: UUID | None


async def known(conn: Connection, pledge_ids: Iterable[UUID], unit_ids: Iterable[UUID]) -> Known:
    """What is true of these pledges, which are not cancelled until the transaction ends, and of these units."""
    promises = await conn.fetch(
        """with held as materialized (
               select pledge_id, fund_id, campaign_id, unit_id, cancelled_at from pledge
               where pledge_id = any($1::uuid[]) order by pledge_id for share
           )
           select h.pledge_id, h.fund_id, h.campaign_id, coalesce(u.merged_into, u.unit_id), h.cancelled_at
           from held h left join unit u using (unit_id)""",
        list(pledge_ids),
    )
    units = await conn.fetch(
        """with recursive above as (
               select a.unit_id as asked, a.unit_id from unnest($1::uuid[]) as a (unit_id)
               union select a.asked, u.parent_id from above a join unit u on u.unit_id = a.unit_id
               where u.parent_id is not null
           ), heads as (
               select a.asked, array_agg(coalesce(u.merged_into, u.unit_id)) as ids
               from above a join unit u using (unit_id) group by a.asked
           )
           select a.ids, u.unit_id, u.fund_id, u.code, u.kind, u.name, u.name_consent_on, u.parent_id,
                  u.official_code, u.not_asked, u.merged_into, m.code
           from heads a join unit u on u.unit_id = a.asked left join unit m on m.unit_id = u.merged_into""",
        list(unit_ids),
    )
    return Known(
        {
            pledge_id: Promise(fund_id, campaign_id, head_id, cancelled_at and local_day(cancelled_at))
            for pledge_id, fund_id, campaign_id, head_id, cancelled_at in promises
        },
        {row[1]: Named(Unit(*row[1:]), frozenset(row[0])) for row in units},
    )


async def add(conn: Connection, gifts: Sequence[NewGift]) -> None:
    """Write what these gifts carry, those that carry anything; the gifts are written already."""
    carried = [(gift.gift_id, gift.attached) for gift in gifts if gift.attached is not None]
    kept = [(gift_id, attached.pledge_id) for gift_id, attached in carried if attached.pledge_id is not None]
    if kept:
        await conn.execute("insert into gift_pledge select * from unnest($1::uuid[], $2::uuid[])", *_columns(kept))
    named = [(gift_id, *attached.on_behalf_of) for gift_id, attached in carried if attached.on_behalf_of is not None]
    if named:
        await conn.execute(
            """insert into gift_on_behalf (gift_id, unit_id, name, name_consent)
               select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::boolean[])""",
            *_columns(named),
        )
    members = [(gift_id, n, *m) for gift_id, attached in carried for n, m in enumerate(attached.members, 1)]
    if members:
        await conn.execute(
            """insert into gift_member (gift_id, number, unit_id, name, amount)
               select * from unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::text[], $5::bigint[])""",
            *_columns(members),
        )


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


async def beside(conn: Connection, gift_id: UUID) -> Beside:
    """What a gift carries."""
    members = await conn.fetch(
        "select unit_id, name, amount from gift_member where gift_id = $1 order by number", gift_id
    )
    row = await conn.fetchrow(
        """select b.gift_id is not null, b.unit_id, b.name, b.name_consent, p.pledge_id
           from (select $1::uuid as gift_id) g
           left join gift_on_behalf b on b.gift_id = g.gift_id left join gift_pledge p on p.gift_id = g.gift_id""",
        gift_id,
    )
    return Beside(
        [Member(*member) for member in members],
        OnBehalf(*row[1:4]) if row is not None and row[0] else None,
        None if row is None else row[4],
    )
