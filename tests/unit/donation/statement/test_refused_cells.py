"""Every line that can't be read is refused with its place and a remedy, in two languages."""

import io
from datetime import date

import pytest

from services.donation.domain.statement import check, detect, preview
from shared.errors import Refused
from tests.support.statements import as_csv, as_xlsx

TODAY = date(2026, 8, 1)
HEADER: list[object] = ["STT", "TNX Date", "Doc No", "Debit", "Credit", "Balance", "Transactions in detail"]
GOOD: list[object] = [1, "01/07/2026", "FT001", "", "200.000", "1.200.000", "ung ho"]


def refusal(file: bytes) -> Refused:
    opened = io.BytesIO(file)
    with pytest.raises(Refused) as caught:
        check(opened, detect(opened), today=TODAY)
    return caught.value


def second_line(**cells: object) -> list[list[object]]:
    """A statement whose second line, in row 4, has other cells than it should."""
    names = ("stt", "day", "bank_id", "debit", "credit", "balance", "memo")
    line = dict(zip(names, [2, "02/07/2026", "FT002", "", "100.000", "1.300.000", "ung ho"], strict=True)) | cells
    return [["SAO KÊ từ ngày 01/07/2026 đến ngày 27/07/2026"], HEADER, GOOD, list(line.values())]


