"""Refusals about days, years, funds and what is in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from services.fund_allocation.domain.refusals import written
from shared.errors import Refused
from shared.money import format_dong, format_number

if TYPE_CHECKING:
    from services.fund_allocation.domain.years import Totals


def in_future(field: str, day: date, today: date) -> Refused:
    return Refused(
        "in_future",
        vi=f"Ngày {written(day)} ở tương lai (hôm nay là {written(today)}). Hãy ghi ngày đã thực hiện.",
        en=f"{written(day)} is in the future (today is {written(today)}). Give the day on which it was done.",
        field=field,
    )


def year_closed(field: str, day: date, closed_through: int) -> Refused:
    return Refused(
        "year_closed",
        vi=f"Ngày {written(day)} thuộc năm đã khoá sổ (đã khoá đến hết năm {closed_through}). "
        f"Hãy ghi vào năm {closed_through + 1} hoặc sau đó.",
        en=f"{written(day)} is in a closed year (closed through {closed_through}). Record it in {closed_through + 1} "
        "or later.",
        field=field,
    )


def closed_already(year: int) -> Refused:
    return Refused(
        "year_closed",
        vi=f"Năm {year} đã khoá sổ rồi. Hãy xem kết quả ở danh sách các năm của quỹ.",
        en=f"The year {year} is closed already. See the list of the fund's years.",
        field="year",
        status=409,
    )


def year_not_over(year: int) -> Refused:
    return Refused(
        "year_not_over",
        vi=f"Năm {year} chưa kết thúc. Hãy khoá sổ sau ngày 31/12/{year}.",
        en=f"The year {year} is not over. Close it after 31/12/{year}.",
        field="year",
    )


def earlier_year_open(year: int, earlier: int) -> Refused:
    return Refused(
        "earlier_year_open",
        vi=f"Chưa khoá được năm {year} vì năm {earlier} còn mở. Hãy khoá sổ năm {earlier} trước.",
        en=f"{year} can't be closed while {earlier} is open. Close {earlier} first.",
        field="year",
        status=409,
    )


def books_open(year: int) -> Refused:
    return Refused(
        "books_open",
        vi=f"Chưa nhận được số liệu khoá quyển phiếu thu năm {year}. Hãy khoá quyển phiếu thu của năm đó trước.",
        en=f"The receipt books of {year} are not heard to be closed. Close the receipt books of that year first.",
        field="year",
        status=409,
    )


def reversals_wait(year: int, count: int) -> Refused:
    return Refused(
        "reversals_wait",
        vi=f"Còn {format_number(count)} khoản huỷ của năm {year} chờ tiền thay thế. Hãy bổ sung tiền cho quỹ hoặc trả "
        "lại "
        "phần đã dành cho nhà không làm nữa.",
        en=f"{format_number(count)} reversals of {year} wait for money to take their place. Bring money into the "
        "fund, or "
        "cancel houses that will not be built.",
        field="year",
        status=409,
    )


def books_differ(year: int, heard: Totals, own: Totals) -> Refused:
    def words(totals: Totals, gifts: str, reversals: str) -> str:
        return (
            f"{format_number(totals.gifts)} {gifts} = {format_dong(totals.received)}, "
            f"{format_number(totals.reversals)} {reversals} = {format_dong(totals.reversed)}"
        )

    return Refused(
        "books_differ",
        vi=f"Số liệu năm {year} chưa khớp: phiếu thu báo {words(heard, 'khoản thu', 'khoản huỷ')}; sổ cái có "
        f"{words(own, 'khoản thu', 'khoản huỷ')}. Hãy đợi các khoản còn đang chuyển đến, hoặc kiểm tra hàng chờ xử lý.",
        en=f"The totals of {year} differ: the receipt books say {words(heard, 'gifts', 'reversals')}; the ledger has "
        f"{words(own, 'gifts', 'reversals')}. Wait for what is still on its way, or look into the quarantine.",
        field="year",
        status=409,
    )


def closing_negative(year: int, closing: int) -> Refused:
    return Refused(
        "closing_negative",
        vi=f"Số dư cuối năm {year} sẽ là {format_dong(closing)}: đã chi nhiều hơn số thu của năm đó. Hãy kiểm tra "
        "ngày ghi "
        "của các khoản thu và khoản huỷ.",
        en=f"{year} would close with {format_dong(closing)}: more was spent than came in by then. Check the days of "
        "its "
        "gifts and reversals.",
        field="year",
        status=409,
    )


def unknown_fund() -> Refused:
    return Refused(
        "unknown_fund",
        vi="Không có quỹ này. Hãy chọn quỹ trong danh sách, hoặc mở quỹ trước.",
        en="There is no such fund. Choose one from the list, or open it first.",
        field="fund_id",
        status=404,
    )


def code_taken(code: str) -> Refused:
    return Refused(
        "code_taken",
        vi=f"Mã {code} đã dùng cho một quỹ khác. Hãy chọn mã khác.",
        en=f"The code {code} belongs to another fund. Choose another code.",
        field="code",
        status=409,
    )


def opening_not_first(day: date, first_year: int) -> Refused:
    return Refused(
        "opening_not_first",
        vi=f"Số dư đầu kỳ ghi ngày {written(day)} đứng sau bút toán đã có của năm {first_year}. Hãy ghi vào năm "
        f"{first_year} "
        "hoặc trước đó.",
        en=f"An opening balance of {written(day)} would come after entries of {first_year}. Date it in {first_year} "
        "or earlier.",
        field="on",
    )


def unusable_earmark(kind: str) -> Refused:
    what_vi, what_en = (
        ("một trong sáu mục chi", "one of the six uses") if kind == "purpose" else ("một mã UUID", "a UUID")
    )
    return Refused(
        "unusable_earmark",
        vi=f"Địa chỉ của khoản có mục đích ({kind}) phải là {what_vi}. Hãy sửa lại trường ref.",
        en=f"An earmark of the kind {kind} must name {what_en}. Correct the ref.",
        field="earmark.ref",
    )


def above_balance(amount: int, available: int, day: date) -> Refused:
    return Refused(
        "above_balance",
        vi=f"Cần {format_dong(amount)} nhưng quỹ chỉ còn {format_dong(available)} dùng được cho việc này vào ngày "
        f"{written(day)}. "
        f"Hãy giảm số tiền, hoặc đợi thêm tiền vào quỹ.",
        en=f"{format_dong(amount)} is needed but the fund has only {format_dong(available)} available for this on "
        f"{written(day)}. "
        f"Lower the amount, or wait for more money.",
        field="amount",
        status=409,
    )


def reversal_differs() -> Refused:
    return Refused(
        "reversal_differs",
        vi="Khoản huỷ không cùng quỹ hoặc không cùng số tiền với khoản thu. Hãy kiểm tra nguồn của sự kiện.",
        en="The reversal has another fund or another amount than its gift. Check where the event came from.",
    )


def parts_differ() -> Refused:
    return Refused(
        "parts_differ",
        vi="Các phần của khoản thu không cộng lại bằng khoản thu. Hãy kiểm tra nguồn của sự kiện.",
        en="The parts of the gift don't sum to it. Check where the event came from.",
    )


def unknown_lot() -> Refused:
    return Refused(
        "unknown_gift",
        vi="Chưa nhận được khoản đóng góp này. Hãy kiểm tra lại mã, hoặc đợi khoản đó được chuyển đến.",
        en="No such gift was heard. Check the id, or wait until it arrives.",
        status=404,
    )


def unknown_house() -> Refused:
    return Refused(
        "unknown_house",
        vi="Chưa nhận được nhà này. Hãy kiểm tra lại mã, hoặc đợi hồ sơ được chuyển đến.",
        en="No such house was heard. Check the id, or wait until it arrives.",
        status=404,
    )


def unknown_purpose() -> Refused:
    return Refused(
        "unknown_purpose",
        vi="Không có quyết định hay khoản chi này. Hãy kiểm tra lại mã.",
        en="There is no such decision or expenditure. Check the id.",
        status=404,
    )


def reversal_too_late() -> Refused:
    return Refused(
        "reversal_too_late",
        vi="Khoản huỷ ghi vào năm đã khoá sổ. Hãy kiểm tra nguồn của sự kiện.",
        en="The reversal is dated in a closed year. Check where the event came from.",
    )
