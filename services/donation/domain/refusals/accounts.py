"""What is refused of a fund's bank accounts and of payment codes."""

from datetime import date

from services.donation.domain.days import written
from shared.errors import Refused


def bank_bin_missing() -> Refused:
    """A bank is known by its BIN."""
    return Refused(
        "bank_bin_missing",
        vi="Tài khoản ngân hàng cần mã BIN 6 chữ số của NAPAS. Hãy nhập mã đó, ví dụ 970436 (Vietcombank).",
        en="A bank account needs the bank's six-digit BIN at NAPAS. Fill in bank_bin, such as 970436 (Vietcombank).",
        field="bank_bin",
    )


def account_taken() -> Refused:
    """The account is registered, in this fund or another."""
    return Refused(
        "account_taken",
        vi="Số tài khoản này ở ngân hàng này đã có; một tài khoản chỉ thuộc một quỹ. Hãy dùng bản ghi có sẵn.",
        en="This account number is registered with this bank already, and belongs to one fund. Use that record.",
        field="number",
        status=409,
    )


def account_unknown(*, status: int = 422) -> Refused:
    """No account of this id."""
    return Refused(
        "account_unknown",
        vi="Không có tài khoản này. Hãy chọn một tài khoản trong danh sách của quỹ.",
        en="There is no such account. Choose one of the fund's list.",
        field="account_id",
        status=status,
    )


def account_closed(on: date) -> Refused:
    """Nobody is sent to a closed account."""
    return Refused(
        "account_closed",
        vi=f"Tài khoản này đã đóng ngày {written(on)}. Hãy chọn một tài khoản còn mở của quỹ.",
        en=f"This account was closed on {written(on)}. Choose an account of the fund that is open.",
        field="account_id",
        status=409,
    )


def account_already_closed(on: date) -> Refused:
    """An account is closed once."""
    return Refused(
        "account_already_closed",
        vi=f"Tài khoản này đã ghi đóng ngày {written(on)}; không đóng lần nữa. Muốn dùng lại, hãy ghi tài khoản mới.",
        en=f"This account was closed on {written(on)} and is not closed again. To receive money, register another.",
        field="account_id",
        status=409,
    )


def account_closed_before_opened(opened_on: date) -> Refused:
    """The days are in the wrong order."""
    return Refused(
        "account_closed_before_opened",
        vi=f"Ngày đóng phải từ ngày mở tài khoản {written(opened_on)} trở đi. Hãy sửa lại ngày đóng.",
        en=f"An account is closed on or after the day it was opened, {written(opened_on)}. Correct the day.",
        field="closed_on",
    )


def account_without_bin() -> Refused:
    """VietQR needs the bank's BIN."""
    return Refused(
        "account_without_bin",
        vi="Tài khoản này không có mã BIN nên không lập được VietQR. Hãy cấp mã thanh toán cho tài khoản ngân hàng.",
        en="This account has no BIN, so no VietQR leads to it. Issue the payment code for a bank account.",
        field="code",
        status=409,
    )


def campaign_without_new_codes(last_day: date) -> Refused:
    """Money that comes now would not count for the campaign."""
    return Refused(
        "campaign_without_new_codes",
        vi=f"Đợt vận động chỉ tính tiền nhận đến {written(last_day)}. Hãy chọn đợt còn tính, hoặc bỏ trống đợt.",
        en=f"The campaign counted money up to {written(last_day)}. Choose one that still counts, or leave it empty.",
        field="campaign_id",
    )


def code_unknown() -> Refused:
    """A sound code that was never issued."""
    return Refused(
        "code_unknown",
        vi="Mã thanh toán đúng dạng nhưng chưa từng được cấp. Hãy tìm mã trong danh sách của quỹ.",
        en="This payment code is well formed but was never issued. Look it up in the fund's list.",
        field="code",
        status=404,
    )


def code_mistyped(meant: str | None) -> Refused:
    """No code at all; ``meant``: the one that is a slip away."""
    vi, en = ("", "") if meant is None else (f" Có thể là mã {meant}.", f" It may be {meant}.")
    return Refused(
        "code_mistyped",
        vi=f"Mã thanh toán gõ sai: mã có 12 ký tự, bắt đầu bằng DN. Hãy so lại từng ký tự.{vi}",
        en=f"The payment code is mistyped: it has 12 characters and begins with DN. Compare each of them.{en}",
        field="code",
    )


def code_revoked() -> Refused:
    """A revoked code is not shown to givers any more."""
    return Refused(
        "code_revoked",
        vi="Mã thanh toán này đã thu hồi. Hãy cấp mã mới và in lại; tiền đã chuyển theo mã cũ vẫn được nhận ra.",
        en="This payment code was revoked. Issue a new one and print it; money sent with the old one is still known.",
        field="code",
        status=409,
    )


def qr_amount_not_positive() -> Refused:
    """A QR asks for nothing, or for an amount."""
    return Refused(
        "qr_amount_not_positive",
        vi="Số tiền trong mã QR phải lớn hơn 0 đồng. Hãy bỏ trống amount để người ủng hộ tự nhập số tiền.",
        en="The amount in a QR must be more than 0 đồng. Leave amount out to let the giver enter it.",
        field="amount",
    )


def qr_amount_too_large(most: int) -> Refused:
    """More digits than a QR holds."""
    dong = f"{most:,}"
    return Refused(
        "qr_amount_too_large",
        vi=f"Mã QR chỉ ghi được đến {dong.replace(',', '.')} đồng. Hãy kiểm tra số chữ số không, hoặc bỏ trống amount.",
        en=f"A QR holds at most {dong} đồng. Check the number of zeros, or leave amount out.",
        field="amount",
    )
