"""Head, foot and words that many pages share."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "Quỹ Đền ơn đáp nghĩa": "The Merit-Gratitude Fund",
    "Trang chủ": "Home",
    "Đơn vị": "Units",
    "Nhà tình nghĩa": "Gratitude houses",
    "Khoản ủng hộ": "Gifts",
    "Khoản chi": "Payments",
    "Báo cáo năm": "Yearly report",
    "Cách kiểm tra": "How to check",
    "Đã ghi nhận {n} sự kiện.": "Events taken in: {n}.",
    "Đang chờ đối chiếu, chưa mất gì:": "Waiting to be matched, nothing is lost:",
    "{amount} đã chi chưa thấy vết từng khoản": "{amount} paid, not traced to gifts yet",
    "Số phiếu thu, mã nộp tiền, mã tra cứu hoặc tên đơn vị": "Receipt number, payment code, lookup code or unit",
    "Số phiếu thu, mã nộp tiền hoặc tên đơn vị": "Receipt number, payment code or unit",
    "Tìm": "Search",
    "Xem": "Show",
    "Năm": "Year",
    "Mọi năm": "All years",
    "Quỹ": "Fund",
    "Mọi quỹ": "All funds",
    "Đợt vận động": "Campaign",
    "Loại": "Kind",
    "Số tiền": "Amount",
    "Tổng cộng": "Total",
    "đang cập nhật": "not known yet",
    "Đang cập nhật": "Not known yet",
    "Quỹ đang cập nhật": "A fund not known yet",
    "Cách kiểm tra chúng tôi": "How to check us",
    "Ai cũng kiểm tra được, ngay bây giờ, không cần hỏi ai.": "Anyone can, right now, without asking anybody.",
    "1. Tìm khoản của mình": "1. Find your gift",
    "Gõ số phiếu thu ghi trên biên lai, mã nộp tiền trên giấy hướng dẫn chuyển khoản, hoặc tên đơn vị; hoặc quét mã "
    "QR trên biên lai. Số tiền và ngày phải đúng như trên biên lai.": (
        "Type the number on the receipt, the payment code on the transfer poster, or the name of the unit; or scan "
        "the QR code on the receipt. Amount and day must be those of the receipt."
    ),
    "Ví dụ: phiếu thu {receipt} ghi {amount} ngày {day}.": "For example: receipt {receipt} says {amount} on {day}.",
    "2. Đi theo tiền đến từng nhà": "2. Follow the money to each house",
    "Trang của mỗi khoản cho biết từng phần đã đi đâu; cộng các phần lại phải bằng đúng khoản đó. Trang của mỗi "
    "nhà cho biết ngược lại: những khoản nào đã góp vào.": (
        "A gift's page tells where each part went; the parts must add up to the gift. A house's page tells the "
        "way back: which gifts are in it."
    ),
    "Ví dụ: {used} đã chi + {reserved} dành sẵn + {free} chưa phân bổ = {amount}.": (
        "For example: {used} spent + {reserved} set aside + {free} not allocated = {amount}."
    ),
    "3. Tự cộng lại báo cáo năm": "3. Add up the yearly report yourself",
    "Tải tệp số liệu, mở bằng bảng tính, cộng cột và so với báo cáo. Số dư cuối năm phải bằng số đầu năm cộng "
    "nhận trừ chi, và bằng số đầu năm sau.": (
        "Download the figures, open them in a spreadsheet, add up the columns and compare. The closing balance "
        "must be the opening plus received less spent, and the opening of the next year."
    ),
    "Năm {year}: {balance}.": "{year}: {balance}.",
    "Tải số liệu năm {year} (CSV)": "Download the figures of {year} (CSV)",
    "Xem báo cáo": "See the report",
    "Chưa có năm nào có số liệu để tải.": "No year has figures to download yet.",
    "Thấy chỗ chưa đúng?": "Something wrong?",
    "Mang biên lai đến Ban quản lý Quỹ nơi đã nộp, hoặc Mặt trận Tổ quốc cùng cấp, và nêu số phiếu thu. Không "
    "có gì bị xoá: mọi sửa chữa là một bút toán mới, có ngày, hiện ra ở đây.": (
        "Take the receipt to the board of the fund that you gave to, or to the Fatherland Front of the same "
        "level, and name its number. Nothing is erased: every correction is a new, dated entry that shows here."
    ),
    "Trang này không cho biết gì": "What this site does not tell",
    "Không có tên người không đồng ý nêu tên, không có tên và địa chỉ hộ được giúp, không có danh sách ai chưa "
    "nộp. Đăng ký chỉ có tổng của từng đợt. Không thấy ở đây không có nghĩa là không ủng hộ.": (
        "No name of a person who did not agree, no name or address of a household, no list of who has not given. "
        "Of pledges only the sums of a campaign. Not being found here does not mean not having given."
    ),
}
