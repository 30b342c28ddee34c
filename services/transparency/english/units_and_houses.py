"""Units, houses."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "Đơn vị ủng hộ": "Contributing units",
    "Chưa có đơn vị nào có chỉ tiêu hoặc khoản ủng hộ.": "No unit has a target or a gift yet.",
    "Đơn vị ủng hộ năm {year}": "Contributing units in {year}",
    "{n} đơn vị; chỉ tiêu {target}, đã nhận {actual}, đạt {percent}.": (
        "Units: {n}; target {target}, received {actual}: {percent}."
    ),
    "{n} đơn vị; đã nhận {actual}; không đặt chỉ tiêu.": "Units: {n}; received {actual}; no target was set.",
    "Cả năm": "Whole year",
    "Đơn vị theo tên, chỉ tiêu và kết quả": "Units by name, target and result",
    "Chỉ tiêu": "Target",
    "Đạt": "Reached",
    "Biểu đồ": "Chart",
    "Cá nhân và khoản không qua đơn vị": "People, and gifts through no unit",
    "Đơn vị đang cập nhật": "Units not known yet",
    "đơn vị đang cập nhật": "unit not known yet",
    "Chưa có đơn vị nào trong lựa chọn này.": "No unit in this selection yet.",
    "Xem tất cả đơn vị": "See all units",
    "Xếp theo tên, không xếp hạng. Ủng hộ là tự nguyện. Đã nhận là tiền mặt và chuyển khoản đã có phiếu thu, đã "
    "trừ khoản hoàn lại; không gồm hiện vật, ngày công, hỗ trợ trực tiếp và đăng ký chưa nộp. Chỉ tiêu 0 hoặc "
    "không đặt thì ghi “—”.": (
        "Sorted by name, not ranked. Giving is voluntary. Received is cash and bank transfers with a receipt, "
        "less refunds; gifts in kind, labour days, direct support and pledges are not in it. Where the target is "
        "0 or none was set, “—” stands."
    ),
    "Đã bàn giao {finished} nhà (xây mới {new_builds}, sửa chữa {repairs}); đang làm {building} nhà; đang xét "
    "hoặc đã quyết định {early} nhà.": (
        "Handed over: {finished} (new {new_builds}, repaired {repairs}); under way: {building}; under review or "
        "decided: {early}."
    ),
    "Giai đoạn": "Stage",
    "Tất cả, trừ nhà đã huỷ": "All but cancelled ones",
    "Đang làm": "Under way",
    "Đã huỷ": "Cancelled",
    "Xây mới và sửa chữa": "New and repaired",
    "Xã, phường": "Commune",
    "Mọi nơi": "Everywhere",
    "Nhà theo mã số": "Houses by code",
    "Nhà": "House",
    "Nhà {code}": "House {code}",
    "Được hỗ trợ": "Granted",
    "Không có nhà nào trong lựa chọn này.": "No house in this selection.",
    "Xem tất cả các nhà": "See all houses",
    "Hộ gia đình chỉ được nêu bằng mã, thôn và diện đối tượng để giữ riêng tư.": (
        "A household is shown by code, village and category only, to keep its privacy."
    ),
    "Hồ sơ đã huỷ ngày {day}.": "Cancelled on {day}.",
    "Quỹ đã chi {paid} trong số {decided} được quyết định hỗ trợ.": (
        "The fund has paid {paid} of the {decided} granted."
    ),
    "Quỹ đã quyết định hỗ trợ {decided}, chưa chi.": "The fund has granted {decided} and not paid yet.",
    "Hồ sơ đang được xét; chưa có quyết định hỗ trợ.": "Under review; no support decision yet.",
    "Diện": "Category",
    "Hộ": "Household",
    "Nơi ở": "Place",
    "Đề nghị": "Request",
    "{amount} ngày {day}, dự toán {cost}": "{amount} on {day}, estimated cost {cost}",
    "không được duyệt ngày {day}": "refused on {day}",
    "Quyết định": "Decision",
    "số {number} ngày {day}: {amount}": "no. {number} of {day}: {amount}",
    "cao hơn định mức, có lý do kèm quyết định": "above the norm, with a reason in the decision",
    "{amount} không dùng đến đã về lại Quỹ": "{amount} was not needed and went back to the fund",
    "Tiến độ": "Progress",
    "Các giai đoạn của nhà này": "The stages of this house",
    "Tiền từ đâu": "Where the money came from",
    "Nguồn tiền của nhà {code}": "Who paid for house {code}",
    "Quyết toán {cost} ngày {day}": "Settled at {cost} on {day}",
    "Quyết toán ngày {day}": "Settled on {day}",
    "Nguồn": "Source",
    "Phần": "Share",
    "Tổng chi phí": "Total cost",
    "Ngoài ra có {n} ngày công đóng góp, không quy ra tiền.": (
        "Besides, {n} days of labour were given; they are not money."
    ),
    "Tiền của Quỹ cho nhà {code}": "The fund's money for house {code}",
    "Nguồn của gia đình và nơi khác ghi khi quyết toán.": "What the family and others pay is recorded at settlement.",
    "Phần của ngân sách, gia đình và cộng đồng được ghi khi quyết toán.": (
        "What the state, the family and the community pay is recorded at settlement."
    ),
    "Quỹ đã chi": "Paid by the fund",
    "Quỹ sẽ chi theo tiến độ": "To be paid as work progresses",
    "Từng đợt chi theo biên bản nghiệm thu": "Instalments against stage certificates",
    "Ngày chi": "Paid on",
    "Biên bản": "Certificate",
    "Ai đã góp vào nhà này": "Who gave for this house",
    "Các khoản ủng hộ dành cho nhà này": "The gifts behind this house",
}
