"""Contributions beside cash, gifts in parts, gifts that replace another."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "Đóng góp khác (không tính vào tiền quỹ)": "Other contributions (not the fund's money)",
    "Hiện vật, ngày công, hỗ trợ trực tiếp, phụng dưỡng": "Gifts in kind, labour days, direct support, monthly care",
    "Số lượng": "Quantity",
    "Trị giá": "Value",
    "Hiện vật": "In kind",
    "Ngày công": "Labour days",
    "Hỗ trợ trực tiếp": "Direct support",
    "Phụng dưỡng hằng tháng": "Monthly care",
    "ít nhất": "at least",
    "{n} khoản": "entries: {n}",
    "{n} ngày": "{n} days",
    "xây mới {n} nhà": "houses built: {n}",
    "sửa chữa {n} nhà": "houses repaired: {n}",
    "theo đơn vị báo": "as the units report it",
    "{people} người, {n} tháng": "people: {people}, months: {n}",
    "trị giá {amount}": "worth {amount}",
    "Các dòng này thuộc những loại khác nhau nên không cộng với nhau và không nằm trong số thu, số dư của Quỹ.": (
        "These lines are of different kinds, so they are not added up, and they are in no sum or balance of the fund."
    ),
    "Đóng góp khác theo đơn vị": "Other contributions by unit",
    "Ngoài tiền còn có hiện vật, ngày công, hỗ trợ trực tiếp hoặc phụng dưỡng: {link}.": (
        "Besides money, gifts in kind, labour days, direct support or monthly care were given: {link}."
    ),
    "xem ở báo cáo năm": "see the yearly report",
    "theo hoá đơn": "by invoice",
    "theo giá thị trường": "by market price",
    "theo người tặng": "as the giver states",
    "Các phần theo mục đích": "Parts by purpose",
    "Không nêu mục đích": "No purpose named",
    "Khoản này thay cho {gift}.": "This gift replaces {gift}.",
    "Khoản này được thay bằng {gift}.": "This gift is replaced by {gift}.",
    "Bút toán sửa": "Correcting entry",
    "phiếu thu {receipt}": "receipt {receipt}",
}
