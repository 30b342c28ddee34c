"""What is refused of a paper list: control numbers that disagree, lines that are wrong."""

from collections.abc import Sequence

from shared.errors import Refused
from shared.money import format_dong, format_number

MAX_LISTED = 50
"""Bad lines that are told one by one."""


def control_differs(count: int, lines: int, total: int, entered: int) -> Refused:
    """The list's own count or total is not that of the entered lines."""
    return Refused(
        "control_differs",
        vi=f"Danh sách ghi {format_number(count)} dòng, {format_dong(total)}; đã nhập {format_number(lines)} dòng, "
        f"{format_dong(entered)}; chênh {format_number(lines - count)} dòng, {format_dong(entered - total)}. "
        "Chưa ghi gì cả. Hãy so từng dòng với bản giấy, sửa rồi gửi lại.",
        en=f"The list says {format_number(count)} lines, {format_dong(total)}; entered are {format_number(lines)}, "
        f"{format_dong(entered)}; the difference is {format_number(lines - count)} lines, "
        f"{format_dong(entered - total)}. Nothing was posted. Compare line by line with the paper and send it again.",
        field="control_count" if count != lines else "control_total",
    )


def lines_refused(bad: Sequence[tuple[int, Refused]]) -> Refused:
    """Some lines are wrong, so none was posted; ``bad`` has their numbers from 1 and what is wrong with each."""
    numbers = sorted({number for number, _ in bad})
    named = ", ".join(str(number) for number in numbers[:MAX_LISTED]) + (", …" if len(numbers) > MAX_LISTED else "")
    faults = [
        Refused(
            each.code,
            vi=f"Dòng {number}: {each.vi}",
            en=f"Line {number}: {each.en}",
            field=f"lines.{number - 1}" + (f".{each.field}" if each.field else ""),
        )
        for number, each in bad[:MAX_LISTED]
    ]
    return Refused(
        "lines_refused",
        vi=f"{format_number(len(numbers))} dòng chưa hợp lệ: {named}. Chưa ghi gì cả. Hãy sửa rồi gửi lại cả danh "
        "sách.",
        en=f"{format_number(len(numbers))} lines are not valid: {named}. Nothing was posted. Correct them and send the "
        "whole list again.",
        field="lines",
        faults=faults,
    )


def batch_unknown() -> Refused:
    """No list of this id within the scope."""
    return Refused(
        "batch_unknown",
        vi="Không có danh sách này trong phạm vi của bạn. Hãy tìm lại trong các danh sách đã nhập của quỹ.",
        en="There is no such list within your scope. Look for it among the fund's entered lists.",
        field="batch_id",
        status=404,
    )
