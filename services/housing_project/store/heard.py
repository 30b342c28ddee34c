"""What the fund has said, kept as it came; set-based, a batch at a time."""

from collections.abc import Sequence

from shared.contracts.fund_allocation import (
    FundOpened,
    InstalmentPaid,
    ReservationReleased,
    SupportDecided,
    SupportRefused,
)
from shared.db import Connection


async def hear_funds(conn: Connection, funds: Sequence[FundOpened]) -> None:
    """Keep funds that were opened."""
    await conn.execute(
        "insert into fund (fund_id, code, name) select * from unnest($1::uuid[], $2::text[], $3::text[])",
        [f.fund_id for f in funds],
        [f.code for f in funds],
        [f.name for f in funds],
    )


async def hear_decisions(conn: Connection, decisions: Sequence[SupportDecided]) -> None:
    """Keep support decisions."""
    await conn.execute(
        """insert into support_decision
               (decision_id, decision_number, request_id, house_id, fund_id, amount, decided_on, above_norm)
           select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[], $7::date[],
                                $8::boolean[])""",
        [d.decision_id for d in decisions],
        [d.decision_number for d in decisions],
        [d.request_id for d in decisions],
        [d.house_id for d in decisions],
        [d.fund_id for d in decisions],
        [d.amount for d in decisions],
        [d.decided_on for d in decisions],
        [d.above_norm for d in decisions],
    )


async def hear_refusals(conn: Connection, refusals: Sequence[SupportRefused]) -> None:
    """Keep the board's refusals."""
    await conn.execute(
        """insert into support_refusal (request_id, house_id, refused_on)
           select * from unnest($1::uuid[], $2::uuid[], $3::date[])""",
        [r.request_id for r in refusals],
        [r.house_id for r in refusals],
        [r.refused_on for r in refusals],
    )


async def hear_instalments(conn: Connection, instalments: Sequence[InstalmentPaid]) -> None:
    """Keep payments. Waits for settlements that are being written, so that none is counted half."""
    await conn.execute(
        "select from house where house_id = any($1) order by house_id for no key update",
        [i.house_id for i in instalments],
    )
    await conn.execute(
        """insert into instalment (instalment_id, decision_id, house_id, certificate_id, certificate, amount, paid_on)
           select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[],
                                $7::date[])""",
        [i.instalment_id for i in instalments],
        [i.decision_id for i in instalments],
        [i.house_id for i in instalments],
        [i.certificate_id for i in instalments],
        [i.certificate for i in instalments],
        [i.amount for i in instalments],
        [i.paid_on for i in instalments],
    )


async def hear_releases(conn: Connection, releases: Sequence[ReservationReleased]) -> None:
    """Keep what went back to the fund."""
    await conn.execute(
        """insert into reservation_release (decision_id, house_id, amount, released_on, cause)
           select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::date[], $5::text[])""",
        [r.decision_id for r in releases],
        [r.house_id for r in releases],
        [r.amount for r in releases],
        [r.released_on for r in releases],
        [r.cause for r in releases],
    )


async def unplaced(conn: Connection) -> dict[str, int]:
    """How many events of each kind name a house or a request that is not known here."""
    row = await conn.fetchrow(
        """select
             (select count(*) from support_decision d
              where not exists (select from support_request r where r.request_id = d.request_id)) as decisions,
             (select count(*) from support_refusal f
              where not exists (select from support_request r where r.request_id = f.request_id)) as refusals,
             (select count(*) from instalment i where not exists (select from house h where h.house_id = i.house_id))
               as instalments,
             (select count(*) from reservation_release r
              where not exists (select from house h where h.house_id = r.house_id)) as releases"""
    )
    return dict(row) if row else {}
