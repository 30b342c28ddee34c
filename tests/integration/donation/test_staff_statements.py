"""Statements through the staff pages: the file, its progress, its columns, and the lines that wait for a person."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.integration.donation.conftest import Donation, running
from tests.integration.donation.staff import ROOT, Staff, faults_of, fields_of, led, text_of
from tests.integration.donation.statements import account, importer
from tests.support.databases import Clones

HEADER = "Ngày;Mã GD;Diễn giải;Tiền vào\n"
ROWS = "01/07/2024;FT0000001;TRUONG THCS TAN LAP UNG HO;200000\n02/07/2024;FT0000002;LAI TIEN GUI;12000\n"


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


@pytest.fixture
async def donation(service_database: Clones, uploads: Path) -> AsyncIterator[Donation]:
    async with running(await service_database("donation"), uploads) as donation:
        yield donation


async def upload(staff: Staff, typed: dict[str, str], content: bytes, name: str = "sao kê.csv") -> httpx.Response:
    """The form of a statement as a browser sends it."""
    headers = {"cookie": staff.cookie, "origin": "http://test"}
    return await staff.donation.client.post(
        f"{ROOT}/statements/new", data=typed, files={"file": (name, content)}, headers=headers
    )


async def test_a_file_whose_columns_are_unknown_is_shown_confirmed_and_recorded(
    donation: Donation, uploads: Path
) -> None:
    account_id = await account(donation)
    await donation.unit(name="Trường THCS Tân Lập", code="THCS")
    staff = Staff(donation, "accountant")
    form = await staff.filled("/statements/new", {})
    assert form["account_id"] == account_id
    content = (HEADER + ROWS).encode()
    where = led(await upload(staff, form, content))
    assert led(await upload(staff, form, content)) == where, "sent twice, taken once"
    waiting = await staff.get(where)
    assert 'http-equiv="refresh"' in waiting.text
    assert "Đã nhận tệp" in text_of(waiting)
    assert await importer(donation, uploads).work()
    asked = await staff.page(where)
    assert "Cần chỉ cột" in asked
    assert "1 tệp sao kê cần chỉ cột" in await staff.page("")
    shown = await staff.get(f"{where}/mapping")
    assert "TRUONG THCS TAN LAP UNG HO" in text_of(shown)
    wrong = await staff.post(f"{where}/mapping", fields_of(shown) | {"column-memo": ""})
    assert faults_of(wrong)["column-memo"].startswith("Nội dung: hãy chỉ cột")
    twice = await staff.post(f"{where}/mapping", fields_of(shown) | {"column-memo": "1", "column-bank_id": "1"})
    assert twice.status_code == 422
    columns = {"column-day": "0", "column-bank_id": "1", "column-memo": "2", "column-credit": "3"}
    assert led(await staff.post(f"{where}/mapping", fields_of(shown) | columns)) == where
    assert await importer(donation, uploads).work()
    done = await staff.page(where)
    assert "Đã xong" in done
    assert "sao kê.csv" in await staff.page("/statements")
    assert 'http-equiv="refresh"' not in (await staff.get(where)).text


async def test_a_file_that_is_wrong_is_refused_with_the_reason(donation: Donation, uploads: Path) -> None:
    await account(donation)
    staff = Staff(donation, "accountant")
    form = await staff.filled("/statements/new", {})
    nothing = await upload(staff, form, b"", name="")
    assert faults_of(nothing)["file"] == "Hãy chọn tệp sao kê của ngân hàng."
    assert (await upload(Staff(donation, "cashier"), form, b"x")).status_code == 403
    assert (await upload(staff, form | {"csrf": "x"}, b"x")).status_code == 403
    torn = await donation.client.post(
        f"{ROOT}/statements/new", content=b"--x\r\n", headers={
            "cookie": staff.cookie, "content-type": "multipart/form-data; boundary=x", "origin": "http://test",
        },
    )  # fmt: skip
    assert torn.status_code == 403, "a form that broke off has no proof"
    where = led(await upload(staff, form, b"", name="rong.csv"))
    assert await importer(donation, uploads).work()
    page = await staff.page(where)
    assert "Bị từ chối" in page
    assert "Chưa ghi dòng nào" in page
    assert not list(uploads.iterdir())


async def test_lines_are_joined_split_set_aside_and_become_rules(donation: Donation) -> None:
    account_id = await account(donation)
    unit = await donation.unit(name="Trường THCS Tân Lập", code="THCS")
    memos = ["TRUONG TAN LAP UNG HO", "TRUONG TAN LAP DOT 2", "LAI TIEN GUI", "GOP CHUNG", "TAN LAP TRUONG GUI"]
    for n, memo in enumerate(memos):
        await donation.admin(
            """insert into bank_line (account_id, bank_id, fund_id, day, credit, debit, memo, source, state, hints)
               values ($1, $2, $3, '2024-07-01', $4, 0, $5, 'statement', 'review', $6)""",
            account_id, f"FT{n}", "00000000-0000-0000-0000-000000000001", 100_000 * (n + 1), memo,
            f'[{{"why": "units_differ", "unit_id": "{unit}"}}]' if n == 0 else None,
        )  # fmt: skip
    clerk = Staff(donation, "clerk")
    page = await clerk.get(f"/review?account={account_id}")
    assert "Trường THCS Tân Lập (THCS) theo tên trong nội dung" in text_of(page)
    assert "5 dòng sao kê chờ xử lý, 1.500.000 đ" in await clerk.page("")
    assert "FT0" not in await clerk.page(f"/review?account={account_id}&q=lai+tien")
    at = f"account={account_id}"
    assert led(await clerk.get(f"/review/choose?{at}&do=join")).endswith("&none=1")
    both = led(await clerk.get(f"/review/choose?{at}&do=join&line=FT0&line=FT1"))
    assert "Ghi 300.000 đ thành một khoản" in await clerk.page(both)
    phrase = await clerk.send(both, {"unit": "THCS", "phrase": "xa la"})
    assert faults_of(phrase).keys() == {"phrase"}
    one = f"/review/decide?{at}&line=FT0&unit={unit}"
    assert (await clerk.filled(one, {}))["unit"] == "Trường THCS Tân Lập (THCS)"
    assert "Đã ghi 1 khoản." in await clerk.page(await clerk.done(one, {"phrase": "truong tan lap"}))
    assert "truong tan lap" in await clerk.page(f"/rules?{at}")
    assert (await clerk.send(one, {})).status_code in (404, 422), "decided once"
    split = led(await clerk.get(f"/review/choose?{at}&do=split&line=FT3"))
    differs = await clerk.send(split, {"part-0-amount": "100.000", "part-1-amount": "1"})
    assert "Tổng các khoản" in " ".join(faults_of(differs).values())
    wrong = await clerk.send(split, {"part-0-amount": "x", "part-3-unit": "khong co", "part-3-amount": "1"})
    assert faults_of(wrong).keys() == {"part-0-amount", "part-1-unit"}
    assert faults_of(await clerk.send(split, {"received_on": "x"})).keys() == {"part", "received_on"}
    more = await clerk.send(split, {"part-0-amount": "100.000", "more": "part"})
    assert 'name="part-14-amount"' in more.text
    assert "Đã ghi 2 khoản." in await clerk.page(
        await clerk.done(split, {"part-0-amount": "100.000", "part-0-unit": "THCS", "part-1-amount": "300.000"})
    )
    aside = led(await clerk.get(f"/review/choose?{at}&do=aside&line=FT2"))
    assert faults_of(await clerk.send(aside, {"reason": ""})).keys() == {"reason"}
    await clerk.done(aside, {"reason": "Lãi tiền gửi"})
    assert "LAI TIEN GUI" not in await clerk.page(f"/review?{at}")
