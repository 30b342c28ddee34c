"""What the database itself refuses of units, consent, pledges and what gifts carry, whoever asks."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from shared.db import Connection
from tests.integration.donation.conftest import FUND, OTHER_FUND, Donation, gift

PLEDGE = """insert into pledge (pledge_id, fund_id, campaign_id, unit_id, amount, recorded_by, recorded_at)
            values ($1, $2, $3, $4, 100, 'me', now())"""
PLEDGED = f"""with p as ({PLEDGE}) insert into pledge_due (pledge_id, due_on, amount)
              select $1, date '2024-07-01' + d::int, a from unnest($5::int[]) with ordinality as d (a, d)"""  # noqa: S608 - both are above


@pytest.fixture
async def role(donation: Donation) -> AsyncIterator[Connection]:
    """A connection with the rights of the running service."""
    conn = await asyncpg.connect(donation.server.url)
    yield conn
    await conn.close()


async def test_units(donation: Donation, role: Connection) -> None:
    top, low, double = [await donation.unit(code) for code in ("A", "B", "C")]
    person = await donation.unit("P", kind="person")
    elsewhere = await donation.unit(fund_id=str(OTHER_FUND))
    await role.execute("update unit set parent_id = $2 where unit_id = $1", low, top)
    await role.execute("update unit set merged_into = $2 where unit_id = $1", double, top)
    check, foreign = asyncpg.CheckViolationError, asyncpg.ForeignKeyViolationError
    refused: list[tuple[str, str, str | None, type[Exception]]] = [
        ("parent_id", top, top, check),
        ("parent_id", top, low, check),
        ("parent_id", top, person, check),
        ("parent_id", top, double, check),
        ("parent_id", top, elsewhere, foreign),
        ("merged_into", low, low, check),
        ("merged_into", low, double, check),
        ("merged_into", top, low, check),
        ("merged_into", low, elsewhere, foreign),
        ("merged_into", double, None, check),
    ]
    for column, unit_id, value, error in refused:
        with pytest.raises(error):
            await role.execute(f"update unit set {column} = $2 where unit_id = $1", unit_id, value)  # noqa: S608 - above
    with pytest.raises(check):
        await role.execute("update unit set official_code = '001099012345' where unit_id = $1", person)
    with pytest.raises(check):
        await role.execute("update unit set not_asked = 'disabled' where unit_id = $1", person)
    for statement in (
        "update unit set name = 'x'",
        "delete from unit",
        "delete from consent",
        "update merge set reason = ''",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await role.execute(statement)


async def test_targets_and_consent(donation: Donation, role: Connection) -> None:
    campaign = await donation.campaign()
    veterans, head, double = [await donation.unit(code) for code in ("HT", "A", "B")]
    await role.execute("update unit set not_asked = 'retired' where unit_id = $1", veterans)
    await role.execute("update unit set merged_into = $2 where unit_id = $1", double, head)
    insert = """insert into target (campaign_id, unit_id, fund_id, unit_kind, amount, set_by, set_at)
                values ($1, $2, $3, 'school', $4, 'me', now())"""
    for unit_id in (veterans, double):
        with pytest.raises(asyncpg.CheckViolationError):
            await role.execute(insert, campaign, unit_id, FUND, 1)
        await role.execute(insert, campaign, unit_id, FUND, 0)
        with pytest.raises(asyncpg.CheckViolationError):
            await role.execute("update target set amount = 1 where unit_id = $1", unit_id)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await role.execute(
            """insert into consent (unit_id, fund_id, given, "on", how, recorded_by, recorded_at)
               values ($1, $2, true, '2024-07-01', 'x', 'me', now())""",
            head, FUND,
        )  # fmt: skip
    await role.execute("update campaign set closes_on = '2024-07-10', closed_on = '2024-07-10'")
    for later in ("closes_on = '2024-08-01', closed_on = null", "closes_on = '2024-08-01', closed_on = '2024-08-01'"):
        with pytest.raises(asyncpg.CheckViolationError):
            await role.execute(f"update campaign set {later}")  # noqa: S608 - the words above


async def test_pledges(donation: Donation, role: Connection) -> None:
    campaign, unit = await donation.campaign(), await donation.unit()
    theirs = await donation.campaign(fund_id=str(OTHER_FUND))
    made = uuid4()
    await role.execute(PLEDGED, made, FUND, campaign, unit, [40, 60])
    for parts in ([], [40, 59], [40, 61], [100, 0], [-1, 101]):
        with pytest.raises(asyncpg.CheckViolationError):
            await role.execute(PLEDGED, uuid4(), FUND, campaign, unit, parts)
    for arguments in ((FUND, theirs, None), (OTHER_FUND, theirs, unit)):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await role.execute(PLEDGED, uuid4(), *arguments, [100])
    with pytest.raises(asyncpg.CheckViolationError):
        await role.execute("insert into pledge_due values ($1, '2024-12-01', 1)", made)
    cancel = "update pledge set cancelled_at = now(), cancelled_by = 'me', cancel_reason = 'x' where pledge_id = $1"
    kept = (await donation.gift(unit_id=unit, campaign_id=campaign))["gift_id"]
    other = (await donation.gift(unit_id=unit))["gift_id"]
    link = "insert into gift_pledge values ($1, $2)"
    with pytest.raises(asyncpg.CheckViolationError):
        await role.execute(link, other, made)
    await role.execute(cancel, made)
    with pytest.raises(asyncpg.CheckViolationError):
        await role.execute(link, kept, made)
    with pytest.raises(asyncpg.CheckViolationError):
        await role.execute("update pledge set cancelled_at = null, cancelled_by = null, cancel_reason = null")
    for statement in ("update pledge set amount = 1", "delete from pledge", "update pledge_due set amount = 1"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await role.execute(statement)


async def test_members(donation: Donation, role: Connection) -> None:
    unit, elsewhere = await donation.unit(), await donation.unit(fund_id=str(OTHER_FUND))
    insert = """insert into gift_member (gift_id, number, unit_id, name, amount)
                select $1, n, u, case when u is null then 'A' end, a
                from unnest($2::uuid[], $3::bigint[]) with ordinality as m (u, a, n)"""
    refused: list[tuple[list[str | None], list[int | None]]] = [
        ([unit], [199_999]),
        ([unit, None], [200_000, None]),
        ([unit, None], [100_000, 100_001]),
        ([elsewhere], [200_000]),
        ([unit], [0]),
    ]
    for units, amounts in refused:
        made = (await donation.gift(unit_id=unit))["gift_id"]
        with pytest.raises(asyncpg.CheckViolationError):
            await role.execute(insert, made, units, amounts)
    made = (await donation.gift(unit_id=unit))["gift_id"]
    await role.execute(insert, made, [unit, None], [199_999, 1])


async def test_two_programs_that_move_units_under_each_other(donation: Donation, role: Connection) -> None:
    one, two = await donation.unit("A"), await donation.unit("B")
    other = await asyncpg.connect(donation.server.url)
    move = "update unit set parent_id = $2 where unit_id = $1"
    try:
        async with role.transaction():
            await role.execute(move, one, two)
            second = asyncio.create_task(other.execute(move, two, one))
            await donation.blocked("update unit set parent_id")
        with pytest.raises(asyncpg.CheckViolationError):
            await second
    finally:
        await other.close()


async def test_a_gift_waits_for_a_cancellation_and_is_refused(donation: Donation, role: Connection) -> None:
    campaign, unit = await donation.campaign(), await donation.unit()
    body = {"fund_id": str(FUND), "campaign_id": campaign, "unit_id": unit, "amount": 100, "due_on": "2024-07-20"}
    made = (await donation.done("/pledges", body))["pledge_id"]
    await donation.gift(unit_id=unit, campaign_id=campaign)
    async with role.transaction():
        await role.execute("update pledge set cancelled_at = now(), cancelled_by = 'me', cancel_reason = 'x'")
        sent = gift(unit_id=unit, campaign_id=campaign, pledge_id=made)
        waiting = asyncio.create_task(donation.post("/gifts", sent))
        await donation.blocked("from pledge")
    assert (await waiting).json()["code"] == "pledge_is_cancelled"
