"""The forms of what is given otherwise than in cash, and what they hold when one entry replaces another."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from services.donation.domain.contribution import DirectSupport, InKind, LabourDays
from services.donation.pages.form import DAY_HINT, PRIVATE_HINT, Field, Form, Group
from services.donation.store.contributions import Private, ShownContribution
from services.donation.words import BASES, OTHER_ACTS, SUPPORTS
from shared.contracts.contribution import ContributionKind
from shared.money import format_number
from shared.web import format_day

_CORRECTS: Final = Field("corrects_id", "hidden", optional=True)
_UNIT: Final = Field(
    "unit", "unit", "unit_id", optional=True,
    hint="Gõ một phần tên, có dấu hay không dấu, hoặc mã. Bỏ trống nếu không phải đơn vị của Quỹ.",
)  # fmt: skip
_MORE: Final = Group(
    "Người mang đến, đợt và ghi chú",
    (
        Field("giver_name", optional=True, hint=PRIVATE_HINT),
        Field("campaign_id", "select", nothing="Không theo đợt nào", optional=True),
        Field("families", "number", optional=True, hint="Bao nhiêu gia đình được giúp, nếu biết."),
        Field("at_least", "tick", optional=True, word="Chỉ biết mức tối thiểu, ví dụ “hơn 4,5 tỉ”"),
        Field("note", optional=True, longest=1000, hint=PRIVATE_HINT),
    ),
    usual={"campaign_id": None},
)
_GIVEN_ON: Final = Field("given_on", "day", hint=DAY_HINT)
_FINAL: Final = (
    "Khoản này đứng riêng, không bao giờ cộng vào tiền của Quỹ và không có phiếu thu. Ghi sai thì kế toán huỷ."
)

FORMS: Final[Mapping[ContributionKind, Form]] = {
    "in_kind": Form(
        OTHER_ACTS["in_kind"],
        (
            _CORRECTS,
            Field("item", to="in_kind.item", focus=True, hint="Hiện trên trang công khai: không ghi tên người."),
            Field("quantity", "quantity", "in_kind.quantity", hint="Phần lẻ sau dấu phẩy, ví dụ 1,5."),
            Field("measure", to="in_kind.measure", longest=40, hint="Ví dụ: cái, tấn, suất."),
            _UNIT,
            _GIVEN_ON,
            Field("valuation", "money", "in_kind.valuation.amount", optional=True,
                  hint="Đồng, cho cả số lượng. Bỏ trống nếu không định giá."),
            Field("basis", "select", "in_kind.valuation.basis", options=BASES, nothing="Không định giá", optional=True),
            _MORE,
        ),
        send="Ghi hiện vật",
        final=_FINAL,
    ),
    "labour_days": Form(
        OTHER_ACTS["labour_days"],
        (
            _CORRECTS,
            Field("days", "quantity", "labour_days.days", focus=True, hint="Phần lẻ sau dấu phẩy, ví dụ 1,5."),
            Field("people", "number", "labour_days.people", optional=True),
            _UNIT,
            _GIVEN_ON,
            _MORE,
        ),
        send="Ghi ngày công",
        final=_FINAL,
    ),
    "direct_support": Form(
        OTHER_ACTS["direct_support"],
        (
            _CORRECTS,
            Field("support", "select", "direct_support.support", options=SUPPORTS, nothing="Chọn loại"),
            Field("description", to="direct_support.description", longest=1000, hint=PRIVATE_HINT),
            Field("value", "money", "direct_support.value", hint="Đồng, như đơn vị báo cáo."),
            _UNIT,
            Field("began_on", "day", "direct_support.began_on", hint=DAY_HINT),
            Field("given_on", "day", hint="Ngày xong; năm của ngày này là năm báo cáo."),
            Group(
                "Khi làm nhà",
                (
                    Field("house_id", "select", "direct_support.house_id", nothing="Không ghi", optional=True),
                    Field("new_builds", "number", "direct_support.new_builds", optional=True),
                    Field("repairs", "number", "direct_support.repairs", optional=True),
                ),
            ),
            _MORE,
        ),
        send="Ghi hỗ trợ trực tiếp",
        final=_FINAL,
    ),
}  # fmt: skip
REVERSAL: Final = Form(
    "Thu hồi khoản đã ghi",
    (
        Field(
            "taken_back_as", "radios", "kind", options={"void": "Huỷ", "correction": "Ghi lại cho đúng"},
            notes={
                "void": "Khoản này ghi nhầm; sổ của năm đó còn mở.",
                "correction": "Một khoản khác sẽ thay cho khoản này.",
            },
        ),
        Field("reversed_on", "day", optional=True, hint="Ngày trong năm còn mở sổ, ví dụ 27/07/2026."),
        Field("reason", longest=1000, hint=PRIVATE_HINT),
    ),
    send="Thu hồi khoản này",
    final="Thu hồi cả khoản, không phục hồi được.",
)  # fmt: skip


def typed_of(entry: ShownContribution, private: Private, unit: str) -> dict[str, str]:
    """What a form holds for the entry that replaces this one; ``unit``: how its unit stands in a field."""
    typed = {
        "corrects_id": str(entry.contribution_id),
        "unit": unit,
        "given_on": format_day(entry.given_on),
        "campaign_id": str(entry.campaign_id or ""),
        "families": str(entry.families or ""),
        "at_least": "1" if entry.at_least else "",
        "giver_name": private.giver_name or "",
        "note": private.note or "",
    }
    match entry.given:
        case InKind(item, quantity, measure, valuation):
            typed |= {"item": item, "quantity": written(quantity), "measure": measure}
            if valuation is not None:
                typed |= {"valuation": format_number(valuation.amount), "basis": valuation.basis}
        case LabourDays(days, people):
            typed |= {"days": written(days), "people": str(people or "")}
        case DirectSupport() as given:
            typed |= {
                "support": given.support, "description": given.description, "value": format_number(given.value),
                "began_on": format_day(given.began_on), "house_id": str(given.house_id or ""),
                "new_builds": str(given.new_builds or ""), "repairs": str(given.repairs or ""),
            }  # fmt: skip
    return typed


def written(quantity: Decimal) -> str:
    """1250.5 as 1.250,5."""
    whole, _, part = f"{quantity:,}".partition(".")
    return whole.replace(",", ".") + (f",{part}" if part else "")
