"""What the database itself refuses of bank lines, whoever asks."""

from uuid import uuid4

import asyncpg
import pytest

from tests.integration.donation.conftest import Donation
from tests.integration.donation.lines import account, add, decision


@pytest.mark.parametrize(
    "statement",
    [
        "delete from bank_line", "update bank_line set credit = 1", "update bank_line set memo = ''",
        "update bank_line set day = '2024-01-01'", "delete from bank_line_gift", "update bank_line_gift set amount = 1",
        "delete from match_rule", "update match_rule set phrase = 'abc'", "delete from callback_secret",
        "update callback_secret set secret = 'x'", "truncate bank_line_gift",
    ],
)  # fmt: skip
async def test_the_service_may_not_change_what_the_bank_said_or_who_decided(donation: Donation, statement: str) -> None:
    async with donation.database.connection() as conn:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute(statement)


async def test_a_line_is_what_its_columns_say(donation: Donation) -> None:
    a = await account(donation)
    await add(donation, a, {"bank_id": "L", "credit": 1}, {"bank_id": "M", "credit": 2})
    for change in ("state = 'gift'", "state = 'debit'", "state = 'joined'", "how = 'staff'"):
        with pytest.raises(asyncpg.CheckViolationError):
            await donation.admin(f"update bank_line set {change}")  # noqa: S608 - the changes above
    with pytest.raises(asyncpg.CheckViolationError):
        await donation.admin("update bank_line set gift_id = $1", uuid4())
    with pytest.raises(asyncpg.UniqueViolationError):
        await add(donation, a, {"bank_id": "L", "credit": 1})
    await donation.done("/review/decisions", decision(a, ["L", "M"]))
    with pytest.raises(asyncpg.UniqueViolationError):
        await donation.admin("insert into bank_line_gift select * from bank_line_gift")
