"""What the database itself refuses of accounts and payment codes, whoever asks."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.donation.domain.payment_code import LAST_SERIAL, make_code
from shared.db import Connection
from tests.integration.donation.conftest import FUND, OTHER_FUND, Donation

ACCOUNT = UUID(int=11)


@pytest.fixture
async def role(donation: Donation) -> AsyncIterator[Connection]:
    """A connection with the rights of the running service, and an account."""
    conn = await asyncpg.connect(donation.server.url)
    await add_account(conn)
    yield conn
    await conn.close()


INSERT = """insert into account values ($1, $2, {kind}, {bin}, {name}, {number}, 'QUY', '2024-01-02', {closed}, 'me',
                                       now())"""


async def add_account(conn: Connection, account_id: UUID = ACCOUNT, **changes: str) -> None:
    row = {"kind": "'bank'", "bin": "'970436'", "name": "'VCB'", "number": "'1000'", "closed": "null"} | changes
    await conn.execute(INSERT.format(**row), account_id, FUND)


async def add_code(
    conn: Connection, *, fund: UUID = FUND, unit: str | None = None, campaign: str | None = None, code: str = ""
) -> str:
    serial = await conn.fetchval("select nextval('payment_code_serial')")
    await conn.execute(
        "insert into payment_code values ($1, $2, $3, $4, $5, $6, 'me', now())",
        serial, code or make_code(serial), fund, ACCOUNT, campaign, unit,
    )  # fmt: skip
    return code or make_code(serial)


async def test_the_sound_rows_of_these_tests_are_accepted(donation: Donation, role: Connection) -> None:
    await add_code(role)
    await add_code(role, unit=await donation.unit(), campaign=await donation.campaign())


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "'wallet'"}, {"bin": "null"}, {"bin": "'97043'"}, {"name": "''"}, {"number": "'12 34'"},
        {"number": "'123'"}, {"closed": "'2024-01-01'"}, {"closed": "'2024-02-01'"},
    ],
)  # fmt: skip
async def test_an_account_that_is_none(role: Connection, changes: dict[str, str]) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await add_account(role, uuid4(), **({"number": "'2000'"} | changes))


async def test_a_number_is_registered_once_also_without_a_bin(role: Connection) -> None:
    with pytest.raises(asyncpg.UniqueViolationError):
        await add_account(role, uuid4())
    await add_account(role, uuid4(), kind="'treasury'", bin="null")
    with pytest.raises(asyncpg.UniqueViolationError):
        await add_account(role, uuid4(), kind="'treasury'", bin="null")


async def test_a_code_is_of_one_fund(donation: Donation, role: Connection) -> None:
    theirs = {"fund_id": str(OTHER_FUND)}
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await add_code(role, fund=OTHER_FUND)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await add_code(role, unit=await donation.unit(**theirs))
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await add_code(role, campaign=await donation.campaign(**theirs))


async def test_a_meaning_has_one_code_in_use_and_a_code_one_meaning(donation: Donation, role: Connection) -> None:
    code = await add_code(role)
    with pytest.raises(asyncpg.UniqueViolationError):
        await add_code(role)
    with pytest.raises(asyncpg.UniqueViolationError):
        await add_code(role, unit=await donation.unit(), code=code)
    for nonsense in ("DN123", code.lower(), "XX" + code[2:], code[:-1] + "A"):
        with pytest.raises(asyncpg.CheckViolationError):
            await add_code(role, unit=await donation.unit(nonsense), code=nonsense)


async def test_neither_a_closing_nor_a_revocation_is_taken_back(role: Connection) -> None:
    await add_code(role)
    await role.execute("update account set closed_on = '2024-02-01', closed_by = 'me'")
    await role.execute("update payment_code set revoked_at = now(), revoked_by = 'me'")
    for statement in (
        "update account set closed_on = null, closed_by = null",
        "update payment_code set revoked_at = null, revoked_by = null",
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            await role.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from account", "delete from payment_code", "update account set number = '1'",
        "update payment_code set unit_id = null", "truncate payment_code",
        "select setval('payment_code_serial', 1)",
    ],
)  # fmt: skip
async def test_the_service_may_not_change_what_a_code_means(role: Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await role.execute(statement)


async def test_the_serials_end_where_the_codes_end(donation: Donation) -> None:
    rows = await donation.admin("select seqmax from pg_sequence where seqrelid = 'payment_code_serial'::regclass")
    assert rows[0]["seqmax"] == LAST_SERIAL
