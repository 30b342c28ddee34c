"""Campaigns, promises, one unit, and what others paid for it."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "Các đợt vận động, mới nhất trước": "Campaigns, the newest first",
    "Thời gian": "Time",
    "Đã nhận là tiền mặt và chuyển khoản đã có phiếu thu, đã trừ khoản hoàn lại. Chỉ tiêu 0 hoặc không đặt thì ghi "
    "“—”.": (
        "Received is cash and bank transfers with a receipt, less refunds. Where the target is 0 or none was set, "
        "“—” stands."
    ),
    "Chưa có đợt vận động nào.": "There is no campaign yet.",
    "Tất cả các đợt vận động": "All campaigns",
    "Trang của đợt vận động này": "The page of this campaign",
    "{n} khoản có phiếu thu": "gifts with a receipt: {n}",
    "giao cho {n} đơn vị": "units with a target: {n}",
    "không đặt chỉ tiêu": "none was set",
    "thực hiện so với chỉ tiêu": "received against the target",
    "Đã kết thúc sớm": "Closed early",
    "Đã kết thúc": "Ended",
    "Chưa bắt đầu": "Not begun",
    "Đang vận động": "Running",
    "Mức gợi ý": "Suggested level",
    "Ủng hộ là tự nguyện; không có định mức cho từng người.": "Giving is voluntary; nobody has a quota.",
    "{n} khoản, {amount}; đã trừ khỏi số đã nhận": "gifts: {n}, {amount}; not in what was received",
    "Khoản ủng hộ mới nhất của đợt này": "Latest gifts of this campaign",
    "Tất cả {n} khoản của đợt này": "All gifts of this campaign: {n}",
    "Kết quả từng đơn vị": "Unit by unit",
    "Chưa có khoản nào cho đợt này. Khoản mới hiện ra trong vài giây sau khi lập phiếu thu.": (
        "No gift for this campaign yet. A new one shows within seconds of its receipt."
    ),
    "Số liệu tính đến {as_of}; tải lại trang để xem số mới nhất.": (
        "Figures up to {as_of}; load the page again for the newest."
    ),
    "Đăng ký ủng hộ": "Pledge",
    "Đăng ký ủng hộ (chưa phải tiền quỹ)": "Pledges (not the fund's money)",
    "Đã đăng ký {pledged}; đã nộp theo đăng ký {kept}; còn sẽ nộp {outstanding}.": (
        "Pledged: {pledged}; of it given: {kept}; still to come: {outstanding}."
    ),
    "{n} đăng ký đã thực hiện đủ.": "Pledges kept in full: {n}.",
    "Phần đã nộp nằm trong số đã nhận; phần còn lại chưa phải tiền của Quỹ. Chỉ nêu tổng của cả đợt, không nêu ai "
    "đăng ký.": (
        "What was given is in the sum received; the rest is not the fund's money. Only sums of a whole campaign are "
        "shown, never who pledged."
    ),
    "Đã đăng ký": "Pledged",
    "Đã nộp theo đăng ký": "Of it given",
    "Còn sẽ nộp": "Still to come",
    "Trong đó theo đăng ký": "Of it for pledges",
    "Khoản này thực hiện một đăng ký ủng hộ của đợt vận động.": "This gift keeps a pledge made to the campaign.",
    "Năm {year}, đơn vị đã ủng hộ {actual} qua {n} khoản.": "In {year} this unit gave {actual}; gifts: {n}.",
    "Năm {year}, đơn vị khác đã nộp thay cho đơn vị này.": "In {year} another unit paid for this one.",
    "Đơn vị đã đóng góp hiện vật, ngày công, hỗ trợ trực tiếp hoặc phụng dưỡng.": (
        "This unit gave in kind, labour, direct support or monthly care."
    ),
    "Từng năm": "Year by year",
    "Đơn vị khác nộp thay": "Paid by other units",
    "Các khoản được nộp thay, mới nhất trước": "Gifts that were paid for it, the newest first",
    "Đơn vị nộp": "Paid by",
    "Phần của đơn vị này": "Part of this unit",
    "không ghi riêng": "part not told",
    "{n} đợt vận động; mở một đợt để xem kết quả, đăng ký và đóng góp khác.": (
        "Campaigns: {n}; open one for its result, pledges and other contributions."
    ),
    "Tình trạng": "State",
    "Khoản nộp thay được tính một lần, cho đơn vị đã nộp; ở đây chỉ để biết.": (
        "A gift paid for others counts once, with the unit that paid; here it is for information."
    ),
    "Khoản ủng hộ mới nhất của đơn vị": "Latest gifts of the unit",
    "Tất cả các khoản của đơn vị": "All gifts of the unit",
    "Nộp thay cho các đơn vị": "Paid for these units",
    "Phần khác của khoản này": "The rest of this gift",
    "Khoản này được tính một lần, cho đơn vị đã nộp.": "This gift counts once, with the unit that paid.",
    "Năm {year}, đơn vị có chỉ tiêu {target}.": "In {year} the unit has a target of {target}.",
    "Đơn vị đã chọn": "The chosen unit",
}
