"""Every way in which this service says no: the code, the field, and a sentence with the remedy in two languages.

No sentence holds a name or a reason: only codes, days, sums and years.
"""

from datetime import date

from shared.contracts.envelope import MAX_AMOUNT
from shared.errors import Refused

_DONG = f"{MAX_AMOUNT:,}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


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
        vi="Chỉ cá nhân mới cần đồng ý công khai tên. Hãy bỏ trống name_consent_on cho đơn vị này.",
        en="Only a person consents to be named. Leave name_consent_on empty for this unit.",
        field="name_consent_on",
    )


def unit_unknown(*, status: int = 422) -> Refused:
    """No unit of this id."""
    return Refused(
        "unit_unknown",
        vi="Không có đơn vị này. Hãy chọn đơn vị trong danh sách của quỹ, hoặc bỏ trống nếu là khách vãng lai.",
        en="There is no such unit. Choose one of the fund's list, or leave it empty for a walk-in giver.",
        field="unit_id",
        status=status,
    )


def unit_of_other_fund() -> Refused:
    """A unit belongs to the scope of one fund."""
    return Refused(
        "unit_of_other_fund",
        vi="Đơn vị này thuộc phạm vi của quỹ khác. Hãy chọn đơn vị của quỹ này, hoặc ghi cho đúng quỹ.",
        en="This unit belongs to another fund's scope. Choose a unit of this fund, or record it with the right fund.",
        field="unit_id",
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
        vi=f"Ngày kết thúc phải từ ngày mở đợt {_day(opens_on)} trở đi. Hãy sửa lại một trong hai ngày.",
        en=f"The closing day must not be before the opening day {_day(opens_on)}. Correct one of them.",
        field="closes_on",
    )


