"""What is refused of gifts and of taking them back."""

from datetime import date

from services.donation.domain.days import written
from shared.contracts.envelope import MAX_AMOUNT
from shared.errors import Refused

_DONG = f"{MAX_AMOUNT:,}"


def amount_not_positive() -> Refused:
    """A gift is at least one đồng."""
    return Refused(
        "amount_not_positive",
        vi="Số tiền phải lớn hơn 0 đồng. Muốn lấy lại một khoản đã ghi, hãy dùng huỷ phiếu hoặc bút toán hoàn.",
        en="The amount must be more than 0 đồng. To take back a recorded gift, void or reverse it.",
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


def campaign_not_open(opens_on: date, *, field: str = "received_on") -> Refused:
    """The gift is older than the campaign."""
    return Refused(
        "campaign_not_open",
        vi=f"Đợt vận động mở từ {written(opens_on)}. Hãy sửa ngày nhận, chọn đợt khác, hoặc bỏ trống đợt.",
        en=f"The campaign opens on {written(opens_on)}. Correct the day, choose another campaign, or leave it empty.",
        field=field,
    )


def campaign_over(last_day: date, *, field: str = "received_on") -> Refused:
    """The gift comes after the campaign's year."""
    return Refused(
        "campaign_over",
        vi=f"Đợt vận động chỉ tính tiền nhận đến {written(last_day)}. Hãy chọn đợt của năm nay, hoặc bỏ trống đợt.",
        en=f"The campaign counts money received up to {written(last_day)}. Choose this year's, or leave it empty.",
        field=field,
    )


def earmark_not_an_id(kind: str, *, field: str = "earmark.ref") -> Refused:
    """A campaign or a house is named by its id."""
    return Refused(
        "earmark_not_an_id",
        vi="Địa chỉ ủng hộ phải là mã (UUID) của đợt vận động hoặc của căn nhà. Hãy chọn lại trong danh sách.",
        en=f"The earmark must be the id (UUID) of a {kind}. Choose it from the list.",
        field=field,
    )


def earmark_not_a_use(uses: tuple[str, ...], *, field: str = "earmark.ref") -> Refused:
    """A purpose is one of the six uses."""
    return Refused(
        "earmark_not_a_use",
        vi=f"Mục đích phải là một trong sáu nội dung chi: {', '.join(uses)}.",
        en=f"The purpose must be one of the six uses: {', '.join(uses)}.",
        field=field,
    )


def earmark_of_other_campaign(*, field: str = "earmark.ref") -> Refused:
    """Money for a campaign alone is given to that campaign."""
    return Refused(
        "earmark_of_other_campaign",
        vi="Tiền dành riêng cho một đợt thì khoản phải thuộc chính đợt đó. Hãy chọn lại đợt cho khớp.",
        en="Money earmarked for a campaign is given to that campaign: make campaign_id the same.",
        field=field,
    )


def house_unknown(*, field: str = "earmark.ref") -> Refused:
    """No house of this id was heard of."""
    return Refused(
        "house_unknown",
        vi="Chưa có căn nhà này. Hãy kiểm tra mã nhà; nếu hồ sơ vừa lập, đợi vài giây rồi gửi lại.",
        en="This house is not known. Check its id; if it was applied for just now, wait a few seconds and send again.",
        field=field,
    )


def house_of_other_fund(*, field: str = "earmark.ref") -> Refused:
    """A house is helped by one fund."""
    return Refused(
        "house_of_other_fund",
        vi="Căn nhà này thuộc quỹ khác. Hãy ghi khoản này cho quỹ đó, hoặc bỏ địa chỉ ủng hộ.",
        en="This house belongs to another fund. Record the gift with that fund, or leave out the earmark.",
        field=field,
    )


def consent_without_name() -> Refused:
    """Consent to be named, and no name."""
    return Refused(
        "consent_without_name",
        vi="Đã đồng ý nêu tên nhưng chưa có tên người nộp. Hãy nhập tên, hoặc bỏ chọn đồng ý.",
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
        vi=f"Khoản này đã huỷ hoặc hoàn ngày {written(on)}, không làm lần nữa. Hãy ghi số tiền đúng bằng phiếu mới.",
        en=f"This gift was taken back ({kind}) on {written(on)} already. Record the right amount as a new gift.",
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
        vi=f"Ngày hoàn phải từ ngày nhận {written(received_on)} trở đi. Hãy sửa lại ngày hoàn.",
        en=f"The money came on {written(received_on)} and can't go back before. Correct the day of the reversal.",
        field="reversed_on",
    )
