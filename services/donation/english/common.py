"""Frame, sign-in, first page, and the words of every value."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "In lúc {time}": "Printed {time}",
    "Quỹ Đền ơn đáp nghĩa – thu": "The Merit-Gratitude Fund – receipts",
    "Việc đang chờ": "What waits",
    "Thu tiền tại quầy": "Take money at the counter",
    "Nhập danh sách": "Enter a list",
    "Sao kê ngân hàng": "Bank statements",
    "Chờ xử lý": "To review",
    "Đơn vị và nhà hảo tâm": "Units and donors",
    "Đợt vận động": "Campaigns",
    "Đăng ký ủng hộ": "Pledges",
    "Biên lai và sổ": "Receipts and books",
    "Mã nộp tiền": "Payment codes",
    "cần sửa": "to correct",
    "Đang làm cho": "Working for",
    "Đổi quỹ": "Change fund",
    "Đăng xuất": "Sign out",
    "Việc": "Tasks",
    "Chỉ dành cho người làm việc của Quỹ. Tên và địa chỉ người nộp là thông tin riêng: không chụp, không "
    "gửi ra ngoài.": (
        "For the fund's staff only. Names and addresses of payers are private: take no picture of them, send "
        "them nowhere."
    ),
    "Chưa ghi gì cả. Hãy sửa:": "Nothing was recorded. Correct this:",
    "Dòng {n}:": "Line {n}:",
    "Cần sửa:": "Correct this:",
    "không bắt buộc": "optional",
    "Gõ một phần tên, có dấu hay không dấu, hoặc mã.": (
        "Type a part of the name, with accents or without, or the code."
    ),
    "Chọn đơn vị": "Choose the unit",
    "Thôi, quay lại": "No, go back",
    "Ngày/tháng/năm, ví dụ 27/07/2026.": "Day/month/year, such as 27/07/2026.",
    "Chỉ người của Quỹ đọc được.": "Only the fund's staff can read it.",
    "Tìm": "Search",
    "Xem": "Show",
    "Xem tất cả": "See all",
    "Năm": "Year",
    "Quỹ": "Fund",
    "Chọn quỹ": "Choose the fund",
    "Làm việc cho quỹ nào?": "For which fund do you work?",
    "Làm cho quỹ này": "Work for this fund",
    "Về trang đầu": "To the first page",
    "Đăng nhập": "Sign in",
    "Thẻ truy cập": "Access token",
    "Quản trị cấp thẻ này cho từng người, cho từng quỹ, trong một ca làm việc. Dán nguyên cả thẻ.": (
        "The administrator gives it to each person, for each fund, for one shift. Paste all of it."
    ),
    "Mọi việc làm với thẻ này đều ghi tên người giữ thẻ. Xong việc thì đăng xuất.": (
        "All that is done with this token is recorded under its holder. Sign out when you are done."
    ),
    "Chưa có quỹ nào trong phạm vi của bạn. Hãy nhờ quản trị mở quỹ, rồi tải lại trang này.": (
        "There is no fund within your scope yet. Ask the administrator to open one, then load this page again."
    ),
    "Hôm nay {day} bạn đã thu {n} khoản, {amount}.": "Today, {day}, you took {n} gifts, {amount}.",
    "{n} dòng sao kê chờ xử lý, {amount}": "{n} bank lines to review, {amount}",
    "Không có dòng sao kê nào chờ xử lý": "No bank line to review",
    "{n} tệp sao kê cần chỉ cột": "Statements whose columns must be shown: {n}",
    "{n} tệp sao kê đang được ghi": "Statements being recorded: {n}",
    "{n} tệp sao kê bị từ chối trong 7 ngày qua": "Statements refused in the last 7 days: {n}",
    "{n} đăng ký ủng hộ quá hạn, còn {amount}": "Overdue pledges: {n}, {amount} to come",
    "Không có đăng ký ủng hộ nào quá hạn": "No pledge is overdue",
    "Sổ năm {year} chưa khoá": "The books of {year} are not closed",
    "{n} quyển thiếu số, cần kiểm tra ngay": "Books with a number missing: {n}; look at once",
    "{n} quyển biên lai năm {year} đủ số": "Receipt books of {year} with every number: {n}",
    "Năm {year} chưa mở quyển biên lai nào": "No receipt book of {year} yet",
    "Đợt vận động đang chạy": "Campaigns that run",
    "Còn hiệu lực": "Valid",
    "Đã huỷ phiếu": "Voided",
    "Đã hoàn trả": "Refunded",
    "Đã thay bằng khoản khác": "Replaced by another gift",
    "Chưa đến hạn": "Not due yet",
    "Đã nộp một phần": "Partly given",
    "Đã nộp đủ": "Given in full",
    "Quá hạn": "Overdue",
    "Đã huỷ": "Cancelled",
    "Dưới 18 tuổi": "Under 18",
    "Nghỉ hưu": "Retired",
    "Học sinh, sinh viên": "Students",
    "Đang hưởng trợ cấp": "On benefits",
    "Người khuyết tật": "Disabled",
    "Trung ương": "Central",
    "Tỉnh": "Province",
    "Huyện": "District",
    "Xã, phường": "Commune",
    "Ngân hàng": "Bank",
    "Kho bạc Nhà nước": "State Treasury",
    "Đã nhận tệp": "Received",
    "Cần chỉ cột": "Columns to be shown",
    "Đang kiểm tra": "Being checked",
    "Đang ghi": "Being recorded",
    "Đã xong": "Done",
    "Bị từ chối": "Refused",
}
