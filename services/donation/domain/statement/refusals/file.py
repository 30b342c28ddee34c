"""What is refused of a file as a whole."""

from collections.abc import Sequence

from shared.errors import Refused

_CSV_UTF8 = "CSV UTF-8 (Comma delimited)"


def _of_file(code: str, vi: str, en: str) -> Refused:
    return Refused(code, vi=vi, en=en, field="file")


def file_empty() -> Refused:
    """0 bytes."""
    return _of_file(
        "file_empty",
        "Tệp rỗng (0 byte). Hãy tải lại sao kê từ ngân hàng rồi chọn tệp mới.",
        "The file is empty (0 bytes). Download the statement from the bank again and choose the new file.",
    )


def file_too_large(size: int, limit: int) -> Refused:
    """More bytes than are taken in at once."""
    return _of_file(
        "file_too_large",
        f"Tệp {size // 10**6} MB vượt giới hạn {limit // 10**6} MB. Hãy xuất sao kê theo từng kỳ ngắn hơn.",
        f"The file has {size // 10**6} MB, the limit is {limit // 10**6} MB. Export the statement for shorter periods.",
    )


def not_a_table(kind: str) -> Refused:
    """A PDF, a picture, an archive, a program …: ``kind`` is its common name, the same in both languages."""
    return _of_file(
        "not_a_table",
        f"Đây là tệp {kind}, không phải bảng sao kê. Hãy xuất sao kê dạng CSV hoặc XLSX từ ngân hàng điện tử.",
        f"This is a {kind} file, not a statement table. Export the statement as CSV or XLSX from the bank's website.",
    )


def web_page() -> Refused:
    """HTML, whatever its name ends with."""
    return _of_file(
        "web_page",
        "Đây là trang web (HTML) dù tên có thể là .xls. Hãy mở bằng Excel, lưu lại dạng Excel Workbook (.xlsx).",
        "This is a web page (HTML), though its name may end in .xls. Open it in Excel, save as Excel Workbook (.xlsx).",
    )


def old_workbook(kind: str) -> Refused:
    """A spreadsheet in a form that is not read: .xls, .xlsb, .ods."""
    return _of_file(
        "old_workbook",
        f"Đây là bảng tính dạng {kind}. Hãy mở bằng Excel rồi lưu lại dạng Excel Workbook (.xlsx).",
        f"This is a spreadsheet of the kind {kind}. Open it in Excel and save it as Excel Workbook (.xlsx).",
    )


def workbook_encrypted() -> Refused:
    """Opens with a password only."""
    return _of_file(
        "workbook_encrypted",
        "Tệp Excel có mật khẩu. Hãy mở bằng mật khẩu đó, bỏ mật khẩu (Save As, Tools, General Options) rồi gửi lại.",
        "The workbook has a password. Open it, remove that (Save As, Tools, General Options) and send it again.",
    )


def workbook_damaged(part: str) -> Refused:
    """Not readable as a workbook; ``part`` is the member at fault."""
    return _of_file(
        "workbook_damaged",
        f"Tệp XLSX bị hỏng (phần {part}). Hãy tải lại; nếu vẫn vậy, mở bằng Excel rồi lưu thành CSV UTF-8.",
        f"The XLSX file is damaged (part {part}). Download it again, or open it in Excel and save as CSV UTF-8.",
    )


def workbook_bomb() -> Refused:
    """Unpacks to far more than a statement holds."""
    return _of_file(
        "workbook_bomb",
        "Tệp XLSX giải nén ra quá lớn so với một sao kê nên không được mở. Hãy xuất lại theo kỳ ngắn hơn.",
        "The XLSX unpacks to far more than a statement and was not opened. Export it again, for a shorter period.",
    )


