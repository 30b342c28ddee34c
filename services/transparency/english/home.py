"""The front page."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "Năm {year} chưa có số liệu.": "There are no figures for {year}.",
    "Xem năm gần nhất": "See the latest year",
    "Quỹ chưa ghi nhận khoản nào. Khi có khoản ủng hộ đầu tiên, số liệu sẽ hiện ra ở đây trong vài giây.": (
        "The fund has no entries yet. When the first gift comes, the figures will be here within seconds."
    ),
    "Xem cách kiểm tra": "See how to check",
    "Quỹ năm {year}": "The fund in {year}",
    "Năm {year}, Quỹ đã nhận {received}, đã chi {used}. Cùng với {opening} năm trước chuyển sang, nay còn {closing}.": (
        "In {year} the fund received {received} and spent {used}. With {opening} brought forward, {closing} is "
        "left now."
    ),
    "Năm {year}, Quỹ đã nhận {received}, đã chi {used}. Cùng với {opening} năm trước chuyển sang, cuối năm còn "
    "{closing}.": (
        "In {year} the fund received {received} and spent {used}. With {opening} brought forward, {closing} was "
        "left at the end of the year."
    ),
    "Đã nhận": "Received",
    "Đã chi": "Spent",
    "Còn lại": "Left",
    "Chưa có số của năm trước để so sánh": "No figure of the year before to compare with",
    "Năm {year}: {amount}": "{year}: {amount}",
    "; năm nay bằng {percent}": "; this year is {percent} of it",
    "Trong số còn lại, {amount} đã có quyết định hỗ trợ, chờ chi theo tiến độ từng nhà.": (
        "Of what is left, {amount} is promised by support decisions and will be paid as the houses progress."
    ),
    "Đã bàn giao {finished} nhà (xây mới {new_builds}, sửa chữa {repairs}); đang làm {building} nhà.": (
        "Handed over: {finished} (new {new_builds}, repaired {repairs}); under way: {building}."
    ),
    "Các nhà theo giai đoạn": "Houses by stage",
    "{n} nhà": "houses: {n}",
    "Từ {first} đến {last}.": "From {first} to {last}.",
    "Đã nhận {actual} trên chỉ tiêu {target}, đạt {percent}.": (
        "Received {actual} against a target of {target}: {percent}."
    ),
    "Đã nhận {actual}; đợt này không đặt chỉ tiêu.": "Received {actual}; this campaign has no target.",
    "Tiền đi đâu": "Where the money goes",
    "Đường đi của tiền trong năm": "The way of the money in the year",
    "Bề rộng mỗi dải là số tiền; số liệu ở bảng ngay dưới.": (
        "The width of a band is its sum; the table below has the figures."
    ),
    "Từ": "From",
    "Dùng vào": "Used for",
    "Nhà tại": "Houses in",
    "Các nơi khác": "Other places",
    "Tiền vào và ra năm {year}": "Money in and out in {year}",
    "Khoản": "Item",
    "Năm trước chuyển sang": "Brought forward",
    "Nhận": "In",
    "Chi": "Out",
    "Trong đó nhà tại": "Of which houses in",
    "nơi đang cập nhật": "a place not known yet",
    "Hoàn lại, huỷ phiếu": "Refunded or voided",
    "Từng quỹ": "Fund by fund",
    "Các quỹ năm {year}": "The funds in {year}",
    "Đầu năm": "Opening",
    "Mới nhất": "Latest",
    "Khoản ủng hộ mới nhất": "Latest gifts",
    "Tất cả các khoản ủng hộ": "All gifts",
    "Biên bản nghiệm thu mới nhất": "Latest stage certificates",
    "Kiểm tra chúng tôi": "Check us",
    "Tìm khoản của mình theo số phiếu thu.": "Find your gift by its receipt number.",
    "Đi theo khoản đó đến từng nhà, từng việc.": "Follow it to each house and each use.",
    "Tải báo cáo năm, tự cộng lại.": "Download the yearly report and add it up yourself.",
    "Làm ba bước này": "Take these three steps",
}
