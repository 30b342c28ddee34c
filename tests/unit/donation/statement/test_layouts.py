"""Layouts are found by content, proposed for any other file, confirmed, kept, and found again."""

import io
import json
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from services.donation.domain.statement import Columns, Layout, check, detect, layout_from_json, preview, read
from services.donation.domain.statement.amounts import guess_numbers
from services.donation.domain.statement.days import find_period, guess_order
from shared.errors import Refused
from shared.text import fold
from tests.support.statements import BANKS, SHAPES, Booked, as_csv, as_xlsx, statement, table

TODAY = date(2026, 8, 1)
Rows = list[list[object]]
LINE = Booked("FT001", datetime.combine(date(2026, 7, 13), time(8)), 5_000_000, 0, "ung ho quy")
OTHER: Rows = [
    ["Sao kê tài khoản"],
    ["Ngày", "Số CT", "Tiền vào", "Tiền ra", "Số dư", "Diễn giải"],
    ["07/13/2026", "A-001", "5,000,000", "", "6,000,000", "ung ho quy"],
    ["07/14/2026", "A-002", "", "11,000", "5,989,000", "phi quan ly"],
]


@pytest.mark.parametrize("bank", BANKS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_bank_is_known_by_its_header(bank: str, delimiter: str) -> None:
    rows: Rows = [["Chi nhánh Vĩnh Phúc", "", ""], [], *table(bank, [LINE])]
    layout = detect(io.BytesIO(as_csv(rows, delimiter=delimiter)))
    assert (layout.name, layout.delimiter) == (bank, delimiter)
    assert layout.header_row == len(SHAPES[bank].titles) + 3
    assert layout == replace(detect(io.BytesIO(as_xlsx(rows))), delimiter=delimiter)


def test_the_order_of_the_columns_does_not_matter_nor_their_case_and_accents() -> None:
    rows = [["x", *map(str.upper, map(fold, map(str, reversed(row))))] for row in table("mbbank", [LINE])]
    layout = detect(io.BytesIO(as_csv(rows)))
    assert (layout.name, layout.columns) == (
        "mbbank",
        Columns(bank_id=5, day=6, credit=4, debit=3, balance=1, memo=2),
    )


def test_formats_are_told_by_the_lines() -> None:
    rows = list(table("vietcombank", [LINE]))
    rows[4][4], rows[4][5], rows[4][1] = "5,000,000", "1,005,000,000", "2026-07-13"
    layout = detect(io.BytesIO(as_csv(rows[:-1])))
    assert (layout.numbers, layout.days) == ("1,234,567", "yyyy-mm-dd")


def test_a_header_further_down_is_not_found() -> None:
    with pytest.raises(Refused, match="layout_unknown"):
        detect(io.BytesIO(as_csv([*[list("xyzt")] * 30, *table("bidv", [LINE])])))


def test_any_other_file_is_proposed_confirmed_and_known_again() -> None:
    file = io.BytesIO(as_csv(OTHER, delimiter=";"))
    with pytest.raises(Refused, match="layout_unknown"):
        detect(file)
    shown = preview(file, today=TODAY)
    assert not shown.recognised
    assert shown.layout == Layout(
        "other",
        Columns(bank_id=1, day=0, credit=2, debit=3, balance=4, memo=5),
        ("ngay", "so ct", "tien vao", "tien ra", "so du", "dien giai"),
        "mm/dd/yyyy",
        "1,234,567",
        ";",
        2,
    )
    assert shown.header == OTHER[1]
    assert shown.warnings == []
    assert [(row.row, row.cells, row.problem) for row in shown.rows] == [
        (number, row, None) for number, row in enumerate(OTHER, 1)
    ]
    lines = [row.line for row in shown.rows if row.line]
    assert [(line.bank_id, line.day, line.credit, line.debit) for line in lines] == [
        ("A-001", date(2026, 7, 13), 5_000_000, 0),
        ("A-002", date(2026, 7, 14), 0, 11_000),
    ]
    kept = layout_from_json(json.loads(json.dumps(shown.layout.to_json())))
    assert kept == shown.layout
    later = io.BytesIO(as_csv([["Tháng sau"], [], *OTHER[1:]], delimiter=";"))
    assert detect(later, [kept]) == replace(kept, header_row=3)
    assert check(later, detect(later, [kept]), today=TODAY).lines == 2
    assert check(later, kept, today=TODAY).lines == 2
    assert preview(later, known=[kept], today=TODAY).recognised


def test_a_kept_layout_goes_before_a_bank() -> None:
    file = io.BytesIO(statement("bidv", [LINE]))
    kept = replace(detect(file), name="of the account", numbers="1,234,567")
    assert detect(file, [kept]) == kept


def test_a_layout_for_another_file_is_refused_by_what_is_missing() -> None:
    layout = detect(io.BytesIO(statement("vietcombank", [LINE])))
    rows = [row[:5] for row in table("vietcombank", [LINE])]
    for file in (as_csv(rows), as_xlsx(rows)):
        with pytest.raises(Refused) as caught:
            list(read(io.BytesIO(file), layout, today=TODAY))
        assert caught.value.en == (
            "Line 4: missing column balance, transactions in detail. "
            "Export the statement with all columns, or choose them in the preview."
        )


def test_the_preview_asks_for_columns_that_it_does_not_find() -> None:
    rows = [row[:2] + row[3:5] for row in OTHER]
    shown = preview(io.BytesIO(as_csv(rows)), today=TODAY)
    assert shown.layout.columns.missing() == ["credit", "memo"]
    assert [warned.code for warned in shown.warnings] == ["columns_missing"]
    assert all(row.line is None and row.problem is None for row in shown.rows)
    with pytest.raises(Refused, match="missing_column"):
        check(io.BytesIO(as_csv(rows)), shown.layout, today=TODAY)


def test_without_a_header_columns_are_guessed_by_what_they_hold() -> None:
    rows: Rows = [
        ["1", f"{day:02d}/07/2026 08:00", f"FT26{day:06d}", f"{day}.000.000", f"ung ho quy den on {day}"]
        for day in range(1, 31)
    ]
    for file in (as_csv(rows), as_xlsx(rows)):
        shown = preview(io.BytesIO(file), today=TODAY)
        assert shown.layout.columns == Columns(bank_id=2, day=1, credit=3, memo=4)
        assert (shown.layout.header, shown.layout.header_row) == ((), 0)
        assert [warned.code for warned in shown.warnings] == ["columns_guessed", "no_balance", "no_debit"]
        assert len(shown.rows) == 20
        assert check(io.BytesIO(file), shown.layout, today=TODAY).credit_sum == 465_000_000
        below = replace(shown.layout, header_row=2)
        assert check(io.BytesIO(file), below, today=TODAY).lines == 28


def test_what_can_be_read_two_ways_is_pointed_out() -> None:
    rows: Rows = [*OTHER[:2], ["01/02/2026", "A-001", "5.000.000", "", "6,000,000", "ung ho"]]
    shown = preview(io.BytesIO(as_csv(rows)), today=TODAY)
    assert [warned.code for warned in shown.warnings] == ["days_unclear", "numbers_unclear"]
    for warned in shown.warnings:
        assert warned.vi.endswith(".")
        assert warned.en.endswith(".")


def test_a_preview_of_a_bank_has_titles_a_header_and_lines() -> None:
    assert preview(io.BytesIO(statement("bidv", [LINE])), today=TODAY).header == list(SHAPES["bidv"].header)
    for file in (statement("vietcombank", [LINE] * 40), as_xlsx(table("vietcombank", [LINE] * 40))):
        shown = preview(io.BytesIO(file), today=TODAY)
        assert shown.recognised
        assert shown.header == list(SHAPES["vietcombank"].header)
        assert [row.line is not None for row in shown.rows] == [False] * 4 + [True] * 20


def test_another_header_row_and_delimiter_can_be_chosen() -> None:
    rows: Rows = [["Ngày", "Số CT", "Số tiền", "Diễn giải"], ["(1)", "(2)", "(3)", "(4)"], [*OTHER[2][:3], "x y"]]
    file = io.BytesIO(as_csv(rows, delimiter=";"))
    proposed = preview(file, today=TODAY).layout
    assert proposed.header_row == 1
    chosen = replace(proposed, header=(), header_row=2)
    shown = preview(file, chosen, today=TODAY)
    assert shown.layout == replace(chosen, header=("(1)", "(2)", "(3)", "(4)"))
    assert [row.line is not None for row in shown.rows] == [False, False, True]
    with pytest.raises(Refused, match="missing_column"):
        preview(file, replace(proposed, delimiter=","), today=TODAY)
    assert preview(file, replace(chosen, delimiter=","), today=TODAY).rows[0].cells == ["Ngày;Số CT;Số tiền;Diễn giải"]


@pytest.mark.parametrize(
    "change",
    [
        {"columns": {"day": "0"}},
        {"columns": {"bank_id": 1, "day": 1}},
        {"columns": {"day": -1}},
        {"columns": {"day": 200}},
        {"days": "yyyy"},
        {"numbers": "1 234"},
        {"delimiter": '"'},
        {"delimiter": ",,"},
        {"header_row": 0},
        {"header_row": 31},
    ],
    ids=str,
)
def test_a_mapping_that_is_none(change: dict[str, object]) -> None:
    value = detect(io.BytesIO(statement("bidv", [LINE]))).to_json()
    with pytest.raises(Refused) as caught:
        layout_from_json(value | change)
    assert (caught.value.code, caught.value.field) == ("layout_invalid", "layout")
    assert caught.value.vi.endswith("Hãy chọn lại các cột trong phần xem trước.")
    assert caught.value.en.endswith("Choose the columns again in the preview.")


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["200.000", "1.000"], "1.234.567"),
        (["200,000", "1,000.00"], "1,234,567"),
        (["200000", "1000"], "usual"),
        (["200.000", "200,000"], "unclear"),
        (["50000.00"], "1,234,567"),
        ([], "usual"),
    ],
)
def test_number_formats(cells: list[str], numbers: str) -> None:
    found, certain = guess_numbers(cells, "1.234.567")
    assert found == (numbers if numbers[0] == "1" else "1.234.567")
    assert certain == (numbers != "unclear")


