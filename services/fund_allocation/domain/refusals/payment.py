"""Refusals about instalments and expenditures."""

from datetime import date

from services.fund_allocation.domain.refusals import written
from shared.errors import Refused
from shared.money import format_dong


def unknown_decision() -> Refused:
    return Refused(
        "unknown_decision",
        vi="Không có quyết định hỗ trợ này. Không có quyết định thì không chi tiền.",
        en="There is no such support decision. Without a decision nothing is paid.",
        status=404,
    )


def payer_decided() -> Refused:
    return Refused(
        "payer_decided",
        vi="Người ký quyết định không được tự chi tiền. Hãy để kế toán khác chi.",
        en="Whoever decided does not pay. Have another accountant pay.",
        status=403,
    )


def payer_requested() -> Refused:
    return Refused(
        "payer_requested",
        vi="Người lập đề nghị không được tự chi tiền. Hãy để kế toán khác chi.",
        en="Whoever made the request does not pay. Have another accountant pay.",
        status=403,
    )


def decision_ended(number: str, ended_as: str) -> Refused:
    vi = "quyết toán" if ended_as == "settlement" else "huỷ"
    en = "settled" if ended_as == "settlement" else "cancelled"
    return Refused(
        "decision_ended",
        vi=f"Nhà theo quyết định {number} đã {vi}, phần tiền còn lại đã trả về quỹ. Không chi thêm được nữa.",
        en=f"The house of decision {number} was {en} and what was left went back to the fund. Nothing more can be "
        "paid.",
        status=409,
    )


def certificate_not_heard() -> Refused:
    return Refused(
        "certificate_not_heard",
        vi="Chưa có biên bản nghiệm thu này, nên chưa chi được. Hãy ghi biên bản nghiệm thu trước, rồi chi.",
        en="No such stage certificate was heard, so nothing can be paid yet. Record the certificate first, then pay.",
        field="certificate_id",
        status=409,
    )


def certificate_of_another_house() -> Refused:
    return Refused(
        "certificate_of_another_house",
        vi="Biên bản nghiệm thu này của nhà khác. Hãy chọn biên bản của nhà được hỗ trợ.",
        en="This certificate is of another house. Choose one of the house that is supported.",
        field="certificate_id",
    )


def certificate_paid() -> Refused:
    return Refused(
        "certificate_paid",
        vi="Biên bản nghiệm thu này đã được chi rồi; mỗi biên bản chi một lần. Hãy dùng biên bản của giai đoạn sau.",
        en="This certificate was paid against already; each is paid once. Use the certificate of a later stage.",
        field="certificate_id",
        status=409,
    )


def paid_before_certificate(paid_on: date, reached_on: date) -> Refused:
    return Refused(
        "paid_before_certificate",
        vi=f"Ngày chi {written(paid_on)} đứng trước ngày nghiệm thu {written(reached_on)}. Hãy sửa lại ngày chi.",
        en=f"The payment of {written(paid_on)} is before its certificate of {written(reached_on)}. Correct the day of "
        "payment.",
        field="paid_on",
    )


def paid_before_decision(paid_on: date, decided_on: date) -> Refused:
    return Refused(
        "paid_before_decision",
        vi=f"Ngày chi {written(paid_on)} đứng trước ngày quyết định {written(decided_on)}. Hãy sửa lại ngày chi.",
        en=f"The payment of {written(paid_on)} is before the decision of {written(decided_on)}. Correct the day of "
        "payment.",
        field="paid_on",
    )


def above_decision(amount: int, left: int) -> Refused:
    return Refused(
        "above_decision",
        vi=f"Số chi {format_dong(amount)} vượt phần còn lại của quyết định ({format_dong(left)}). Hãy giảm số tiền.",
        en=f"{format_dong(amount)} is more than what is left of the decision ({format_dong(left)}). Lower the amount.",
        field="amount",
        status=409,
    )


def housing_needs_decision() -> Refused:
    return Refused(
        "housing_needs_decision",
        vi="Tiền làm nhà chỉ chi theo quyết định hỗ trợ và biên bản nghiệm thu. Hãy lập đề nghị hỗ trợ cho nhà đó.",
        en="Money for houses is paid only by a support decision and against certificates. Have support requested for "
        "the house.",
        field="use",
    )


def above_management_cap(amount: int, left: int, year: int, basis_points: int, legal_basis: str) -> Refused:
    whole, rest = divmod(basis_points, 100)
    share = f"{whole},{rest:02d}".rstrip("0").rstrip(",")
    return Refused(
        "above_management_cap",
        vi=f"Chi quản lý, tuyên truyền {format_dong(amount)} vượt mức còn lại {format_dong(left)} của năm {year}: tối "
        f"đa {share} % "
        f"số thu trong năm ({legal_basis}). Hãy giảm số tiền.",
        en=f"{format_dong(amount)} for management and publicity is above the {format_dong(left)} left for {year}: at "
        "most "
        f"{share.replace(',', '.')} % of the year's revenue ({legal_basis}). Lower the amount.",
        field="amount",
        status=409,
    )
