"""Refusals about norms, requests and decisions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from services.fund_allocation.domain.refusals import written
from shared.errors import Refused
from shared.money import format_dong

if TYPE_CHECKING:
    from services.fund_allocation.domain.norms import Norm


def norm_overlaps(other: Norm) -> Refused:
    until = f"{written(other.valid_to)}" if other.valid_to else "…"
    return Refused(
        "norm_overlaps",
        vi=f"Định mức này chồng thời gian với “{other.legal_basis}” ({written(other.valid_from)} – {until}). "
        "Hãy kết thúc định mức cũ trước, hoặc sửa ngày hiệu lực.",
        en=f'This norm overlaps "{other.legal_basis}" ({written(other.valid_from)} to {until}). End the other one '
        "first, or "
        "correct the days.",
        field="valid_from",
        status=409,
    )


def norm_ends_before_start() -> Refused:
    return Refused(
        "norm_ends_before_start",
        vi="Ngày hết hiệu lực đứng trước ngày có hiệu lực. Hãy sửa lại ngày.",
        en="The norm would end before it begins. Correct the day.",
        field="valid_to",
    )


def norm_for_all_funds() -> Refused:
    return Refused(
        "norm_for_all_funds",
        vi="Định mức chung chỉ do người quản trị của mọi quỹ ghi. Hãy ghi định mức của riêng quỹ mình, hoặc nhờ người "
        "đó.",
        en="A general norm is recorded by an administrator of all funds. Record one for your own fund, or ask them.",
        field="fund_id",
        status=403,
    )


def unknown_norm() -> Refused:
    return Refused(
        "unknown_norm",
        vi="Không có định mức này. Hãy xem danh sách định mức.",
        en="There is no such norm. See the list of norms.",
        status=404,
    )


def unknown_request() -> Refused:
    return Refused(
        "unknown_request",
        vi="Chưa nhận được đề nghị hỗ trợ này, nên chưa quyết định được. Hãy kiểm tra lại mã, hoặc đợi đề nghị được "
        "chuyển đến.",
        en="No such request for support was heard, so nothing can be decided. Check the id, or wait until it arrives.",
        field="request_id",
        status=404,
    )


def request_answered(state: str) -> Refused:
    vi = {"decided": "đã có quyết định hỗ trợ", "refused": "đã bị từ chối", "withdrawn": "đã rút vì nhà đã kết thúc"}[
        state
    ]
    en = {"decided": "has its decision already", "refused": "was refused", "withdrawn": "was withdrawn with its house"}[
        state
    ]
    return Refused(
        "request_answered",
        vi=f"Đề nghị này {vi}. Nếu cần, hãy lập đề nghị mới.",
        en=f"This request {en}. Make a new request if there is need.",
        field="request_id",
        status=409,
    )


def own_request() -> Refused:
    return Refused(
        "own_request",
        vi="Người đề nghị không được tự quyết định. Hãy để người có thẩm quyền khác quyết định.",
        en="Nobody decides on their own request. Have another approver decide.",
        field="request_id",
        status=403,
    )


def before_request(field: str, day: date, requested_on: date) -> Refused:
    return Refused(
        "before_request",
        vi=f"Ngày {written(day)} đứng trước ngày đề nghị ({written(requested_on)}). Hãy sửa lại ngày.",
        en=f"{written(day)} is before the request ({written(requested_on)}). Correct the day.",
        field=field,
    )


def above_request(amount: int, requested: int) -> Refused:
    return Refused(
        "above_request",
        vi=f"Mức {format_dong(amount)} cao hơn số đề nghị {format_dong(requested)}. Hãy giảm mức hỗ trợ, hoặc lập đề "
        "nghị mới.",
        en=f"{format_dong(amount)} is more than the {format_dong(requested)} asked for. Lower it, or have a new "
        "request made.",
        field="amount",
    )


def second_support(decision_number: str | None, programme: str) -> Refused:
    by_vi = f" theo quyết định {decision_number}" if decision_number else ""
    by_en = f" by decision {decision_number}" if decision_number else ""
    return Refused(
        "second_support",
        vi=f"Hộ này đã được hỗ trợ theo chương trình {programme}{by_vi}; mỗi hộ chỉ được một lần. Hãy từ chối đề nghị "
        "này, hoặc "
        "xét theo chương trình khác.",
        en=f"This household was helped under {programme} already{by_en}; each household is helped once. Refuse the "
        "request, "
        "or consider another programme.",
        field="request_id",
        status=409,
    )


def above_norm(amount: int, norm: Norm | None, day: date) -> Refused:
    if norm is None:
        return Refused(
            "no_norm",
            vi=f"Không có định mức nào còn hiệu lực vào ngày {written(day)}. Hãy ghi định mức do Ban quản lý Quỹ ban "
            "hành, hoặc nêu lý do.",
            en=f"No norm is valid on {written(day)}. Record the norm set by the board, or give a reason.",
            field="reason_above_norm",
        )
    return Refused(
        "above_norm",
        vi=f"Mức {format_dong(amount)} cao hơn định mức {format_dong(norm.amount)} ({norm.legal_basis}). Hãy giảm mức "
        "hỗ trợ, "
        "hoặc nêu lý do.",
        en=f"{format_dong(amount)} is above the norm of {format_dong(norm.amount)} ({norm.legal_basis}). Lower it, or "
        "give a reason.",
        field="reason_above_norm",
    )
