"""What is refused of one line or cell. A cell's own text is quoted only where it holds nothing but figures."""

from datetime import date

from services.donation.domain.days import written
from services.donation.domain.statement.refusals.words import Place, dong_en, dong_vi
from shared.contracts.envelope import MAX_AMOUNT
from shared.errors import Refused


def _at(place: Place, code: str, vi: str, en: str) -> Refused:
    return Refused(code, vi=": ".join((place.vi, vi)), en=": ".join((place.en, en)), field=place.role)


def amount_letters(place: Place) -> Refused:
    """Something other than figures and separators."""
    return _at(
        place,
        "amount_letters",
        "số tiền có chữ hoặc ký tự lạ. Hãy tải lại sao kê, hoặc chọn đúng cột số tiền trong phần xem trước.",
        "the amount holds letters or signs. Download it again, or choose the right column in the preview.",
    )


def amount_unclear(place: Place, text: str, written_as: str) -> Refused:
    """Separators that can be read two ways, or not at all."""
    return _at(
        place,
        "amount_unclear",
        f"số tiền {text} không rõ dấu nào tách nghìn (đọc theo {written_as}). Hãy chọn kiểu số ở phần xem trước.",
        f"the amount {text} has unclear separators (read as {written_as}). Choose the number format in the preview.",
    )


def amount_not_whole(place: Place, text: str) -> Refused:
    """A part of a đồng."""
    return _at(
        place,
        "amount_not_whole",
        f"số tiền {text} có phần lẻ dưới 1 đồng. Hãy kiểm tra kiểu số trong phần xem trước, hoặc hỏi ngân hàng.",
        f"the amount {text} has a part of a đồng. Check the number format in the preview, or ask the bank.",
    )


def amount_negative(place: Place) -> Refused:
    """A credit or debit below 0."""
    return _at(
        place,
        "amount_negative",
        "số tiền âm. Tiền ra phải nằm ở cột ghi nợ; hãy chọn lại cột trong phần xem trước, hoặc xuất lại sao kê.",
        "a negative amount. Money out belongs into the debit column; choose the columns again, or export it again.",
    )


def amount_above_limit(place: Place) -> Refused:
    """More than any fund has."""
    return _at(
        place,
        "amount_above_limit",
        f"số tiền vượt {dong_vi(MAX_AMOUNT)}. Hãy kiểm tra xem có chọn nhầm cột mã giao dịch làm số tiền không.",
        f"the amount is above {dong_en(MAX_AMOUNT)}. Check that the column of ids was not taken for the amount.",
    )


def both_amounts(place: Place) -> Refused:
    """Debit and credit in one line."""
    return _at(
        place,
        "both_amounts",
        "cùng một dòng có cả ghi có và ghi nợ. Hãy chọn lại cột trong phần xem trước, hoặc xuất lại sao kê.",
        "both credit and debit in one line. Choose the columns again in the preview, or export it again.",
    )


def amount_missing(place: Place) -> Refused:
    """Neither debit nor credit."""
    return _at(
        place,
        "amount_missing",
        "dòng không có số tiền. Hãy chọn lại cột ghi có và ghi nợ trong phần xem trước, hoặc xuất lại sao kê.",
        "the line has no amount. Choose the credit and debit columns again in the preview, or export it again.",
    )


def balance_missing(place: Place) -> Refused:
    """A line without a balance, though there is a column for it."""
    return _at(
        place,
        "balance_missing",
        "dòng không có số dư. Hãy tải lại sao kê, hoặc bỏ chọn cột số dư trong phần xem trước.",
        "the line has no balance. Download the statement again, or choose no balance column in the preview.",
    )


def day_unreadable(place: Place, written_as: str) -> Refused:
    """Not a date in the layout's format."""
    return _at(
        place,
        "day_unreadable",
        f"không đọc được ngày theo kiểu {written_as}. Hãy chọn kiểu ngày hoặc cột ngày khác trong phần xem trước.",
        f"not a date of the form {written_as}. Choose another date format or date column in the preview.",
    )


def day_impossible(place: Place, text: str, written_as: str) -> Refused:
    """A date that no calendar has."""
    return _at(
        place,
        "day_impossible",
        f"ngày {text} không có trong lịch (đọc theo {written_as}). Hãy sửa kiểu ngày ở phần xem trước, hoặc tải lại.",
        f"the date {text} does not exist (read as {written_as}). Change the date format, or download the file again.",
    )


def day_in_future(place: Place, day: date, today: date) -> Refused:
    """After today."""
    return _at(
        place,
        "day_in_future",
        f"ngày {written(day)} sau hôm nay {written(today)}. Hãy kiểm tra kiểu ngày trong phần xem trước.",
        f"the day {written(day)} is after today, {written(today)}. Check the date format in the preview.",
    )


def day_outside(place: Place, day: date, first: date, last: date) -> Refused:
    """Not in the period that the statement says it covers."""
    period = f"{written(first)}–{written(last)}"
    return _at(
        place,
        "day_outside",
        f"ngày {written(day)} ngoài kỳ sao kê {period}. Hãy kiểm tra kiểu ngày, hoặc xuất lại sao kê đúng kỳ.",
        f"the day {written(day)} is outside the statement's period {period}. Check the date format or export again.",
    )


def id_missing(place: Place) -> Refused:
    """A line without the bank's transaction id."""
    return _at(
        place,
        "id_missing",
        "dòng không có mã giao dịch của ngân hàng. Hãy chọn đúng cột mã giao dịch, hoặc xuất sao kê có cột đó.",
        "the line has no transaction id of the bank. Choose the right column, or export the statement with it.",
    )


def id_rounded(place: Place) -> Refused:
    """Excel made a number of a long id and dropped digits."""
    return _at(
        place,
        "id_rounded",
        "mã giao dịch đã bị Excel làm tròn thành số. Hãy dùng tệp gốc của ngân hàng, đừng mở và lưu lại bằng Excel.",
        "Excel has rounded the transaction id to a number. Use the bank's original file, not one saved by Excel.",
    )


def cells_missing(row: int, found: int, expected: int) -> Refused:
    """A line that ends too early."""
    return Refused(
        "cells_missing",
        vi=f"Dòng {row}: chỉ có {found} ô, cần {expected} ô. Hãy tải lại sao kê; nếu tự sửa tệp, hãy bổ sung ô thiếu.",
        en=f"Line {row}: {found} cells instead of {expected}. Download it again, or add what is missing.",
        field="file",
    )


def cells_extra(row: int, found: int, expected: int) -> Refused:
    """A line with more cells than the header."""
    return Refused(
        "cells_extra",
        vi=f"Dòng {row}: có {found} ô, tiêu đề chỉ có {expected}. Nội dung có thể chứa dấu phân cách; hãy gửi XLSX.",
        en=f"Line {row}: {found} cells, the header has {expected}. A memo may hold the delimiter; send the XLSX file.",
        field="file",
    )
