"""Statements, the review queue, rules."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "Tệp sao kê được kiểm tra cả tệp trước khi ghi dòng nào: tổng, số dư và mã giao dịch phải khớp. Dòng "
    "đã có thì không ghi lần nữa.": (
        "A statement is checked as a whole before a line is recorded: totals, balances and ids must agree. A "
        "line that is there already is not recorded again."
    ),
    "Nhập tệp sao kê": "Send a statement",
    "Tệp đã nhận, mới nhất trước": "Files received, newest first",
    "Tệp": "File",
    "Nhận lúc": "Received at",
    "Chưa có tệp sao kê nào.": "No statement has been received yet.",
    "CSV hoặc XLSX như ngân hàng xuất ra, không mở và lưu lại. Nhiều nhất 1 GB.": (
        "CSV or XLSX as the bank gives it, not opened and saved again. At most 1 GB."
    ),
    "Gửi tệp": "Send the file",
    "Tệp đúng thì các dòng ghi có thành phiếu thu, không xoá được. Tệp sai chỗ nào thì bị từ chối cả tệp "
    "và nói rõ chỗ sai.": (
        "If the file is right, its credits become receipts that can't be deleted. If anything is wrong, the "
        "whole file is refused, and you are told where."
    ),
    "Tệp sao kê": "Statement",
    "{n} trên {rows} dòng": "{n} of {rows} lines",
    "Có thể rời trang này; việc vẫn tiếp tục. Trang tự cập nhật.": (
        "You may leave this page; the work goes on. The page keeps itself up to date."
    ),
    "Chưa ghi dòng nào": "No line was recorded",
    "Gửi tệp khác": "Send another file",
    "Chưa biết cột nào là gì trong tệp này. Chỉ cột một lần, lần sau tệp giống thế được đọc ngay.": (
        "It is not known which column of this file is what. Show it once; the next file like this is read at once."
    ),
    "Chỉ cột": "Show the columns",
    "{share} số dòng tiền vào đã ghi mà không cần người xử lý.": (
        "{share} of the credits were recorded without a hand."
    ),
    "Theo mã nộp tiền": "By payment code",
    "Theo quy tắc": "By rule",
    "Theo tên đơn vị": "By the unit's name",
    "Tiền ra": "Debits",
    "Đã có từ trước": "There already",
    "Mã giao dịch có hai nội dung, chưa ghi bên nào": "Ids with two contents, neither recorded",
    "Cách đọc": "Read as",
    "Từ ngày – đến ngày": "First and last day",
    "Chỉ cột của tệp sao kê": "Show the columns of the statement",
    "Những dòng đầu của tệp": "The first rows of the file",
    "Đọc thành": "Read as a line",
    "Không có trong tệp": "Not in the file",
    "ngày/tháng/năm": "day/month/year",
    "tháng/ngày/năm": "month/day/year",
    "năm-tháng-ngày": "year-month-day",
    "Đọc tệp như vậy": "Read it so",
    "Cách đọc này được nhớ cho tài khoản. Cả tệp được kiểm tra trước khi ghi dòng nào.": (
        "This is remembered for the account. The whole file is checked before a line is recorded."
    ),
    "Mã giao dịch": "Transaction id",
    "Ngày giao dịch": "Day of the transaction",
    "Ghi có": "Credit",
    "Ghi nợ": "Debit",
    "Số dư": "Balance",
    "Dòng sao kê chờ xử lý": "Bank lines to review",
    "Đã ghi {n} khoản.": "Gifts recorded: {n}.",
    "Quy tắc mới áp dụng cho {n} dòng khác.": "The new rule was applied to other lines: {n}.",
    "Chưa chọn dòng nào. Đánh dấu ít nhất một dòng rồi bấm lại.": (
        "No line is chosen. Tick one at least and press again."
    ),
    "Quỹ chưa có tài khoản nào.": "The fund has no account yet.",
    "Xem tài khoản": "See the accounts",
    "Chữ trong nội dung": "Words of the memo",
    "Theo ngày; đánh dấu các dòng làm cùng một việc": "By day; tick the lines that are to be treated alike",
    "Chọn": "Choose",
    "Ngày": "Day",
    "Nội dung": "Memo",
    "Có thể là": "May be",
    "Chọn dòng {id}": "Choose line {id}",
    "theo mã nộp tiền": "by payment code",
    "theo tên trong nội dung": "by a name in the memo",
    "dòng giống thế đã ghi như vậy": "a line like it was recorded so",
    "Chưa rõ, xem dòng này": "Not clear, see this line",
    "của {amount}": "of {amount}",
    "Ghi thành một khoản": "Record as one gift",
    "Chia một dòng": "Split a line",
    "Không phải ủng hộ": "No gift",
    "Không có dòng nào chờ xử lý trong lựa chọn này.": "No line to review in this selection.",
    "Quy tắc đã đặt cho tài khoản này": "Rules of this account",
    "Dòng sao kê": "Bank lines",
    "Ghi dòng sao kê": "Record a bank line",
    "Chia một dòng thành nhiều khoản": "Split a line into several gifts",
    "Ghi {amount} thành một khoản": "Record {amount} as one gift",
    "Các khoản, cộng lại phải đúng số tiền của dòng": "The gifts, which must sum to the line",
    "Khoản": "Gift",
    "Những dòng sau có đúng các chữ này trong nội dung sẽ tự ghi như vậy; áp dụng ngay cho các dòng đang chờ.": (
        "Later lines with these words in the memo are recorded like this by themselves; so are those that wait now."
    ),
    "Chỉ ghi khi năm của dòng đã khoá sổ.": "Only if the year of the line is closed.",
    "Mỗi khoản nhận một số phiếu thu và không xoá được; ghi sai thì kế toán huỷ phiếu, dòng trở lại đây.": (
        "Each gift gets a receipt number and can't be deleted; if it is wrong, the accountant voids it and "
        "the line comes back here."
    ),
    "Để riêng: không phải khoản ủng hộ": "Set aside: no gift",
    "Ví dụ: lãi tiền gửi, tiền chuyển trả lại.": "Such as interest, or a transfer that came back.",
    "Để riêng": "Set aside",
    "Dòng này không thành phiếu thu. Kế toán có thể đưa trở lại danh sách chờ.": (
        "It becomes no receipt. The accountant can bring it back to the queue."
    ),
    "Quy tắc": "Rules",
    "Quy tắc nhận ra người nộp": "Rules that tell who paid",
    "Dòng sao kê có đúng các chữ này thì tự ghi cho đơn vị. Đặt quy tắc mới khi ghi một dòng đang chờ.": (
        "A bank line with these words is recorded for the unit by itself. Make a new rule when you record a "
        "line that waits."
    ),
    "Cụm từ": "Words",
    "Ghi cho": "Recorded for",
    "Người đặt": "Made by",
    "Đã bỏ": "Retired",
    "Dòng đang chờ": "Waiting lines",
    "Dòng tiền ra của khoản hoàn trả": "The debit that paid the refund",
    "Những dòng ghi nợ đúng số tiền đã trả lại, từ ngày nhận khoản này, chưa gắn với khoản nào khác.": (
        "The debits of the amount that went back, since the day on which it was received, that paid no other refund."
    ),
    "Gắn dòng tiền ra": "Link the debit",
    "Gỡ dòng tiền ra": "Take the debit off",
    "Tiền trả lại ra khỏi tài khoản ngày {day}, dòng sao kê {id}.": (
        "The money went back on {day}, line {id} of the bank."
    ),
    "Sổ quỹ không đổi: chỉ ghi rằng dòng này là tiền hoàn trả của khoản này. Gắn sai thì gỡ được.": (
        "No book changes: it is only noted that this line paid this refund. It can be taken off again."
    ),
    "Chưa có dòng ghi nợ nào như vậy. Hãy nhập sao kê của ngày trả tiền trước.": (
        "There is no such debit yet. Send the statement of the day on which it was paid first."
    ),
    "Đã xong {n} trên {rows} dòng": "{n} of {rows} lines done",
    "Đã ghi {n}": "{n} recorded",
    "{n} không ghi được": "{n} could not be recorded",
    "Áp dụng lại": "Apply again",
    "Bỏ quy tắc": "Retire the rule",
    "Tài khoản này chưa có quy tắc nào.": "This account has no rule yet.",
}
