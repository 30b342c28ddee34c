"""Gifts and payments."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "Viết có dấu hay không dấu đều được. Ví dụ: TM01/15/2019, hoặc binh xuyen.": (
        "With or without accents. For example: TM01/15/2019, or binh xuyen."
    ),
    "Hình thức": "Channel",
    "Cả hai": "Both",
    "Nhà hảo tâm": "A benefactor",
    "Không qua đơn vị": "Through no unit",
    "Bỏ chọn đơn vị": "Any unit",
    "Bỏ chọn đợt vận động": "Any campaign",
    "{n} khoản, tổng {amount}.": "Gifts: {n}; total {amount}.",
    "Trong đó {n} khoản, {amount} sau này đã hoàn hoặc huỷ.": (
        "Of these, {n} with {amount} were refunded or voided later."
    ),
    "Hơn {n} đơn vị có tên này; danh sách dưới đây gồm {n} đơn vị đầu. Hãy gõ thêm chữ.": (
        "More than {n} units have this in their name; the list has the first {n}. Type more of it."
    ),
    "Gồm {n} đơn vị:": "Units: {n}:",
    "Khoản ủng hộ, mới nhất trước": "Gifts, the newest first",
    "Không thấy khoản nào. Không thấy ở đây không có nghĩa là không ủng hộ.": (
        "Nothing was found. Not being found here does not mean not having given."
    ),
    "Chỉ giữ lại số phiếu thu, hoặc một phần tên đơn vị.": (
        "Keep just the receipt's number, or a part of the unit's name."
    ),
    "Khoản cá nhân không đồng ý nêu tên chỉ tìm được bằng số phiếu thu.": (
        "A gift of a person who did not agree to be named is found by its receipt number alone."
    ),
    "Có thể đã nộp qua đơn vị, vào quỹ khác, hoặc ghi nhận sau giờ nêu dưới đây.": (
        "It may have come through a unit, to another fund, or after the time given below."
    ),
    "Xem tất cả các khoản": "See all gifts",
    "Danh sách gồm tiền mặt và chuyển khoản đã lập phiếu thu của {n} quỹ, đến {as_of}.": (
        "The list has cash and bank transfers with a receipt, funds covered: {n}, up to {as_of}."
    ),
    "Không gồm hiện vật, ngày công, hỗ trợ trực tiếp, đăng ký chưa nộp và tiền nộp vào quỹ khác. Không có tên "
    "trong danh sách không có nghĩa là không ủng hộ.": (
        "Gifts in kind, labour days, direct support, pledges and money given to other funds are not in it. Not "
        "being in the list does not mean not having given."
    ),
    "Người ủng hộ": "Giver",
    "Ngày nhận": "Received on",
    "Phiếu thu": "Receipt",
    "Khoản ủng hộ {amount}": "A gift of {amount}",
    "Khoản ủng hộ đang cập nhật": "A gift not known yet",
    "Số dư đầu năm {year}": "Brought forward into {year}",
    "Khoản này {what} ngày {day}. Số phiếu thu được giữ lại; tiền không còn tính vào Quỹ từ ngày đó.": (
        "This gift was {what} on {day}. The receipt keeps its number; from that day the money no longer counts."
    ),
    "số {number}, quyển {book}, năm {year}": "no. {number}, book {book}, year {year}",
    "Chỉ dùng cho": "Only for",
    "Mã tra cứu": "Lookup code",
    "Ngày ghi": "Recorded on",
    "Tiền có từ trước khi dùng hệ thống này, được ghi một lần và theo dõi như một khoản ủng hộ.": (
        "Money from before this system, entered once and followed like a gift."
    ),
    "Tiền đã đi đâu": "Where it went",
    "{amount} của khoản này đã dành cho việc dưới đây; khi hoàn, khoản ủng hộ khác được thay vào.": (
        "{amount} of this gift was bound to the purpose below; when it was taken back, other gifts took its place."
    ),
    "Khoản này chưa được dùng trước khi hoàn.": "It had not been used before it was taken back.",
    "{amount} này đang ở trong Quỹ, chưa phân bổ.": "This {amount} is in the fund and not allocated yet.",
    "Trong {amount} này,": "Of this {amount},",
    "{used} đã chi cho {n} nhà, việc": "{used} was spent (houses and uses: {n})",
    "{reserved} đã dành sẵn theo quyết định": "{reserved} is set aside by decision",
    "{free} chưa phân bổ": "{free} is not allocated yet",
    "Khoản này được chia thế nào": "How this gift is shared out",
    "Mỗi phần là một nhà hoặc một việc.": "Each part is a house or a use.",
    "Từng phần": "Part by part",
    "Dành sẵn": "Set aside",
    "Đã thay bằng khoản khác": "Replaced by other gifts",
    "Nhà đang cập nhật": "A house not known yet",
    "Chưa phân bổ": "Not allocated yet",
    "Còn trong Quỹ": "In the fund",
    "Các nơi khác, xem bảng": "Others, see the table",
    "Dành cho khoản này": "For this",
    "Cả khoản": "Whole gift",
    "Tổng cộng {n} khoản": "Total, gifts: {n}",
    "Khoản chi {amount}": "A payment of {amount}",
    "Khoản chi năm {year}": "Payments in {year}",
    "Việc": "Use",
    "Tiền này của ai": "Whose money this was",
    "Khoản chi này thuộc một quyết định hỗ trợ; dưới đây là các khoản ủng hộ đứng sau cả quyết định đó.": (
        "This payment belongs to a support decision; below are the gifts behind the whole decision."
    ),
    "Các khoản ủng hộ phía sau": "The gifts behind it",
    "Vết từng khoản ủng hộ của khoản chi này đang được cập nhật.": "The gifts behind this payment are not known yet.",
    "Xem lại": "Look again",
    "{n} khoản chi, tổng {amount}.": "Payments: {n}; total {amount}.",
    "Mọi việc": "All uses",
    "Theo việc": "By use",
    "Khoản chi, mới nhất trước": "Payments, the newest first",
    "Chưa có khoản chi nào trong lựa chọn này.": "No payment in this selection yet.",
    "Xem tất cả các khoản chi": "See all payments",
}
