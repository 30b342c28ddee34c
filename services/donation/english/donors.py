"""Units, campaigns, pledges."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "Một phần tên hoặc mã": "Part of a name, or a code",
    "Thêm đơn vị": "Add a unit",
    "Theo tên": "By name",
    "Tên": "Name",
    "Mã": "Code",
    "Loại": "Kind",
    "Không có đơn vị nào như vậy trong quỹ này.": "This fund has no such unit.",
    "Quỹ chưa có đơn vị nào. Quản trị thêm đơn vị ở đây.": (
        "The fund has no unit yet. The administrator adds them here."
    ),
    "Đã thêm.": "Added.",
    "Mã {code} đã gộp vào đây.": "Code {code} was merged into this one.",
    "Năm {year}: {n} khoản, {amount}.": "{year}: {n} gifts, {amount}.",
    "Mã số thuế hoặc mã đơn vị": "Tax or organisation number",
    "Đơn vị cấp trên": "Unit above",
    "Không vận động": "Not to be asked",
    "Đã đồng ý": "Agreed",
    "Chưa đồng ý; công khai ghi “Nhà hảo tâm”": "Not agreed; “Nhà hảo tâm” stands in public",
    "Chỉ tiêu năm {year}": "Target of {year}",
    "đạt {rate}": "reached {rate}",
    "Đăng ký chưa nộp": "Pledged, to come",
    "Đơn vị khác nộp thay": "Paid by other units",
    "Mã đã gộp": "Merged codes",
    "Đơn vị trực thuộc": "Units below",
    "Các khoản năm {year}": "Gifts of {year}",
    "Bảng tổng hợp năm {year} (PDF)": "Summary of {year} (PDF)",
    "Năm {year} chưa ghi khoản nào của đơn vị này.": "No gift of this unit was recorded in {year}.",
    "Chữ không dấu và số, ví dụ THCS-TL. Không đổi được về sau.": (
        "Plain letters and digits, such as THCS-TL. It can't be changed later."
    ),
    "Chọn loại": "Choose the kind",
    "Mỗi đơn vị chỉ thuộc một quỹ: quỹ khác đã có mã này thì sẽ được báo.": (
        "A unit belongs to one fund: if another fund has this number, you will be told."
    ),
    "Được vận động": "May be asked",
    "Nhóm này không được giao chỉ tiêu, vẫn có thể tự nguyện ủng hộ.": (
        "This group is given no target; it may give of its own accord."
    ),
    "Chỉ ghi với cá nhân đã đồng ý, ví dụ 27/07/2026.": "Only for a person who agreed, such as 27/07/2026.",
    "Mã và tên không xoá được; ghi trùng thì gộp về sau.": (
        "Code and name can't be deleted; a double can be merged later."
    ),
    "Các đơn vị": "Units",
    "Các đợt vận động": "Campaigns of the fund",
    "Chỉ tiêu và kết quả": "Target and result",
    "Chỉ tiêu": "Target",
    "Đã nhận": "Received",
    "Đạt": "Reached",
    "Mở đợt vận động": "Open a campaign",
    "Quỹ chưa mở đợt vận động nào. Quản trị mở đợt ở đây.": (
        "The fund has opened no campaign yet. The administrator opens one here."
    ),
    "Chỉ tiêu {target}, đã nhận {actual}, đạt {rate}.": "Target {target}, received {actual}: {rate}.",
    "Đã nhận {actual}; không đặt chỉ tiêu.": "Received {actual}; no target was set.",
    "Đăng ký chưa nộp {amount}, không tính vào kết quả.": "Pledged and still to come: {amount}, not in the result.",
    "Thời gian": "Days",
    "đã đóng sớm": "closed early",
    "Tính cho năm": "Counts for",
    "Mức gợi ý": "Suggested level",
    "Số khoản": "Gifts",
    "đã thu hồi {amount}": "{amount} taken back",
    "Giao chỉ tiêu": "Set a target",
    "Ghi đăng ký ủng hộ": "Record a pledge",
    "Đăng ký của đợt này": "Pledges of this campaign",
    "Mã nộp tiền của đợt này": "Payment codes of this campaign",
    "Kéo dài đợt": "Extend it",
    "Đóng sớm": "Close it early",
    "Đơn vị theo tên, không xếp hạng": "Units by name, not ranked",
    "đơn vị cấp trên nộp thay {amount}": "the unit above paid {amount} for it",
    "Cá nhân và khoản không qua đơn vị": "People, and gifts through no unit",
    "Cả đợt": "The whole campaign",
    "Chưa có đơn vị nào có chỉ tiêu, khoản ủng hộ hoặc đăng ký trong đợt này.": (
        "No unit has a target, a gift or a pledge in this campaign yet."
    ),
    "Ủng hộ là tự nguyện. Chỉ tiêu chỉ giao cho đơn vị, không giao cho cá nhân; ở đâu cũng không có danh "
    "sách người chưa nộp.": (
        "Giving is voluntary. Targets are for units, never for people; nowhere is there a list of who has not given."
    ),
    "Ví dụ: Đợt 27/7 năm 2026.": "Such as: Đợt 27/7 năm 2026.",
    "Chữ không dấu và số, ví dụ 27-7-2026.": "Plain letters and digits, such as 27-7-2026.",
    "Năm mà kết quả được tính vào.": "The year for which its result counts.",
    "Ngày/tháng/năm, ví dụ 28/06/2026.": "Day/month/year, such as 28/06/2026.",
    "Tiền nộp muộn vẫn tính cho đợt đến hết năm.": "Late money still counts for it until the year ends.",
    "Viết bằng chữ, ví dụ: một ngày lương. Không phải mức bắt buộc.": (
        "In words, such as: một ngày lương. It binds nobody."
    ),
    "Mở đợt": "Open it",
    "Mã và năm không đổi được về sau; ngày kết thúc có thể kéo dài.": (
        "Code and year can't be changed later; the last day can be put off."
    ),
    "Đồng. Ghi 0 để bỏ chỉ tiêu đã giao.": "In đồng. Write 0 to take a target back.",
    "Không ghi": "Not said",
    "Văn bản giao chỉ tiêu, ví dụ: Kế hoạch số 12/KH-UBND.": (
        "The paper that sets it, such as: Kế hoạch số 12/KH-UBND."
    ),
    "Chỉ tiêu mới thay chỉ tiêu cũ của đơn vị trong đợt này và hiện trên trang công khai.": (
        "A new target replaces the unit's old one in this campaign and shows on the public pages."
    ),
    "Kéo dài đợt vận động": "Extend the campaign",
    "đang kết thúc ngày {day}.": "now ends on {day}.",
    "Kéo dài": "Extend",
    "Ngày mới hiện trên trang công khai và không rút ngắn lại được.": (
        "The new day shows on the public pages and can't be moved back."
    ),
    "Đóng sớm đợt vận động": "Close the campaign early",
    "Đóng đợt hôm nay": "Close it today",
    "Đóng rồi không mở lại được: không thêm chỉ tiêu và đăng ký mới. Tiền nộp muộn vẫn tính cho đợt đến hết năm.": (
        "Closed, it can't be opened again: no new targets and pledges. Late money still counts for it until "
        "the year ends."
    ),
    "Đăng ký là lời hứa, chưa phải tiền: không cộng vào số đã nhận.": (
        "A pledge is a promise, not money yet: it is never added to what was received."
    ),
    "Ghi đăng ký mới": "Record a new pledge",
    "{n} đăng ký quá hạn, còn {amount}": "Overdue: {n}, {amount} to come",
    "Không có đăng ký nào quá hạn": "Nothing is overdue",
    "Mọi đợt": "All campaigns",
    "Đăng ký, mới nhất trước": "Pledges, newest first",
    "Người đăng ký": "Who promised",
    "Hạn nộp": "Due on",
    "Tình trạng": "State",
    "Đăng ký": "Pledged",
    "Đã nộp": "Given",
    "Chưa có đăng ký nào trong lựa chọn này.": "No pledge in this selection yet.",
    "Đăng ký quá hạn": "Overdue pledges",
    "Còn {amount} các đơn vị tự đăng ký mà chưa nộp.": "Units promised {amount} themselves that is late.",
    "Viết thư nhắc cho cả đợt": "Write the campaign's letters",
    "Theo ngày đến hạn": "By the day it was due",
    "Thư nhắc": "Letter",
    "Còn lại": "To come",
    "Không có đăng ký nào quá hạn.": "No pledge is overdue.",
    "Chỉ gồm lời hứa của đơn vị. Cá nhân và nhóm không vận động không bao giờ bị nhắc.": (
        "Promises of units only. People, and groups that may not be asked, are never reminded."
    ),
    "Đăng ký {amount}, đã nộp {given}.": "Pledged {amount}, given {given}.",
    "Ghi chú": "Note",
    "Thư nhắc gần nhất": "Last letter",
    "Lý do huỷ": "Why it was cancelled",
    "Thu tiền cho đăng ký này": "Take money for this pledge",
    "Viết thư nhắc": "Write a letter",
    "Huỷ đăng ký": "Cancel the pledge",
    "Chưa có đợt vận động nào đang mở; đăng ký phải thuộc một đợt.": "No campaign is open; a pledge belongs to one.",
    "Xem các đợt": "See the campaigns",
    "Đơn vị hứa thì chọn ở đây; cá nhân thì bỏ trống và ghi tên ở dưới.": (
        "Choose the unit that promises; for a person leave it empty and write the name below."
    ),
    "Ghi đăng ký": "Record the pledge",
    "Đăng ký không phải tiền và không có phiếu thu. Đổi ý thì kế toán huỷ đăng ký, có lý do.": (
        "A pledge is no money and gets no receipt. If it falls away, the accountant cancels it, with a reason."
    ),
    "Huỷ đăng ký ủng hộ": "Cancel a pledge",
    "Huỷ phần chưa nộp": "Cancel what is to come",
    "Không phục hồi được. Tiền đã nộp vẫn giữ nguyên.": "It can't be restored. Money that was given stays.",
    "{n} thư nhắc": "Letters: {n}",
    "Viết lúc {at}. Mỗi đơn vị một trang; một đơn vị không nhận quá một thư mỗi ngày.": (
        "Written at {at}. A page for each unit; none gets more than one letter a day."
    ),
    "Mở thư để in (PDF)": "Open the letters to print (PDF)",
    "Trong các thư này": "In these letters",
}
