"""What nobody should type and somebody does: said beside its input in the reader's words, kept as typed, not stored."""

import re
from typing import Any

import pytest

from tests.integration.donation.conftest import FUND, Donation
from tests.integration.donation.lines import account, add
from tests.integration.donation.staff import Staff, faults_of, fields_of, text_of

NOBODY = "00000000-0000-0000-0000-000000000009"
CHOICE = "đã chọn không có trong danh sách"
LINE = "không in được"
REAL_DAY = "phải là ngày có thật, viết ngày/tháng/năm"
JARGON = re.compile(r"UUID|JSON|chuỗi|[a-z]+_[a-z]+|năm-tháng|Trường [a-z]")
"""What a program is told and a person is not."""

COUNTER = {"amount": "500.000", "payer_name": "Lê Bình"}
THING = {"item": "Xi măng", "quantity": "1,5", "measure": "tấn"}
CARE = {"unit": "TH-01", "monthly_amount": "1.000.000", "first_month": "01/2024"}
UNIT = {"name": "Trạm Y tế", "code": "TYT", "kind": "school"}
ACCOUNT = {
    "bank_name": "Agribank",
    "bank_bin": "970405",
    "number": "0022 0023",
    "holder": "QUY",
    "opened_on": "1/2/2024",
}
CAMPAIGN = {"name": "Đợt", "code": "D", "opens_on": "28/06/2024", "closes_on": "27/07/2024"}

CASES: list[tuple[str, dict[str, str], str, str, str]] = [
    ("/counter", COUNTER, "received_on", "2024-02-30", REAL_DAY),
    ("/counter", COUNTER, "received_on", "31/12/9999", "không được quá 31/12/2200"),
    ("/counter", COUNTER, "campaign_id", "bogus", CHOICE),
    ("/counter", COUNTER, "channel", "gold", CHOICE),
    ("/counter", COUNTER, "purpose", "2024-07-27", CHOICE),
    ("/counter", COUNTER, "payer_name", "a\x01b", LINE),
    ("/counter", COUNTER, "reason", "hai\ndòng", LINE),
    ("/counter", COUNTER, "corrects_gift_id", "bogus", "mở từ một địa chỉ không đúng"),
    ("/counter", COUNTER, "pledge_id", NOBODY, "Không có đăng ký này"),
    ("/others/new/in-kind", THING, "given_on", "31/12/9999", "không được quá 31/12/2200"),
    ("/others/new/in-kind", THING, "quantity", "0,0", "số lớn hơn 0"),
    ("/others/new/in-kind", THING, "quantity", "9" * 15, "số lớn hơn 0"),
    ("/others/new/in-kind", THING, "quantity", "٣", "số lớn hơn 0"),
    ("/others/new/in-kind", THING, "basis", "rumour", CHOICE),
    ("/others/new/in-kind", THING, "corrects_id", "bogus", "mở từ một địa chỉ không đúng"),
    ("/care/new", CARE, "beneficiary_id", "bogus", CHOICE),
    ("/care/new", CARE, "first_month", "01/9999", "phải là tháng có thật, viết tháng/năm"),
    ("/care/new", CARE, "unit", "khong co", "nhờ quản trị thêm"),
    ("/units/new", UNIT, "code", "TRẠM Y TẾ", "chữ không dấu"),
    ("/units/new", UNIT, "official_code", "1 2", "từ 3 đến 20 chữ số"),
    ("/units/new", UNIT, "kind", "ministry", CHOICE),
    ("/units/new", UNIT, "name", "\u200b\u202e", "Tên còn thiếu"),
    ("/units/new", UNIT, "name_consent_on", "20/07/2024", "Hãy bỏ trống ngày đồng ý"),
    ("/accounts/new", ACCOUNT, "holder", "A" * 141, "dài quá 140"),
    ("/accounts/new", ACCOUNT, "bank_name", "A" * 301, "dài quá 60"),
    ("/accounts/new", ACCOUNT, "bank_bin", "97O4O5", "đúng 6 chữ số"),
    ("/accounts/new", ACCOUNT, "bank_bin", "", "mã BIN 6 chữ số"),
    ("/accounts/new", ACCOUNT, "number", "số lạ", "từ 4 đến 19 chữ số"),
    ("/campaigns/new", CAMPAIGN, "year", "năm nay", "ví dụ 2026"),
    ("/campaigns/new", CAMPAIGN, "year", "1900", "từ 1945 trở lên"),
    ("/campaigns/new", CAMPAIGN, "closes_on", "31/12/9999", "không được quá 31/12/2200"),
    ("/letterhead", {}, "head_unit", "A" * 301, "dài quá 150"),
    ("/batches/new", {"control_count": "1", "control_total": "5", "line-0-amount": "5"}, "line-0-reason", "a\tb", LINE),
    ("/codes/new", {}, "whom", "everybody", CHOICE),
    ("/codes/new", {}, "account_id", "bogus", CHOICE),
]


