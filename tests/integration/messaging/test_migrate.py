"""Migrations: each runs once, whole or not at all, two runners wait for each other, what has run stays as it was."""

import asyncio

import asyncpg
import pytest

from shared.migrate import Migration, MigrationChanged, migrate, migrations_of
from tests.support.databases import ServiceDatabase

FIRST = Migration("test", "0002_first.sql", "create table first (id int); grant select on first to :role")
SECOND = Migration("test", "0003_second.sql", "insert into first values (1::int); select pg_sleep(0.2)")


async def test_each_runs_once(database: ServiceDatabase) -> None:
    assert await migrate(database.owner_url, "donation", [FIRST, SECOND]) == [
        "test/0002_first.sql",
        "test/0003_second.sql",
    ]
    assert await migrate(database.owner_url, "donation", [FIRST, SECOND]) == []
    assert await rows(database) == 1


async def test_two_runners_wait_for_each_other(database: ServiceDatabase) -> None:
    ran = await asyncio.gather(*(migrate(database.owner_url, "donation", [FIRST, SECOND]) for _ in range(4)))
    assert sorted(map(len, ran)) == [0, 0, 0, 2]
    assert await rows(database) == 1


async def test_a_migration_that_fails_leaves_nothing(database: ServiceDatabase) -> None:
    broken = Migration("test", "0003_second.sql", "insert into first values (1); select 1/0")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(database.owner_url, "donation", [FIRST, broken])
    assert await rows(database) == 0
    assert await migrate(database.owner_url, "donation", [FIRST, SECOND]) == ["test/0003_second.sql"]


async def test_what_has_run_must_not_be_changed(database: ServiceDatabase) -> None:
    await migrate(database.owner_url, "donation", [FIRST])
    with pytest.raises(MigrationChanged, match="0002_first"):
        await migrate(database.owner_url, "donation", [FIRST._replace(sql=FIRST.sql + " ")])


async def test_the_role_is_put_in_and_casts_are_left_alone(database: ServiceDatabase) -> None:
    await migrate(database.owner_url, "donation", [FIRST, SECOND])
    conn = await asyncpg.connect(database.url)
    assert await conn.fetchval("select id from first") == 1
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await conn.execute("insert into first values (2)")
    await conn.close()


@pytest.mark.parametrize("service", ["donation", "fund_allocation", "housing_project", "transparency"])
def test_the_shared_migrations_come_first_and_all_have_numbers_of_their_own(service: str) -> None:
    found = migrations_of(service)
    assert [m.scope for m in found] == sorted((m.scope for m in found), key=lambda scope: scope != "shared")
    for scope in ("shared", service):
        numbers = [m.name[:4] for m in found if m.scope == scope]
        assert numbers
        assert len(set(numbers)) == len(numbers)


async def rows(database: ServiceDatabase) -> int:
    conn = await asyncpg.connect(database.owner_url)
    try:
        return int(await conn.fetchval("select count(*) from first"))
    finally:
        await conn.close()
