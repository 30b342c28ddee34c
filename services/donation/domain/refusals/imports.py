"""What is refused of statement files on their way in, beside what domain.statement refuses of their content."""

from services.donation.domain.bank_line import Known, Told, differing
from shared.errors import Refused

_PARTS = {
    "day": ("ngày", "the day"),
    "credit": ("ghi có", "the credit"),
    "debit": ("ghi nợ", "the debit"),
    "memo": ("nội dung", "the memo"),
}
_SOURCES = {"statement": ("một sao kê trước", "an earlier statement"), "callback": ("báo có", "a callback of the bank")}


def import_unknown() -> Refused:
    """No import of this id."""
    return Refused(
        "import_unknown",
        vi="Không có lần nhập sao kê này. Hãy chọn trong danh sách các lần nhập của quỹ.",
        en="There is no such import. Choose one of the fund's list.",
        field="import_id",
        status=404,
    )


def mapping_not_needed() -> Refused:
    """The file is recognised, or its end has come."""
    return Refused(
        "mapping_not_needed",
        vi="Lần nhập này không chờ xác nhận cột. Muốn đọc theo cách khác, hãy tải tệp lên lại.",
        en="This import does not wait for a mapping. To have the file read otherwise, upload it again.",
        field="import_id",
        status=409,
    )


def file_gone() -> Refused:
    """The folder of uploads was emptied, by a restart of the machine or by hand."""
    return Refused(
        "file_gone",
        vi="Tệp đã tải lên không còn trên máy chủ. Hãy tải lên lại: dòng đã ghi sẽ được nhận ra, không ghi hai lần.",
        en="The uploaded file is no longer on the server. Upload it again: lines that were written are recognised.",
        field="file",
        status=409,
    )


def import_failed() -> Refused:
    """An error of ours, several times at the same place."""
    return Refused(
        "import_failed",
        vi="Lỗi của hệ thống khi nhập tệp này; lỗi đã được ghi lại. Dòng đã ghi vẫn giữ nguyên: hãy báo quản trị, rồi "
        "tải tệp lên lại để ghi phần còn thiếu.",
        en="An error of ours while this file was imported; it was recorded. What was written stays: tell the "
        "administrator, then upload the file again for the rest.",
        field="file",
        status=409,
    )


def bank_id_too_long(row: int, most: int) -> Refused:
    """Too long to be a transaction id: most likely the wrong column."""
    return Refused(
        "bank_id_too_long",
        vi=f"Dòng {row}: mã giao dịch dài hơn {most} ký tự; không dòng nào được ghi. Hãy kiểm tra cột mã giao dịch.",
        en=f"Line {row}: the transaction id has more than {most} characters; nothing was posted. Check its column.",
        field="bank_id",
    )


class LineConflict(Refused):
    """One transaction id with two contents; both are for the eyes of those who may see lines."""

    row: int
    bank_id: str
    known: Known
    told: Told


def line_known_otherwise(row: int, bank_id: str, known: Known, told: Told, *, whole: bool) -> LineConflict:
    """The bank has told of this id before, with other content. ``whole``: the file is refused, not the line alone."""
    parts = differing(known.told, told)
    vi, en = (", ".join(_PARTS[part][language] for part in parts) for language in (0, 1))
    kept_vi, kept_en = ("Không dòng nào", "Nothing was") if whole else ("Dòng này không", "This line was not")
    conflict = LineConflict(
        "line_known_otherwise",
        vi=f"Dòng {row}: mã giao dịch đã có từ {_SOURCES[known.source][0]} với nội dung khác ({vi}). {kept_vi} được "
        "ghi. Hãy đối chiếu cả hai với ngân hàng.",
        en=f"Line {row}: this transaction id is known from {_SOURCES[known.source][1]} with other content ({en}). "
        f"{kept_en} posted. Compare both with the bank.",
        field="bank_id",
        status=409,
    )
    conflict.row, conflict.bank_id, conflict.known, conflict.told = row, bank_id, known, told
    return conflict