@pytest.fixture
async def staff(donation: Donation) -> Staff:
    """Somebody who may open every form, in a fund that has something to choose from."""
    await donation.unit()
    await account(donation)
    return Staff(donation, "everything")


async def test_what_is_wrong_is_said_beside_its_input_and_kept_and_not_stored(staff: Staff) -> None:
    forms: dict[str, dict[str, str]] = {}
    before = await staff.donation.rows()
    for path, good, name, typed, said in CASES:
        form = forms.setdefault(path, await staff.filled(path, {})) | good | {name: typed}
        answer = await staff.post(path, form)
        assert answer.status_code == 422, (path, name, typed, text_of(answer))
        faults, kept = faults_of(answer), fields_of(answer)
        hidden = f'type="hidden" name="{name}"' in answer.text
        assert said in faults["" if hidden else name], (path, name, typed, faults)
        assert not any(JARGON.search(fault) for fault in faults.values()), faults
        assert all(f'id="e-{fault}"' in answer.text for fault in faults if fault), faults
        lost = {other for other, text in form.items() if other in kept and kept[other] != text}
        assert lost <= ({name} if said == CHOICE else set()), (path, name, typed, lost)
    assert await staff.donation.rows() == before


async def test_letters_that_nobody_sees_are_left_out_and_a_key_that_is_none_is_not_kept(staff: Staff) -> None:
    form = await staff.filled("/units/new", UNIT | {"name": "Trạm\u200b Y\u202e tế\ufeff", "key": "x" * 9000})
    assert (await staff.post("/units/new", form)).status_code == 303
    assert [row["name"] for row in await staff.donation.admin("select name from unit where code = 'TYT'")] == [
        "Trạm Y tế"
    ]


async def test_marks_of_html_are_words(staff: Staff) -> None:
    where = await staff.done("/units/new", UNIT | {"name": "<script>alert(1)</script>\"'&"})
    page = await staff.get(where)
    assert "<script>alert" not in page.text
    assert "<script>alert(1)</script>\"'&" in text_of(page).replace("& lt;", "<")


@pytest.mark.parametrize("sheets", ["", "x", "4"])
async def test_how_many_sheets_are_printed_is_one_of_the_choices(staff: Staff, sheets: str) -> None:
    await staff.donation.gift()
    path = f"/books/{FUND}/2024/TM01/prints"
    form = await staff.filled(path, {})
    answer = await staff.post(path, form | {"sheets": sheets})
    assert (answer.status_code, CHOICE in text_of(answer)) == ((422, True) if sheets else (303, False))


async def test_what_an_address_can_not_mean_is_said_where_it_was_typed(staff: Staff) -> None:
    account_id = await account(staff.donation, "0022002200220022")
    for path, name, typed, said in (
        ("/codes?code=DN00", "code", "DN00", "Mã thanh toán gõ sai"),
        (f"/aside?account={account_id}&year=abc", "year", "abc", "Năm phải là một năm"),
        (f"/accounts/{account_id}/proof?day=2024-02-30", "day", "2024-02-30", REAL_DAY),
    ):
        answer = await staff.get(path)
        assert answer.status_code == 422, path
        assert said in text_of(answer), path
        assert f'value="{typed}"' in answer.text, "what was typed is kept"
        assert f'id="e-{name}"' in answer.text, path
    cut = await staff.get("/gifts?after=bogus")
    assert cut.status_code == 404
    assert "Địa chỉ này không đúng" in text_of(cut)


async def test_a_part_of_a_line_that_is_nothing_is_told_in_its_row(staff: Staff) -> None:
    account_id = await account(staff.donation, "0022002200220022")
    await add(staff.donation, account_id, {"bank_id": "A", "credit": 300_000, "memo": "UNG HO"})
    path = f"/review/decide?account={account_id}&line=A&split=1"
    typed: dict[str, Any] = {"part-0-amount": "300.000", "part-1-amount": "0", "part-1-payer_name": "Lê Bình"}
    assert "phải lớn hơn 0" in faults_of(await staff.send(path, typed))["part-1-amount"]


async def test_a_year_to_close_is_the_one_that_the_page_names(staff: Staff) -> None:
    form = await staff.filled("/books/close?year=2023", {})
    answer = await staff.post("/books/close?year=2023", form | {"year": "bogus"})
    assert faults_of(answer) == {"": "Mẫu này được mở từ một địa chỉ không đúng. Hãy quay lại danh sách và chọn lại."}