def test_day_orders() -> None:
    assert guess_order(["27/07/2026", "01/02/2026"], "mm/dd/yyyy") == ("dd/mm/yyyy", True)
    assert guess_order(["01/02/2026"], "mm/dd/yyyy") == ("mm/dd/yyyy", False)
    assert guess_order(["2026-07-27T08:00:00"], "dd/mm/yyyy") == ("yyyy-mm-dd", True)
    assert guess_order(["27.7.26"], "dd/mm/yyyy") == ("dd/mm/yyyy", True)


@pytest.mark.parametrize(
    "title",
    [
        "Từ ngày 01/07/2026 đến ngày 27/07/2026",
        "From: 01-07-2026 To: 27-07-2026",
        "Kỳ sao kê: 2026-07-01 - 2026-07-27",
        "Tài khoản 2707, từ 1/7/2026 đến 27/7/2026",
    ],
)
def test_the_period_stands_above_the_header(title: str) -> None:
    assert find_period([fold(title)]) == (date(2026, 7, 1), date(2026, 7, 27))


def test_no_period() -> None:
    assert find_period([fold("Từ ngày 27/07/2026 đến ngày 01/07/2026")]) is None
    assert find_period([fold("In ngày 27/07/2026 lúc 08:00, 01/07/2026")]) is None
    assert find_period([fold("Từ ngày 31/02/2026 đến 01/03/2026")]) is None
