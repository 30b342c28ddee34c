"""Statements from the upload to the last gift: each bank's shape, lines that are known, conflicts, refusals."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.donation.store import imports, posting
from tests.integration.donation.conftest import FUND, Donation
from tests.integration.donation.statements import account, bring_in, importer, lines, upload
from tests.support.bank_files import gifts, write
from tests.support.statements import BANKS, Booked, as_xlsx, table

DAY = datetime(2024, 7, 1, 6, 0, tzinfo=UTC)


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    """The folder that the service was given."""
    return tmp_path / "uploads"


def said(bank_id: str, memo: str = "NGUYEN VAN AN", *, at: datetime = DAY, credit: int = 100_000) -> Booked:
    return Booked(bank_id, at, credit, 0, memo)


@pytest.mark.parametrize("bank", BANKS)
async def test_a_statement_of_each_bank_becomes_gifts(
    donation: Donation, uploads: Path, tmp_path: Path, bank: str
) -> None:
    account_id = await account(donation)
    unit = await donation.unit(name="Trường THPT Trần Phú")
    told_by_bank = list(gifts(3_000, bank=bank, first_day=DAY, units=["TRUONG THPT TRAN PHU"]))
    told = await bring_in(donation, uploads, account_id, write(tmp_path / "file", bank, told_by_bank))

    assert (told["state"], told["layout"], told["refusal"]) == ("done", bank, None)
    received = [line for line in told_by_bank if line.credit]
    assert told["rows"] == told["written"] == 3_000
    assert told["debits"] == 3_000 - len(received)
    named = sum("TRUONG THPT TRAN PHU" in " ".join(line.memo.split()) for line in received)
    assert told["matched"] == {"code": 0, "rule": 0, "unit": named}
    assert told["walk_ins"] == len(received) - named
    assert told["without_a_hand_share"] == "100,0 %"
    sums = await donation.admin(
        """select unit_id::text, count(*) as n, sum(amount)::bigint as amount, min(channel) as channel
           from gift group by unit_id"""
    )
    assert {(row["unit_id"], row["n"]) for row in sums} == {(unit, named), (None, len(received) - named)}
    assert sum(row["amount"] for row in sums) == sum(line.credit for line in received)
    assert {row["channel"] for row in sums} == {"bank_transfer"}
    assert len(await donation.gifts_told()) == len(received)
    (book,) = (await donation.read(f"/books?fund_id={FUND}&year=2024"))["books"]
    assert book["complete"]
    assert (book["cashier"], book["last_number"]) == (f"account-{account_id}", len(received))
    assert not list(uploads.iterdir()), "the file is not kept"


async def test_a_workbook_becomes_gifts(donation: Donation, uploads: Path, tmp_path: Path) -> None:
    account_id = await account(donation)
    path = tmp_path / "file.xlsx"
    path.write_bytes(as_xlsx(table("agribank", gifts(2_500, bank="agribank", first_day=DAY))))
    told = await bring_in(donation, uploads, account_id, path)
    assert (told["state"], told["layout"], told["written"]) == ("done", "agribank", 2_500)
    assert told["walk_ins"] + told["debits"] == 2_500


async def test_each_line_goes_its_way(donation: Donation, uploads: Path, tmp_path: Path) -> None:
    account_id = await account(donation)
    unit, campaign = await donation.unit(name="Trường THPT Trần Phú"), await donation.campaign()
    issued = await donation.done(
        "/payment-codes", {"account_id": account_id, "campaign_id": campaign, "unit_id": unit}, by="admin"
    )
    code = issued["code"]
    rule = UUID(int=77)
    await donation.admin(
        """insert into match_rule (rule_id, account_id, phrase, unit_id, made_by, made_at)
           values ($1, $2, 'hoi dong huong', $3, 'x', now())""",
        rule, UUID(account_id), UUID(unit),
    )  # fmt: skip
    wrong = code[:-1] + ("X" if code[-1] != "X" else "Z")
    statement = [
        said("A1", f"{code.lower()}nguyen van an"),
        said("A2", "HOI DONG HUONG"),
        said("A3", "TRUONG THPT TRAN PHU"),
        said("A4"),
        said("A5", f"{wrong} NGUYEN VAN AN"),
        Booked("A6", DAY, 0, 50_000, "Phi"),
        said("A6b", f"{code} tre", at=datetime(2024, 6, 1, tzinfo=UTC)),  # the campaign is not open yet
        said("A4"),  # the same line, exported twice
        said("A4b"),  # another gift that looks the same
    ]
    told = await bring_in(donation, uploads, account_id, write(tmp_path / "file", "bidv", statement))

    assert told["matched"] == {"code": 1, "rule": 1, "unit": 1}
    assert [told[name] for name in ("walk_ins", "reviews", "debits", "known", "written")] == [2, 2, 1, 1, 9]
    assert (told["matched_share"], told["without_a_hand_share"]) == ("42,9 %", "71,4 %")
    kept = {line["bank_id"]: line for line in await lines(donation, account_id)}
    assert {bank_id: (line["state"], line["how"]) for bank_id, line in kept.items()} == {
        "A1": ("gift", "code"), "A2": ("gift", "rule"), "A3": ("gift", "unit"), "A4": ("gift", "walk_in"),
        "A4b": ("gift", "walk_in"), "A5": ("review", None), "A6": ("debit", None), "A6b": ("review", None),
    }  # fmt: skip
    assert code in kept["A5"]["hints"]
    assert "campaign_not_open" in kept["A6b"]["hints"]
    gift = await donation.read(f"/gifts/{kept['A1']['gift_id']}")
    assert (gift["unit_id"], gift["campaign_id"], gift["received_on"]) == (unit, campaign, "2024-07-01")
    assert {line["import_id"] for line in kept.values()} == {UUID(told["import_id"])}
    assert all("NGUYEN" not in str(event).upper() for event in await donation.told()), "memos stay here"


async def test_what_is_known_is_recognised(donation: Donation, uploads: Path, tmp_path: Path) -> None:
    account_id = await account(donation)
    first = list(gifts(2_500, first_day=DAY))
    await bring_in(donation, uploads, account_id, write(tmp_path / "file", "vietcombank", first))
    # the bank has called back about one line that the next statement will bring, its memo broken otherwise
    await donation.admin(
        """insert into bank_line (account_id, bank_id, fund_id, day, credit, debit, memo, source, state, hints)
           values ($1, 'CALLED', $2, '2024-07-22', 70000, 0, 'TRAN  THI B', 'callback', 'review', '[]')""",
        UUID(account_id), FUND,
    )  # fmt: skip
    before = await donation.rows()
    again = await bring_in(donation, uploads, account_id, write(tmp_path / "file", "vietcombank", first))
    assert (again["state"], again["written"], again["known"], again["matched_share"]) == ("done", 2_500, 2_500, "—")
    called = said("CALLED", "TRAN THI\nB", at=datetime(2024, 7, 22, tzinfo=UTC), credit=70_000)
    more = [*first[-3:], called, said("NEW", at=datetime(2024, 7, 22, tzinfo=UTC))]
    last = await bring_in(donation, uploads, account_id, write(tmp_path / "file", "vietinbank", more[3:]))
    assert (last["known"], last["walk_ins"]) == (1, 1)
    later = await bring_in(donation, uploads, account_id, write(tmp_path / "file", "mbbank", [called]))
    assert later["known"] == 1
    called_back = next(line for line in await lines(donation, account_id) if line["bank_id"] == "CALLED")
    assert called_back["balance"] == 1_000_070_000, "the callback had none"
    assert (await donation.rows())["gift"] == before["gift"] + 1


async def test_another_content_under_a_known_id_refuses_the_file(
    donation: Donation, uploads: Path, tmp_path: Path
) -> None:
    account_id = await account(donation)
    await bring_in(donation, uploads, account_id, write(tmp_path / "file", "bidv", [said("A1"), said("A2")]))
    before = await donation.rows()
    answer = await upload(
        donation, account_id, write(tmp_path / "file", "bidv", [said("B1"), said("A2", credit=90_000)]).read_bytes()
    )
    await importer(donation, uploads).work()
    told = await donation.read(f"/imports/{answer.json()['import_id']}")
    assert (told["state"], told["written"]) == ("refused", 0)
    refusal = told["refusal"]
    assert (refusal["code"], refusal["field"]) == ("line_known_otherwise", "bank_id")
    assert "Dòng 3" in refusal["detail"]
    assert (refusal["first"]["credit"], refusal["second"]["credit"], refusal["second"]["row"]) == (100_000, 90_000, 3)
    english = (await donation.get(f"/imports/{told['import_id']}", language="en")).json()["refusal"]["detail"]
    assert english.startswith("Line 3: this transaction id is known from an earlier statement with other content (the")
    assert await donation.rows() == {**before, "idempotency": before["idempotency"] + 1}, "something was posted"
    assert len(await lines(donation, account_id)) == 2


async def test_a_callback_that_contradicts_while_the_file_is_written_is_told(
    donation: Donation, uploads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It came after the file was proved: its line alone is left out, and both are shown."""
    account_id = await account(donation)
    begin_writing = imports.begin_writing

    async def and_a_callback(conn: Any, *given: Any, **named: Any) -> None:
        await begin_writing(conn, *given, **named)
        await conn.execute(
            """insert into bank_line (account_id, bank_id, fund_id, day, credit, debit, memo, source, state, hints)
               values ($1, 'A2', $2, '2024-07-01', 1, 0, 'X', 'callback', 'review', '[]')""",
            UUID(account_id), FUND,
        )  # fmt: skip

    monkeypatch.setattr(imports, "begin_writing", and_a_callback)
    statement = write(tmp_path / "file", "bidv", [said("A1"), said("A2"), said("A3")])
    told = await bring_in(donation, uploads, account_id, statement)
    assert (told["state"], told["walk_ins"], told["known"], told["written"]) == ("done", 2, 0, 3)
    (conflict,) = told["conflicts"]
    assert (conflict["code"], conflict["first"]["source"], conflict["second"]["row"]) == (
        "line_known_otherwise",
        "callback",
        3,
    )
    assert len(await donation.gifts_told()) == 2


