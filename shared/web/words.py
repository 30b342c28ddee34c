"""The English of the shared templates and of the words that every page may use."""

from collections.abc import Mapping

from shared.web import trade

ENGLISH: Mapping[str, str] = {
    **trade.ENGLISH,
    "Bỏ qua phần đầu trang": "Skip to content",
    "Trang chính": "Main pages",
    "Ngôn ngữ": "Language",
    "Số liệu đến {as_of}": "Figures as of {as_of}",
    "Số liệu chưa cập nhật kịp: đang tính đến {as_of}.": "The figures are behind: they stand as of {as_of}.",
    "Chưa có số liệu.": "There are no figures yet.",
    "Trang trước": "Previous page",
    "Trang sau": "Next page",
    "Về trang chủ": "Back to the home page",
    "Mã lỗi": "Error",
    "Các trang": "Pages",
    "ĐVT: {unit}": "Unit: {unit}",
    "đồng": "đồng",
    "nghìn đồng": "thousand đồng",
    "triệu đồng": "million đồng",
    "Không có tên trong danh sách không có nghĩa là không ủng hộ.": "Not to be in this list does not mean not to have "
    "given.",
    "đã xong": "done",
    "đang làm": "under way",
    "chưa đến": "not yet",
    "đã huỷ": "cancelled",
    "Xem dạng bảng": "See it as a table",
    "Mọi con số trên trang này đều được tính từ sổ sách, không nhập tay.": "Every figure on this page is computed from "
    "the books; none is typed.",
}
