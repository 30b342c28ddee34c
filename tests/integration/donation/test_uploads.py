"""Files on their way in, over HTTP: who may, how often, how large; and files that no bank's layout fits."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.donation.commands import uploads as commands
from services.donation.service import MAX_BODY
from tests.integration.donation.conftest import FUND, OTHER_FUND, Donation
from tests.integration.donation.statements import account, bring_in, importer, lines, upload
from tests.support.bank_files import write
from tests.support.statements import Booked

DAY = datetime(2024, 7, 1, 6, 0, tzinfo=UTC)
BARE = "".join(
    f"{day:02d}/07/2024;FT2420{day}X;{day}00.000;NGUYEN VAN {given} ung ho quy\n"
    for day, given in enumerate(["AN", "BA"], 1)
)
OTHER = f"Ngày;Số CT;Số tiền;Diễn giải\n{BARE}"


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    """The folder that the service was given."""
    return tmp_path / "uploads"


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return write(tmp_path / "file", "bidv", [Booked("A1", DAY, 100_000, 0, "NGUYEN VAN AN")]).read_bytes()


async def test_the_same_request_is_one_import(donation: Donation, uploads: Path, content: bytes) -> None:
    account_id = await account(donation)
    first = await upload(donation, account_id, content, key="k")
    again = await upload(donation, account_id, content, key="k")
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = await upload(donation, account_id, content + b" ", key="k")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(list(uploads.iterdir())) == 1, "only the one that is worked on is kept"
    listed = (await donation.read(f"/imports?fund_id={FUND}"))["items"]
    assert [one["import_id"] for one in listed] == [first.json()["import_id"]]
    assert listed[0]["file_name"] == "sao kê.csv"


@pytest.mark.parametrize(("by", "status", "code"), [("clerk", 403, "wrong_role"), ("stranger", 403, "other_fund")])
async def test_who_may_not(donation: Donation, content: bytes, uploads: Path, by: str, status: int, code: str) -> None:
    account_id = await account(donation)
    answer = await upload(donation, account_id, content, by=by)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not uploads.exists(), "nothing was taken in"
    told = (await upload(donation, account_id, content)).json()
    for path in (f"/imports/{told['import_id']}", f"/imports/{told['import_id']}/preview", f"/imports?fund_id={FUND}"):
        assert (await donation.get(path, by="stranger")).status_code == 403
    assert (await donation.read(f"/imports?fund_id={OTHER_FUND}", by="stranger"))["items"] == []


async def test_what_is_not_taken_in(
    donation: Donation, content: bytes, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account_id = await account(donation)
    unknown = await upload(donation, str(OTHER_FUND), content)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "account_unknown")
    keyless = await upload(donation, account_id, content, key="")
    assert (keyless.status_code, keyless.json()["code"]) == (400, "idempotency_key_missing")
    assert not uploads.exists(), "nothing was written for a request that can't be answered"
    monkeypatch.setattr(commands, "MAX_SIZE", 50)
    for language, words in (("vi", "vượt giới hạn"), ("en", "the limit is")):
        large = await upload(donation, account_id, content, language=language)
        assert (large.status_code, large.json()["code"]) == (422, "file_too_large")
        assert words in large.json()["detail"]

    async def pieces() -> Any:
        for _ in range(4):
            yield content

    unannounced = await upload(donation, account_id, pieces())
    assert unannounced.json()["code"] == "file_too_large"
    assert not list(uploads.glob("*.part")), "no piece is left"
    missing = await donation.get("/imports/00000000-0000-0000-0000-000000000009")
    assert (missing.status_code, missing.json()["code"]) == (404, "import_unknown")


async def test_the_edge_lets_an_upload_through_and_nothing_larger_elsewhere(donation: Donation, content: bytes) -> None:
    account_id = await account(donation)
    assert (await upload(donation, account_id, content + b"\n" * MAX_BODY)).status_code == 202
    answer = await donation.post("/gifts", b" " * (MAX_BODY + 1))
    assert answer.status_code == 413
    assert (await upload(donation, account_id, b"", key="x")).status_code == 202


@pytest.mark.parametrize("text", [OTHER, BARE], ids=["with a header", "without"])
async def test_a_mapping_is_confirmed_and_remembered(
    donation: Donation, uploads: Path, tmp_path: Path, text: str
) -> None:
    account_id = await account(donation)
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    waiting = await bring_in(donation, uploads, account_id, path)
    assert waiting["state"] == "needs_mapping"
    assert not await importer(donation, uploads).work(), "it waits for a person, and nobody waits for it"
    shown = await donation.read(f"/imports/{waiting['import_id']}/preview")
    assert not shown["recognised"]
    understood = [row["line"] for row in shown["rows"] if row["line"]]
    assert [(line["bank_id"], line["credit"]) for line in understood] == [("FT24201X", 100_000), ("FT24202X", 200_000)]
    assert shown["warnings"]

    mapping = f"/imports/{waiting['import_id']}/mapping"
    lacking = {**shown["layout"], "columns": {**shown["layout"]["columns"], "bank_id": None}}
    refused = await donation.send("POST", mapping, {"layout": lacking}, by="accountant")
    assert (refused.status_code, refused.json()["code"]) == (422, "missing_column")
    refused = await donation.send("POST", mapping, {"layout": {"name": "x"}}, by="accountant")
    assert (refused.status_code, refused.json()["code"]) == (422, "layout_invalid")
    confirmed = await donation.done(mapping, {"layout": shown["layout"]}, by="accountant")
    assert confirmed["state"] == "received"
    assert await importer(donation, uploads).work()
    told = await donation.read(f"/imports/{waiting['import_id']}")
    assert (told["state"], told["walk_ins"]) == ("done", 2)
    late = await donation.send("POST", mapping, {"layout": shown["layout"]}, by="accountant")
    assert (late.status_code, late.json()["code"]) == (409, "mapping_not_needed")

    path.write_text(text.replace("X;", "Y;"), encoding="utf-8")
    assert (await bring_in(donation, uploads, account_id, path))["state"] == "done", "the second time nobody is asked"
    assert len(await lines(donation, account_id)) == 4
    other = await account(donation, number="99990000")
    assert (await bring_in(donation, uploads, other, path))["state"] == "needs_mapping", "for this account only"
