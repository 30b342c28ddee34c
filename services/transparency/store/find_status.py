"""How fresh the read model is, and what in it still waits for something else to be heard."""

from datetime import datetime
from typing import NamedTuple

from shared.db import Connection


class Heard(NamedTuple):
    """``events`` counts all that was taken in and only grows; ``at``: the time of the newest, None before the first."""

    events: int
    at: datetime | None


class Waiting(NamedTuple):
    """What has arrived before its explanation: counts, and sums in đồng."""

    lots: int
    lots_amount: int
    reversals: int
    gifts_of_unknown_units: int
    gifts_of_unknown_units_amount: int
    gifts_of_unknown_campaigns: int
    unknown_funds: int
    decisions_of_unknown_houses: int
    payments_of_unknown_decisions: int
    uncertified_payments: int
    untraced_amount: int

    @property
    def anything(self) -> bool:
        """Whether anything waits at all."""
        return any(self)


async def heard(conn: Connection) -> Heard:
    """The state of the read model; two requests with equal ``events`` see the same rows."""
    row = await conn.fetchrow("select coalesce(sum(events), 0)::bigint as events, max(at) as at from heard")
    return Heard(row["events"], row["at"]) if row else Heard(0, None)


async def waiting(conn: Connection) -> Waiting:
    """What waits now. Only the small tables are read whole."""
    row = await conn.fetchrow(
        """select
             l.lots, l.amount as lots_amount,
             (select count(*) from waiting_reversal) as reversals,
             u.gifts as gifts_of_unknown_units, u.amount as gifts_of_unknown_units_amount,
             (select coalesce(sum(t.gifts), 0)::bigint from received_total t where t.campaign_id is not null
                and not exists (select from campaign c where c.campaign_id = t.campaign_id))
                as gifts_of_unknown_campaigns,
             (select count(*) from (select fund_id from fund_received union select fund_id from opening_balance
                union select fund_id from used_total) s
                where not exists (select from fund f where f.fund_id = s.fund_id)) as unknown_funds,
             (select count(*) from decision d
                where not exists (select from house h where h.house_id = d.house_id)) as decisions_of_unknown_houses,
             (select count(*) from payment p where p.decision_id is not null
                and not exists (select from decision d where d.decision_id = p.decision_id))
                as payments_of_unknown_decisions,
             (select count(*) from payment p where p.certificate_id is not null and not exists
                (select from house_stage s where s.house_id = p.house_id and s.certificate_id = p.certificate_id)
             ) as uncertified_payments,
             abs((select coalesce(sum(amount), 0) from used_total) - (select coalesce(sum(used), 0) from purpose)
                )::bigint as untraced_amount
           from
             (select count(distinct w.lot_id) as lots, coalesce(sum(t.reserved + t.used), 0)::bigint as amount
                from waiting_lot w left join lot_trace t on t.lot_id = w.lot_id
                where not exists (select from gift g where g.gift_id = w.lot_id)
                  and not exists (select from opening_balance o where o.lot_id = w.lot_id)
                  and not exists (select from gift_part p where p.part_id = w.lot_id)) l,
             (select coalesce(sum(t.gifts), 0)::bigint as gifts, coalesce(sum(t.amount), 0)::bigint as amount
                from received_total t where t.unit_id is not null
                and not exists (select from unit u where u.unit_id = t.unit_id)) u"""
    )
    return Waiting(**row) if row else Waiting(*(0 for _ in Waiting._fields))


async def quarantined(conn: Connection) -> int:
    """Events that could not be taken in and wait for a person."""
    return int(await conn.fetchval("select count(*) from quarantine where redriven_at is null"))
