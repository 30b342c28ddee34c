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
    "Khoá báo có của ngân hàng": "Secrets of the bank's callbacks",
    "Ngân hàng ký bằng khoá này mỗi khi tự báo tiền vào tài khoản; báo có không ký hoặc ký sai bị từ chối. Cấp khoá "
    "mới, đưa cho ngân hàng, đợi ngân hàng dùng rồi mới bỏ khoá cũ.": (
        "The bank signs with it whenever it tells of money by itself; what is not signed, or wrongly, is refused. "
        "Make a new one, give it to the bank, wait until the bank uses it, then end the old ones."
    ),
    "Ngân hàng gửi đến": "The bank sends to",
    "Chữ ký ở tiêu đề": "Signature in the header",
    "Cấp khoá báo có": "Make a secret for callbacks",
    "Cấp khoá mới": "Make a new secret",
    "Khoá chỉ hiện một lần ở trang sau, rồi không ai xem lại được. Chỉ hai khoá mới nhất dùng được: khoá cũ hơn hết "
    "hiệu lực ngay.": (
        "It is shown once, on the next page, and nobody sees it again. Only the two newest are good: older ones end "
        "at once."
    ),
    "Bỏ các khoá cũ": "End the old secrets",
    "Chỉ còn khoá mới nhất dùng được. Hãy chắc rằng ngân hàng đã ký bằng khoá đó: báo có ký bằng khoá cũ sẽ bị từ "
    "chối.": (
        "Only the newest stays good. Be sure that the bank signs with it: what is signed with an old one is refused."
    ),
    "Khoá đã cấp, mới nhất trước": "Secrets, newest first",
    "Cấp lúc": "Made at",
    "Người cấp": "Made by",
    "Hết hiệu lực {time}": "Ended {time}",
    "Mới nhất": "Newest",
    "Còn dùng được": "Still good",
    "Tài khoản này chưa có khoá: ngân hàng chưa tự báo có được. Sao kê thì vẫn nhập như thường.": (
        "This account has no secret: the bank can't tell of money by itself yet. Statements are imported as ever."
    ),
    "Khoá đã được cấp ở lần bấm trước và đã hiện một lần. Nếu chưa chép được thì cấp khoá khác.": (
        "The secret was made by the click before and was shown once. If it was not copied, make another one."
    ),
    "Các khoá cũ đã hết hiệu lực.": "The old secrets have ended.",
    "Không có khoá cũ nào để bỏ.": "There is no old secret to end.",
    "Khoá báo có mới": "The new secret for callbacks",
    "Khoá bí mật": "Secret",
    "Chép khoá ngay và đưa cho ngân hàng bằng đường kín: rời trang này là không xem lại được.": (
        "Copy it now and give it to the bank in private: once you leave this page it can't be seen again."
    ),
    "Đã chép xong": "It is copied",
}
