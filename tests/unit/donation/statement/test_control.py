"""A statement that contradicts itself is refused whole; the same line twice is one line."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donation.domain.statement import IdConflict, Summary, check, delimited, detect, repeats
from shared.errors import Refused
from tests.support.statements import BANKS, SHAPES, Booked, as_csv, as_xlsx, statement, table

TODAY = date(2026, 8, 1)
Rows = list[list[object]]


def lines(count: int) -> list[Booked]:
    return [
        Booked(
            f"FT{number:06d}",
            datetime.combine(date(2026, 7, 1), time(8, number % 60)),
            0 if number % 5 == 0 else 1000 * number,
            number if number % 5 == 0 else 0,
            f"ung ho {number}",
        )
        for number in range(1, count + 1)
    ]


def rows_of(bank: str, count: int) -> Rows:
    return list(table(bank, lines(count)))


def proved(rows: Rows, bank: str) -> Summary:
    file = io.BytesIO(as_csv(rows, SHAPES[bank].encoding, SHAPES[bank].delimiter))
    return check(file, detect(file), today=TODAY)


def refused(rows: Rows, bank: str) -> Refused:
    with pytest.raises(Refused) as caught:
        proved(rows, bank)
    return caught.value


def test_a_missing_line_is_noticed_by_the_balance() -> None:
    rows = rows_of("vietcombank", 30)
    del rows[14], rows[-1]
    refusal = refused(rows, "vietcombank")
    assert (refusal.code, refusal.field, refusal.vi, refusal.en) == (
        "balance_disagrees",
        "balance",
        "Dòng 15, cột F (Balance): số dư phải là 1.000.051.985 đ nhưng ghi 1.000.062.985 đ. "
        "Có thể thiếu dòng ở trước; không dòng nào được ghi. Hãy tải lại sao kê đầy đủ từ ngân hàng.",
        "Line 15, column F (Balance): the balance should be 1,000,051,985 đồng but says 1,000,062,985 đồng. "
        "A line may be missing before it; nothing was posted. Download the complete statement again.",
    )


def test_a_changed_amount_is_noticed_by_the_total() -> None:
    rows = rows_of("vietcombank", 30)
    rows[-1] = ["", "", "Tổng cộng", "105", "371.001"]
    refusal = refused(rows, "vietcombank")
    assert (refusal.code, refusal.field, refusal.vi, refusal.en) == (
        "total_disagrees",
        "credit",
        "Dòng 35, cột E (Credit): tổng các dòng là 360.000 đ nhưng ghi 371.001 đ. "
        "Có thể thiếu dòng; không dòng nào được ghi. Hãy tải lại sao kê đầy đủ từ ngân hàng.",
        "Line 35, column E (Credit): the lines add up to 360,000 đồng but the total says 371,001 đồng. "
        "A line may be missing; nothing was posted. Download the complete statement again.",
    )


@pytest.mark.parametrize("bank", ["vietcombank", "agribank", "mbbank"])
@given(data=st.data())
def test_any_wrong_balance_is_named(bank: str, data: st.DataObject) -> None:
    """Wherever a balance is wrong, its own line is the first that disagrees; only the first line has none before it."""
    rows = rows_of(bank, 12)
    first = len(SHAPES[bank].titles) + 1
    wrong = data.draw(st.integers(first + 1, first + 11))
    column = SHAPES[bank].header.index("Số dư" if bank == "mbbank" else "Balance")
    rows[wrong][column] = data.draw(st.integers(0, 10**12)).__str__()
    balance = 1_000_000_000 + sum(line.credit - line.debit for line in lines(wrong - first + 1))
    if rows[wrong][column] != str(balance):
        refusal = refused(rows, bank)
        assert refusal.code == "balance_disagrees"
        assert refusal.vi.startswith(f"Dòng {wrong + 1}, ")


@pytest.mark.parametrize("bank", BANKS)
@given(st.lists(st.integers(0, 19), max_size=8), st.booleans(), st.integers(60, 4000))
def test_the_same_line_twice_is_one_line(bank: str, again: Sequence[int], nearby: bool, block: int) -> None:
    once = list(table(bank, lines(20)))
    first = len(SHAPES[bank].titles) + 1
    rows = list(once)
    for index in again:
        line = once[first + index]
        rows.insert(rows.index(line) + 1 if nearby else first + 20, list(line))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "BLOCK", block)
        patch.setattr(repeats, "AT_ONCE", 2)
        summary, whole = proved(rows, bank), proved(once, bank)
    assert summary == whole._replace(repeated=len(again), end=summary.end)
    assert summary.end.lines == 20 + len(again)


def test_gifts_that_look_the_same_are_two() -> None:
    line = Booked("FT1", datetime.combine(date(2026, 7, 1), time(8)), 5000, 0, "ung ho")
    rows = list(table("mbbank", [line, line._replace(bank_id="FT2")]))
    assert proved(rows, "mbbank").credit_sum == 10_000


@pytest.mark.parametrize("apart", [1, 15], ids=["adjacent", "apart"])
def test_one_id_with_two_contents_is_shown_and_refused(apart: int) -> None:
    booked = lines(20)
    booked[2 + apart] = booked[2]._replace(credit=7_000, memo="Nguyễn Văn A")
    file = io.BytesIO(statement("bidv", booked))
    with pytest.raises(IdConflict) as caught:
        check(file, detect(file), today=TODAY)
    refusal, second = caught.value, 4 + apart
    assert (refusal.code, refusal.field) == ("id_conflict", "bank_id")
    assert refusal.vi == (
        f"Dòng {second}, cột B (Số tham chiếu): mã giao dịch đã có ở dòng 4 với nội dung khác "
        "(cột D (Ghi có), cột E (Mô tả)). Không dòng nào được ghi. "
        "Hãy đối chiếu hai dòng với ngân hàng rồi xuất lại sao kê."
    )
    assert refusal.en == (
        f"Line {second}, column B (Số tham chiếu): this transaction id stands in line 4 already, with other content "
        "(column D (Ghi có), column E (Mô tả)). Neither was posted. "
        "Compare both lines with the bank, then export the statement again."
    )
    assert (refusal.first.row, refusal.first.credit, refusal.first.memo) == (4, 3_000, "ung ho 3")
    assert (refusal.second.row, refusal.second.credit, refusal.second.memo) == (second, 7_000, "Nguyễn Văn A")


def test_one_id_with_two_balances_is_a_conflict() -> None:
    rows = rows_of("mbbank", 5)
    rows.append([*rows[-1][:-1], "1.00"])
    refusal = refused(rows, "mbbank")
    assert refusal.code == "id_conflict"
    assert "(cột F (Số dư))" in refusal.vi


@pytest.mark.parametrize("block", [100, 10_000])
def test_newest_first(block: int) -> None:
    rows = rows_of("vietcombank", 20)
    backwards = [*rows[:4], *reversed(rows[4:-1]), rows[-1]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "BLOCK", block)
        forth, back = proved(rows, "vietcombank"), proved(backwards, "vietcombank")
        assert back == forth._replace(end=back.end)
        del backwards[10]
        refusal = refused(backwards, "vietcombank")
    assert refusal.code == "balance_disagrees"
    assert refusal.vi.startswith("Dòng 11, ")


def test_totals_of_pages() -> None:
    rows = rows_of("agribank", 20)
    sums = list(accumulate(line.credit for line in lines(20)))
    page = ["", "", "Cộng trang", "", "", sums[9]]
    next_page = ["", "", "Cộng trang", "", "", sums[19] - sums[9]]
    rows = [*rows[:12], page, *rows[12:22], next_page, *rows[22:]]
    assert proved(rows, "agribank").totals == 3
    rows[12] = ["", "", "Cộng trang", "", "", sums[9] + 1]
    assert refused(rows, "agribank").code == "total_disagrees"


def test_a_total_of_lines_that_repeat_from_afar() -> None:
    rows = rows_of("vietcombank", 9)
    page: list[object] = ["", "", "Cộng trang", "5", "40.000"]
    rows = [*rows[:13], page, *rows[4:13], rows[-1]]
    summary = proved(rows, "vietcombank")
    assert (summary.lines, summary.repeated, summary.totals) == (9, 9, 2)


def test_a_workbook_is_proved_too() -> None:
    rows = rows_of("vietcombank", 30)
    file = io.BytesIO(as_xlsx(rows))
    assert check(file, detect(file), today=TODAY).totals == 1
    del rows[14], rows[-1]
    file = io.BytesIO(as_xlsx(rows))
    with pytest.raises(Refused, match="balance_disagrees"):
        check(file, detect(file), today=TODAY)


def test_progress_is_told() -> None:
    file = io.BytesIO(statement("bidv", lines(50)))
    told: list[tuple[int, int]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "BLOCK", 500)
        check(file, detect(file), today=TODAY, progress=lambda done, total: told.append((done, total)))
    size = len(file.getvalue())
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1] == (size, size)


def test_hashes_tell_what_repeats() -> None:
    hashes = repeats.IdHashes()
    hashes.add(f"FT{number}" for number in range(5000))
    assert hashes.repeated() == []
    hashes.add(["FT17", "FT4711", "FT17"])
    assert set(hashes.repeated()) == {hash("FT17"), hash("FT4711")}
