"""Receipt books, accounts, payment codes."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "Biên lai và sổ năm {year}": "Receipts and books of {year}",
    "Đã nhận {received} trong {n} phiếu; thu hồi {reversed}.": (
        "Received {received} in {n} receipts; taken back {reversed}."
    ),
    "Đã khoá sổ": "Books closed",
    "lúc {at}.": "at {at}.",
    "Năm đã quyết toán": "Year settled",
    "Sổ đang mở": "Books open",
    "Số phiếu thu": "Receipt number",
    "Tìm phiếu": "Find it",
    "Quyển biên lai": "Receipt books",
    "Quyển số": "Book",
    "Người giữ": "Kept by",
    "Đủ số": "Complete",
    "Thiếu số": "Incomplete",
    "Số cuối": "Last number",
    "Năm {year} chưa có quyển biên lai nào.": "There is no receipt book of {year} yet.",
    "Mọi phiếu thu, mới nhất trước": "All receipts, newest first",
    "Khoá sổ năm {year}": "Close the books of {year}",
    "Quyển {book}/{year}": "Book {book}/{year}",
    "Sổ năm {year}": "Books of {year}",
    "Số 1 đến {last}, không thiếu số nào.": "Numbers 1 to {last}, none is missing.",
    "Thiếu các số: {numbers}.": "Missing: {numbers}.",
    "Đã ghi": "Recorded",
    "{n} phiếu, {amount}": "{n} receipts, {amount}",
    "Phiếu huỷ": "Voided",
    "Hoàn trả, ghi lại": "Refunded, corrected",
    "Bảng kê (PDF)": "Listing (PDF)",
    "In nhiều phiếu": "Print many receipts",
    "Từng số trong quyển": "Every number of the book",
    "Số": "Number",
    "Quyển này chưa có phiếu nào.": "This book has no receipt yet.",
    "In phiếu quyển {book}/{year}": "Print receipts of book {book}/{year}",
    "Quyển có số 1 đến {last}; mỗi lần in nhiều nhất {most} phiếu.": (
        "The book has numbers 1 to {last}; at most {most} receipts are printed at once."
    ),
    "Phiếu thu thường viết ba liên.": "A receipt is usually written in three sheets.",
    "In": "Print",
    "Phiếu in lần đầu là bản gốc; in lại phiếu đó sau này đều ghi là bản sao.": (
        "The first print of a receipt is the original; every later one is marked as a copy."
    ),
    "{n} phiếu, {received}; thu hồi {k} khoản, {reversed}.": ("{n} receipts, {received}; taken back: {k}, {reversed}."),
    "Khoá rồi không mở lại được: không ghi, không huỷ phiếu nào của năm này nữa. Sai sót tìm thấy sau này "
    "được ghi vào năm đang mở và nhắc lại phiếu cũ.": (
        "Closed books can't be opened again: no receipt of this year is written or voided any more. What is "
        "found wrong later is recorded in the open year and refers to the old receipt."
    ),
    "Mã ghi trong nội dung chuyển khoản cho biết tiền của ai, cho đợt nào. Gõ sai một chữ thì mã không "
    "thành mã khác.": (
        "A code in the memo of a transfer tells whose money it is, and for which campaign. A wrong letter "
        "never makes it another code."
    ),
    "Cấp mã": "Issue a code",
    "Thêm tài khoản": "Add an account",
    "Tài khoản nhận tiền": "Accounts",
    "Tài khoản của quỹ": "The fund's accounts",
    "Số tài khoản": "Number of the account",
    "Chủ tài khoản": "Holder",
    "Quỹ chưa có tài khoản nào; cần có tài khoản mới cấp mã được.": "The fund has no account yet; a code needs one.",
    "Mã đã cấp": "Codes",
    "Mới nhất trước": "Newest first",
    "Dành cho": "For",
    "Đã thu hồi": "Revoked",
    "Đang dùng": "In use",
    "Chưa cấp mã nào.": "No code has been issued yet.",
    "Tài khoản": "Account",
    "Người cấp": "Issued by",
    "Thu hồi": "Revoked at",
    "Mã này không đưa cho người ủng hộ nữa. Tiền vẫn ghi mã này thì vẫn nhận đúng chỗ.": (
        "This code is not given to donors any more. Money that still comes with it is taken for what it meant."
    ),
    "Tài khoản kho bạc không có mã VietQR; người nộp ghi mã này trong nội dung.": (
        "The treasury's account has no VietQR; the payer writes the code into the memo."
    ),
    "Mã VietQR để chuyển khoản": "VietQR for the transfer",
    "Áp phích A4 (PDF)": "Poster, A4 (PDF)",
    "Thu hồi mã": "Revoke the code",
    "Thu hồi rồi không dùng lại được; ai cần thì cấp mã mới.": (
        "Revoked, it can't be used again; who needs one gets a new one."
    ),
    "Thu hồi mã này": "Revoke this code",
    "Cấp mã nộp tiền": "Issue a payment code",
    "Một đơn vị hoặc khách vãng lai": "One unit, or walk-in givers",
    "Mọi đơn vị có chỉ tiêu trong đợt này": "Every unit with a target in this campaign",
    "Đơn vị đã có mã thì giữ mã cũ.": "Those that have a code keep it.",
    "Mã giữ mãi ý nghĩa của nó. Hỏi lại cùng nội dung thì được đúng mã cũ.": (
        "A code means for ever what it means. Who asks for the same again gets the same code."
    ),
    "Thêm tài khoản nhận tiền": "Add an account that takes money",
    "Sáu chữ số theo NAPAS, ví dụ 970436 (Vietcombank). Kho bạc thì bỏ trống.": (
        "Six digits at NAPAS, such as 970436 (Vietcombank). Empty for the treasury."
    ),
    "Số tài khoản không sửa được; ghi sai thì đóng và thêm lại.": (
        "The number can't be changed; if it is wrong, close the account and add it again."
    ),
}
