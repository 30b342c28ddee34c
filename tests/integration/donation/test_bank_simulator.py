"""The stand-in bank against the running service."""

import random
from itertools import islice
from uuid import UUID, uuid4

import pytest

from deploy.commands.bank_simulator import REPEAT_EVERY, tell, transactions
from deploy.embedded.errors import LaunchError
from shared.clock import local_day, utc_now
from tests.integration.donation.conftest import Donation
from tests.integration.donation.lines import account
from tests.integration.donation.test_bank_callbacks import secret
from tests.integration.donation.test_payment_codes import issued

COUNT = 41
CHANCE = random.Random(1)  # noqa: S311 - invented memos, no secrets


async def test_what_the_simulator_tells_is_taken_once(donation: Donation) -> None:
    a, unit = await account(donation), await donation.unit()
    key = await secret(donation, a)
    code = (await issued(donation, a, unit_id=unit))["code"]
    donation.now = utc_now()
    told = list(islice(transactions(CHANCE, local_day(donation.now).isoformat(), [code]), COUNT))
    done: list[None] = []
    answers = await tell(donation.client, UUID(a), key, told, rate=10_000, done=lambda: done.append(None))
    assert answers == {"gifts": COUNT, "review": 0, "debits": 0, "known": 3, "again": 3}
    assert len(done) == COUNT
    assert COUNT // REPEAT_EVERY + 1 == 3
    rows = await donation.admin("select how, count(*) from bank_line group by 1")
    assert {row[0] for row in rows} == {"code", "walk_in"}
    assert len({transaction["memo"] for transaction in told}) == COUNT


async def test_a_simulator_that_is_refused_says_why(donation: Donation) -> None:
    donation.now = utc_now()
    told = list(islice(transactions(CHANCE, "2024-07-20", []), 3))
    with pytest.raises(LaunchError, match=r"401.*signature_wrong"):
        await tell(donation.client, uuid4(), "x" * 32, told, rate=10_000, done=lambda: None)
