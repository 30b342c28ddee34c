"""What the API shows of houses: lists and one house with its history and money. Nothing private is here."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.housing_project.domain.house import State
from shared.db import Connection


class HouseDetail(NamedTuple):
    """Everything about one house that is not private, as rows."""

    summary: asyncpg.Record
    stages: list[asyncpg.Record]
    requests: list[asyncpg.Record]
    decisions: list[asyncpg.Record]
    instalments: list[asyncpg.Record]
    released: int
    settlement: asyncpg.Record | None


async def house_summaries(
    conn: Connection,
    *,
    house_id: UUID | None = None,
    funds: Sequence[UUID] | None = None,
    stage: State | None = None,
    before: UUID | None = None,
    limit: int = 1,
) -> list[asyncpg.Record]:
    """Houses newest first, those after ``before`` in that order; None means no such filter."""
    rows = await conn.fetch(
        """select h.house_id, h.code as house_code, o.code as household_code, o.village, o.commune, h.fund_id,
                  h.programme, h.work_type, h.stage, h.step, s."on", h.estimated_cost, h.household_id, o.category,
                  (select sum(d.amount)::bigint from support_decision d where d.house_id = h.house_id) as decided,
                  coalesce((select sum(i.amount) from instalment i where i.house_id = h.house_id), 0)::bigint as paid
           from house h join household o using (household_id) join house_stage s using (house_id, step)
           where ($1::uuid[] is null or h.fund_id = any($1)) and ($2::text is null or h.stage = $2)
             and ($3::uuid is null or h.house_id < $3) and ($5::uuid is null or h.house_id = $5)
           order by h.house_id desc limit $4""",
        funds, stage, before, limit, house_id,
    )  # fmt: skip
    return list(rows)


async def house_detail(conn: Connection, house_id: UUID) -> HouseDetail | None:
    """One house with its history and money, all read at one instant."""
    async with conn.transaction(isolation="repeatable_read", readonly=True):
        summaries = await house_summaries(conn, house_id=house_id)
        if not summaries:
            return None
        return HouseDetail(
            summaries[0],
            await conn.fetch(
                """select step, stage, "on", certificate_id, certificate_number from house_stage
                   where house_id = $1 order by step""",
                house_id,
            ),
            await conn.fetch(
                """select r.request_id, r.amount, s."on" as requested_on, r.requested_by,
                          case when d.request_id is not null then 'decided'
                               when f.request_id is not null then 'refused' end as answer
                   from support_request r join house_stage s using (house_id, step)
                   left join support_decision d using (request_id) left join support_refusal f using (request_id)
                   where r.house_id = $1 order by r.step""",
                house_id,
            ),
            await conn.fetch(
                """select decision_id, decision_number, request_id, amount, decided_on, above_norm
                   from support_decision where house_id = $1 order by decided_on, decision_id""",
                house_id,
            ),
            await conn.fetch(
                """select instalment_id, certificate, certificate_id, amount, paid_on
                   from instalment where house_id = $1 order by paid_on, instalment_id""",
                house_id,
            ),
            await conn.fetchval(
                "select coalesce(sum(amount), 0)::bigint from reservation_release where house_id = $1", house_id
            ),
            await conn.fetchrow(
                """select s."on", t.actual_cost, t.fund, t.state_budget, t.family, t.community, t.labour_days
                   from settlement t join house_stage s using (house_id, step) where house_id = $1""",
                house_id,
            ),
        )