async def test_a_callback_in_the_very_moment_is_recognised(
    donation: Donation, uploads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes between the look for known lines and the writing: the chunk is written again, without that line."""
    account_id = await account(donation)
    known_lines = posting.known_lines
    looks = 0

    async def and_a_callback(*given: Any) -> Any:
        nonlocal looks
        looks += 1
        found = await known_lines(*given)
        if looks == 1:
            await donation.admin(
                """insert into bank_line (account_id, bank_id, fund_id, day, credit, debit, memo, source, state, hints)
                   values ($1, 'A2', $2, '2024-07-01', 100000, 0, 'NGUYEN VAN AN', 'callback', 'review', '[]')""",
                UUID(account_id), FUND,
            )  # fmt: skip
        return found

    monkeypatch.setattr(posting, "known_lines", and_a_callback)
    told = await bring_in(donation, uploads, account_id, write(tmp_path / "file", "bidv", [said("A1"), said("A2")]))
    assert (told["state"], told["walk_ins"], told["known"], looks) == ("done", 1, 1, 2)
    assert (await donation.read(f"/books?fund_id={FUND}&year=2024"))["books"][0]["complete"]


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        (b"", "file_empty", ""),
        (b"%PDF-1.7 x", "not_a_table", ""),
        ("total", "total_disagrees", "Dòng 7"),
        ([said("A1"), said("X" * 101)], "bank_id_too_long", "Dòng 3"),
        ([said("A1"), said("A2", at=datetime(2024, 8, 1, tzinfo=UTC))], "day_in_future", "Dòng 3"),
        ([said("A1"), said("A2"), said("A1", credit=5)], "id_conflict", "Dòng 4"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_file_is_refused_whole(
    donation: Donation, uploads: Path, tmp_path: Path, content: Any, code: str, where: str
) -> None:
    account_id = await account(donation)
    if content == "total":
        content = write(tmp_path / "file", "vietcombank", [said("A1"), said("A2")]).read_bytes()
        content = content.replace("Tổng cộng,0,200.000".encode(), "Tổng cộng,0,300.000".encode())
    elif isinstance(content, list):
        content = write(tmp_path / "file", "bidv", content).read_bytes()
    before = await donation.rows()
    answer = await upload(donation, account_id, content)
    assert answer.status_code == 202
    await importer(donation, uploads).work()
    told = await donation.read(f"/imports/{answer.json()['import_id']}")
    assert (told["state"], told["refusal"]["code"]) == ("refused", code)
    assert where in told["refusal"]["detail"]
    assert await donation.rows() == {**before, "idempotency": before["idempotency"] + 1}, "something was posted"
    assert not await lines(donation, account_id)
    assert not list(uploads.iterdir())


async def test_lines_of_a_closed_year_wait_for_a_person(donation: Donation, uploads: Path, tmp_path: Path) -> None:
    """Nothing is lost: the bank's line is there, with the reason why it is no gift by itself."""
    account_id = await account(donation)
    await donation.hear_year_closed(2023)
    statement = [said("OLD", at=datetime(2023, 12, 30, tzinfo=UTC)), said("NEW")]
    told = await bring_in(donation, uploads, account_id, write(tmp_path / "file", "bidv", statement))
    assert (told["state"], told["walk_ins"], told["reviews"]) == ("done", 1, 1)
    new, old = await lines(donation, account_id)
    assert (new["state"], old["state"], old["gift_id"], old["day"]) == ("gift", "review", None, date(2023, 12, 30))
    assert "year_closed" in old["hints"]


async def test_a_file_that_is_gone_is_told(donation: Donation, uploads: Path, tmp_path: Path) -> None:
    account_id = await account(donation)
    answer = await upload(donation, account_id, write(tmp_path / "file", "bidv", [said("A1")]).read_bytes())
    next(uploads.iterdir()).unlink()
    await importer(donation, uploads).work()
    told = await donation.read(f"/imports/{answer.json()['import_id']}")
    assert (told["state"], told["refusal"]["code"]) == ("refused", "file_gone")
    assert not await importer(donation, uploads).work(), "nothing is left to do"
