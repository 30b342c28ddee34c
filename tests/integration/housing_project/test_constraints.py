"""The database holds the rules by itself: whatever a statement tries, a house stays on its path."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from tests.integration.housing_project.conftest import Housing

_STAGE = """insert into house_stage (house_id, step, work_type, stage, "on", certificate_id, actor, recorded_at,
                                     previous_step, previous_stage, previous_on)
            values ($1, $2, $3, $4, $5::text::date, $6, $7, now(), $8, $9, $10::text::date)"""
_PAPER = UUID(int=5)
_GOOD = [2, "new_build", "inspected", "2019-03-02", None, "o", 1, "applied", "2019-03-01"]


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({}, None),
        ({2: "reviewed"}, "house_stage_work_type_previous_stage_stage_fkey"),
        ({2: "settled"}, "house_stage_work_type_previous_stage_stage_fkey"),
        ({1: "repair"}, "house_stage_house_id_work_type_fkey"),
        ({3: "2019-02-28"}, "stage_not_before_the_one_before"),
        ({8: "2019-02-01"}, "stage_follows_the_one_before"),
        ({7: "inspected", 2: "reviewed"}, "stage_follows_the_one_before"),
        ({6: None}, "house_stage_check"),
        ({0: 3}, "house_stage_check"),
        ({0: 1}, "house_stage_check"),
        ({4: _PAPER}, "certificate_where_one_is_signed"),
        ({5: None}, "fund_answers_officers_act"),
    ],
)
async def test_a_stage_off_the_path(housing: Housing, changed: dict[int, Any], constraint: str | None) -> None:
    house = UUID(await housing.house())
    values = [changed.get(index, value) for index, value in enumerate(_GOOD)]
    async with housing.database.connection() as conn:
        if constraint is None:
            await conn.execute(_STAGE, house, *values)
            return
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as raised:
            await conn.execute(_STAGE, house, *values)
    assert raised.value.constraint_name == constraint


async def test_a_house_stands_where_its_history_says(housing: Housing) -> None:
    house = UUID(await housing.house())
    async with housing.database.connection() as conn:
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await conn.execute("update house set stage = 'settled', step = 9 where house_id = $1", house)


@pytest.mark.parametrize(
    ("actual_cost", "fund", "family", "constraint"),
    [
        (60_000_000, 40_000_000, 20_000_000, "settlement_house_id_step_stage_fkey"),
        (60_000_000, 40_000_000, 19_000_000, "mix_is_cost"),
        (60_000_000, 39_000_000, 21_000_000, "fund_part_is_paid"),
    ],
)
async def test_a_settlement_that_does_not_add_up(
    housing: Housing, actual_cost: int, fund: int, family: int, constraint: str
) -> None:
    house = UUID(await housing.handed_over_house())
    async with housing.database.connection() as conn:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as raised:
            await conn.execute(
                """insert into settlement
                       (house_id, step, actual_cost, fund, state_budget, family, community, labour_days)
                   values ($1, 7, $2, $3, 0, $4, 0, 0)""",
                house, actual_cost, fund, family,
            )  # fmt: skip
    assert raised.value.constraint_name == constraint


async def test_a_second_living_house_of_a_programme(housing: Housing) -> None:
    house = UUID(await housing.house())
    async with housing.database.connection() as conn:
        with pytest.raises(asyncpg.UniqueViolationError) as raised:
            await conn.execute(
                """insert into house select gen_random_uuid(), 'X', household_id, fund_id, work_type, programme,
                   estimated_cost, stage, step from house where house_id = $1""",
                house,
            )
    assert raised.value.constraint_name == "house_living"
