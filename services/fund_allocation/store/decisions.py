"""Support decisions with their inputs and results, and the instalments paid on them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from services.fund_allocation.domain.decision import DecisionInputs, Granted
from services.fund_allocation.domain.payment import Decision, Ending
from services.fund_allocation.domain.refusals import support
from shared.contracts.housing_project import Certificate
from shared.db import Connection


async def prior_support(conn: Connection, household_id: UUID, programme: str) -> str | None:
    """The number of the decision that helped a household under a programme; one cancelled unpaid does not count."""
    number: str | None = await conn.fetchval(
        """select decision_number from decision
           where household_id = $1 and programme = $2 and (ended_as is distinct from 'cancellation' or paid > 0)""",
        household_id, programme,
    )  # fmt: skip
    return number


async def next_number(conn: Connection, fund_id: UUID, year: int) -> int:
    """The next number in the fund's book of decisions of a year; without gaps."""
    number: int = await conn.fetchval(
        """insert into decision_book as b (fund_id, year, last) values ($1, $2, 1)
           on conflict (fund_id, year) do update set last = b.last + 1 returning last""",
        fund_id, year,
    )  # fmt: skip
    return number


async def add(
    conn: Connection,
    decision_id: UUID,
    decision_number: str,
    campaign_id: UUID | None,
    inputs: DecisionInputs,
    granted: Granted,
    *,
    at: datetime,
) -> None:
    """Store a decision. Raises Refused when another fund's decision helped the same household a moment ago."""
    request = inputs.request
    try:
        await conn.execute(
            """insert into decision (
                   decision_id, decision_number, request_id, house_id, household_id, fund_id, programme, work_type,
                   amount, decided_on, requested_by, decided_by, norm_id, above_norm, reason_above_norm, campaign_id,
                   inputs, result, decided_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)""",
            decision_id, decision_number, request.request_id, request.house_id, request.household_id, request.fund_id,
            request.programme, request.work_type, granted.amount, inputs.decided_on, request.requested_by,
            inputs.decided_by, granted.norm_id, granted.above_norm, inputs.reason_above_norm, campaign_id,
            msgspec.json.encode(inputs).decode(), msgspec.json.encode(granted).decode(), at,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name != "one_support_per_programme":
            raise
        raise support.second_support(None, request.programme) from error


async def stored(conn: Connection, decision_id: UUID) -> tuple[DecisionInputs, Granted] | None:
    """The inputs and the result of a decision, as they were stored."""
    row = await conn.fetchrow("select inputs, result from decision where decision_id = $1", decision_id)
    if row is None:
        return None
    return (
        msgspec.json.decode(row["inputs"], type=DecisionInputs),
        msgspec.json.decode(row["result"], type=Granted),
    )


_DECISION = """
    select decision_id, decision_number, request_id, house_id, fund_id, campaign_id, amount, paid, decided_on,
           requested_by, decided_by, ended_as
    from decision
"""


async def fund_of(conn: Connection, decision_id: UUID) -> UUID | None:
    """The fund that made a decision; None when there is no such decision."""
    fund_id: UUID | None = await conn.fetchval("select fund_id from decision where decision_id = $1", decision_id)
    return fund_id


async def decision(conn: Connection, decision_id: UUID) -> Decision:
    """A known decision as it stands now; take its fund's lock to keep it so."""
    rows = await conn.fetch(_DECISION + "where decision_id = $1", decision_id)
    return Decision(*rows[0])


async def open_of_houses(conn: Connection, house_ids: Collection[UUID]) -> list[Decision]:
    """The decisions on houses that have not ended."""
    rows = await conn.fetch(
        _DECISION + "where house_id = any($1::uuid[]) and ended_as is null order by decision_id", list(house_ids)
    )
    return [Decision(*row) for row in rows]


class Ended(NamedTuple):
    """How a decision ends; what is not paid is released."""

    decision_id: UUID
    ended_as: Ending
    ended_on: date


async def end(conn: Connection, ended: Sequence[Ended]) -> None:
    """End decisions and write down what went back to the fund."""
    await conn.execute(
        """update decision d set ended_as = e.ended_as, ended_on = e.ended_on, released = d.amount - d.paid
           from unnest($1::uuid[], $2::text[], $3::date[]) as e (decision_id, ended_as, ended_on)
           where d.decision_id = e.decision_id""",
        *(list(column) for column in zip(*ended, strict=True)),
    )


class Instalment(NamedTuple):
    """Money paid for a house against a certificate."""

    instalment_id: UUID
    decision_id: UUID
    house_id: UUID
    fund_id: UUID
    certificate_id: UUID
    certificate: Certificate
    amount: int
    paid_on: date
    requested_by: str
    decided_by: str
    paid_by: str


async def add_instalment(conn: Connection, instalment: Instalment, *, at: datetime) -> None:
    """Store an instalment and count it to its decision."""
    await conn.execute(
        """insert into instalment (instalment_id, decision_id, house_id, fund_id, certificate_id, certificate, amount,
                                   paid_on, requested_by, decided_by, paid_by, paid_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)""",
        *instalment, at,
    )  # fmt: skip
    await conn.execute(
        "update decision set paid = paid + $2 where decision_id = $1", instalment.decision_id, instalment.amount
    )
