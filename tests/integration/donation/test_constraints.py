"""What the database itself refuses, whoever asks: the rules hold also against a mistake in the program."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from shared.db import Connection
from tests.integration.donation.conftest import FUND, OTHER_FUND, Donation


@pytest.fixture
async def role(donation: Donation) -> AsyncIterator[Connection]:
    """A connection with the rights of the running service."""
    conn = await asyncpg.connect(donation.server.url)
    yield conn
    await conn.close()


INSERT = """insert into gift (gift_id, fund_id, year, book, number, unit_id, campaign_id, channel, amount, received_on,
                              earmark_kind, earmark_ref, display_name, recorded_by, recorded_at)
            values ($1, $2, {year}, {book}, {number}, $3, $4, {channel}, {amount}, {day}, {earmark}, {ref}, null, 'me',
                    '2024-07-27T18:30Z')"""
GOOD = {
    "year": "2024", "book": "'TM01'", "number": "1", "channel": "'cash'", "amount": "1", "day": "'2024-07-28'",
    "earmark": "null", "ref": "null",
}  # fmt: skip


async def opened(donation: Donation) -> None:
    await donation.admin("insert into book_year (fund_id, year) values ($1, 2024), ($1, 2023)", FUND)
    await donation.admin(
        """insert into book values ($1, 2024, 'TM01', 'cash', 'me', 5, now()),
                                   ($1, 2023, 'TM01', 'cash', 'me', 5, now())""",
        FUND,
    )


async def insert(
    conn: Connection,
    fund: UUID = FUND,
    *,
    unit: str | None = None,
    campaign: str | None = None,
    **changes: str,
) -> UUID:
    gift_id = uuid4()
    await conn.execute(INSERT.format(**GOOD | changes), gift_id, fund, unit, campaign)
    return gift_id


async def test_the_sound_gift_of_these_tests_is_accepted(donation: Donation, role: Connection) -> None:
    await opened(donation)
    await insert(role, unit=await donation.unit(), campaign=await donation.campaign())


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"amount": "0"}, asyncpg.CheckViolationError),
        ({"amount": "-1"}, asyncpg.CheckViolationError),
        ({"amount": "1000000000000001"}, asyncpg.CheckViolationError),
        ({"day": "'2024-07-29'"}, asyncpg.CheckViolationError),
        ({"day": "'2023-07-01'"}, asyncpg.CheckViolationError),
        ({"number": "0"}, asyncpg.CheckViolationError),
        ({"number": "6"}, asyncpg.CheckViolationError),
        ({"book": "'TM02'"}, asyncpg.CheckViolationError),
        ({"channel": "'bank_transfer'"}, asyncpg.CheckViolationError),
        ({"channel": "'card'"}, asyncpg.CheckViolationError),
        ({"earmark": "'wish'", "ref": "'x'"}, asyncpg.CheckViolationError),
        ({"earmark": "'house'"}, asyncpg.CheckViolationError),
        ({"ref": "'x'"}, asyncpg.CheckViolationError),
    ],
)
async def test_a_gift_out_of_order(
    donation: Donation, role: Connection, changes: dict[str, str], error: type[Exception]
) -> None:
    await opened(donation)
    with pytest.raises(error):
        await insert(role, FUND, **changes)


async def test_a_gift_keeps_within_its_fund(donation: Donation, role: Connection) -> None:
    await opened(donation)
    elsewhere = {"fund_id": str(OTHER_FUND)}
    for unit, campaign in (
        (await donation.unit(**elsewhere), None), (None, await donation.campaign(**elsewhere)),
        (str(uuid4()), None), (None, str(uuid4())),
    ):  # fmt: skip
        with pytest.raises(asyncpg.ForeignKeyViolationError, match="another fund"):
            await insert(role, unit=unit, campaign=campaign)
    with pytest.raises(asyncpg.CheckViolationError, match="open book"):
        await insert(role, fund=OTHER_FUND)


async def test_a_receipt_number_is_used_once(donation: Donation, role: Connection) -> None:
    await opened(donation)
    await insert(role)
    with pytest.raises(asyncpg.UniqueViolationError):
        await insert(role)


@pytest.mark.parametrize("closing", ["closed_at = now(), closed_by = 'me'", "year_closed_on = '2024-07-28'"])
async def test_nothing_is_written_in_a_closed_year(donation: Donation, role: Connection, closing: str) -> None:
    await opened(donation)
    gift = await insert(role)
    await role.execute(f"update book_year set {closing} where year = 2024")  # noqa: S608 - the parameters above
    with pytest.raises(asyncpg.CheckViolationError, match="open book"):
        await insert(role, number="2")
    with pytest.raises(asyncpg.CheckViolationError, match="reversal"):
        await reverse(role, gift)
    with pytest.raises(asyncpg.CheckViolationError, match="final"):
        await role.execute("update book_year set closed_at = null, closed_by = null, year_closed_on = null")


async def reverse(
    conn: Connection,
    gift: UUID,
    *,
    fund: UUID = FUND,
    kind: str = "refund",
    on: str = "2024-07-28",
    year: int = 2024,
) -> None:
    await conn.execute(
        f"insert into reversal values ($1, $2, $3, $4, 'lý do', '{on}', 'me', '2024-07-27T18:30Z')",  # noqa: S608 - a day
        gift, fund, year, kind,
    )  # fmt: skip


async def test_a_reversal_fits_its_gift(donation: Donation, role: Connection) -> None:
    await opened(donation)
    gift = await insert(role)
    old = await insert(role, year="2023", day="'2023-05-05'")
    for arguments in (
        {"gift": uuid4()}, {"gift": gift, "fund": OTHER_FUND}, {"gift": gift, "on": "2024-07-27"},
        {"gift": gift, "on": "2024-07-29"}, {"gift": gift, "year": 2023}, {"gift": gift, "kind": "gift"},
        {"gift": old, "kind": "void"},
    ):  # fmt: skip
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await reverse(role, **arguments)
    await reverse(role, gift)
    await reverse(role, old)
    with pytest.raises(asyncpg.UniqueViolationError):
        await reverse(role, gift)


@pytest.mark.parametrize(
    "statement",
    [
        "update gift set amount = 1", "delete from gift", "truncate gift", "update reversal set reason = 'x'",
        "delete from reversal", "delete from book", "delete from book_year", "update book set book = 'X'",
        "update book set cashier = 'me'", "delete from payer", "update payer set name = 'x'", "delete from unit",
        "update unit set name = 'x'", "delete from campaign", "update campaign set year = 2020", "delete from target",
        "update target set unit_id = null", "delete from outbox", "update outbox set data = ''",
        "delete from idempotency", "alter table gift disable trigger all", "drop table gift", "create table x ()",
    ],
)  # fmt: skip
async def test_the_running_service_may_not(role: Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await role.execute(statement)


async def test_a_counter_never_goes_back(donation: Donation, role: Connection) -> None:
    await opened(donation)
    with pytest.raises(asyncpg.CheckViolationError, match="never goes back"):
        await role.execute("update book set last_number = last_number - 1")


async def test_a_target_is_for_an_organisation_of_the_same_fund(donation: Donation, role: Connection) -> None:
    campaign, unit = await donation.campaign(), await donation.unit()
    person = await donation.unit("P", kind="person")
    elsewhere = await donation.unit(fund_id=str(OTHER_FUND))
    statement = "insert into target values ($1, $2, $3, $4, $5, 'me', now())"
    for arguments in (
        (person, FUND, "person", 1), (person, FUND, "school", 1), (elsewhere, FUND, "school", 1),
        (elsewhere, OTHER_FUND, "school", 1), (unit, FUND, "school", -1),
    ):  # fmt: skip
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await role.execute(statement, campaign, *arguments)
    await role.execute(statement, campaign, unit, FUND, "school", 0)
