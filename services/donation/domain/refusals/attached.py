"""What is refused of what a gift carries beside itself: members, in whose name, which pledge."""

from datetime import date

from services.donation.domain.days import written
from shared.errors import Refused
from shared.money import format_number


def member_unclear() -> Refused:
    """A member is a unit or a name."""
    return Refused(
        "member_unclear",
        vi="Mỗi thành viên là một đơn vị, hoặc một tên người. Hãy ghi đúng một trong hai.",
        en="A member is either a unit or a name. Give exactly one of them.",
        field="members",
    )


def member_not_below(code: str) -> Refused:
    """One pays for the units below."""
    return Refused(
        "member_not_below",
        vi=f"Đơn vị mã {code} không nằm dưới đơn vị nộp. Hãy ghi cấp trên cho nó trước, hoặc lập phiếu riêng.",
        en=f"The unit {code} does not stand below the one that pays. Record its parent first, or write it a receipt.",
        field="members",
    )


def shares_incomplete() -> Refused:
    """All have a share or none has."""
    return Refused(
        "shares_incomplete",
        vi="Có thành viên đã ghi số tiền, có thành viên chưa. Hãy ghi đủ cho mọi thành viên, hoặc bỏ trống tất cả.",
        en="Some members have an amount and some have none. Fill in all of them, or leave all empty.",
        field="members",
    )


def share_not_positive() -> Refused:
    """A share is at least one đồng."""
    return Refused(
        "share_not_positive",
        vi="Phần của một thành viên phải lớn hơn 0 đồng. Hãy bỏ thành viên không góp khỏi danh sách.",
        en="A member's part is more than 0 đồng. Leave out the one who gave nothing.",
        field="members",
    )


def shares_sum(shares: int, amount: int) -> Refused:
    """The shares are the gift."""
    return Refused(
        "shares_sum",
        vi=f"Các phần cộng lại được {format_number(shares)} đ, không bằng số tiền {format_number(amount)} đ. "
        f"Hãy sửa cho khớp (lệch {format_number(abs(shares - amount))} đ).",
        en=f"The parts sum to {shares:,} đồng and not to the amount of {amount:,} đồng. "
        f"Correct one of them: they differ by {abs(shares - amount):,} đồng.",
        field="members",
    )


def on_behalf_unclear() -> Refused:
    """In the name of a unit, or of somebody."""
    return Refused(
        "on_behalf_unclear",
        vi="Đứng tên một đơn vị, hoặc một tên người. Hãy ghi đúng một trong hai; đồng ý nêu tên chỉ đi với tên người.",
        en="It is in the name of a unit, or of a person. Give one of them; consent goes with a person's name only.",
        field="on_behalf_of",
    )


def on_behalf_of_person() -> Refused:
    """People are named by words and consent."""
    return Refused(
        "on_behalf_of_person",
        vi="Đứng tên cá nhân thì ghi tên người và việc đồng ý nêu tên. Hãy bỏ trống đơn vị đứng tên.",
        en="For a gift in the name of a person, write the name and whether it may be shown. Leave out the unit.",
        field="on_behalf_of.unit_id",
    )


def pledge_unknown(*, status: int = 422) -> Refused:
    """No pledge of this id in this fund."""
    return Refused(
        "pledge_unknown",
        vi="Không có đăng ký này trong quỹ. Hãy chọn trong danh sách đăng ký của đợt, hoặc bỏ trống.",
        en="There is no such pledge in the fund. Choose one from the campaign's list, or leave it empty.",
        field="pledge_id",
        status=status,
    )


def pledge_is_cancelled(on: date) -> Refused:
    """What was cancelled is kept by nothing any more."""
    return Refused(
        "pledge_is_cancelled",
        vi=f"Đăng ký này đã huỷ ngày {written(on)}. Hãy ghi khoản nộp không kèm đăng ký, hoặc lập đăng ký mới.",
        en=f"This pledge was cancelled on {written(on)}. Record the gift without it, or make a new pledge.",
        field="pledge_id",
        status=409,
    )


def pledge_of_other_campaign() -> Refused:
    """A promise for a campaign is kept in that campaign."""
    return Refused(
        "pledge_of_other_campaign",
        vi="Đăng ký này thuộc đợt khác. Hãy chọn đợt đã đăng ký, hoặc chọn đăng ký khác.",
        en="This pledge was made for another campaign. Give its campaign_id, or choose another pledge.",
        field="pledge_id",
    )


def pledge_of_other_giver() -> Refused:
    """Who promised, or who gives in their name."""
    return Refused(
        "pledge_of_other_giver",
        vi="Đăng ký này của người khác. Hãy chọn đúng đơn vị đã đăng ký, hoặc ghi nộp thay cho đơn vị đó.",
        en="Somebody else made this pledge. Choose the unit that made it, or record the gift in its name.",
        field="pledge_id",
    )
