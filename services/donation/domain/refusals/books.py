"""What is refused of days, years and receipt books."""

from datetime import date

from services.donation.domain.days import written
from shared.errors import Refused


def date_in_future(field: str, on: date, today: date) -> Refused:
    """A day that has not come yet in Vietnam."""
    return Refused(
        "date_in_future",
        vi=f"Ngày {written(on)} chưa tới. Hãy ghi ngày thật, muộn nhất là hôm nay {written(today)}.",
        en=f"{written(on)} has not come yet. Give the real day, at the latest today, {written(today)}.",
        field=field,
    )


def year_closed(field: str, year: int) -> Refused:
    """The receipt books of the year, or the year itself, are closed."""
    return Refused(
        "year_closed",
        vi=f"Sổ năm {year} đã khoá. Hãy ghi vào một ngày của năm còn mở, dẫn chiếu bút toán cũ và nêu lý do.",
        en=f"The books of {year} are closed. Date it in an open year, refer back to the old entry and say why.",
        field=field,
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
        vi=f"Sổ năm {year} đã khoá ngày {written(on)}; khoá sổ là việc cuối cùng, không làm lại.",
        en=f"The books of {year} were closed on {written(on)}; a closing is final and is not repeated.",
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
