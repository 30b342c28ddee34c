"""What stands at the head of every paper of a fund, and how a paper says day, sum and channel."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.donation.documents.press import printable
from services.donation.store.papers import Head
from shared.contracts.fund_allocation import Level

LEVEL_LINES: Mapping[Level, str] = {
    "central": "Cấp trung ương", "province": "Cấp tỉnh", "district": "Cấp huyện", "commune": "Cấp xã",
}  # fmt: skip


def head_data(head: Head) -> dict[str, Any]:
    """The head as the templates want it: name, level with locality, address, form code; None is left out or dotted."""
    place = " – ".join(part for part in (LEVEL_LINES[head.level] if head.level else None, head.locality) if part)
    return {
        "unit": printable(head.unit or head.name),
        "place": printable(place) or None,
        "address": head.address and printable(head.address),
        "form_code": head.form_code and printable(head.form_code),
    }


def day_in_words(day: date) -> str:
    """Ngày 05 tháng 07 năm 2024."""
    return f"Ngày {day:%d} tháng {day:%m} năm {day:%Y}"
