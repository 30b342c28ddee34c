"""What is refused of funds, units, campaigns and targets."""

from datetime import date

from services.donation.domain.days import written
from shared.errors import Refused


def fund_unknown() -> Refused:
    """No fund of this id was heard of."""
    return Refused(
        "fund_unknown",
        vi="Chưa có quỹ này. Hãy kiểm tra mã quỹ; nếu quỹ vừa mở, đợi vài giây rồi gửi lại.",
        en="This fund is not known. Check its id; if it was opened just now, wait a few seconds and send again.",
        field="fund_id",
    )


def code_taken(code: str) -> Refused:
    """Another unit or campaign of the fund has the code."""
    return Refused(
        "code_taken",
        vi=f"Mã {code} đã dùng trong quỹ này. Hãy chọn mã khác, hoặc dùng bản ghi đã có mã đó.",
        en=f"The code {code} is taken in this fund. Choose another, or use the record that has it.",
        field="code",
        status=409,
    )


def consent_not_needed() -> Refused:
    """Consent was given for a unit that is not a person."""
    return Refused(
        "consent_not_needed",
        vi="Chỉ cá nhân mới cần đồng ý công khai tên. Hãy bỏ trống ngày đồng ý của đơn vị này.",
        en="Only a person consents to be named. Leave name_consent_on empty for this unit.",
        field="name_consent_on",
    )


def unit_unknown(*, status: int = 422, field: str = "unit_id") -> Refused:
    """No unit of this id."""
    return Refused(
        "unit_unknown",
        vi="Không có đơn vị này. Hãy chọn đơn vị trong danh sách của quỹ, hoặc bỏ trống nếu là khách vãng lai.",
        en="There is no such unit. Choose one of the fund's list, or leave it empty for a walk-in giver.",
        field=field,
        status=status,
    )


def unit_of_other_fund(fund: str | None = None, *, field: str = "unit_id") -> Refused:
    """A unit belongs to the scope of one fund, named ``fund`` where it is known."""
    return Refused(
        "unit_of_other_fund",
        vi=f"Đơn vị này thuộc phạm vi của {fund or 'quỹ khác'}; mỗi đơn vị chỉ một quỹ vận động. "
        "Hãy chọn đơn vị của quỹ này, hoặc để quỹ đó làm.",
        en=f"This unit belongs to the scope of {fund or 'another fund'}; a unit is asked by one fund only. "
        "Choose a unit of this fund, or leave it to that one.",
        field=field,
    )


def campaign_unknown(*, status: int = 422) -> Refused:
    """No campaign of this id."""
    return Refused(
        "campaign_unknown",
        vi="Không có đợt vận động này. Hãy chọn một đợt trong danh sách của quỹ, hoặc bỏ trống.",
        en="There is no such campaign. Choose one of the fund's list, or leave it empty.",
        field="campaign_id",
        status=status,
    )


def campaign_of_other_fund() -> Refused:
    """A campaign belongs to one fund."""
    return Refused(
        "campaign_of_other_fund",
        vi="Đợt vận động này của quỹ khác. Hãy chọn đợt của quỹ này, hoặc bỏ trống.",
        en="This campaign belongs to another fund. Choose one of this fund, or leave it empty.",
        field="campaign_id",
    )


def campaign_days(opens_on: date) -> Refused:
    """The last day is before the first."""
    return Refused(
        "campaign_days",
        vi=f"Ngày kết thúc phải từ ngày mở đợt {written(opens_on)} trở đi. Hãy sửa lại một trong hai ngày.",
        en=f"The closing day must not be before the opening day {written(opens_on)}. Correct one of them.",
        field="closes_on",
    )


def campaign_year(opens_on: date, closes_on: date) -> Refused:
    """The campaign's year is not one of its days."""
    days = f"{written(opens_on)} – {written(closes_on)}"
    return Refused(
        "campaign_year",
        vi=f"Năm của đợt phải là một năm trong khoảng {days}. Hãy sửa năm hoặc ngày.",
        en=f"The campaign's year must lie within {days}. Correct the year or the days.",
        field="year",
    )


def person_without_target() -> Refused:
    """Giving is voluntary: nobody sets a person a target."""
    return Refused(
        "person_without_target",
        vi="Đóng góp của cá nhân là tự nguyện, không giao chỉ tiêu. Hãy chỉ giao chỉ tiêu cho cơ quan, tổ chức.",
        en="A person gives of their own accord and is set no target. Set targets for organisations only.",
        field="unit_id",
    )


def amount_negative() -> Refused:
    """A target is zero or more."""
    return Refused(
        "amount_negative",
        vi="Chỉ tiêu không được âm. Hãy nhập 0 nếu không giao chỉ tiêu.",
        en="A target can't be negative. Enter 0 for no target.",
        field="amount",
    )
