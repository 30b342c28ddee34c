"""What was promised, for whom gifts were paid, and what a payment code leads to."""

from typing import NamedTuple
from uuid import UUID

from shared.db import Connection


class Promised(NamedTuple):
    """Promises as sums, in đồng; they are in no sum of money. ``kept`` is what gifts for them brought, never more than
    was promised by each; ``outstanding``: what is still to come. Cancelled ones count with what was kept of them."""

    pledges: int
    pledged: int
    fulfilled: int
    kept: int
    outstanding: int


class CampaignPromised(NamedTuple):
    """The promises of one campaign."""

    campaign_id: UUID
    name: str
    promised: Promised


class Member(NamedTuple):
    """A unit for which a gift was paid, as it goes on now; ``name`` is None for one that may not be named or is not
    known. ``amount``: its part, where that was told."""

    unit_id: UUID
    name: str | None
    amount: int | None


class Meaning(NamedTuple):
    """What a payment code leads to."""

    fund_id: UUID
    campaign_id: UUID | None
    unit_id: UUID | None


_PROMISED = """
    count(*) filter (where not k.cancelled) as pledges,
    coalesce(sum(case when k.cancelled then least(k.given, k.amount) else k.amount end), 0)::bigint as pledged,
    count(*) filter (where k.given >= k.amount) as fulfilled,
    coalesce(sum(least(k.given, k.amount)), 0)::bigint as kept,
    coalesce(sum(greatest(k.amount - k.given, 0)) filter (where not k.cancelled), 0)::bigint as outstanding
"""


async def promised(conn: Connection, campaign_id: UUID) -> Promised:
    """The promises made to a campaign."""
    (row,) = await conn.fetch("select" + _PROMISED + "from pledge_kept k where k.campaign_id = $1", campaign_id)
    return Promised(*row)


async def promised_in_year(conn: Connection, year: int, fund_id: UUID | None) -> list[CampaignPromised]:
    """The promises of each campaign of a year that has any, by the campaigns' first days."""
    rows = await conn.fetch(
        "select c.campaign_id, c.name,"
        + _PROMISED
        + """from campaign c join pledge_kept k using (campaign_id)
             where c.year = $1 and ($2::uuid is null or c.fund_id = $2)
             group by c.campaign_id order by c.opens_on, c.code, c.campaign_id""",
        year, fund_id,
    )  # fmt: skip
    return [CampaignPromised(row[0], row[1], Promised(*row[2:])) for row in rows]


async def keeps_promise(conn: Connection, gift_id: UUID) -> bool:
    """Whether a gift was given for a promise."""
    kept: bool = await conn.fetchval("select exists (select from pledge_gift where gift_id = $1)", gift_id)
    return kept


async def members(conn: Connection, gift_id: UUID) -> list[Member]:
    """The units for which a gift was paid, in the order in which they were named."""
    rows = await conn.fetch(
        """select coalesce(x.head_id, m.unit_id), u.name, m.amount
           from gift_member m left join unit_merged x using (unit_id)
           left join unit u on u.unit_id = coalesce(x.head_id, m.unit_id)
           where m.gift_id = $1 order by m.n""",
        gift_id,
    )
    return [Member(*row) for row in rows]


async def meaning(conn: Connection, code: str) -> Meaning | None:
    """What a payment code in capitals, without spaces, leads to."""
    row = await conn.fetchrow("select fund_id, campaign_id, unit_id from payment_code where code = $1", code)
    return Meaning(*row) if row else None
