"""The counter, receipts, paper lists."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "Phiếu thu": "Receipt",
    "Người ủng hộ": "Giver",
    "Số tiền": "Amount",
    "Khách vãng lai": "Walk-in giver",
    "Người nộp tiền": "Payer",
    "Lý do": "Reason",
    "Địa chỉ": "Address",
    "Đơn vị": "Unit",
    "Ngày nhận": "Received on",
    "Hình thức": "Channel",
    "Người ghi": "Recorded by",
    "Không theo đợt nào": "No campaign",
    "Khoản này thay cho phiếu thu {number} đã huỷ hoặc hoàn trả.": (
        "This gift replaces receipt {number}, which was taken back."
    ),
    "Khoản này là của đăng ký ủng hộ {amount}.": "This gift keeps a pledge of {amount}.",
    "Đồng, ví dụ 500.000.": "In đồng, such as 500.000.",
    "Ngày, đợt, hình thức và mục đích": "Day, campaign, channel and purpose",
    "Mục đích chung của Quỹ": "The fund's purposes",
    "Chỉ chọn khi người ủng hộ yêu cầu; tiền này chỉ được dùng đúng việc đó.": (
        "Only when the giver asks for it: the money may be used for nothing else."
    ),
    "Khách vãng lai đồng ý cho nêu tên công khai": "The walk-in giver agrees to be named in public",
    "Ghi và lấy số phiếu thu": "Record and take the receipt number",
    "Ghi xong, phiếu có số liền sau trong quyển của bạn và không xoá được. Ghi sai thì kế toán huỷ phiếu, "
    "số vẫn giữ.": (
        "The receipt gets the next number of your book and can't be deleted. If it is wrong, the accountant "
        "voids it; its number stays."
    ),
    "Bạn vừa thu": "What you took last",
    "Phiếu thu mới nhất của bạn": "Your latest receipts",
    "Gõ một phần tên, có dấu hay không dấu, hoặc mã. Bỏ trống nếu là khách vãng lai.": (
        "Type a part of the name, with accents or without, or the code. Leave it empty for a walk-in giver."
    ),
    "Đợt vận động của khoản này": "The campaign of this gift",
    "Một nhà tình nghĩa": "One gratitude house",
    "Đã ghi. Phiếu thu số {number}.": "Recorded. Receipt {number}.",
    "ngày {day}. Lý do: {reason}": "on {day}. Reason: {reason}",
    "In phiếu thu": "Print the receipt",
    "In bản sao": "Print a copy",
    "Thu khoản tiếp theo": "Take the next gift",
    "Chỉ dùng cho": "Only for",
    "Chia nhiều mục đích, xem dưới": "Several purposes, see below",
    "Đứng tên": "In the name of",
    "Theo đăng ký": "Keeps the pledge",
    "Xem đăng ký ủng hộ": "See the pledge",
    "Công khai tên": "Public name",
    "Nhà hảo tâm": "A donor",
    "Thay cho": "Replaces",
    "phiếu đã thu hồi": "the receipt that was taken back",
    "Thay bằng": "Replaced by",
    "phiếu ghi lại": "the corrected receipt",
    "Các phần của khoản này": "The parts of this gift",
    "Cộng": "Sum",
    "Nộp thay cho": "Paid for",
    "Đơn vị, người": "Unit, person",
    "Đã in": "Prints",
    "Bản gốc": "The original",
    "Bản sao lần {n}": "Copy {n}",
    "Mở PDF": "Open the PDF",
    "Ghi sai?": "Wrong?",
    "Huỷ phiếu": "Void the receipt",
    "Phiếu viết sai, tiền chưa ra khỏi quỹ, sổ của năm đó còn mở.": (
        "The slip was wrong, the money is still here, and the books of that year are open."
    ),
    "Hoàn trả": "Refund",
    "Tiền được trả lại cho người ủng hộ.": "The money goes back to the giver.",
    "Ghi lại cho đúng": "Correct it",
    "Thu hồi khoản này ở kỳ đang mở, rồi ghi khoản đúng nhắc lại số phiếu này.": (
        "Take this gift back in the open period, then record the right one, which refers to this receipt."
    ),
    "Ghi khoản đúng thay cho phiếu này": "Record the right gift in place of this receipt",
    "Không có phiếu thu số {number}. Viết quyển/số/năm, ví dụ TM01/15/2026.": (
        "There is no receipt {number}. Write book/number/year, such as TM01/15/2026."
    ),
    "Phiếu thu của quỹ, mới nhất trước": "The fund's receipts, newest first",
    "Quỹ chưa có phiếu thu nào.": "The fund has no receipt yet.",
    "Huỷ phiếu thu": "Void a receipt",
    "{amount}, nhận ngày {day}.": "{amount}, received on {day}.",
    "Vì sao phiếu sai. Chỉ người của Quỹ đọc được.": "Why the slip is wrong. Only the fund's staff can read it.",
    "Huỷ phiếu này": "Void this receipt",
    "Phiếu huỷ giữ nguyên số trong quyển và không phục hồi được. Khoản đúng phải ghi thành phiếu mới.": (
        "A voided receipt keeps its number in the book and can't be restored. The right gift needs a new receipt."
    ),
    "Thu hồi khoản đã ghi ở phiếu": "Take back the gift of receipt",
    "Một khoản khác sẽ thay cho khoản này.": "Another gift will take its place.",
    "Ngày trong năm còn mở sổ, ví dụ 27/07/2026.": "A day of a year whose books are open, such as 27/07/2026.",
    "Ghi bút toán thu hồi": "Record the reversal",
    "Cả khoản được thu hồi bằng một bút toán mới, không xoá phiếu cũ và không làm lại được.": (
        "The whole gift is taken back by a new entry; the old receipt is not deleted, and this can't be undone."
    ),
    "Nhập danh sách mới": "Enter a new list",
    "Một danh sách giấy được ghi cả tờ một lần: số dòng và tổng tiền trên giấy phải khớp với các dòng đã "
    "nhập, nếu không thì chưa dòng nào được ghi.": (
        "A paper list is recorded as a whole: its count and total must be those of the lines that were "
        "entered, else no line is recorded."
    ),
    "Danh sách đã ghi, mới nhất trước": "Recorded lists, newest first",
    "Số dòng": "Lines",
    "Tổng tiền": "Total",
    "Chưa có danh sách nào được nhập.": "No list has been entered yet.",
    "Danh sách": "List",
    "Các danh sách": "Lists",
    "Đã ghi {n} dòng, {amount}.": "Recorded: {n} lines, {amount}.",
    "Danh sách ngày {day}": "List of {day}",
    "{n} dòng, {amount}; phiếu {first} đến {last} quyển {book}.": (
        "{n} lines, {amount}; receipts {first} to {last} of book {book}."
    ),
    "In cả lô phiếu thu": "Print all its receipts",
    "Các dòng theo thứ tự trên giấy": "The lines in the paper's order",
    "Dòng": "Line",
    "dòng {n}": "line {n}",
    "Đếm trên giấy.": "Count them on the paper.",
    "Số ghi ở cuối tờ giấy.": "What stands at the end of the paper.",
    "Các dòng": "Lines of the list",
    "Cộng các dòng đã nhập": "Sum of the lines entered",
    "Thêm 10 dòng": "Add 10 rows",
    "Ghi cả danh sách": "Record the whole list",
    "Mỗi dòng nhận một số phiếu thu liền nhau và không xoá được. Chưa khớp số dòng hoặc tổng tiền thì "
    "chưa dòng nào được ghi.": (
        "Each line gets a receipt number, one after the other, and can't be deleted. Unless count and total "
        "agree, no line is recorded."
    ),
}