CELLS: list[tuple[dict[str, object], str, str, str, str]] = [
    (
        {"credit": "1OO.000"},
        "amount_letters",
        "credit",
        "Dòng 4, cột E (Credit): số tiền có chữ hoặc ký tự lạ. "
        "Hãy tải lại sao kê, hoặc chọn đúng cột số tiền trong phần xem trước.",
        "Line 4, column E (Credit): the amount holds letters or signs. "
        "Download it again, or choose the right column in the preview.",
    ),
    (
        {"credit": "1.234,567"},
        "amount_unclear",
        "credit",
        "Dòng 4, cột E (Credit): số tiền 1.234,567 không rõ dấu nào tách nghìn (đọc theo 1.234.567). "
        "Hãy chọn kiểu số ở phần xem trước.",
        "Line 4, column E (Credit): the amount 1.234,567 has unclear separators (read as 1.234.567). "
        "Choose the number format in the preview.",
    ),
    (
        {"credit": "", "debit": "100,50"},
        "amount_not_whole",
        "debit",
        "Dòng 4, cột D (Debit): số tiền 100,50 có phần lẻ dưới 1 đồng. "
        "Hãy kiểm tra kiểu số trong phần xem trước, hoặc hỏi ngân hàng.",
        "Line 4, column D (Debit): the amount 100,50 has a part of a đồng. "
        "Check the number format in the preview, or ask the bank.",
    ),
    (
        {"credit": "-100.000"},
        "amount_negative",
        "credit",
        "Dòng 4, cột E (Credit): số tiền âm. Tiền ra phải nằm ở cột ghi nợ; "
        "hãy chọn lại cột trong phần xem trước, hoặc xuất lại sao kê.",
        "Line 4, column E (Credit): a negative amount. Money out belongs into the debit column; "
        "choose the columns again, or export it again.",
    ),
    (
        {"credit": "1.000.000.000.000.001"},
        "amount_above_limit",
        "credit",
        "Dòng 4, cột E (Credit): số tiền vượt 1.000.000.000.000.000 đ. "
        "Hãy kiểm tra xem có chọn nhầm cột mã giao dịch làm số tiền không.",
        "Line 4, column E (Credit): the amount is above 1,000,000,000,000,000 đồng. "
        "Check that the column of ids was not taken for the amount.",
    ),
    (
        {"debit": "5.000"},
        "both_amounts",
        "credit",
        "Dòng 4, cột E (Credit): cùng một dòng có cả ghi có và ghi nợ. "
        "Hãy chọn lại cột trong phần xem trước, hoặc xuất lại sao kê.",
        "Line 4, column E (Credit): both credit and debit in one line. "
        "Choose the columns again in the preview, or export it again.",
    ),
    (
        {"credit": " "},
        "amount_missing",
        "credit",
        "Dòng 4, cột E (Credit): dòng không có số tiền. "
        "Hãy chọn lại cột ghi có và ghi nợ trong phần xem trước, hoặc xuất lại sao kê.",
        "Line 4, column E (Credit): the line has no amount. "
        "Choose the credit and debit columns again in the preview, or export it again.",
    ),
    (
        {"balance": ""},
        "balance_missing",
        "balance",
        "Dòng 4, cột F (Balance): dòng không có số dư. "
        "Hãy tải lại sao kê, hoặc bỏ chọn cột số dư trong phần xem trước.",
        "Line 4, column F (Balance): the line has no balance. "
        "Download the statement again, or choose no balance column in the preview.",
    ),
    (
        {"day": "2/Jul/2026"},
        "day_unreadable",
        "day",
        "Dòng 4, cột B (TNX Date): không đọc được ngày theo kiểu dd/mm/yyyy. "
        "Hãy chọn kiểu ngày hoặc cột ngày khác trong phần xem trước.",
        "Line 4, column B (TNX Date): not a date of the form dd/mm/yyyy. "
        "Choose another date format or date column in the preview.",
    ),
    (
        {"day": "31/02/2026"},
        "day_impossible",
        "day",
        "Dòng 4, cột B (TNX Date): ngày 31/02/2026 không có trong lịch (đọc theo dd/mm/yyyy). "
        "Hãy sửa kiểu ngày ở phần xem trước, hoặc tải lại.",
        "Line 4, column B (TNX Date): the date 31/02/2026 does not exist (read as dd/mm/yyyy). "
        "Change the date format, or download the file again.",
    ),
    (
        {"day": "02/08/2026"},
        "day_in_future",
        "day",
        "Dòng 4, cột B (TNX Date): ngày 02/08/2026 sau hôm nay 01/08/2026. "
        "Hãy kiểm tra kiểu ngày trong phần xem trước.",
        "Line 4, column B (TNX Date): the day 02/08/2026 is after today, 01/08/2026. "
        "Check the date format in the preview.",
    ),
    (
        {"day": "28/07/2026"},
        "day_outside",
        "day",
        "Dòng 4, cột B (TNX Date): ngày 28/07/2026 ngoài kỳ sao kê 01/07/2026–27/07/2026. "
        "Hãy kiểm tra kiểu ngày, hoặc xuất lại sao kê đúng kỳ.",
        "Line 4, column B (TNX Date): the day 28/07/2026 is outside the statement's period 01/07/2026–27/07/2026. "
        "Check the date format or export again.",
    ),
    (
        {"bank_id": " "},
        "id_missing",
        "bank_id",
        "Dòng 4, cột C (Doc No): dòng không có mã giao dịch của ngân hàng. "
        "Hãy chọn đúng cột mã giao dịch, hoặc xuất sao kê có cột đó.",
        "Line 4, column C (Doc No): the line has no transaction id of the bank. "
        "Choose the right column, or export the statement with it.",
    ),
    (
        {"bank_id": "2,60701E+15"},
        "id_rounded",
        "bank_id",
        "Dòng 4, cột C (Doc No): mã giao dịch đã bị Excel làm tròn thành số. "
        "Hãy dùng tệp gốc của ngân hàng, đừng mở và lưu lại bằng Excel.",
        "Line 4, column C (Doc No): Excel has rounded the transaction id to a number. "
        "Use the bank's original file, not one saved by Excel.",
    ),
]


@pytest.mark.parametrize(("cells", "code", "field", "vi", "en"), CELLS, ids=[case[1] for case in CELLS])
def test_a_cell(cells: dict[str, object], code: str, field: str, vi: str, en: str) -> None:
    rows = second_line(**cells)
    for file in (as_csv(rows), as_csv(rows, "utf-16", ";"), as_xlsx(rows)):
        refused = refusal(file)
        assert (refused.code, refused.field, refused.vi, refused.en) == (code, field, vi, en)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"credit": -5}, "amount_negative"),
        ({"credit": 100_000.5}, "amount_not_whole"),
        ({"credit": 10**16}, "amount_above_limit"),
        ({"bank_id": 2607280100000046}, "id_rounded"),
        ({"bank_id": 1.5}, "id_rounded"),
        ({"day": 0.5}, "day_unreadable"),
        ({"day": 10**7}, "day_unreadable"),
        ({"credit": "(100.000)"}, "amount_negative"),
        ({"credit": "100.000-"}, "amount_negative"),
        ({"credit": "1.00.000"}, "amount_unclear"),
        ({"credit": "١٠٠"}, "amount_letters"),
        ({"credit": "1_000"}, "amount_letters"),
        ({"credit": "100.000 USD"}, "amount_letters"),
        ({"day": "02/07/2026 25:00"}, "day_unreadable"),
        ({"day": ""}, "day_unreadable"),
        ({"day": "2026-07-02"}, "day_unreadable"),
        ({"day": "00/07/2026"}, "day_impossible"),
    ],
)
def test_a_cell_of_a_workbook(cells: dict[str, object], code: str) -> None:
    assert refusal(as_xlsx(second_line(**cells))).code == code