def campaign_year(opens_on: date, closes_on: date) -> Refused:
    """The campaign's year is not one of its days."""
    return Refused(
        "campaign_year",
        vi=f"Năm của đợt phải là một năm trong khoảng {_day(opens_on)} – {_day(closes_on)}. Hãy sửa năm hoặc ngày.",
        en=f"The campaign's year must lie within {_day(opens_on)} – {_day(closes_on)}. Correct the year or the days.",
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


def amount_not_positive() -> Refused:
    """A gift is at least one đồng."""
    return Refused(
        "amount_not_positive",
        vi="Số tiền phải lớn hơn 0 đồng. Muốn lấy lại một khoản đã ghi, hãy dùng huỷ phiếu hoặc bút toán hoàn.",
        en="The amount must be more than 0 đồng. To take back a recorded gift, void or reverse it.",
        field="amount",
    )


def amount_negative() -> Refused:
    """A target is zero or more."""
    return Refused(
        "amount_negative",
        vi="Chỉ tiêu không được âm. Hãy nhập 0 nếu không giao chỉ tiêu.",
        en="A target can't be negative. Enter 0 for no target.",
        field="amount",
    )


def amount_too_large() -> Refused:
    """More than any fund has."""
    return Refused(
        "amount_too_large",
        vi=f"Số tiền vượt quá {_DONG.replace(',', '.')} đồng. Hãy kiểm tra số chữ số không, hoặc chia nhiều khoản.",
        en=f"The amount is above {_DONG} đồng. Check the number of zeros, or record it in parts.",
        field="amount",
    )


def date_in_future(field: str, on: date, today: date) -> Refused:
    """A day that has not come yet in Vietnam."""
    return Refused(
        "date_in_future",
        vi=f"Ngày {_day(on)} chưa tới. Hãy ghi ngày thật, muộn nhất là hôm nay {_day(today)}.",
        en=f"{_day(on)} has not come yet. Give the real day, at the latest today, {_day(today)}.",
        field=field,
    )


def year_closed(field: str, year: int) -> Refused:
    """The receipt books of the year, or the year itself, are closed."""
    return Refused(
        "year_closed",
        vi=f"Sổ năm {year} đã khoá. Hãy ghi vào một ngày của năm còn mở và nêu lý do trong phần ghi chú.",
        en=f"The books of {year} are closed. Date the entry in an open year and say why in its reason.",
        field=field,
    )


def campaign_not_open(opens_on: date) -> Refused:
    """The gift is older than the campaign."""
    return Refused(
        "campaign_not_open",
        vi=f"Đợt vận động mở từ {_day(opens_on)}. Hãy sửa ngày nhận, chọn đợt khác, hoặc bỏ trống đợt.",
        en=f"The campaign opens on {_day(opens_on)}. Correct the day, choose another campaign, or leave it empty.",
        field="received_on",
    )


def campaign_over(last_day: date) -> Refused:
    """The gift comes after the campaign's year."""
    return Refused(
        "campaign_over",
        vi=f"Đợt vận động chỉ tính tiền nhận đến {_day(last_day)}. Hãy chọn đợt của năm nay, hoặc bỏ trống đợt.",
        en=f"The campaign counts money received up to {_day(last_day)}. Choose this year's, or leave it empty.",
        field="received_on",
    )


def earmark_not_an_id(kind: str) -> Refused:
    """A campaign or a house is named by its id."""
    return Refused(
        "earmark_not_an_id",
        vi="Địa chỉ ủng hộ phải là mã (UUID) của đợt vận động hoặc của căn nhà. Hãy chọn lại trong danh sách.",
        en=f"The earmark must be the id (UUID) of a {kind}. Choose it from the list.",
        field="earmark.ref",
    )


def earmark_not_a_use(uses: tuple[str, ...]) -> Refused:
    """A purpose is one of the six uses."""
    return Refused(
        "earmark_not_a_use",
        vi=f"Mục đích phải là một trong sáu nội dung chi: {', '.join(uses)}.",
        en=f"The purpose must be one of the six uses: {', '.join(uses)}.",
        field="earmark.ref",
    )


def earmark_of_other_campaign() -> Refused:
    """Money for a campaign alone is given to that campaign."""
    return Refused(
        "earmark_of_other_campaign",
        vi="Tiền dành riêng cho một đợt thì campaign_id phải là chính đợt đó. Hãy sửa cho khớp.",
        en="Money earmarked for a campaign is given to that campaign: make campaign_id the same.",
        field="earmark.ref",
    )


def house_unknown() -> Refused:
    """No house of this id was heard of."""
    return Refused(
        "house_unknown",
        vi="Chưa có căn nhà này. Hãy kiểm tra mã nhà; nếu hồ sơ vừa lập, đợi vài giây rồi gửi lại.",
        en="This house is not known. Check its id; if it was applied for just now, wait a few seconds and send again.",
        field="earmark.ref",
    )


def house_of_other_fund() -> Refused:
    """A house is helped by one fund."""
    return Refused(
        "house_of_other_fund",
        vi="Căn nhà này thuộc quỹ khác. Hãy ghi khoản này cho quỹ đó, hoặc bỏ địa chỉ ủng hộ.",
        en="This house belongs to another fund. Record the gift with that fund, or leave out the earmark.",
        field="earmark.ref",
    )


def consent_without_name() -> Refused:
    """Consent to be named, and no name."""
    return Refused(
        "consent_without_name",
        vi="Đã đồng ý nêu tên nhưng chưa có tên người nộp. Hãy nhập payer_name, hoặc bỏ chọn name_consent.",
        en="There is consent to be named but no name. Fill in payer_name, or leave name_consent out.",
        field="payer_name",
    )


def gift_unknown() -> Refused:
    """No gift of this id that the reader may see."""
    return Refused(
        "gift_unknown",
        vi="Không có khoản ủng hộ này trong phạm vi của bạn. Hãy tìm lại theo số phiếu thu.",
        en="There is no such gift within your scope. Look it up by its receipt number.",
        field="gift_id",
        status=404,
    )


def already_reversed(kind: str, on: date) -> Refused:
    """A gift is taken back once."""
    return Refused(
        "already_reversed",
        vi=f"Khoản này đã huỷ hoặc hoàn ngày {_day(on)}, không làm lần nữa. Hãy ghi số tiền đúng bằng phiếu mới.",
        en=f"This gift was taken back ({kind}) on {_day(on)} already. Record the right amount as a new gift.",
        field="gift_id",
        status=409,
    )


def void_in_closed_year(year: int) -> Refused:
    """The slip's year is closed: its mistake is mended in an open year."""
    return Refused(
        "void_in_closed_year",
        vi=f"Sổ năm {year} đã khoá nên không huỷ phiếu được. Hãy ghi hoàn (refund hoặc correction) trong năm còn mở.",
        en=f"The books of {year} are closed: the slip can't be voided. Record a refund or correction in an open year.",
        field="gift_id",
    )


def reversed_before_received(received_on: date) -> Refused:
    """Money goes back after it came."""
    return Refused(
        "reversed_before_received",
        vi=f"Ngày hoàn phải từ ngày nhận {_day(received_on)} trở đi. Hãy sửa lại ngày hoàn.",
        en=f"The money came on {_day(received_on)} and can't go back before. Correct the day of the reversal.",
        field="reversed_on",
    )


def year_not_over(year: int) -> Refused:
    """Books are closed after their year."""
    return Refused(
        "year_not_over",
        vi=f"Năm {year} chưa hết. Chỉ khoá sổ từ ngày 01/01/{year + 1}.",
        en=f"The year {year} is not over. Close its books from 01/01/{year + 1} on.",
        field="year",
    )


def books_already_closed(year: int, on: date) -> Refused:
    """A closing is final."""
    return Refused(
        "books_already_closed",
        vi=f"Sổ năm {year} đã khoá ngày {_day(on)}; khoá sổ là việc cuối cùng, không làm lại.",
        en=f"The books of {year} were closed on {_day(on)}; a closing is final and is not repeated.",
        field="year",
        status=409,
    )


def book_unknown() -> Refused:
    """No such receipt book."""
    return Refused(
        "book_unknown",
        vi="Không có quyển phiếu thu này. Hãy chọn một quyển trong danh sách của năm.",
        en="There is no such receipt book. Choose one from the year's list.",
        field="book",
        status=404,
    )
