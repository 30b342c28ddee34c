"""What is refused of printing."""

from shared.errors import Refused


def receipts_outside_book(last_number: int) -> Refused:
    """A number that the book does not have, or the range is the wrong way round."""
    return Refused(
        "receipts_outside_book",
        vi=f"Quyển này có phiếu từ số 1 đến số {last_number}. Hãy chọn số đầu không lớn hơn số cuối, cả hai trong đó.",
        en=f"This book has receipts 1 to {last_number}. Choose a first and a last within them, in this order.",
        field="last",
    )


def receipts_too_many(first_number: int, most: int) -> Refused:
    """More than one document takes."""
    return Refused(
        "receipts_too_many",
        vi=f"Mỗi tệp chứa tối đa {most} phiếu. Hãy chọn đến số {first_number + most - 1}, rồi làm tiếp phần sau.",
        en=f"One file takes {most} receipts. Choose up to number {first_number + most - 1}, then go on from there.",
        field="last",
    )


def summary_too_long(most: int) -> Refused:
    """More gifts than one summary takes."""
    return Refused(
        "summary_too_long",
        vi=f"Đơn vị có hơn {most} phiếu trong năm. Hãy dùng bảng kê của từng quyển phiếu thu thay cho bảng tổng hợp.",
        en=f"The unit has more than {most} receipts in the year. Use the listings of the receipt books instead.",
        field="year",
    )


def print_unknown() -> Refused:
    """No print of this id within the reader's scope."""
    return Refused(
        "print_unknown",
        vi="Không có lần in này trong phạm vi của bạn. Hãy ghi một lần in mới cho phiếu hoặc cho quyển.",
        en="There is no such print within your scope. Record a new print of the receipt or of the book.",
        field="print_id",
        status=404,
    )
