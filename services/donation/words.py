"""The words of the staff pages: the tasks, the names of inputs, and the words of the trade for every value."""

from collections.abc import Mapping
from typing import Final

from shared.http import Sentence
from shared.web.trade import CHANNELS, UNIT_KINDS, USES

SITE_NAME: Final = "Quỹ Đền ơn đáp nghĩa – thu"

NAVIGATION: Final = (
    ("", "Việc đang chờ"),
    ("/counter", "Thu tiền tại quầy"),
    ("/batches", "Nhập danh sách"),
    ("/statements", "Sao kê ngân hàng"),
    ("/review", "Chờ xử lý"),
    ("/units", "Đơn vị và nhà hảo tâm"),
    ("/campaigns", "Đợt vận động"),
    ("/pledges", "Đăng ký ủng hộ"),
    ("/books", "Biên lai và sổ"),
    ("/codes", "Mã nộp tiền"),
)

ROLE_WORDS: Final[Mapping[str, Sentence]] = {
    "clerk": Sentence("văn thư (clerk)", "clerk"),
    "cashier": Sentence("thủ quỹ (cashier)", "cashier"),
    "accountant": Sentence("kế toán (accountant)", "accountant"),
    "approver": Sentence("người duyệt (approver)", "approver"),
    "project_officer": Sentence("cán bộ dự án (project_officer)", "project_officer"),
    "auditor": Sentence("kiểm soát (auditor)", "auditor"),
    "admin": Sentence("quản trị (admin)", "admin"),
}

LABELS: Final[Mapping[str, Sentence]] = {
    "amount": Sentence("Số tiền", "Amount"),
    "unit": Sentence("Đơn vị", "Unit"),
    "payer_name": Sentence("Người nộp tiền", "Payer"),
    "payer_address": Sentence("Địa chỉ", "Address"),
    "reason": Sentence("Lý do", "Reason"),
    "campaign_id": Sentence("Đợt vận động", "Campaign"),
    "channel": Sentence("Hình thức", "Channel"),
    "received_on": Sentence("Ngày nhận", "Day received"),
    "purpose": Sentence("Chỉ dùng cho", "Only for"),
    "pledge_id": Sentence("Theo đăng ký", "Keeps the pledge"),
    "control_count": Sentence("Số dòng trên giấy", "Lines on the paper"),
    "control_total": Sentence("Tổng tiền trên giấy", "Total on the paper"),
    "reversed_on": Sentence("Ngày hạch toán", "Day of the entry"),
    "kind": Sentence("Loại", "Kind"),
    "code": Sentence("Mã", "Code"),
    "name": Sentence("Tên", "Name"),
    "official_code": Sentence("Mã số thuế hoặc mã đơn vị", "Tax or organisation number"),
    "name_consent_on": Sentence("Ngày đồng ý nêu tên", "Day of consent to be named"),
    "parent": Sentence("Đơn vị cấp trên", "Unit above"),
    "not_asked": Sentence("Nhóm không vận động", "Group not to be asked"),
    "year": Sentence("Năm", "Year"),
    "opens_on": Sentence("Ngày bắt đầu", "First day"),
    "closes_on": Sentence("Ngày kết thúc", "Last day"),
    "suggested_level": Sentence("Mức gợi ý", "Suggested level"),
    "set_by_level": Sentence("Cấp giao", "Set by"),
    "legal_basis": Sentence("Căn cứ", "Legal basis"),
    "due_on": Sentence("Hạn nộp", "Due on"),
    "person_name": Sentence("Người đăng ký", "Person who promises"),
    "person_address": Sentence("Địa chỉ", "Address"),
    "note": Sentence("Ghi chú", "Note"),
    "bank_bin": Sentence("Mã BIN của ngân hàng", "The bank's BIN"),
    "bank_name": Sentence("Ngân hàng", "Bank"),
    "number": Sentence("Số tài khoản", "Account number"),
    "holder": Sentence("Chủ tài khoản", "Holder"),
    "opened_on": Sentence("Ngày mở", "Opened on"),
    "account_id": Sentence("Tài khoản", "Account"),
    "first": Sentence("Từ số", "From number"),
    "last": Sentence("Đến số", "To number"),
    "sheets": Sentence("Số liên", "Sheets"),
    "format": Sentence("Khổ giấy", "Paper"),
    "file": Sentence("Tệp sao kê", "Statement file"),
    "phrase": Sentence("Cụm từ trong nội dung", "Words of the memo"),
}
"""What an input is called, above it and in what is said about it."""

STATUSES: Final[Mapping[str, str]] = {
    "valid": "Còn hiệu lực",
    "void": "Đã huỷ phiếu",
    "refund": "Đã hoàn trả",
    "correction": "Đã thay bằng khoản khác",
}
STANDINGS: Final[Mapping[str, str]] = {
    "open": "Chưa đến hạn",
    "partly": "Đã nộp một phần",
    "fulfilled": "Đã nộp đủ",
    "overdue": "Quá hạn",
    "cancelled": "Đã huỷ",
}
STANDING_SHAPES: Final[Mapping[str, str]] = {
    "open": "later", "partly": "now", "fulfilled": "done", "overdue": "now", "cancelled": "stopped",
}  # fmt: skip
NOT_ASKED: Final[Mapping[str, str]] = {
    "under_18": "Dưới 18 tuổi",
    "retired": "Nghỉ hưu",
    "students": "Học sinh, sinh viên",
    "on_benefits": "Đang hưởng trợ cấp",
    "disabled": "Người khuyết tật",
}
LEVELS: Final[Mapping[str, str]] = {
    "central": "Trung ương",
    "province": "Tỉnh",
    "district": "Huyện",
    "commune": "Xã, phường",
}
ACCOUNT_KINDS: Final[Mapping[str, str]] = {"bank": "Ngân hàng", "treasury": "Kho bạc Nhà nước"}
IMPORT_STATES: Final[Mapping[str, str]] = {
    "received": "Đã nhận tệp",
    "needs_mapping": "Cần chỉ cột",
    "checking": "Đang kiểm tra",
    "writing": "Đang ghi",
    "done": "Đã xong",
    "refused": "Bị từ chối",
}
IMPORT_SHAPES: Final[Mapping[str, str]] = {
    "received": "later", "needs_mapping": "now", "checking": "now", "writing": "now", "done": "done",
    "refused": "stopped",
}  # fmt: skip
COLUMNS: Final[Mapping[str, str]] = {
    "bank_id": "Mã giao dịch",
    "day": "Ngày giao dịch",
    "credit": "Ghi có",
    "debit": "Ghi nợ",
    "balance": "Số dư",
    "memo": "Nội dung",
}
"""What a column of a statement holds."""

FOR_TEMPLATES: Final[Mapping[str, object]] = {
    "LABELS": LABELS, "CHANNELS": CHANNELS, "STATUSES": STATUSES, "STANDINGS": STANDINGS, "USES": USES,
    "STANDING_SHAPES": STANDING_SHAPES, "UNIT_KINDS": UNIT_KINDS, "NOT_ASKED": NOT_ASKED, "LEVELS": LEVELS,
    "ACCOUNT_KINDS": ACCOUNT_KINDS, "IMPORT_STATES": IMPORT_STATES, "IMPORT_SHAPES": IMPORT_SHAPES,
    "ROLE_WORDS": ROLE_WORDS,
}  # fmt: skip
