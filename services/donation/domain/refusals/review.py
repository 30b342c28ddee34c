"""What is refused of decisions on bank lines, and of rules."""

from datetime import date, datetime

from services.donation.domain.days import written
from shared.clock import VIETNAM
from shared.errors import Refused
from shared.money import format_dong


def line_unknown() -> Refused:
    """No line of this id on the account."""
    return Refused(
        "line_unknown",
        vi="Tài khoản này không có dòng sao kê đó. Hãy lấy lại mã giao dịch từ danh sách chờ duyệt.",
        en="The account has no such line. Take the bank's id from the review list again.",
        field="bank_ids",
        status=404,
    )


def lines_repeated() -> Refused:
    """A line is named once."""
    return Refused(
        "lines_repeated",
        vi="Một dòng sao kê được nêu hai lần. Hãy nêu mỗi mã giao dịch một lần.",
        en="A line is named twice. Name each of the bank's ids once.",
        field="bank_ids",
    )


def line_is_debit() -> Refused:
    """Money that went out is no gift."""
    return Refused(
        "line_is_debit",
        vi="Dòng này là tiền ra, không phải khoản ủng hộ. Hãy chọn dòng ghi có.",
        en="This line is money that went out, not a gift. Choose a credit line.",
        field="bank_ids",
    )


def line_decided(by: str | None, at: datetime | None, *, set_aside: bool = False) -> Refused:
    """Somebody, or the matching, was first; ``by`` is the id of the account, not a name."""
    when = "" if at is None else f"{at.astimezone(VIETNAM):%H:%M} {written(at.astimezone(VIETNAM).date())}"
    vi_who, en_who = (
        (f"tài khoản {by} lúc {when}", f"account {by} at {when}") if by else ("đối soát tự động", "matching")
    )
    vi_way, en_way = (
        ("đưa dòng trở lại danh sách chờ duyệt (kế toán)", "have an accountant take it back into review")
        if set_aside
        else ("huỷ hoặc đính chính phiếu thu của dòng", "void or correct its gift")
    )
    return Refused(
        "line_decided",
        vi=f"Dòng này đã được quyết định bởi {vi_who}. Hãy tải lại danh sách; nếu sai, hãy {vi_way}.",
        en=f"This line was decided by {en_who} already. Load the list again; if that is wrong, {en_way}.",
        field="bank_ids",
        status=409,
    )


def line_not_set_aside() -> Refused:
    """Only what was set aside is taken back so."""
    return Refused(
        "line_not_set_aside",
        vi="Dòng này không nằm trong số đã để riêng. Khoản đã ghi thì huỷ hoặc đính chính phiếu thu.",
        en="This line is not set aside. What became a gift is taken back by voiding or correcting the gift.",
        field="bank_ids",
        status=409,
    )


def decision_many_to_many() -> Refused:
    """Many lines and many gifts at once."""
    return Refused(
        "decision_many_to_many",
        vi="Nhiều dòng chỉ gộp thành một khoản, hoặc một dòng tách thành nhiều khoản. Hãy chia thành nhiều quyết định.",
        en="Many lines become one gift, or one line many gifts. Make several decisions of it.",
        field="gifts",
    )


def part_without_amount(index: int) -> Refused:
    """Of several gifts each says its amount."""
    return Refused(
        "part_without_amount",
        vi="Tách một dòng thành nhiều khoản thì mỗi khoản phải có số tiền. Hãy nhập amount cho khoản này.",
        en="When a line is split, each gift says its amount. Fill in amount here.",
        field=f"gifts.{index}.amount",
    )


def lines_differ(total: int, given: int) -> Refused:
    """The gifts must be what came in, to the đồng."""
    return Refused(
        "lines_differ",
        vi=f"Tổng các khoản là {format_dong(given)}, số tiền của dòng là {format_dong(total)}. Hãy sửa cho khớp từng "
        "đồng.",
        en=f"The gifts sum to {given:,} đồng, the lines to {total:,} đồng. Make them equal to the đồng.",
        field="gifts",
    )


