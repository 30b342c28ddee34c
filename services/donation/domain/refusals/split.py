"""What is refused of a gift that is split over purposes, and of one that replaces another."""

from shared.errors import Refused
from shared.money import format_dong


def earmark_and_parts() -> Refused:
    """A split gift has its earmarks in its parts."""
    return Refused(
        "earmark_and_parts",
        vi="Khoản đã chia phần thì mỗi phần có mục đích riêng. Hãy bỏ earmark chung, hoặc bỏ parts.",
        en="A gift in parts has an earmark in each part. Leave out the earmark of the whole, or the parts.",
        field="earmark",
    )


def parts_differ(total: int, amount: int) -> Refused:
    """The parts don't sum to the gift."""
    return Refused(
        "parts_differ",
        vi=f"Các phần cộng lại là {format_dong(total)}, còn khoản ủng hộ là {format_dong(amount)}, chênh "
        f"{format_dong(abs(total - amount))}. Hãy sửa cho bằng nhau.",
        en=f"The parts sum to {format_dong(total)} and the gift is {format_dong(amount)}, a difference of "
        f"{format_dong(abs(total - amount))}. Make them equal.",
        field="parts",
    )


def part_repeated(n: int) -> Refused:
    """Two parts for the same purpose."""
    return Refused(
        "part_repeated",
        vi=f"Phần {n + 1} cùng mục đích với một phần trước. Hãy gộp hai phần làm một, hoặc sửa mục đích.",
        en=f"Part {n + 1} is for the same purpose as an earlier one. Make one part of them, or correct the purpose.",
        field=f"parts.{n}",
    )


def corrected_unknown(*, field: str = "corrects_gift_id") -> Refused:
    """What is to be replaced is not in this fund's books."""
    return Refused(
        "corrected_unknown",
        vi="Không có bút toán cũ này trong sổ của quỹ. Hãy kiểm tra mã, hoặc bỏ trống nếu đây không phải bút toán sửa.",
        en="There is no such earlier entry in this fund's books. Check its id, or leave it empty if nothing is "
        "corrected.",
        field=field,
    )


def corrected_not_reversed(*, field: str = "corrects_gift_id") -> Refused:
    """What is replaced must be taken back first, or it would count twice."""
    return Refused(
        "corrected_not_reversed",
        vi="Bút toán cũ còn hiệu lực nên sẽ bị tính hai lần. Hãy huỷ hoặc ghi sửa (correction) bút toán cũ trước.",
        en="The earlier entry still counts and would be counted twice. Void or reverse it (correction) first.",
        field=field,
        status=409,
    )
