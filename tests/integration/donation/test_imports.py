"""Statements from the upload to the last gift: each bank's shape, lines that are known, conflicts, refusals."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.integration.donation.conftest import Donation
from tests.integration.donation.statements import account, bring_in
from tests.support.statement_files import BANKS, gifts, write

DAY = datetime(2024, 7, 1, 6, 0)  # noqa: DTZ001 - as the bank writes it, without a zone


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


@pytest.mark.parametrize("bank", BANKS)
async def test_a_statement_of_each_bank_becomes_gifts(
    donation: Donation, uploads: Path, tmp_path: Path, bank: str
) -> None:
    account_id = await account(donation)
    unit = await donation.unit(name="Trường THPT Trần Phú")
    said = list(gifts(3_000, bank=bank, first_day=DAY, units=["TRUONG THPT TRAN PHU"]))
    told = await bring_in(donation, uploads, account_id, write(tmp_path / "file", bank, said))

    assert (told["state"], told["layout"], told["refusal"]) == ("done", bank, None)
    credited = [line for line in said if line.credit]
    assert told["rows"] == told["written"] == 3_000
    assert told["debits"] == 3_000 - len(credited)
    named = sum("TRUONG THPT TRAN PHU" in " ".join(line.memo.split()) for line in credited)
    assert told["matched"] == {"code": 0, "rule": 0, "unit": named}
    assert told["walk_ins"] == len(credited) - named
    sums = await donation.admin(
        """select unit_id::text, count(*) as n, sum(amount)::bigint as amount, max(channel) as channel
           from gift group by 1"""
    )
    assert {(row["unit_id"], row["n"]) for row in sums} == {(unit, named), (None, len(credited) - named)}
    assert sum(row["amount"] for row in sums) == sum(line.credit for line in credited)
    assert {row["channel"] for row in sums} == {"bank_transfer"}
    assert not list(uploads.iterdir()), "the file is not kept"
