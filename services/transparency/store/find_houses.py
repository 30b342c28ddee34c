"""Houses: one, a list by code, their stages, and what is behind them. Sums in đồng."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.transparency.domain import stage_of
from shared.db import Connection


class House(NamedTuple):
    """A house as it is shown. ``step`` as in domain.STEPS; ``decided`` and ``paid`` by the fund."""

    house_id: UUID
    house_code: str
    household_code: str
    category: str
    village: str
    commune: str
    work_type: str
    programme: str
    fund_id: UUID
    applied_on: date
    folded: str
    sort_key: str
    step: int
    step_on: date
    cancelled_on: date | None
    decided: int
    paid: int
    actual_cost: int | None

    @property
    def stage(self) -> str:
        """The name of the step."""
        return stage_of(self.step)


class Stage(NamedTuple):
    """A stage that was reached."""

    stage: str
    step: int
    on: date
    certificate_id: UUID | None


class Decision(NamedTuple):
    """A support decision with what was paid on it and what was given back."""

    decision_id: UUID
    decision_number: str
    amount: int
    decided_on: date
    above_norm: bool
    paid: int
    released: int


class Settlement(NamedTuple):
    """What a house cost, who paid for it, in đồng; labour in days."""

    actual_cost: int
    fund: int
    state_budget: int
    family: int
    community: int
    labour_days: int
    settled_on: date


class Request(NamedTuple):
    """A request for support; ``refused_on`` when the board said no."""

    request_id: UUID
    amount: int
    estimated_cost: int
    requested_on: date
    refused_on: date | None


class Progress(NamedTuple):
    """How many houses of a work type stand at a step."""

    work_type: str
    step: int
    houses: int


class Certificate(NamedTuple):
    """A stage that was certified lately."""

    house_id: UUID
    house_code: str
    village: str
    commune: str
    stage: str
    on: date


async def houses(
    conn: Connection,
    *,
    steps: tuple[int, int] = (0, 99),
    cancelled: bool | None = None,
    commune: str | None = None,
    work_type: str | None = None,
    fund_id: UUID | None = None,
    after: tuple[str, UUID] | None = None,
    limit: int,
) -> list[House]:
    """Houses between two steps (inclusive) by code."""
    sort_key, house_id = after or ("", UUID(int=0))
    rows = await conn.fetch(
        """select * from house_shown
           where (sort_key, house_id) > ($1, $2) and step between $3 and $4
             and ($5::bool is null or (cancelled_on is not null) = $5) and ($6::text is null or commune = $6)
             and ($7::text is null or work_type = $7) and ($8::uuid is null or fund_id = $8)
           order by sort_key, house_id limit $9""",
        sort_key, house_id, *steps, cancelled, commune, work_type, fund_id, limit,
    )  # fmt: skip
    return [House(**row) for row in rows]


async def house(conn: Connection, house_id: UUID | None, code: str | None) -> House | None:
    """One house by id, or by its folded code (the newest, when two funds use the same)."""
    row = await conn.fetchrow(
        "select * from house_shown where house_id = $1 or folded = $2 order by house_id desc limit 1", house_id, code
    )
    return House(**row) if row else None


async def codes(conn: Connection, house_ids: Sequence[UUID]) -> dict[UUID, Certificate]:
    """The codes and places of the known ones of these houses (stage and day empty)."""
    rows = await conn.fetch(
        """select house_id, house_code, village, commune, '' as stage, applied_on as "on" from house
           where house_id = any($1::uuid[])""",
        house_ids,
    )
    return {row["house_id"]: Certificate(**row) for row in rows}


async def stages(conn: Connection, house_id: UUID) -> list[Stage]:
    """The stages that a house has reached, in order."""
    rows = await conn.fetch(
        'select stage, step, "on", certificate_id from house_stage where house_id = $1 order by step', house_id
    )
    return [Stage(**row) for row in rows]


async def decisions(conn: Connection, house_id: UUID) -> list[Decision]:
    """The support decisions for a house, the oldest first."""
    rows = await conn.fetch(
        """select d.decision_id, d.decision_number, d.amount, d.decided_on, d.above_norm,
                  (select coalesce(sum(p.amount), 0)::bigint from payment p where p.decision_id = d.decision_id)
                      as paid,
                  (select coalesce(sum(r.amount), 0)::bigint from release r where r.decision_id = d.decision_id)
                      as released
           from decision d where d.house_id = $1 order by d.decided_on, d.decision_id""",
        house_id,
    )
    return [Decision(**row) for row in rows]


async def requests(conn: Connection, house_id: UUID) -> list[Request]:
    """The requests for support of a house, the oldest first."""
    rows = await conn.fetch(
        """select s.request_id, s.amount, s.estimated_cost, s.requested_on, r.refused_on
           from support_request s left join refusal r using (request_id)
           where s.house_id = $1 order by s.requested_on, s.request_id""",
        house_id,
    )
    return [Request(**row) for row in rows]


async def settlement(conn: Connection, house_id: UUID) -> Settlement | None:
    """What a house cost, once it is settled."""
    row = await conn.fetchrow(
        """select actual_cost, fund, state_budget, family, community, labour_days, settled_on
           from house_settlement where house_id = $1""",
        house_id,
    )
    return Settlement(**row) if row else None


async def progress(conn: Connection, fund_id: UUID | None) -> list[Progress]:
    """How many houses that are not cancelled stand at each step."""
    rows = await conn.fetch(
        """select work_type, step, count(*) as houses from house_shown
           where cancelled_on is null and ($1::uuid is null or fund_id = $1) group by 1, 2 order by 1, 2""",
        fund_id,
    )
    return [Progress(**row) for row in rows]


async def latest_certificates(conn: Connection, limit: int) -> list[Certificate]:
    """The newest certificates of known houses."""
    rows = await conn.fetch(
        """select s.house_id, h.house_code, h.village, h.commune, s.stage, s."on"
           from house_stage s join house h using (house_id)
           where s.certificate_id is not null order by s."on" desc, s.house_id desc limit $1""",
        limit,
    )
    return [Certificate(**row) for row in rows]


async def communes(conn: Connection) -> list[str]:
    """The communes that have houses."""
    rows = await conn.fetch("select distinct commune from house order by commune")
    return [row["commune"] for row in rows]
