"""The words of the trade that the pages of several services use for the values of the contracts, in both languages."""

from collections.abc import Mapping
from typing import Final

CHANNELS: Final[Mapping[str, str]] = {"cash": "Tiền mặt", "bank_transfer": "Chuyển khoản"}
USES: Final[Mapping[str, str]] = {
    "martyrs_works": "Công trình ghi công liệt sĩ, nghĩa trang",
    "housing": "Xây mới, sửa chữa nhà tình nghĩa",
    "visits_illness_funerals": "Thăm hỏi, ốm đau, mai táng",
    "hardship": "Hỗ trợ hoàn cảnh khó khăn",
    "support_to_poorer_funds": "Hỗ trợ quỹ địa phương khó khăn",
    "management_publicity": "Quản lý, tuyên truyền",
}
UNIT_KINDS: Final[Mapping[str, str]] = {
    "state_agency": "Cơ quan nhà nước",
    "enterprise": "Doanh nghiệp",
    "school": "Trường học",
    "organisation": "Tổ chức, đoàn thể",
    "armed_forces": "Lực lượng vũ trang",
    "religious_body": "Cơ sở tôn giáo",
    "residential_group": "Khu dân cư",
    "person": "Cá nhân",
    "overseas": "Kiều bào",
}
CATEGORIES: Final[Mapping[str, str]] = {
    "meritorious_person": "Người có công",
    "martyr_relative": "Thân nhân liệt sĩ",
    "war_invalid": "Thương binh",
    "sick_soldier": "Bệnh binh",
    "heroic_mother": "Bà mẹ Việt Nam anh hùng",
}

ENGLISH: Final[Mapping[str, str]] = {
    "Tiền mặt": "Cash",
    "Chuyển khoản": "Bank transfer",
    "Công trình ghi công liệt sĩ, nghĩa trang": "Martyrs' works and cemeteries",
    "Xây mới, sửa chữa nhà tình nghĩa": "Building and repairing gratitude houses",
    "Thăm hỏi, ốm đau, mai táng": "Visits, illness, funerals",
    "Hỗ trợ hoàn cảnh khó khăn": "Hardship",
    "Hỗ trợ quỹ địa phương khó khăn": "Support to poorer localities' funds",
    "Quản lý, tuyên truyền": "Management and publicity",
    "Cơ quan nhà nước": "State agency",
    "Doanh nghiệp": "Enterprise",
    "Trường học": "School",
    "Tổ chức, đoàn thể": "Organisation",
    "Lực lượng vũ trang": "Armed forces",
    "Cơ sở tôn giáo": "Religious body",
    "Khu dân cư": "Residential group",
    "Cá nhân": "Person",
    "Kiều bào": "Vietnamese overseas",
    "Người có công": "Person of merit",
    "Thân nhân liệt sĩ": "Martyr's relative",
    "Thương binh": "War invalid",
    "Bệnh binh": "Sick soldier",
    "Bà mẹ Việt Nam anh hùng": "Heroic Vietnamese Mother",
}
