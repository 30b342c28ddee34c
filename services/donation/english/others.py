"""What is given otherwise than in cash, and monthly care."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "Ngoài tiền mặt": "Other than cash",
    "Hiện vật": "In kind",
    "Ngày công": "Labour days",
    "Hỗ trợ trực tiếp": "Direct support",
    "Ghi hiện vật": "Record things",
    "Ghi ngày công": "Record labour days",
    "Ghi hỗ trợ trực tiếp": "Record direct support",
    "Hoá đơn": "Invoice",
    "Giá thị trường": "Market price",
    "Người tặng kê khai": "The giver says so",
    "Làm nhà": "A house",
    "Chăm sóc, phụng dưỡng": "Care",
    "Việc khác": "Other",
    "Hiện vật, ngày công, hỗ trợ trực tiếp": "In kind, labour days, direct support",
    "Không phải tiền của Quỹ: ghi riêng, báo cáo riêng, không cộng vào số đã nhận.": (
        "Not the fund's money: recorded and reported by itself, never added to what was received."
    ),
    "Mọi loại": "All kinds",
    "Chưa có khoản nào trong lựa chọn này.": "No entry in this choice.",
    "Đã ghi, mới nhất trước": "Recorded, newest first",
    "Giá trị": "Value",
    "Đã ghi.": "Recorded.",
    "{n} ngày công": "{n} labour days",
    "Mức": "Level",
    "Chỉ biết mức tối thiểu": "Known as a lower bound",
    "Chỉ biết mức tối thiểu, ví dụ “hơn 4,5 tỉ”": "Known as a lower bound only, such as “more than 4.5 billion”",
    "Không định giá": "Not valued",
    "Ghi khoản tiếp theo": "Record the next one",
    "Huỷ hoặc ghi lại cho đúng": "Void or correct it",
    "Ghi khoản đúng thay cho khoản này": "Record the right entry in its place",
    "khoản đã thu hồi": "the entry that was taken back",
    "khoản ghi lại": "the new entry",
    "Khoản này thay cho một khoản đã thu hồi.": "This entry replaces one that was taken back.",
    "Xem khoản đó": "See it",
    "Người mang đến, đợt và ghi chú": "Who brought it, campaign and note",
    "Bao nhiêu gia đình được giúp, nếu biết.": "How many families were helped, if known.",
    "Gõ một phần tên, có dấu hay không dấu, hoặc mã. Bỏ trống nếu không phải đơn vị của Quỹ.": (
        "Type a part of the name, with accents or without, or the code. Leave it empty if it is no unit of the fund."
    ),
    "Khoản này đứng riêng, không bao giờ cộng vào tiền của Quỹ và không có phiếu thu. Ghi sai thì kế toán huỷ.": (
        "It stands by itself, is never added to the fund's money and has no receipt. If it is wrong, the "
        "accountant voids it."
    ),
    "Hiện trên trang công khai: không ghi tên người.": "Shown in public: name no person.",
    "Phần lẻ sau dấu phẩy, ví dụ 1,5.": "Decimals after a comma, such as 1,5.",
    "Ví dụ: cái, tấn, suất.": "Such as pieces, tonnes, portions.",
    "Đồng, cho cả số lượng. Bỏ trống nếu không định giá.": "Đồng, for all of it. Leave it empty if it is not valued.",
    "Đồng, như đơn vị báo cáo.": "Đồng, as the unit reports it.",
    "Ngày xong; năm của ngày này là năm báo cáo.": "The day it was done; it is reported in that year.",
    "Khi làm nhà": "For a house",
    "Thu hồi khoản đã ghi": "Take an entry back",
    "Huỷ": "Void",
    "Khoản này ghi nhầm; sổ của năm đó còn mở.": "It was a mistake; the books of that year are open.",
    "Thu hồi khoản này": "Take it back",
    "Thu hồi cả khoản, không phục hồi được.": "All of it is taken back, for good.",
    "Phụng dưỡng": "Monthly care",
    "Phụng dưỡng hằng tháng": "Monthly care",
    "Đơn vị nhận chăm sóc một người hằng tháng; tiền đi thẳng đến người đó, không vào tiền của Quỹ.": (
        "A unit cares for somebody every month; the money goes straight there, not into the fund's."
    ),
    "Nhận phụng dưỡng": "Agree monthly care",
    "Người được phụng dưỡng": "Who is cared for",
    "Chọn người được phụng dưỡng": "Choose who is cared for",
    "Các lần nhận, mới nhất trước": "Commitments, newest first",
    "Mỗi tháng": "A month",
    "Tháng đã nộp / đến hạn": "Months paid / due",
    "Thiếu {n} tháng": "{n} months missing",
    "Kết thúc {month}": "Ended {month}",
    "Đủ tháng": "No month missing",
    "Chưa có đơn vị nào nhận phụng dưỡng.": "No unit cares for anybody yet.",
    "Tháng thiếu chỉ để người của Quỹ biết mà hỏi; không công khai.": (
        "Missing months are for the fund's staff to ask about; they are not published."
    ),
    "{amount} mỗi tháng từ {month}. Đã nộp {n} tháng, {paid}.": (
        "{amount} a month from {month}. {n} months paid, {paid}."
    ),
    "{amount} mỗi tháng từ {month}.": "{amount} a month from {month}.",
    "tháng {month}, {amount}.": "month {month}, {amount}.",
    "Nhóm": "Category",
    "Nơi ở": "Where",
    "Tháng cuối": "Last month",
    "Ghi tháng đã nộp": "Record months paid",
    "Kết thúc phụng dưỡng": "End the care",
    "Từng tháng đến hạn": "Every month due",
    "thiếu": "missing",
    "đã nộp": "paid",
    "Chưa có tháng nào đến hạn; tháng đang chạy đến hạn khi hết tháng.": (
        "No month is due yet; the present one is due when it is over."
    ),
    "Các tháng đã ghi": "Months recorded",
    "Tháng": "Month",
    "Ngày nộp": "Paid on",
    "Huỷ tháng này": "Void this month",
    "Đồng mỗi tháng.": "Đồng a month.",
    "Tháng/năm, ví dụ 07/2026.": "Month/year, such as 07/2026.",
    "Ghi nhận phụng dưỡng": "Record the commitment",
    "Tiền phụng dưỡng đi thẳng đến người được nhận, không vào tiền của Quỹ. Mỗi người nhiều nhất hai đơn vị một lúc.": (
        "The money goes straight to the one who is cared for, not into the fund's. At most two units care "
        "for one person at a time."
    ),
    "Bỏ trống nếu chỉ một tháng; nhiều nhất 24 tháng một lần.": (
        "Leave it empty for one month; at most 24 months at once."
    ),
    "Đồng, của mỗi tháng.": "Đồng, of each month.",
    "Ghi các tháng này": "Record these months",
    "Mỗi tháng chỉ ghi một lần. Ghi nhầm thì kế toán huỷ.": (
        "A month is recorded once. If it is wrong, the accountant voids it."
    ),
    "Kết thúc": "End it",
    "Kết thúc rồi không mở lại được; nhận tiếp thì ghi một lần nhận mới.": (
        "It is not opened again; to go on, record a new commitment."
    ),
    "Huỷ tháng đã ghi nhầm": "Void a month recorded by mistake",
    "Tháng này lại thành chưa nộp.": "The month is missing again.",
    "Thêm người được phụng dưỡng": "Add somebody to care for",
    "Mã riêng, không ghi tên, ví dụ MVNAH-01.": "A code, no name, such as MVNAH-01.",
    "Chọn nhóm": "Choose the category",
    "Thôn, xã; không ghi số nhà.": "Hamlet, commune; no house number.",
    "Thêm": "Add",
    "Không có tên người ở đây: chỉ mã, nhóm và thôn.": "No name stands here: only a code, a category and a hamlet.",
    "Theo mã": "By code",
    "Chưa có người được phụng dưỡng nào trong quỹ này.": "Nobody to care for in this fund yet.",
    "Cặp số báo cáo": "Reported numbers",
    "Cặp số báo cáo năm {year}": "Reported numbers of {year}",
    "Hai số có nghĩa rõ ràng, luôn viết theo một chiều. Mỗi việc hiện số ghi sau cùng; tỉ lệ tự tính.": (
        "Two numbers that say what they count, always the same way round. Of each the latest is shown; the rate is "
        "computed."
    ),
    "Ghi cặp số": "Report two numbers",
    "Đã ghi cho năm {year}": "Reported for {year}",
    "Hai số": "The two numbers",
    "Ghi số mới": "Report anew",
    "Chưa có cặp số nào cho năm {year}. Kế toán hoặc quản trị ghi ở đây.": (
        "Nothing is reported for {year} yet. The accountant or the administrator does it here."
    ),
    "Thực hiện / kế hoạch": "Result / plan",
    "Đã làm / đủ điều kiện": "Done / eligible",
    "Được phụng dưỡng / còn sống": "Cared for / living",
    "Có thể vượt kế hoạch, ví dụ 17/10.": "May be more than the plan, such as 17/10.",
    "Ví dụ 291/293 nhà đủ điều kiện.": "Such as 291/293 eligible houses.",
    "Ví dụ 20/20 Mẹ Việt Nam anh hùng còn sống.": "Such as 20/20 heroic mothers who are living.",
    "Năm mà hai số nói về.": "The year that the numbers speak of.",
    "Ví dụ: Nhà tình nghĩa xây mới. Viết y như lần trước thì số mới thay số cũ.": (
        "Such as: Gratitude houses built. Written as before, the new numbers take the place of the old."
    ),
    "Số đứng trước, ví dụ 17 trong 17/10.": "The one before the stroke: 17 in 17/10.",
    "Số đứng sau, ví dụ 10 trong 17/10. Tỉ lệ tự tính từ hai số.": (
        "The one after the stroke: 10 in 17/10. The rate is computed of both."
    ),
    "Không xoá được: ghi sai thì ghi lại cùng năm, cùng nghĩa, cùng việc, số sau thay số trước.": (
        "It is not deleted: if it is wrong, report the same year, meaning and thing again; the later one counts."
    ),
}
