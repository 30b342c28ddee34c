"""Campaigns that end earlier or later, and how far each has come, alone and unit by unit."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.donation.domain.campaigns import Progress
from services.donation.domain.register import Campaign
from shared.db import Connection


class UnitProgress(NamedTuple):
    """How far a unit has come, in đồng, with all that were merged into it.

    ``paid_by_others`` is its part of gifts that the unit above paid; it stands in that one's sum already.
    """

    unit_id: UUID
    code: str
    name: str
    target: int
    gifts: int
    received: int
    reversed: int
    paid_by_others: int
    pledges: int
    pledged: int
    outstanding: int

    @property
    def progress(self) -> Progress:
        """The unit's own figures, without what others paid for it."""
        return Progress(*self[3:7], *self[8:])


async def hold_campaign(conn: Connection, campaign_id: UUID) -> Campaign | None:
    """A campaign that nobody else changes until the transaction ends."""
    row = await conn.fetchrow(
        """select campaign_id, fund_id, code, name, year, opens_on, closes_on, suggested_level, closed_on
           from campaign where campaign_id = $1 for no key update""",
        campaign_id,
    )
    return None if row is None else Campaign(*row)


async def change_campaign(
    conn: Connection, before: Campaign, after: Campaign, reason: str, *, by: str, at: datetime
) -> None:
    """Give a held campaign other days, and keep what they were and why."""
    await conn.execute(
        "update campaign set closes_on = $2, closed_on = $3 where campaign_id = $1",
        after.campaign_id, after.closes_on, after.closed_on,
    )  # fmt: skip
    await conn.execute(
        """insert into campaign_change (campaign_id, kind, from_day, to_day, reason, changed_by, changed_at)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        after.campaign_id, "extended" if after.closed_on is None else "closed", before.closes_on, after.closes_on,
        reason, by, at,
    )  # fmt: skip


async def progress(conn: Connection, campaign: Campaign) -> Progress:
    """How far a campaign has come. Reads the gifts of its fund in its years."""
    row = await conn.fetchrow(
        """select t.amount, g.gifts, g.amount, r.amount, p.pledges, p.amount, p.outstanding
           from (select coalesce(sum(amount), 0)::bigint as amount from target where campaign_id = $1) t,
                (select count(*) as gifts, coalesce(sum(amount), 0)::bigint as amount from gift
                 where fund_id = $2 and year between $3 and $4 and campaign_id = $1) g,
                (select coalesce(sum(g.amount), 0)::bigint as amount from reversal r join gift g using (gift_id)
                 where r.fund_id = $2 and g.campaign_id = $1) r,
                (select count(*) as pledges, coalesce(sum(p.amount), 0)::bigint as amount,
                        coalesce(sum(greatest(p.amount - coalesce(k.given, 0), 0)), 0)::bigint as outstanding
                 from pledge p left join (
                     select gp.pledge_id, sum(g.amount) as given from gift_pledge gp join gift g using (gift_id)
                     where not exists (select from reversal r where r.gift_id = gp.gift_id) group by gp.pledge_id
                 ) k using (pledge_id)
                 where p.campaign_id = $1 and p.cancelled_at is null) p""",
        campaign.campaign_id, campaign.fund_id, campaign.opens_on.year, campaign.last_day.year,
    )  # fmt: skip
    return Progress(*row) if row else Progress(0, 0, 0, 0, 0, 0, 0)


async def progress_by_unit(
    conn: Connection,
    fund_id: UUID,
    first: int,
    last: int,
    *,
    campaign_id: UUID | None = None,
    unit_id: UUID | None = None,
    after: str | None = None,
    limit: int,
) -> list[UnitProgress]:
    """Organisations with a target, a gift or a pledge in a campaign, or one unit in all of them, in some years.

    In the order of the codes in capitals, those after ``after``: who gave what stands in no other order.
    """
    rows = await conn.fetch(
        """with of_unit as materialized (
               select unit_id from unit where $2::uuid is not null and (unit_id = $2 or merged_into = $2)
           ), given as materialized (
               select unit_id, count(*) as gifts, sum(amount) as amount from gift
               where fund_id = $1 and year between $6 and $7 and unit_id is not null
                 and ($3::uuid is null or campaign_id = $3)
                 and ($2::uuid is null or unit_id in (select unit_id from of_unit))
               group by unit_id
           ), taken_back as materialized (
               select g.unit_id, sum(g.amount) as amount from reversal r join gift g using (gift_id)
               where r.fund_id = $1 and g.year between $6 and $7 and g.unit_id is not null
                 and ($3::uuid is null or g.campaign_id = $3)
                 and ($2::uuid is null or g.unit_id in (select unit_id from of_unit))
               group by g.unit_id
           ), paid as materialized (
               select m.unit_id, sum(m.amount) as amount from gift_member m join gift g using (gift_id)
               where g.fund_id = $1 and g.year between $6 and $7 and m.amount is not null
                 and ($3::uuid is null or g.campaign_id = $3)
                 and ($2::uuid is null or m.unit_id in (select unit_id from of_unit))
                 and not exists (select from reversal r where r.gift_id = m.gift_id)
               group by m.unit_id
           ), promised as materialized (
               select p.unit_id, count(*) as pledges, sum(p.amount) as amount,
                      sum(greatest(p.amount - k.given, 0)) as outstanding
               from pledge p join campaign c using (campaign_id),
               lateral (select coalesce(sum(g.amount), 0) as given from gift_pledge gp join gift g using (gift_id)
                        where gp.pledge_id = p.pledge_id
                          and not exists (select from reversal r where r.gift_id = gp.gift_id)) k
               where p.fund_id = $1 and p.cancelled_at is null and ($3::uuid is null or p.campaign_id = $3)
                 and ($2::uuid is null or p.unit_id in (select unit_id from of_unit)) and c.year between $6 and $7
               group by p.unit_id
           ), asked as materialized (
               select t.unit_id, sum(t.amount) as amount from target t join campaign c using (campaign_id)
               where t.fund_id = $1 and ($3::uuid is null or t.campaign_id = $3) and c.year between $6 and $7
                 and ($2::uuid is null or t.unit_id in (select unit_id from of_unit))
               group by t.unit_id
           ), parts as materialized (
               select unit_id, amount as target, 0 as gifts, 0 as received, 0 as reversed, 0 as paid, 0 as pledges,
                      0 as pledged, 0 as outstanding from asked
               union all select unit_id, 0, gifts, amount, 0, 0, 0, 0, 0 from given
               union all select unit_id, 0, 0, 0, amount, 0, 0, 0, 0 from taken_back
               union all select unit_id, 0, 0, 0, 0, amount, 0, 0, 0 from paid
               union all select unit_id, 0, 0, 0, 0, 0, pledges, amount, outstanding from promised
           )
           select h.unit_id, h.code, h.name, sum(a.target)::bigint, sum(a.gifts)::bigint, sum(a.received)::bigint,
                  sum(a.reversed)::bigint, sum(a.paid)::bigint, sum(a.pledges)::bigint, sum(a.pledged)::bigint,
                  sum(a.outstanding)::bigint
           from parts a join unit u using (unit_id) join unit h on h.unit_id = coalesce(u.merged_into, u.unit_id)
           where (h.kind <> 'person' or $2::uuid is not null) and upper(h.code) > $4
           group by h.unit_id order by upper(h.code) limit $5""",
        fund_id, unit_id, campaign_id, after or "", limit, first, last,
    )  # fmt: skip
    return [UnitProgress(*row) for row in rows]
