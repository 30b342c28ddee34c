"""The words of the public pages for the values of the contracts, in Vietnamese; ``english`` has the other language."""

from collections.abc import Mapping
from typing import Final

from shared.web.trade import CATEGORIES, CHANNELS, UNIT_KINDS, USES

SITE_NAME: Final = "Quỹ Đền ơn đáp nghĩa"

NAVIGATION: Final = (
    ("/", "Trang chủ"),
    ("/units", "Đơn vị"),
    ("/houses", "Nhà tình nghĩa"),
    ("/gifts", "Khoản ủng hộ"),
    ("/expenditures", "Khoản chi"),
    ("/report", "Báo cáo năm"),
    ("/check", "Cách kiểm tra"),
)

GIVER_KINDS: Final[Mapping[str, str]] = {
    **UNIT_KINDS,
    "individual": "Không qua đơn vị",
    "unknown": "Đơn vị đang cập nhật",
}
REVERSALS: Final[Mapping[str, str]] = {
    "void": "đã huỷ phiếu",
    "refund": "đã hoàn trả",
    "correction": "đã thay bằng khoản khác",
}
WORK_TYPES: Final[Mapping[str, str]] = {"new_build": "Xây mới", "repair": "Sửa chữa"}
STAGES: Final[Mapping[str, str]] = {
    "applied": "Nộp đơn",
    "inspected": "Kiểm tra hiện trạng",
    "reviewed": "Xét duyệt",
    "requested": "Đề nghị hỗ trợ",
    "decided": "Quyết định hỗ trợ",
    "groundbreaking": "Khởi công",
    "foundation": "Xong móng",
    "frame_wall": "Xong khung, tường",
    "handed_over": "Bàn giao",
    "settled": "Quyết toán",
}
PHASES: Final[Mapping[str, str]] = {
    "review": "Đang xét duyệt",
    "decided": "Đã quyết định hỗ trợ",
    "groundbreaking": "Đã khởi công",
    "foundation": "Đã xong móng",
    "frame_wall": "Đã xong khung, tường",
    "finished": "Đã bàn giao",
}
CERTIFICATES: Final[Mapping[str, str]] = {
    "foundation": "Nghiệm thu móng",
    "frame_wall": "Nghiệm thu khung, tường",
    "completion": "Nghiệm thu hoàn thành",
}
CERTIFIED_STAGES: Final[Mapping[str, str]] = {
    "foundation": CERTIFICATES["foundation"],
    "frame_wall": CERTIFICATES["frame_wall"],
    "handed_over": CERTIFICATES["completion"],
}
SOURCES: Final[Mapping[str, str]] = {
    "fund": "Quỹ Đền ơn đáp nghĩa",
    "state_budget": "Ngân sách nhà nước",
    "family": "Gia đình, dòng họ",
    "community": "Cộng đồng, nhà hảo tâm",
}
BUILDING: Final = "Đang làm"
CANCELLED: Final = "Đã huỷ"
WAITING: Final[Mapping[str, str]] = {
    "lots": "khoản đã phân bổ mà chưa thấy khoản ủng hộ",
    "reversals": "bút toán hoàn mà chưa thấy khoản ủng hộ",
    "gifts_of_unknown_units": "khoản ủng hộ chưa rõ đơn vị",
    "gifts_of_unknown_campaigns": "khoản ủng hộ chưa rõ đợt vận động",
    "unknown_funds": "quỹ chưa có tên",
    "decisions_of_unknown_houses": "quyết định hỗ trợ chưa thấy hồ sơ nhà",
    "payments_of_unknown_decisions": "khoản chi chưa thấy quyết định",
    "uncertified_payments": "khoản chi chưa thấy biên bản nghiệm thu",
    "quarantined": "bản tin lỗi đang chờ người xử lý",
}
"""What waits, by the names of views.status.Waiting; the sums among them are not counted again."""

BASES: Final[Mapping[str, str]] = {
    "invoice": "theo hoá đơn",
    "market_price": "theo giá thị trường",
    "donor_statement": "theo người tặng",
}

NAMELESS: Final = "Nhà hảo tâm"

FOR_TEMPLATES: Final[Mapping[str, Mapping[str, str]]] = {
    "USES": USES, "GIVER_KINDS": GIVER_KINDS, "CHANNELS": CHANNELS, "REVERSALS": REVERSALS,
    "CATEGORIES": CATEGORIES, "WORK_TYPES": WORK_TYPES, "STAGES": STAGES, "PHASES": PHASES,
    "CERTIFICATES": CERTIFICATES, "CERTIFIED_STAGES": CERTIFIED_STAGES, "SOURCES": SOURCES, "WAITING": WAITING,
    "BASES": BASES,
}  # fmt: skip
