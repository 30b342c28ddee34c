"""The year's report."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "Báo cáo năm {year}": "Report for {year}",
    "Báo cáo thu, chi Quỹ Đền ơn đáp nghĩa năm {year}": "Report of the Merit-Gratitude Fund for {year}",
    "Đã khoá sổ": "Closed",
    "Năm {year} đã khoá sổ ngày {day}; sổ cái của Quỹ cho đúng các số dưới đây.": (
        "The year {year} was closed on {day}; the fund's ledger has these very figures."
    ),
    "Chưa khớp sổ cái": "Not equal to the ledger",
    "Sổ cái đã khoá với số khác số tính ở đây; báo cáo này chưa phải bản chính thức. Xem dòng so sánh dưới bảng 2.": (
        "The ledger closed with other figures than those computed here; this report is not final. See the line "
        "under table 2."
    ),
    "Tạm tính": "Provisional",
    "Năm {year} chưa khoá sổ. Số liệu đến {as_of}.": "The year {year} is not closed. Figures as of {as_of}.",
    "Đơn vị tính": "Unit of the tables",
    "Nghìn đồng": "Thousand đồng",
    "Đồng": "Đồng",
    "Triệu đồng": "Million đồng",
    "Tải về:": "Download:",
    "Để có bản giấy, dùng lệnh In của trình duyệt.": "For paper, use the browser's Print.",
    "Bảng 1. Kết quả vận động": "Table 1. What was raised",
    "Kế hoạch": "Plan",
    "Thực hiện": "Actual",
    "{n} đơn vị; danh sách đầy đủ ở trang Đơn vị và trong tệp tải về": (
        "Units: {n}; all of them are on the page Units and in the files"
    ),
    "Bảng 2. Thu, chi và số dư": "Table 2. In, out and balance",
    "Chuyển năm sau": "Carried over",
    "Cân đối": "Balanced",
    "Đã nhận là {received} trừ {reversed} hoàn lại, huỷ phiếu trong năm.": (
        "Received is {received} less {reversed} refunded or voided in the year."
    ),
    "{fund}: sổ cái khoá với {theirs}; tính ở đây là {ours}, chênh {difference}.": (
        "{fund}: the ledger closed with {theirs}; computed here is {ours}, a difference of {difference}."
    ),
    "{fund}: sổ phiếu thu đã khoá với {n} phiếu, {amount}; ở đây {state}.": (
        "{fund}: the receipt books were closed with {n} receipts, {amount}; {state}."
    ),
    "có đủ": "all of them are here",
    "còn thiếu, đang chờ cập nhật": "some are still awaited",
    "Bảng 3. Đã chi theo việc": "Table 3. Spent by use",
    "Bảng 4. Nhà tình nghĩa": "Table 4. Gratitude houses",
    "Bàn giao trong năm (nhà)": "Handed over in the year (houses)",
    "Mọi số được tính từ từng khoản; tổng được làm tròn một lần từ số đồng chính xác nên có thể lệch tổng các "
    "dòng đã làm tròn. Số liệu đến {as_of}.": (
        "Every figure is computed from the entries; a total is rounded once from the exact sum and may differ "
        "from the sum of the rounded rows. Figures as of {as_of}."
    ),
    "ngày công": "days",
    "khoản": "entries",
    "nhà": "houses",
    "tháng": "months",
    "người": "people",
    "Ngày …… tháng …… năm ……": "Date: ……………",
    "Người lập": "Prepared by",
    "ký, họ tên": "signature, name",
    "Kế toán trưởng": "Chief accountant",
    "Trưởng ban": "Head of the board",
    "ký, họ tên, đóng dấu": "signature, name, seal",
}