@pytest.mark.parametrize(
    "credit",
    ["100.000 đ", "100.000 VND", "+100.000", "100.000,00", "100.000,0", "100000", " 100.000 "],
)
def test_ways_to_write_an_amount(credit: str) -> None:
    opened = io.BytesIO(as_csv(second_line(credit=credit)))
    assert check(opened, detect(opened), today=TODAY).credit_sum == 300_000


def test_a_zero_that_is_written_is_a_line() -> None:
    opened = io.BytesIO(as_csv(second_line(credit="0", balance="1.200.000")))
    summary = check(opened, detect(opened), today=TODAY)
    assert (summary.lines, summary.credits, summary.debits) == (2, 1, 0)


def test_cells_that_are_missing_or_too_many() -> None:
    short = second_line()
    del short[3][5:]
    refused = refusal(as_csv(short))
    assert (refused.code, refused.vi, refused.en) == (
        "cells_missing",
        "Dòng 4: chỉ có 5 ô, cần 7 ô. Hãy tải lại sao kê; nếu tự sửa tệp, hãy bổ sung ô thiếu.",
        "Line 4: 5 cells instead of 7. Download it again, or add what is missing.",
    )
    refused = refusal(as_csv([*second_line()[:3], [*second_line()[3], "quy"]]))
    assert (refused.code, refused.vi, refused.en) == (
        "cells_extra",
        "Dòng 4: có 8 ô, tiêu đề chỉ có 7. Nội dung có thể chứa dấu phân cách; hãy gửi XLSX.",
        "Line 4: 8 cells, the header has 7. A memo may hold the delimiter; send the XLSX file.",
    )


def test_empty_cells_at_the_end_are_no_cells() -> None:
    opened = io.BytesIO(as_csv([*second_line()[:3], [*second_line()[3], "", ""]]))
    assert check(opened, detect(opened), today=TODAY).lines == 2


def test_what_is_no_line_is_passed_over() -> None:
    rows = second_line()
    pages: list[list[object]] = [
        [], ["Trang 1/2"], ["", "27/07/2026"], [], HEADER, ["", "", "Cộng trang", "0", "200.000"],
        ["Người lập", "", "", "", "Kế toán"], ["", "Số dư đầu kỳ", "", "", "", "1.000.000"],
    ]  # fmt: skip
    foot: list[list[object]] = [["", "", "Tổng cộng", "", "300.000"], ["Số dư cuối kỳ", "", "", "", "1.300.000"]]
    for file in (as_csv([*rows[:3], *pages, rows[3], *foot]), as_xlsx([*rows[:3], *pages, rows[3], *foot])):
        opened = io.BytesIO(file)
        summary = check(opened, detect(opened), today=TODAY)
        assert (summary.lines, summary.credit_sum, summary.totals) == (2, 300_000, 2)


def test_a_line_without_day_or_id_is_not_passed_over() -> None:
    rows = second_line(day="", bank_id="", memo="TONG CONG TY DIEN LUC")
    assert refusal(as_csv(rows)).code == "id_missing"
    assert refusal(as_csv(second_line(day="", memo="Tổng cộng"))).code == "day_unreadable"


def test_no_cell_with_words_is_quoted() -> None:
    for cells in ({"credit": "NGUYEN VAN A"}, {"day": "NGUYEN 1"}, {"balance": "NGUYEN VAN A"}):
        refused = refusal(as_csv(second_line(**cells)))
        assert "NGUYEN" not in refused.vi + refused.en


def test_the_preview_shows_the_problem_beside_the_row() -> None:
    shown = preview(io.BytesIO(as_csv(second_line(day="31/02/2026"))), today=TODAY)
    assert [row.problem and row.problem.code for row in shown.rows] == [None, None, None, "day_impossible"]
