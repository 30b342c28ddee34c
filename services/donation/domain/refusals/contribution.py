"""What is refused of what is given otherwise than in cash."""

from datetime import date

from services.donation.domain.days import written
from shared.errors import Refused


def one_kind() -> Refused:
    """Exactly one of the three kinds."""
    return Refused(
        "one_kind",
        vi="Mỗi bút toán chỉ ghi một loại: in_kind, labour_days hoặc direct_support. Hãy tách thành nhiều bút toán.",
        en="An entry is of exactly one kind: in_kind, labour_days or direct_support. Record the others apart.",
        field="in_kind",
    )


def period_backwards(began_on: date, given_on: date) -> Refused:
    """The first day is after the last."""
    return Refused(
        "period_backwards",
        vi=f"Ngày bắt đầu {written(began_on)} sau ngày kết thúc {written(given_on)}. Hãy sửa lại một trong hai ngày.",
        en=f"The first day {written(began_on)} is after the last, {written(given_on)}. Correct one of them.",
        field="direct_support.began_on",
    )


def not_a_house(field: str) -> Refused:
    """A house, or a number of houses, for a support that builds none."""
    return Refused(
        "not_a_house",
        vi="Chỉ hỗ trợ làm nhà mới ghi mã nhà và số nhà. Hãy bỏ trống, hoặc chọn lại loại hỗ trợ là làm nhà.",
        en="Only support of the kind house names a house or counts houses. Leave it empty, or change the kind.",
        field=field,
    )


def contribution_unknown() -> Refused:
    """No entry of this id within the scope."""
    return Refused(
        "contribution_unknown",
        vi="Không có khoản đóng góp này trong phạm vi của bạn. Hãy tìm lại trong danh sách đóng góp của quỹ.",
        en="There is no such contribution within your scope. Look for it in the fund's list.",
        field="contribution_id",
        status=404,
    )


def contribution_reversed(kind: str, on: date) -> Refused:
    """An entry is taken back once."""
    return Refused(
        "contribution_reversed",
        vi=f"Khoản này đã huỷ hoặc sửa ngày {written(on)}, không làm lần nữa. Hãy ghi khoản đúng bằng bút toán mới.",
        en=f"This contribution was taken back ({kind}) on {written(on)} already. Record the right one as a new entry.",
        field="contribution_id",
        status=409,
    )


def contribution_void_too_late(year: int) -> Refused:
    """A void belongs to the entry's own year."""
    return Refused(
        "contribution_void_too_late",
        vi=f"Năm {year} đã khoá nên không huỷ được. Hãy ghi sửa (correction) trong năm còn mở, rồi ghi khoản đúng.",
        en=f"The year {year} is closed, so it can't be voided. Record a correction in an open year and the right one.",
        field="contribution_id",
    )


def reversed_before_given(given_on: date) -> Refused:
    """It is taken back after it was given."""
    return Refused(
        "reversed_before_given",
        vi=f"Ngày sửa phải từ ngày nhận {written(given_on)} trở đi. Hãy sửa lại ngày.",
        en=f"It was given on {written(given_on)} and can't be taken back before. Correct the day.",
        field="reversed_on",
    )
