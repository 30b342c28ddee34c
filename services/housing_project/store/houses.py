"""Houses: taking an application, and writing each stage that a locked house reaches."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.housing_project.domain.house import Application, House, PriorHouse
from shared.contracts.housing_project import FundingMix
from shared.db import Connection


class Reached(NamedTuple):
    """A stage that a house has just reached. ``actor`` is None for the fund's answers."""

    before: House
    after: House
    actor: str | None
    certificate_id: UUID | None = None
    certificate_number: str | None = None


async def next_house_number(conn: Connection) -> int:
    """A number for a house's code; gaps are allowed."""
    return int(await conn.fetchval("select nextval('house_number')"))


async def prior_houses(conn: Connection, household_id: UUID, programme: str) -> list[PriorHouse]:
    """The household's houses under a programme, with what was paid for them. Lock the household first."""
    rows = await conn.fetch(
        """select h.code, h.stage,
                  coalesce((select sum(i.amount) from instalment i where i.house_id = h.house_id), 0)::bigint
           from house h where h.household_id = $1 and h.programme = $2 order by h.house_id""",
        household_id, programme,
    )  # fmt: skip
    return [PriorHouse(*row) for row in rows]


async def add_house(conn: Connection, application: Application, *, by: str, at: datetime) -> bool:
    """Write an application and its first stage. False when the code is taken: then nothing was written."""
    a = application
    written = await conn.fetchval(
        """insert into house (house_id, code, household_id, fund_id, work_type, programme, estimated_cost, stage, step)
           values ($1, $2, $3, $4, $5, $6, $7, 'applied', 1)
           on conflict (code) do nothing returning true""",
        a.house_id, a.house_code, a.household_id, a.fund_id, a.work_type, a.programme, a.estimated_cost,
    )  # fmt: skip
    if not written:
        return False
    await conn.execute(
        """insert into house_stage (house_id, step, work_type, stage, "on", actor, recorded_at)
           values ($1, 1, $2, 'applied', $3, $4, $5)""",
        a.house_id, a.work_type, a.applied_on, by, at,
    )  # fmt: skip
    return True


async def lock_houses(conn: Connection, house_ids: Sequence[UUID]) -> list[tuple[House, str]]:
    """Houses with their codes, locked in one order until the transaction ends; unknown ids are left out.

    What was paid is read after the lock, so a payment that was being written is seen.
    """
    await conn.execute(
        """select from house where house_id = any($1) order by house_id for no key update""", list(house_ids)
    )
    rows = await conn.fetch(
        """select h.house_id, h.household_id, h.fund_id, h.programme, h.work_type, h.estimated_cost, h.stage, h.step,
                  s."on",
                  (select r.request_id from support_request r
                   where r.house_id = h.house_id order by r.step desc limit 1),
                  coalesce((select sum(i.amount) from instalment i where i.house_id = h.house_id), 0)::bigint,
                  h.code
           from house h join house_stage s using (house_id, step)
           where h.house_id = any($1) order by h.house_id""",
        list(house_ids),
    )
    return [(House(*row[:11]), row[11]) for row in rows]


async def add_stages(conn: Connection, reached: Sequence[Reached], *, at: datetime) -> None:
    """Write stages that locked houses have reached, in the given order, and where each house stands now."""
    if not reached:
        return
    await conn.execute(
        """with stages as (
               insert into house_stage (house_id, step, work_type, stage, "on", certificate_id, certificate_number,
                                        actor, recorded_at, previous_step, previous_stage, previous_on)
               select r.house_id, r.step, r.work_type, r.stage, r."on", r.certificate_id, r.certificate_number,
                      r.actor, $1, r.previous_step, r.previous_stage, r.previous_on
               from unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::date[], $7::uuid[], $8::text[],
                           $9::text[], $10::int[], $11::text[], $12::date[])
                 as r (house_id, step, work_type, stage, "on", certificate_id, certificate_number, actor,
                       previous_step, previous_stage, previous_on)
               returning house_id, step, stage)
           update house h set stage = s.stage, step = s.step
           from (select distinct on (house_id) house_id, step, stage from stages order by house_id, step desc) s
           where h.house_id = s.house_id""",
        at,
        [r.after.house_id for r in reached],
        [r.after.step for r in reached],
        [r.after.work_type for r in reached],
        [r.after.state for r in reached],
        [r.after.since for r in reached],
        [r.certificate_id for r in reached],
        [r.certificate_number for r in reached],
        [r.actor for r in reached],
        [r.before.step for r in reached],
        [r.before.state for r in reached],
        [r.before.since for r in reached],
    )


async def add_note(conn: Connection, house_id: UUID, step: int, note: str) -> None:
    """Keep a private word about a stage."""
    await conn.execute("insert into stage_note (house_id, step, note) values ($1, $2, $3)", house_id, step, note)


async def read_notes(conn: Connection, house_id: UUID, *, by: str, at: datetime) -> list[asyncpg.Record]:
    """The private words about a house (step, stage, note); records the access."""
    return list(await conn.fetch("select step, stage, note from read_stage_notes($1, $2, $3)", house_id, by, at))


async def add_request(conn: Connection, house: House, amount: int, *, by: str) -> None:
    """Write the request for support that brought a house to its present step. ``amount`` in đồng."""
    await conn.execute(
        "insert into support_request (request_id, house_id, step, amount, requested_by) values ($1, $2, $3, $4, $5)",
        house.request_id, house.house_id, house.step, amount, by,
    )  # fmt: skip


async def add_settlement(conn: Connection, house: House, actual_cost: int, mix: FundingMix) -> None:
    """Write the final accounts, in đồng and labour days."""
    await conn.execute(
        """insert into settlement (house_id, step, actual_cost, fund, state_budget, family, community, labour_days)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        house.house_id, house.step, actual_cost, mix.fund, mix.state_budget, mix.family, mix.community, mix.labour_days,
    )  # fmt: skip
