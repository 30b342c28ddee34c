"""Accounts, their proof, lines set aside, and how fast a statement is written."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "Tài khoản và đối chiếu": "Accounts and proof",
    "Mỗi tài khoản đối chiếu được theo ngày: số dư đầu cộng tiền vào trừ tiền ra phải bằng số dư "
    "ngân hàng và bằng sổ.": (
        "Each account can be proved by day: opening plus money in less money out must be the bank's balance "
        "and the ledger's."
    ),
    "Quỹ chưa có tài khoản nào. Quản trị thêm tài khoản ở đây.": (
        "The fund has no account yet. The administrator adds them here."
    ),
    "Đã đóng {day}": "Closed {day}",
    "Đối chiếu": "Prove",
    "Đối chiếu một ngày": "Prove a day",
    "Đối chiếu tài khoản": "Proof of an account",
    "Dòng chờ xử lý": "Lines to review",
    "Dòng để riêng": "Lines set aside",
    "Đóng tài khoản": "Close the account",
    "Ngày cuối cùng nhận tiền, ví dụ 27/07/2026.": "The last day on which money came in, such as 27/07/2026.",
    "Đóng rồi không mở lại được, và không cấp mã nộp tiền cho tài khoản này nữa.": (
        "It is not opened again, and no payment code is issued for it any more."
    ),
    "Dòng tiền vào năm {year}": "Money in, {year}",
    "Dòng tiền vào, theo năm": "Money in, by year",
    "Số dòng, theo cách nhận ra người nộp": "Lines, by how their giver was recognised",
    "Vãng lai": "Walk-in",
    "Người ghi tay": "By hand",
    "Tự ghi": "Without a hand",
    "Năm {year} chưa có dòng tiền vào nào.": "No money came in in {year}.",
    "{n} dòng": "{n} lines",
    "Đến ngày": "Up to",
    "Cân": "Balanced",
    "Chưa cân": "Not balanced",
    "chênh {amount}": "difference {amount}",
    "Ngân hàng và sổ, {days}": "Bank and ledger, {days}",
    "Theo ngân hàng": "By the bank",
    "Theo sổ": "By the ledger",
    "Số dư đầu": "Opening",
    "ngân hàng nêu": "as the bank states",
    "tính từ số dư ngân hàng nêu trước đó": "from the balance that the bank stated before",
    "cộng từ dòng đầu tiên": "summed from the first line",
    "Tiền vào; khoản ủng hộ": "Money in; gifts",
    "Huỷ, ghi lại": "Voided, corrected",
    "Số dư cuối": "Closing",
    "Số dư ngân hàng nêu": "Balance stated by the bank",
    "{n} dòng chờ xử lý, {amount}": "{n} lines to review, {amount}",
    "{n} dòng để riêng, {amount}": "{n} lines set aside, {amount}",
    "Các dòng lệch": "Lines that differ",
    "Vì sao": "Why",
    "Chỉ nêu {n} dòng đầu; tổng ở trên là của tất cả.": (
        "Only the first {n} lines are listed; the sums above are of all."
    ),
    "Chờ xử lý, chưa thành khoản ủng hộ": "To review, no gift yet",
    "Để riêng, không phải ủng hộ": "Set aside, no gift",
    "Số tiền khác khoản đã ghi": "Another amount than was recorded",
    "Số dư trước dòng này không nối với dòng nào": "No line leads to the balance before this one",
    "Ngân hàng không nêu số dư": "The bank states no balance",
    "Thiếu dòng giữa các sao kê": "Lines are missing between statements",
    "Dòng để riêng năm {year}": "Lines set aside in {year}",
    "Dòng tiền vào không phải ủng hộ: lãi tiền gửi, tiền chuyển trả lại. Kế toán đưa trở lại danh sách chờ được.": (
        "Money in that is no gift: interest, a transfer that came back. The accountant can have it decided again."
    ),
    "Theo ngày": "By day",
    "Năm {year} không có dòng nào để riêng.": "No line was set aside in {year}.",
    "Đưa dòng trở lại danh sách chờ": "Have lines decided again",
    "Đưa trở lại danh sách chờ": "Have them decided again",
    "Đưa trở lại": "Take them back",
    "Các dòng này chờ được xử lý lại; lý do để riêng trước đây không còn.": (
        "These lines wait for a decision again; the reason why they were set aside is gone."
    ),
    "{n} dòng, sau {time}.": "{n} lines, after {time}.",
    "{n} dòng mỗi giây": "{n} lines a second",
    "còn khoảng {time}": "about {time} left",
    "{n} giây": "{n} seconds",
    "{n} phút": "{n} minutes",
    "{n} giờ": "{n} hours",
    "Đang kiểm tra cả tệp; chưa ghi dòng nào.": "The whole file is being checked; no line is recorded yet.",
    "Chờ đến lượt.": "It waits for its turn.",
    "Nhận ra người nộp": "Giver recognised",
    "Không ghi vì trái nội dung đã có": "Not recorded: against what is known",
}
