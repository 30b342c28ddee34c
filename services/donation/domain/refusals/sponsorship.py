"""What is refused of monthly care for a beneficiary, and of reported pairs of numbers."""

from datetime import date

from shared.errors import Refused


def _month(month: date) -> str:
    return f"{month:%m/%Y}"


def beneficiary_unknown() -> Refused:
    """No beneficiary of this id."""
    return Refused(
        "beneficiary_unknown",
        vi="Không có người được phụng dưỡng này trong quỹ. Hãy chọn trong danh sách, hoặc lập mã mới trước.",
        en="There is no such beneficiary in this fund. Choose one of the list, or register the code first.",
        field="beneficiary_id",
    )


def sponsored_by_two() -> Refused:
    """One or two units care for a beneficiary at a time."""
    return Refused(
        "sponsored_by_two",
        vi="Đã có hai đơn vị phụng dưỡng trong thời gian này. Hãy chọn người khác, hoặc ghi kết thúc một cam kết.",
        en="Two units care for this beneficiary in that time already. Choose another, or end one commitment first.",
        field="beneficiary_id",
        status=409,
    )


def sponsors_already() -> Refused:
    """A unit has one commitment for a beneficiary at a time."""
    return Refused(
        "sponsors_already",
        vi="Đơn vị này đang phụng dưỡng người đó. Muốn đổi mức, hãy ghi kết thúc cam kết cũ rồi lập cam kết mới.",
        en="This unit cares for that beneficiary already. To change the amount, end that commitment and agree another.",
        field="unit_id",
        status=409,
    )


def sponsorship_unknown() -> Refused:
    """No commitment of this id within the scope."""
    return Refused(
        "sponsorship_unknown",
        vi="Không có cam kết phụng dưỡng này trong phạm vi của bạn. Hãy tìm lại trong danh sách của quỹ.",
        en="There is no such commitment within your scope. Look for it in the fund's list.",
        field="sponsorship_id",
        status=404,
    )


def sponsorship_ended(last: date) -> Refused:
    """A commitment ends once."""
    return Refused(
        "sponsorship_ended",
        vi=f"Cam kết đã kết thúc sau tháng {_month(last)}. Nếu phụng dưỡng tiếp, hãy lập cam kết mới.",
        en=f"The commitment ended after {_month(last)}. Agree a new one if the care goes on.",
        field="sponsorship_id",
        status=409,
    )


def ends_before_start(first: date) -> Refused:
    """The last month is before the first."""
    return Refused(
        "ends_before_start",
        vi=f"Cam kết bắt đầu từ tháng {_month(first)}; tháng cuối không được trước đó. Hãy sửa lại tháng cuối.",
        en=f"The commitment begins with {_month(first)}; its last month can't be before. Correct it.",
        field="last_month",
    )


def ends_before_paid(month: date) -> Refused:
    """A month after the end was paid."""
    return Refused(
        "ends_before_paid",
        vi=f"Tháng {_month(month)} đã đóng. Hãy lấy tháng cuối từ tháng đó trở đi, hoặc huỷ lần đóng ghi nhầm.",
        en=f"{_month(month)} was paid. End it with that month or later, or void the payment if it is wrong.",
        field="last_month",
    )


def month_outside(month: date, first: date, last: date | None) -> Refused:
    """A month that was not promised."""
    until = f" – {_month(last)}" if last else ""
    return Refused(
        "month_outside",
        vi=f"Tháng {_month(month)} ngoài cam kết (từ {_month(first)}{until}). Hãy sửa tháng, hoặc lập cam kết khác.",
        en=f"{_month(month)} is outside the commitment (from {_month(first)}{until}). Correct it, or agree another.",
        field="months",
    )


def month_twice(month: date) -> Refused:
    """The same month two times in one request."""
    return Refused(
        "month_twice",
        vi=f"Tháng {_month(month)} ghi hai lần trong yêu cầu này. Hãy bỏ một lần.",
        en=f"{_month(month)} stands twice in this request. Leave one out.",
        field="months",
    )


def month_paid(month: date) -> Refused:
    """Each month is paid once."""
    return Refused(
        "month_paid",
        vi=f"Tháng {_month(month)} đã đóng rồi. Hãy chọn tháng khác; nếu lần trước ghi nhầm, huỷ lần đó trước.",
        en=f"{_month(month)} is paid already. Choose another month; if the earlier entry is wrong, void it first.",
        field="months",
        status=409,
    )


def payment_unknown() -> Refused:
    """No such payment of this commitment."""
    return Refused(
        "payment_unknown",
        vi="Không có lần đóng này trong cam kết. Hãy chọn trong danh sách các tháng đã đóng.",
        en="There is no such payment in the commitment. Choose one of the months paid.",
        field="payment_id",
        status=404,
    )


def payment_voided() -> Refused:
    """A payment is voided once."""
    return Refused(
        "payment_voided",
        vi="Lần đóng này đã huỷ, không huỷ lần nữa. Hãy ghi lần đóng đúng bằng bút toán mới.",
        en="This payment was voided already. Record the right one as a new entry.",
        field="payment_id",
        status=409,
    )


def count_above_base(label_vi: str, label_en: str) -> Refused:
    """A part can't be more than the whole; a result can be more than its plan."""
    return Refused(
        "count_above_base",
        vi=f"Số {label_vi}. Hãy kiểm tra xem hai số có bị ghi ngược không.",
        en=f"The number {label_en}. Check whether the two numbers are the wrong way round.",
        field="counted",
    )


def year_ahead(year: int) -> Refused:
    """Nothing is reported of a year that has not begun."""
    return Refused(
        "year_ahead",
        vi=f"Năm {year} chưa bắt đầu. Hãy sửa lại năm của số liệu.",
        en=f"The year {year} has not begun. Correct the year of the figures.",
        field="year",
    )
