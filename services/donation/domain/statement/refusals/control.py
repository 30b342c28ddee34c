"""What is refused because the statement contradicts itself: the file is then refused whole."""

from collections.abc import Sequence

from services.donation.domain.statement.line import Line
from services.donation.domain.statement.refusals.words import Place, dong_en, dong_vi
from shared.errors import Refused


def balance_disagrees(place: Place, expected: int, found: int) -> Refused:
    """The first line whose balance does not follow from the line before it."""
    return Refused(
        "balance_disagrees",
        vi=f"{place.vi}: số dư phải là {dong_vi(expected)} nhưng ghi {dong_vi(found)}. "
        "Có thể thiếu dòng ở trước; không dòng nào được ghi. Hãy tải lại sao kê đầy đủ từ ngân hàng.",
        en=f"{place.en}: the balance should be {dong_en(expected)} but says {dong_en(found)}. "
        "A line may be missing before it; nothing was posted. Download the complete statement again.",
        field=place.role,
    )


def total_disagrees(place: Place, expected: int, found: int) -> Refused:
    """A row of totals that is not the sum of its lines."""
    return Refused(
        "total_disagrees",
        vi=f"{place.vi}: tổng các dòng là {dong_vi(expected)} nhưng ghi {dong_vi(found)}. "
        "Có thể thiếu dòng; không dòng nào được ghi. Hãy tải lại sao kê đầy đủ từ ngân hàng.",
        en=f"{place.en}: the lines add up to {dong_en(expected)} but the total says {dong_en(found)}. "
        "A line may be missing; nothing was posted. Download the complete statement again.",
        field=place.role,
    )


class IdConflict(Refused):
    """One transaction id with two contents; ``first`` and ``second`` are for the eyes of those who may see lines."""

    first: Line
    second: Line


def id_conflict(first: Line, second: Line, place: Place, differing: Sequence[Place]) -> IdConflict:
    """``place`` is the second's id, ``differing`` the cells in which it differs from the first."""
    vi = ", ".join(other.vi.partition(", ")[2] for other in differing)
    en = ", ".join(other.en.partition(", ")[2] for other in differing)
    conflict = IdConflict(
        "id_conflict",
        vi=f"{place.vi}: mã giao dịch đã có ở dòng {first.row} với nội dung khác ({vi}). "
        "Không dòng nào được ghi. Hãy đối chiếu hai dòng với ngân hàng rồi xuất lại sao kê.",
        en=f"{place.en}: this transaction id stands in line {first.row} already, with other content ({en}). "
        "Neither was posted. Compare both lines with the bank, then export the statement again.",
        field=place.role,
    )
    conflict.first, conflict.second = first, second
    return conflict