def sheets_unclear(names: Sequence[str]) -> Refused:
    """More than one sheet holds lines."""
    listed = ", ".join(names)
    return _of_file(
        "sheets_unclear",
        f"Nhiều trang tính cùng có dòng sao kê: {listed}. Hãy lưu mỗi trang thành một tệp riêng.",
        f"More than one sheet holds statement lines: {listed}. Save each sheet as a file of its own.",
    )


def wrong_encoding(row: int, column: int) -> Refused:
    """Not UTF-8 at the given row and character, nor UTF-16 with its mark."""
    return _of_file(
        "wrong_encoding",
        f"Dòng {row}, ký tự {column}: tệp không phải UTF-8 (có thể là TCVN3, VNI hoặc Windows-1258). "
        f"Hãy mở bằng Excel, chọn Save As dạng {_CSV_UTF8} rồi gửi lại.",
        f"Line {row}, character {column}: the file is not UTF-8 (perhaps TCVN3, VNI or Windows-1258). "
        f"Open it in Excel, choose Save As {_CSV_UTF8} and send it again.",
    )


def nul_bytes(row: int, column: int) -> Refused:
    """A byte 0 in text: damaged, or UTF-16 without its mark."""
    return _of_file(
        "nul_bytes",
        f"Dòng {row}, ký tự {column}: có byte 0, tệp hỏng hoặc không phải UTF-8. Hãy lưu lại dạng {_CSV_UTF8}.",
        f"Line {row}, character {column}: a byte 0, so damaged or not UTF-8. Save it again as {_CSV_UTF8}.",
    )


def broken_quotes(row: int) -> Refused:
    """Quotes that are not doubled, not closed, or closed in the middle of a cell."""
    return _of_file(
        "broken_quotes",
        f"Dòng {row}: dấu ngoặc kép đặt sai hoặc không đóng. Hãy xuất lại CSV từ ngân hàng, hoặc gửi tệp XLSX.",
        f"Line {row}: a quotation mark is misplaced or never closed. Export the CSV again, or send the XLSX file.",
    )


def not_lines(row: int) -> Refused:
    """No end of line for longer than any line is."""
    return _of_file(
        "not_lines",
        f"Dòng {row} dài bất thường, tệp không chia thành dòng. Hãy xuất lại CSV hoặc XLSX từ ngân hàng.",
        f"Line {row} has no end: the file is not made of lines. Export the statement as CSV or XLSX again.",
    )


def layout_unknown() -> Refused:
    """Columns that need a person's confirmation."""
    return _of_file(
        "layout_unknown",
        "Không nhận ra mẫu sao kê này. Hãy mở phần xem trước, chọn cột cho từng mục rồi xác nhận.",
        "The layout of this statement is not known. Open the preview, choose a column for each item and confirm.",
    )


def missing_column(row: int, names: Sequence[str]) -> Refused:
    """The header lacks columns; ``row`` is where the header is or was sought last."""
    listed = ", ".join(names)
    return _of_file(
        "missing_column",
        f"Dòng {row}: thiếu cột {listed}. Hãy xuất sao kê có đủ cột, hoặc chọn lại cột trong phần xem trước.",
        f"Line {row}: missing column {listed}. Export the statement with all columns, or choose them in the preview.",
    )


def no_lines(row: int) -> Refused:
    """A header without a line below it."""
    return _of_file(
        "no_lines",
        f"Không có giao dịch nào dưới tiêu đề ở dòng {row}. Hãy kiểm tra kỳ sao kê, hoặc chọn lại cột.",
        f"There is no transaction below the header in line {row}. Check the period, or choose columns in the preview.",
    )


def layout_invalid(detail: str) -> Refused:
    """A mapping that was sent or kept and is none; ``detail`` says why, in English."""
    return Refused(
        "layout_invalid",
        vi="Cách đọc cột không hợp lệ: mỗi mục cần một cột riêng của tệp. Hãy chọn lại các cột trong phần xem trước.",
        en=f"The mapping of columns is not valid ({detail}). Choose the columns again in the preview.",
        field="layout",
    )
