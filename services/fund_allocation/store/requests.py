"""What was heard of houses: their public description, requests for support, stage certificates and how they ended."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from services.fund_allocation.domain.decision import Request, RequestState
from services.fund_allocation.domain.payment import Certified, Ending
from shared.db import Connection


async def hear_houses(conn: Connection, houses: Sequence[Sequence[Any]]) -> None:
    """Keep what is shown of houses; rows in the order of the columns."""
    await conn.execute(
        """insert into house (house_id, house_code, household_id, household_code, category, village, commune, work_type,
                              programme, fund_id, applied_on)
           select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
                                $8::text[], $9::text[], $10::uuid[], $11::date[])""",
        *(list(column) for column in zip(*houses, strict=True)),
    )


async def hear_requests(conn: Connection, requests: Sequence[Sequence[Any]]) -> None:
    """Keep requests for support; rows in the order of the columns. One of a house that has ended is withdrawn."""
    await conn.execute(
        """insert into request (request_id, house_id, household_id, fund_id, programme, work_type, amount,
                                estimated_cost, requested_on, requested_by, state)
           select r.*, case when e.house_id is null then 'waiting' else 'withdrawn' end
           from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::bigint[],
                       $8::bigint[], $9::date[], $10::text[])
                as r (request_id, house_id, household_id, fund_id, programme, work_type, amount, estimated_cost,
                      requested_on, requested_by)
           left join house_end e on e.house_id = r.house_id""",
        *(list(column) for column in zip(*requests, strict=True)),
    )


async def hear_certificates(conn: Connection, certificates: Sequence[tuple[UUID, UUID, str, date]]) -> None:
    """Keep stage certificates: id, house, kind, day."""
    await conn.execute(
        """insert into certificate (certificate_id, house_id, certificate, reached_on)
           select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[])""",
        *(list(column) for column in zip(*certificates, strict=True)),
    )


async def fund_of(conn: Connection, request_id: UUID) -> UUID | None:
    """The fund that is asked for support; None when there is no such request."""
    fund_id: UUID | None = await conn.fetchval("select fund_id from request where request_id = $1", request_id)
    return fund_id


async def lock_request(conn: Connection, request_id: UUID) -> Request:
    """A known request as it stands now, locked; take the fund's lock first."""
    rows = await conn.fetch(
        """select request_id, house_id, household_id, fund_id, programme, work_type, amount, estimated_cost,
                  requested_on, requested_by, state from request where request_id = $1 for update""",
        request_id,
    )
    return Request(*rows[0])


async def set_state(conn: Connection, request_id: UUID, state: RequestState) -> None:
    """Write down how a request was answered."""
    await conn.execute("update request set state = $2 where request_id = $1", request_id, state)


async def add_refusal(
    conn: Connection, request_id: UUID, *, on: date, reason: str, refused_by: str, requested_by: str
) -> None:
    """The board's refusal; its reason stays here."""
    await conn.execute(
        "insert into refusal (request_id, refused_on, reason, refused_by, requested_by) values ($1, $2, $3, $4, $5)",
        request_id, on, reason, refused_by, requested_by,
    )  # fmt: skip


async def certificate(conn: Connection, certificate_id: UUID) -> Certified | None:
    """A stage certificate with the instalment paid against it."""
    row = await conn.fetchrow(
        """select c.certificate_id, c.house_id, c.certificate, c.reached_on, i.instalment_id
           from certificate c left join instalment i using (certificate_id) where c.certificate_id = $1""",
        certificate_id,
    )
    return Certified(*row) if row else None


class Ended(NamedTuple):
    """A house that was settled or cancelled."""

    house_id: UUID
    ended_as: Ending
    ended_on: date


async def funds_of_houses(conn: Connection, house_ids: Collection[UUID]) -> list[UUID]:
    """The funds that were asked to support these houses."""
    rows = await conn.fetch("select distinct fund_id from request where house_id = any($1::uuid[])", list(house_ids))
    return [row["fund_id"] for row in rows]


async def end_houses(conn: Connection, ended: Sequence[Ended]) -> None:
    """Keep how houses ended and withdraw what they still ask for."""
    await conn.execute(
        """with heard as materialized (
               select * from unnest($1::uuid[], $2::text[], $3::date[]) as h (house_id, ended_as, ended_on)
           ), kept as (
               insert into house_end (house_id, ended_as, ended_on) select house_id, ended_as, ended_on from heard
           )
           update request r set state = 'withdrawn' from heard
           where r.house_id = heard.house_id and r.state = 'waiting'""",
        *(list(column) for column in zip(*ended, strict=True)),
    )
