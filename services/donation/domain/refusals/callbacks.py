"""What is refused of lines that a bank tells."""

from datetime import date
from typing import NamedTuple

from services.donation.domain.days import written
from shared.errors import Refused


class LineContent(NamedTuple):
    """What may be shown of a line: its day, its movement and the balance after it in đồng. Never its memo."""

    day: date
    movement: int
    balance: int | None


def signature_wrong() -> Refused:
    """Not the bank, or not with our secret."""
    return Refused(
        "signature_wrong",
        vi="Chữ ký không đúng. Hãy ký thời điểm, dấu chấm và nguyên văn nội dung bằng khoá bí mật của tài khoản này.",
        en="The signature is wrong. Sign the time, a dot and the raw body with the secret of this account.",
        field="X-Denon-Signature",
        status=401,
    )


def signature_stale() -> Refused:
    """Too old, or from the future."""
    return Refused(
        "signature_stale",
        vi="Thời điểm ký lệch quá 5 phút so với giờ của hệ thống. Hãy chỉnh đồng hồ, ký lại rồi gửi lại.",
        en="It was signed more than 5 minutes from our time. Set the clock, sign it anew and send it again.",
        field="X-Denon-Signature",
        status=401,
    )


def line_needs_one_amount(bank_id: str) -> Refused:
    """Money came in or went out."""
    return Refused(
        "line_needs_one_amount",
        vi=f"Giao dịch {bank_id} phải có đúng một trong hai số tiền lớn hơn 0. Hãy gửi credit, hoặc debit.",
        en=f"Transaction {bank_id} needs exactly one amount above 0. Send credit, or debit.",
        field="transactions",
    )


def callback_conflict(bank_id: str, known: LineContent, told: LineContent, *, memo_differs: bool) -> Refused:
    """One bank id with two contents: both are shown."""
    vi, en = (" Nội dung chuyển khoản cũng khác.", " The memo differs too.") if memo_differs else ("", "")
    return Refused(
        "callback_conflict",
        vi=f"Giao dịch {bank_id} đã có với nội dung khác: đã ghi {_vi(known)}; vừa gửi {_vi(told)}.{vi} Không ghi gì; "
        "hãy hỏi ngân hàng dòng nào đúng.",
        en=f"Transaction {bank_id} is known with other content: recorded {_en(known)}; sent {_en(told)}.{en} Nothing "
        "was written; ask the bank which is right.",
        field="transactions",
        status=409,
    )


def _vi(line: LineContent) -> str:
    balance = "" if line.balance is None else f", số dư {_dong(line.balance)} đ"
    return f"ngày {written(line.day)}, {_dong(line.movement, sign=True)} đ{balance}"


def _en(line: LineContent) -> str:
    balance = "" if line.balance is None else f", balance {line.balance:,} đồng"
    return f"{written(line.day)}, {line.movement:+,} đồng{balance}"


def _dong(amount: int, *, sign: bool = False) -> str:
    return (f"{amount:+,}" if sign else f"{amount:,}").replace(",", ".")