def line_day_open(year: int) -> Refused:
    """A gift is of its line's day as long as that can be."""
    return Refused(
        "line_day_open",
        vi=f"Sổ năm {year} còn mở nên khoản này ghi theo ngày của dòng sao kê. Hãy bỏ trống ngày nhận.",
        en=f"The books of {year} are open, so the gift has the day of its line. Leave received_on out.",
        field="received_on",
    )


def received_before_line(day: date) -> Refused:
    """Late is after."""
    return Refused(
        "received_before_line",
        vi=f"Ngày ghi phải từ ngày của dòng sao kê {written(day)} trở đi. Hãy nhập một ngày của năm còn mở.",
        en=f"The day must be on or after that of the line, {written(day)}. Give a day of an open year.",
        field="received_on",
    )


def rule_phrase_short(least: int) -> Refused:
    """Such a phrase would be found everywhere."""
    return Refused(
        "rule_phrase_short",
        vi=f"Cụm từ của quy tắc cần ít nhất {least} chữ cái. Hãy lấy tên riêng của đơn vị trong nội dung chuyển khoản.",
        en=f"A rule's phrase has at least {least} letters. Take the unit's own name from the memo.",
        field="rule.phrase",
    )


def rule_phrase_absent() -> Refused:
    """A rule is made from a line that it fits."""
    return Refused(
        "rule_phrase_absent",
        vi="Nội dung của dòng này không có cụm từ đó theo trọn từ. Hãy chép cụm từ từ chính nội dung của dòng.",
        en="The memo of this line does not hold the phrase in whole words. Copy the phrase from the memo itself.",
        field="rule.phrase",
    )


def rule_for_one_gift() -> Refused:
    """A rule says of one line alone what it is."""
    return Refused(
        "rule_for_one_gift",
        vi="Chỉ quyết định một dòng trọn thành một khoản mới thành quy tắc. Hãy bỏ rule, hoặc quyết định từng dòng.",
        en="Only one whole line that becomes one gift makes a rule. Leave rule out, or decide line by line.",
        field="rule",
    )


def rule_for_all() -> Refused:
    """What belongs to one gift alone is no rule."""
    return Refused(
        "rule_for_all",
        vi="Quy tắc dùng cho nhiều dòng nên không mang địa chỉ ủng hộ hay người nộp. Hãy bỏ rule, hoặc bỏ các mục đó.",
        en="A rule is for many lines and carries no earmark and no payer. Leave the rule out, or those.",
        field="rule",
    )


def rule_taken() -> Refused:
    """A phrase has one meaning."""
    return Refused(
        "rule_taken",
        vi="Cụm từ này đã có quy tắc đang dùng ở tài khoản này. Hãy ngừng quy tắc cũ trước, hoặc chọn cụm từ khác.",
        en="A rule in use on this account has the phrase already. Retire that rule first, or choose another phrase.",
        field="rule.phrase",
        status=409,
    )


def rule_unknown() -> Refused:
    """No rule of this id."""
    return Refused(
        "rule_unknown",
        vi="Không có quy tắc này. Hãy chọn một quy tắc trong danh sách của tài khoản.",
        en="There is no such rule. Choose one of the account's list.",
        field="rule_id",
        status=404,
    )


def days_reversed() -> Refused:
    """A span begins before it ends."""
    return Refused(
        "days_reversed",
        vi="Ngày cuối đứng trước ngày đầu. Hãy đổi lại hai ngày.",
        en="The last day is before the first. Give them the other way round.",
        field="last_day",
    )


def rule_retired() -> Refused:
    """What is out of use is not applied."""
    return Refused(
        "rule_retired",
        vi="Quy tắc này đã bỏ nên không áp dụng nữa. Hãy đặt quy tắc mới khi ghi một dòng đang chờ.",
        en="This rule is retired and is applied no more. Make a new rule when you record a line that waits.",
        field="rule_id",
        status=409,
    )
