"""What is refused when a debit of the bank is said to be a refund."""

from datetime import date

from services.donation.domain.days import written
from shared.errors import Refused
from shared.money import format_dong


def not_refunded() -> Refused:
    """Only money that was given back leaves by a debit."""
    return Refused(
        "not_refunded",
        vi="Khoản này chưa được hoàn trả nên không có dòng tiền ra. Hãy ghi hoàn trả cho khoản này trước.",
        en="This gift is not refunded, so no debit belongs to it. Record its refund first.",
        field="gift_id",
        status=409,
    )


def refund_paid() -> Refused:
    """A refund is paid once."""
    return Refused(
        "refund_paid",
        vi="Khoản hoàn trả này đã gắn với một dòng tiền ra. Nếu gắn sai, hãy gỡ dòng đó trước.",
        en="This refund has its debit already. If that is wrong, take it off first.",
        field="gift_id",
        status=409,
    )


def refund_not_paid() -> Refused:
    """There is nothing to take off."""
    return Refused(
        "refund_not_paid",
        vi="Khoản này không gắn với dòng tiền ra nào. Hãy tải lại trang của khoản.",
        en="No debit is linked to this gift. Load the page of the gift again.",
        field="gift_id",
        status=409,
    )


def line_is_credit() -> Refused:
    """Money that came in is no refund."""
    return Refused(
        "line_is_credit",
        vi="Dòng này là tiền vào, không phải tiền hoàn trả. Hãy chọn dòng ghi nợ.",
        en="This line is money that came in, not a refund. Choose a debit line.",
        field="bank_id",
    )


def debit_taken() -> Refused:
    """A debit pays one refund."""
    return Refused(
        "debit_taken",
        vi="Dòng tiền ra này đã gắn với một khoản hoàn trả khác. Hãy chọn dòng khác, hoặc gỡ dòng này khỏi khoản kia.",
        en="This debit is linked to another refund. Choose another one, or take it off there first.",
        field="bank_id",
        status=409,
    )


def debit_differs(given: int, total: int) -> Refused:
    """What left is what went back, to the đồng."""
    return Refused(
        "debit_differs",
        vi=f"Dòng tiền ra là {format_dong(given)}, số phải hoàn trả là {format_dong(total)}. Hãy chọn dòng khớp từng "
        "đồng; nếu chỉ trả lại một phần, hãy ghi phần còn lại thành khoản mới thay cho khoản này.",
        en=f"The debit is {given:,} đồng, the refund {total:,} đồng. Choose one that agrees to the đồng; if only a "
        "part went back, record the rest as a new gift in place of this one.",
        field="bank_id",
    )


def debit_before_gift(day: date) -> Refused:
    """Money does not go back before it came."""
    return Refused(
        "debit_before_gift",
        vi=f"Dòng tiền ra có trước ngày nhận khoản này, {written(day)}. Hãy chọn dòng từ ngày đó trở đi.",
        en=f"The debit is before {written(day)}, when this gift was received. Choose one of that day or later.",
        field="bank_id",
    )
