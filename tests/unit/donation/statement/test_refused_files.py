"""What is no statement is refused by what it holds, with a remedy, in two languages."""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date

import pytest

from services.donation.domain.statement import check, detect, package, preview
from shared.errors import Refused
from tests.support.statements import as_csv, as_xlsx

TODAY = date(2026, 8, 1)
ROWS: list[list[object]] = [
    ["Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Mô tả"],
    ["2026-07-01 08:00:00", "FT001", "", "200000", "Ủng hộ"],
    ["2026-07-02 08:00:00", "FT002", "", "100000", "Ủng hộ quỹ"],
]
GOOD = as_csv(ROWS)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(file: bytes, max_size: int = 10**9) -> Refused:
    opened = io.BytesIO(file)
    with pytest.raises(Refused) as caught:
        check(opened, detect(opened, max_size=max_size), today=TODAY)
    return caught.value


def without(name: str) -> bytes:
    return as_csv([[cell for title, cell in zip(ROWS[0], row, strict=True) if title != name] for row in ROWS])


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return file.getvalue()


def repacked(change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """A good workbook, its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(ROWS))) as good, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            bad.writestr(name, change(name, good.read(name)))
        for name, data in more.items():
            bad.writestr(name, data)
    return file.getvalue()


def in_sheet(old: bytes, new: bytes) -> bytes:
    return repacked(lambda name, data: data.replace(old, new, 1) if name.endswith("sheet1.xml") else data)


def encrypted_entry() -> bytes:
    data = bytearray(as_xlsx(ROWS))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


FILES: list[tuple[str, bytes, str, str, str]] = [
    (
        "0 bytes",
        b"",
        "file_empty",
        "Tệp rỗng (0 byte). Hãy tải lại sao kê từ ngân hàng rồi chọn tệp mới.",
        "The file is empty (0 bytes). Download the statement from the bank again and choose the new file.",
    ),
    *(
        (
            kind,
            head + b"\0\1\2" + GOOD,
            "not_a_table",
            f"Đây là tệp {kind}, không phải bảng sao kê. Hãy xuất sao kê dạng CSV hoặc XLSX từ ngân hàng điện tử.",
            f"This is a {kind} file, not a statement table. "
            "Export the statement as CSV or XLSX from the bank's website.",
        )
        for kind, head in [("PDF", b"%PDF-1.7"), ("PNG", b"\x89PNG\r\n"), ("JPEG", b"\xff\xd8\xff\xe0"), ("EXE", b"MZ")]
    ),
    (
        "a document",
        zipped(word__document_xml=b"<w/>"),
        "not_a_table",
        "Đây là tệp Word (.docx), không phải bảng sao kê. Hãy xuất sao kê dạng CSV hoặc XLSX từ ngân hàng điện tử.",
        "This is a Word (.docx) file, not a statement table. "
        "Export the statement as CSV or XLSX from the bank's website.",
    ),
    (
        "a web page",
        "\n<html><table><tr><td>Ngày giao dịch</td></tr></table></html>".encode(),
        "web_page",
        "Đây là trang web (HTML) dù tên có thể là .xls. Hãy mở bằng Excel, lưu lại dạng Excel Workbook (.xlsx).",
        "This is a web page (HTML), though its name may end in .xls. Open it in Excel, save as Excel Workbook (.xlsx).",
    ),
    (
        "an old workbook",
        OLE + bytes(5000),
        "old_workbook",
        "Đây là bảng tính dạng Excel 97–2003 (.xls). Hãy mở bằng Excel rồi lưu lại dạng Excel Workbook (.xlsx).",
        "This is a spreadsheet of the kind Excel 97–2003 (.xls). "
        "Open it in Excel and save it as Excel Workbook (.xlsx).",
    ),
    *(
        (
            name,
            file,
            "workbook_encrypted",
            "Tệp Excel có mật khẩu. "
            "Hãy mở bằng mật khẩu đó, bỏ mật khẩu (Save As, Tools, General Options) rồi gửi lại.",
            "The workbook has a password. Open it, remove that (Save As, Tools, General Options) and send it again.",
        )
        for name, file in [
            ("an encrypted workbook", OLE + bytes((2 << 20) - 20) + "EncryptedPackage".encode("utf-16-le")),
            ("an encrypted part", encrypted_entry()),
        ]
    ),
    *(
        (
            name,
            file,
            "workbook_damaged",
            f"Tệp XLSX bị hỏng (phần {part}). Hãy tải lại; nếu vẫn vậy, mở bằng Excel rồi lưu thành CSV UTF-8.",
            f"The XLSX file is damaged (part {part}). Download it again, or open it in Excel and save as CSV UTF-8.",
        )
        for name, part, file in [
            ("cut off", "zip", as_xlsx(ROWS)[:-200]),
            ("not well formed", "xl/worksheets/sheet1.xml", in_sheet(b"</row>", b"</wor>")),
            ("a number that is none", "xl/worksheets/sheet1.xml", in_sheet(b"<v>0</v>", b"<v>x</v>")),
            ("a string that is not there", "xl/sharedStrings.xml", in_sheet(b"<v>0</v>", b"<v>99</v>")),
            ("rows that go backwards", "xl/worksheets/sheet1.xml", in_sheet(b'<row r="2"', b'<row r="1"')),
            ("cells that go backwards", "xl/worksheets/sheet1.xml", in_sheet(b'r="B1"', b'r="A1"')),
            ("a column beyond the sheet", "xl/worksheets/sheet1.xml", in_sheet(b'r="B1"', b'r="ZZZZ1"')),
        ]
    ),
    (
        "two sheets",
        as_xlsx(ROWS, sheets=2),
        "sheets_unclear",
        "Nhiều trang tính cùng có dòng sao kê: Trang 1, Trang 2. Hãy lưu mỗi trang thành một tệp riêng.",
        "More than one sheet holds statement lines: Trang 1, Trang 2. Save each sheet as a file of its own.",
    ),
    *(
        (
            name,
            file,
            "workbook_bomb",
            "Tệp XLSX giải nén ra quá lớn so với một sao kê nên không được mở. Hãy xuất lại theo kỳ ngắn hơn.",
            "The XLSX unpacks to far more than a statement and was not opened. Export it again, for a shorter period.",
        )
        for name, file in [
            ("a part that is all zeros", repacked(lambda _, data: data, big=bytes(20_000_000))),
            ("entities", in_sheet(b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet')),
            ("a tag without an end", in_sheet(b"<worksheet", b"<worksheet " + b" " * 2_000_000)),
            ("a cell without an end", in_sheet(b"<v>0</v>", b"<v>" + b"1" * 2_000_000 + b"</v>")),
            ("many parts", repacked(lambda _, data: data, **{f"p{n}": b"" for n in range(package.MAX_ENTRIES)})),
        ]
    ),
    (
        "another encoding",
        GOOD.replace("quỹ".encode(), b"qu\xfd"),
        "wrong_encoding",
        "Dòng 3, ký tự 44: tệp không phải UTF-8 (có thể là TCVN3, VNI hoặc Windows-1258). "
        "Hãy mở bằng Excel, chọn Save As dạng CSV UTF-8 (Comma delimited) rồi gửi lại.",
        "Line 3, character 44: the file is not UTF-8 (perhaps TCVN3, VNI or Windows-1258). "
        "Open it in Excel, choose Save As CSV UTF-8 (Comma delimited) and send it again.",
    ),
    *(
        (
            name,
            file,
            "nul_bytes",
            f"Dòng {row}, ký tự {column}: có byte 0, tệp hỏng hoặc không phải UTF-8. "
            "Hãy lưu lại dạng CSV UTF-8 (Comma delimited).",
            f"Line {row}, character {column}: a byte 0, so damaged or not UTF-8. "
            "Save it again as CSV UTF-8 (Comma delimited).",
        )
        for name, row, column, file in [
            ("a byte 0", 2, 23, GOOD.replace(b"FT001", b"FT\x0001")),
            ("UTF-16 without a mark", 1, 2, "Ngay,Ma".encode("utf-16-le")),
        ]
    ),
    *(
        (
            name,
            file,
            "broken_quotes",
            f"Dòng {row}: dấu ngoặc kép đặt sai hoặc không đóng. Hãy xuất lại CSV từ ngân hàng, hoặc gửi tệp XLSX.",
            f"Line {row}: a quotation mark is misplaced or never closed. Export the CSV again, or send the XLSX file.",
        )
        for name, row, file in [
            ("quotes without an end", 3, GOOD.replace(b"FT002", b'"FT002')),
            ("quotes in the middle", 2, GOOD.replace(b"FT001", b'"FT"001')),
        ]
    ),
    (
        "no end of line",
        b"1," * 2_000_000,
        "not_lines",
        "Dòng 1 dài bất thường, tệp không chia thành dòng. Hãy xuất lại CSV hoặc XLSX từ ngân hàng.",
        "Line 1 has no end: the file is not made of lines. Export the statement as CSV or XLSX again.",
    ),
    (
        "no column for the credit",
        without("Ghi có"),
        "missing_column",
        "Dòng 1: thiếu cột ghi có (credit). Hãy xuất sao kê có đủ cột, hoặc chọn lại cột trong phần xem trước.",
        "Line 1: missing column ghi có (credit). Export the statement with all columns, or choose them in the preview.",
    ),
    (
        "another bank",
        as_csv([["Ngày", "Mã GD", "Số tiền", "Diễn giải"], ["01/07/2026", "FT1", "5.000", "ung ho"]]),
        "layout_unknown",
        "Không nhận ra mẫu sao kê này. Hãy mở phần xem trước, chọn cột cho từng mục rồi xác nhận.",
        "The layout of this statement is not known. Open the preview, choose a column for each item and confirm.",
    ),
    (
        "no lines",
        as_csv([*ROWS[:1], ["", "", "Tổng cộng", "0", "0"]]),
        "no_lines",
        "Không có giao dịch nào dưới tiêu đề ở dòng 1. Hãy kiểm tra kỳ sao kê, hoặc chọn lại cột.",
        "There is no transaction below the header in line 1. Check the period, or choose columns in the preview.",
    ),
]


@pytest.mark.parametrize(("file", "code", "vi", "en"), [case[1:] for case in FILES], ids=[case[0] for case in FILES])
def test_a_file(file: bytes, code: str, vi: str, en: str) -> None:
    refused = refusal(file)
    assert (refused.code, refused.field, refused.vi, refused.en) == (code, "file", vi, en)


def test_a_file_that_is_too_large_is_refused_at_once() -> None:
    class Sparse(io.BytesIO):
        """Says that it has 2 GB and must not be read."""

        def seek(self, offset: int, whence: int = 0, /) -> int:
            return 2 * 10**9 if whence == 2 else super().seek(offset, whence)

        def read(self, _: int | None = -1, /) -> bytes:
            raise AssertionError("read")

    with pytest.raises(Refused) as caught:
        detect(Sparse())
    assert (caught.value.code, caught.value.vi, caught.value.en) == (
        "file_too_large",
        "Tệp 2000 MB vượt giới hạn 1000 MB. Hãy xuất sao kê theo từng kỳ ngắn hơn.",
        "The file has 2000 MB, the limit is 1000 MB. Export the statement for shorter periods.",
    )
    assert refusal(GOOD, max_size=len(GOOD) - 1).code == "file_too_large"
    detect(io.BytesIO(GOOD), max_size=len(GOOD))


def test_a_damaged_part_is_noticed_by_its_checksum() -> None:
    good = as_xlsx(ROWS)
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    damaged = bytearray(good)
    at = good.find(struct.pack("<I", entry.CRC), good.find(b"PK\x01\x02"))
    for place in range(at, len(good)):
        if good[place : place + 4] == struct.pack("<I", entry.CRC):
            damaged[place : place + 4] = b"\0\0\0\0"
    assert refusal(bytes(damaged)).code == "workbook_damaged"


def test_a_large_archive_record_is_looked_at_before_the_library_reads_it() -> None:
    good = as_xlsx(ROWS)
    end = good.rfind(b"PK\x05\x06")
    record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**6, 10**6, 10**9, 0)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    assert refusal(good[:end] + record + locator + good[end:]).code == "workbook_bomb"


def test_every_file_is_refused_in_the_preview_too() -> None:
    shown = ("layout_unknown", "missing_column", "no_lines")
    for name, file, code, _, _ in FILES:
        if code not in shown:
            with pytest.raises(Refused) as caught:
                preview(io.BytesIO(file), today=TODAY)
            assert caught.value.code == code, name
