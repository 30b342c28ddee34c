"""What is refused of campaigns that end earlier or later, of pledges and of reminders."""

from datetime import date

from services.donation.domain.days import written
from shared.errors import Refused
from shared.money import format_number


def campaign_closed(on: date) -> Refused:
    """A closing is final."""
    return Refused(
        "campaign_closed",
        vi=f"Đợt vận động đã kết thúc sớm ngày {written(on)}, không mở lại. Hãy mở đợt mới.",
        en=f"The campaign was closed on {written(on)} and is not opened again. Open a new one.",
        field="campaign_id",
        status=409,
    )


def campaign_ended(on: date) -> Refused:
    """Its last day has passed."""
    return Refused(
        "campaign_ended",
        vi=f"Đợt vận động đã hết ngày {written(on)}. Hãy chọn đợt đang mở, hoặc gia hạn đợt này.",
        en=f"The campaign ended on {written(on)}. Choose one that runs, or extend this one.",
        field="campaign_id",
    )


def campaign_not_begun(opens_on: date) -> Refused:
    """What has not begun is not closed."""
    return Refused(
        "campaign_not_begun",
        vi=f"Đợt vận động đến {written(opens_on)} mới mở nên chưa thể kết thúc. Hãy đợi đến ngày đó.",
        en=f"The campaign opens on {written(opens_on)} and can't be closed before. Wait until then.",
        field="campaign_id",
    )


def campaign_not_longer(closes_on: date) -> Refused:
    """An extension is later than the closing day."""
    return Refused(
        "campaign_not_longer",
        vi=f"Gia hạn phải sau ngày kết thúc {written(closes_on)}. Muốn dừng sớm, hãy dùng kết thúc đợt.",
        en=f"An extension goes beyond the closing day {written(closes_on)}. To end it sooner, close it.",
        field="closes_on",
    )


def pledge_not_positive() -> Refused:
    """A promise is at least one đồng."""
    return Refused(
        "pledge_not_positive",
        vi="Số tiền đăng ký phải lớn hơn 0 đồng. Muốn bỏ một đăng ký, hãy huỷ đăng ký đó.",
        en="A pledge is for more than 0 đồng. To drop one, cancel it.",
        field="amount",
    )


def pledger_unclear() -> Refused:
    """A unit promises, or a person."""
    return Refused(
        "pledger_unclear",
        vi="Người đăng ký là một đơn vị hoặc một người. Hãy ghi đúng một trong hai.",
        en="A pledge is made by a unit (unit_id) or a person. Give exactly one of them.",
        field="person",
    )


def dues_unclear() -> Refused:
    """One day, or several with their parts."""
    return Refused(
        "dues_unclear",
        vi="Hãy ghi một hạn nộp, hoặc các lần nộp; đúng một trong hai.",
        en="There is one day (due_on) or a list of dues: give exactly one of them.",
        field="due_on",
    )


def dues_sum(dues: int, amount: int) -> Refused:
    """The parts are the promise."""
    return Refused(
        "dues_sum",
        vi=f"Các kỳ cộng lại được {format_number(dues)} đ, số đăng ký là {format_number(amount)} đ. "
        "Hãy sửa cho khớp, mỗi kỳ lớn hơn 0 đồng.",
        en=f"The dues sum to {dues:,} đồng, the pledge is {amount:,} đồng. Make them agree, each above 0 đồng.",
        field="dues",
    )


def dues_on_one_day() -> Refused:
    """One part a day."""
    return Refused(
        "dues_on_one_day",
        vi="Hai kỳ hẹn trùng một ngày. Hãy gộp hai kỳ đó, hoặc sửa một ngày.",
        en="Two dues are on the same day. Put them together, or change a day.",
        field="dues",
    )


def due_outside_campaign(opens_on: date, last_day: date) -> Refused:
    """On that day money would not count for the campaign."""
    days = f"{written(opens_on)} – {written(last_day)}"
    return Refused(
        "due_outside_campaign",
        vi=f"Đợt này chỉ tính tiền nhận trong {days}. Hãy hẹn một ngày trong khoảng đó.",
        en=f"The campaign counts money received within {days}. Choose a day among them.",
        field="due_on",
    )


def pledge_cancelled_before(on: date) -> Refused:
    """A cancellation is final."""
    return Refused(
        "pledge_cancelled_before",
        vi=f"Đăng ký này đã huỷ ngày {written(on)}, không huỷ lần nữa. Nếu hứa lại, hãy lập đăng ký mới.",
        en=f"This pledge was cancelled on {written(on)} already. If it is promised again, make a new one.",
        field="pledge_id",
        status=409,
    )


def pledge_fulfilled() -> Refused:
    """What was kept is not cancelled."""
    return Refused(
        "pledge_fulfilled",
        vi="Đăng ký này đã nộp đủ nên không huỷ. Nếu khoản nộp ghi sai, hãy huỷ phiếu hoặc hoàn khoản đó.",
        en="This pledge is fulfilled and is not cancelled. If a gift was wrong, void or reverse the gift.",
        field="pledge_id",
        status=409,
    )


def pledge_not_overdue() -> Refused:
    """Nobody is reminded before the day."""
    return Refused(
        "pledge_not_overdue",
        vi="Đăng ký này chưa quá hẹn nên không nhắc. Hãy đợi qua ngày hẹn.",
        en="This pledge is not late, so there is no reminder. Wait until its day has passed.",
        field="pledge_id",
        status=409,
    )


def person_not_reminded() -> Refused:
    """A person's promise is theirs to keep."""
    return Refused(
        "person_not_reminded",
        vi="Không gửi thư nhắc cho cá nhân: ủng hộ là tự nguyện. Chỉ nhắc cơ quan, tổ chức đã đăng ký.",
        en="No letter is sent to a person: giving is voluntary. Remind only organisations that made a pledge.",
        field="pledge_id",
    )


def reminded_today() -> Refused:
    """One letter a day."""
    return Refused(
        "reminded_today",
        vi="Đăng ký này đã có thư nhắc hôm nay. Hãy in lại thư đó từ lần nhắc đã ghi.",
        en="A letter was written for this pledge today. Print that one again.",
        field="pledge_id",
        status=409,
    )


def nobody_to_remind() -> Refused:
    """Nothing late, or all were reminded today."""
    return Refused(
        "nobody_to_remind",
        vi="Đợt này không có đăng ký nào quá hẹn mà hôm nay chưa nhắc. Không cần làm gì thêm.",
        en="No pledge of this campaign is late without having been reminded today. Nothing is to be done.",
        field="campaign_id",
        status=409,
    )


def reminder_unknown() -> Refused:
    """No letters of this id."""
    return Refused(
        "reminder_unknown",
        vi="Không có lần nhắc này trong phạm vi của bạn. Hãy mở lại từ đăng ký hoặc đợt vận động.",
        en="There is no such reminder within your scope. Open it from the pledge or the campaign.",
        field="reminder_id",
        status=404,
    )
