"""The words of the staff pages: the tasks, the names of inputs, and the words of the trade for every value."""

from collections.abc import Mapping
from typing import Final

from shared.http import Sentence
from shared.web.trade import CATEGORIES, CHANNELS, UNIT_KINDS, USES

SITE_NAME: Final = "Quỹ Đền ơn đáp nghĩa – thu"

NAVIGATION: Final = (
    ("", "Việc đang chờ"),
    ("/counter", "Thu tiền tại quầy"),
    ("/batches", "Nhập danh sách"),
    ("/others", "Ngoài tiền mặt"),
    ("/care", "Phụng dưỡng"),
    ("/indicators", "Cặp số báo cáo"),
    ("/statements", "Sao kê ngân hàng"),
    ("/review", "Chờ xử lý"),
    ("/accounts", "Tài khoản và đối chiếu"),
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
    "whom": Sentence("Cấp cho", "Issue for"),
    "closed_on": Sentence("Ngày đóng", "Closed on"),
    "day": Sentence("Ngày", "Day"),
    "last_day": Sentence("Đến ngày", "Up to"),
    "head_unit": Sentence("Đơn vị", "Unit"),
    "head_address": Sentence("Địa chỉ", "Address"),
    "form_code": Sentence("Ký hiệu mẫu", "Form code"),
    "due": Sentence("Các lần nộp", "Parts"),
    "part": Sentence("Các phần", "Parts"),
    "member": Sentence("Nộp thay cho", "Paid for"),
    "line": Sentence("Các dòng", "Lines"),
    "member_name": Sentence("Hoặc tên người", "Or a person's name"),
    "behalf_unit": Sentence("Đơn vị đứng tên", "Unit in whose name"),
    "behalf_name": Sentence("Hoặc tên người đứng tên", "Or the name in which it is given"),
    "behalf_consent": Sentence("Đồng ý nêu tên", "Consent to be named"),
    "name_consent": Sentence("Đồng ý nêu tên", "Consent to be named"),
    "into": Sentence("Gộp vào", "Merge into"),
    "given": Sentence("Lời nói", "What was said"),
    "said_on": Sentence("Ngày nói", "Said on"),
    "how": Sentence("Nói thế nào, lưu ở đâu", "How it was said, where it is kept"),
    "item": Sentence("Hiện vật", "Thing"),
    "quantity": Sentence("Số lượng", "Quantity"),
    "measure": Sentence("Đơn vị tính", "Measure"),
    "valuation": Sentence("Giá trị", "Value"),
    "basis": Sentence("Căn cứ định giá", "Basis of the value"),
    "days": Sentence("Số ngày công", "Days of work"),
    "people": Sentence("Số người", "People"),
    "support": Sentence("Loại hỗ trợ", "Kind of support"),
    "description": Sentence("Nội dung", "What was done"),
    "value": Sentence("Giá trị báo cáo", "Reported value"),
    "began_on": Sentence("Ngày bắt đầu", "First day"),
    "given_on": Sentence("Ngày nhận, ngày xong", "Day given or done"),
    "house_id": Sentence("Nhà", "House"),
    "new_builds": Sentence("Số nhà xây mới", "Houses built"),
    "repairs": Sentence("Số nhà sửa chữa", "Houses repaired"),
    "families": Sentence("Số gia đình", "Families"),
    "at_least": Sentence("Mức tối thiểu", "At least"),
    "giver_name": Sentence("Người mang đến", "Who brought it"),
    "taken_back_as": Sentence("Cách thu hồi", "How it is taken back"),
    "beneficiary_id": Sentence("Người được phụng dưỡng", "Who is cared for"),
    "monthly_amount": Sentence("Mức mỗi tháng", "A month"),
    "first_month": Sentence("Từ tháng", "From the month"),
    "last_month": Sentence("Tháng cuối", "Last month"),
    "from_month": Sentence("Từ tháng", "From the month"),
    "to_month": Sentence("Đến tháng", "To the month"),
    "month_amount": Sentence("Số tiền mỗi tháng", "Amount of each month"),
    "paid_on": Sentence("Ngày nộp", "Paid on"),
    "category": Sentence("Nhóm", "Category"),
    "village": Sentence("Nơi ở", "Where"),
    "day_order": Sentence("Ngày viết kiểu", "Days are written"),
    "numbers": Sentence("Số viết kiểu", "Numbers are written"),
    "meaning": Sentence("Nghĩa của hai số", "What the two numbers mean"),
    "subject": Sentence("Việc được đếm", "What is counted"),
    "counted": Sentence("Số đếm được", "Counted"),
    "base": Sentence("Trên tổng số", "Out of"),
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
OTHER_KINDS: Final[Mapping[str, str]] = {
    "in_kind": "Hiện vật",
    "labour_days": "Ngày công",
    "direct_support": "Hỗ trợ trực tiếp",
}
OTHER_ACTS: Final[Mapping[str, str]] = {
    "in_kind": "Ghi hiện vật",
    "labour_days": "Ghi ngày công",
    "direct_support": "Ghi hỗ trợ trực tiếp",
}
BASES: Final[Mapping[str, str]] = {
    "invoice": "Hoá đơn",
    "market_price": "Giá thị trường",
    "donor_statement": "Người tặng kê khai",
}
SUPPORTS: Final[Mapping[str, str]] = {
    "house": "Làm nhà",
    "care": "Chăm sóc, phụng dưỡng",
    "other": "Việc khác",
}
MEANINGS: Final[Mapping[str, str]] = {
    "result_of_plan": "Thực hiện / kế hoạch",
    "done_of_eligible": "Đã làm / đủ điều kiện",
    "cared_of_living": "Được phụng dưỡng / còn sống",
}
MEANING_NOTES: Final[Mapping[str, str]] = {
    "result_of_plan": "Có thể vượt kế hoạch, ví dụ 17/10.",
    "done_of_eligible": "Ví dụ 291/293 nhà đủ điều kiện.",
    "cared_of_living": "Ví dụ 20/20 Mẹ Việt Nam anh hùng còn sống.",
}
WHYS: Final[Mapping[str, str]] = {
    "review": "Chờ xử lý, chưa thành khoản ủng hộ",
    "set_aside": "Để riêng, không phải ủng hộ",
    "amount_differs": "Số tiền khác khoản đã ghi",
    "balance_breaks": "Số dư trước dòng này không nối với dòng nào",
    "balance_missing": "Ngân hàng không nêu số dư",
    "lines_missing": "Thiếu dòng giữa các sao kê",
}
"""Why a line keeps an account from being balanced."""
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
    "ROLE_WORDS": ROLE_WORDS, "OTHER_KINDS": OTHER_KINDS, "OTHER_ACTS": OTHER_ACTS, "BASES": BASES,
    "SUPPORTS": SUPPORTS, "CATEGORIES": CATEGORIES, "WHYS": WHYS, "MEANINGS": MEANINGS,
}  # fmt: skip
