"""Every way in which this service says no: the code, the field, and a sentence with the remedy in two languages.

No sentence holds a private word: only codes, days, sums and stages.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from shared.errors import Refused
from shared.money import format_dong


class _Step(NamedTuple):
    """How a state is called in a sentence, and what is missing when it can't be reached yet."""

    vi: str
    en: str
    missing: str = ""
    missing_vi: str = ""
    missing_en: str = ""


_STEPS: Final[Mapping[str, _Step]] = {
    "applied": _Step("nhận đơn", "application"),
    "inspected": _Step("kiểm tra hiện trạng", "site inspection"),
    "reviewed": _Step(
        "hội đồng xét duyệt", "council review",
        "not_inspected", "Hãy ghi biên bản kiểm tra hiện trạng trước.", "Record the site inspection first.",
    ),
    "rejected": _Step(
        "hội đồng không duyệt", "council rejection",
        "not_inspected", "Hãy ghi biên bản kiểm tra hiện trạng trước.", "Record the site inspection first.",
    ),
    "requested": _Step(
        "đề nghị hỗ trợ", "request for support",
        "not_reviewed", "Hãy ghi kết quả xét duyệt của hội đồng trước.", "Record the council's review first.",
    ),
    "refused": _Step("Quỹ từ chối hỗ trợ", "refusal by the fund"),
    "decided": _Step("có quyết định hỗ trợ", "support decision"),
    "groundbreaking": _Step(
        "khởi công", "groundbreaking",
        "not_decided", "Hãy đề nghị và chờ quyết định hỗ trợ của Quỹ.",
        "Request support and wait for the fund's decision.",
    ),
    "foundation": _Step(
        "nghiệm thu móng", "foundation certificate",
        "not_started", "Hãy ghi ngày khởi công trước.", "Record the groundbreaking first.",
    ),
    "frame_wall": _Step(
        "nghiệm thu khung – tường", "frame-and-wall certificate",
        "not_certified", "Hãy ghi khởi công, và với nhà xây mới thì nghiệm thu móng trước.",
        "Record the groundbreaking and, for a new build, the foundation certificate first.",
    ),
    "handed_over": _Step(
        "bàn giao", "handover",
        "not_certified", "Hãy ghi khởi công, và với nhà xây mới thì nghiệm thu khung – tường trước.",
        "Record the groundbreaking and, for a new build, the frame-and-wall certificate first.",
    ),
    "settled": _Step(
        "quyết toán", "settlement",
        "not_handed_over", "Hãy ghi biên bản bàn giao trước.", "Record the handover first.",
    ),
    "cancelled": _Step("huỷ", "cancellation"),
}  # fmt: skip
_ORDER: Final = (
    "applied", "inspected", "reviewed", "requested", "decided", "groundbreaking", "foundation", "frame_wall",
    "handed_over", "settled",
)  # fmt: skip
_RANK: Final[Mapping[str, int]] = {state: n for n, state in enumerate(_ORDER)} | {
    "rejected": _ORDER.index("reviewed"),
    "refused": _ORDER.index("requested"),
}


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def out_of_order(state: str, target: str, *, ended: bool) -> Refused:
    """``target`` can't be reached from ``state``: the house has ended, the step is done, or one is missing."""
    now, then = _STEPS[state], _STEPS[target]
    if ended:
        return Refused(
            "house_ended",
            vi=f"Hồ sơ đã khép lại ở bước {now.vi}, không thể ghi {then.vi}. Nếu cần, hãy lập đơn đề nghị mới.",
            en=f"The file ended with its {now.en}; the {then.en} can't be recorded. Take a new application if needed.",
            field="stage",
            status=409,
        )
    if target == "cancelled":
        return Refused(
            "already_handed_over",
            vi="Nhà đã bàn giao nên không huỷ được nữa. Hãy ghi quyết toán.",
            en="The house has been handed over and can no longer be cancelled. Record its settlement.",
            field="stage",
            status=409,
        )
    if _RANK[target] <= _RANK[state]:
        return Refused(
            "already_done",
            vi=f"Bước {then.vi} đã qua, hồ sơ đang ở bước {now.vi}. Hãy mở lại hồ sơ và ghi bước tiếp theo.",
            en=f"The {then.en} is behind, the file stands at: {now.en}. Reload it and record the next step.",
            field="stage",
            status=409,
        )
    return Refused(
        then.missing,
        vi=f"Chưa thể ghi {then.vi}: hồ sơ đang ở bước {now.vi}. {then.missing_vi}",
        en=f"The {then.en} can't be recorded yet, the file stands at: {now.en}. {then.missing_en}",
        field="stage",
        status=409,
    )


def in_future(field: str, on: date, today: date) -> Refused:
    """A day that has not come yet."""
    return Refused(
        "date_in_future",
        vi=f"Ngày {_day(on)} chưa tới. Hãy ghi ngày thật, muộn nhất là hôm nay {_day(today)}.",
        en=f"{_day(on)} has not come yet. Give the real day, at the latest today, {_day(today)}.",
        field=field,
    )


def before_earlier_stage(on: date, state: str, since: date) -> Refused:
    """A day before that of the stage before it."""
    step = _STEPS[state]
    return Refused(
        "before_earlier_stage",
        vi=f"Ngày {_day(on)} trước bước {step.vi} ({_day(since)}). Hãy ghi ngày từ {_day(since)} trở đi.",
        en=f"{_day(on)} is before the {step.en} ({_day(since)}). Give a day from {_day(since)} on.",
        field="on",
    )


def already_helped(house_code: str, state: str, programme: str) -> Refused:
    """The prior-support check: this household has a house under this programme."""
    step = _STEPS[state]
    return Refused(
        "already_helped",
        vi=f"Hộ này đã có nhà {house_code} trong chương trình {programme} (bước {step.vi}). Một hộ chỉ được hỗ trợ "
        "một lần trong một chương trình: hãy dùng hồ sơ đó hoặc chọn chương trình khác.",
        en=f"This household has house {house_code} under programme {programme} (stage: {step.en}). A household is "
        "helped once under a programme: use that file or choose another programme.",
        field="household_id",
        status=409,
    )


def above_estimate(amount: int, estimated_cost: int) -> Refused:
    """More support is asked for than the works are estimated to cost."""
    return Refused(
        "above_estimate",
        vi=f"Đề nghị {format_dong(amount)} cao hơn dự toán {format_dong(estimated_cost)}. "
        "Hãy đề nghị nhiều nhất bằng dự toán.",
        en=f"{format_dong(amount)} is above the estimated cost of {format_dong(estimated_cost)}. Request at most that.",
        field="amount",
    )


def repair_has_no_foundation() -> Refused:
    """A foundation certificate for a repair."""
    return Refused(
        "repair_has_no_foundation",
        vi="Nhà sửa chữa không có nghiệm thu móng. Hãy ghi nghiệm thu khung – tường nếu có, hoặc bàn giao.",
        en="A repair has no foundation certificate. Record the frame and wall, if touched, or the handover.",
        field="certificate",
    )


def mix_is_not_cost(total: int, actual_cost: int) -> Refused:
    """The money of the funding mix differs from the actual cost."""
    return Refused(
        "mix_is_not_cost",
        vi=f"Các nguồn vốn cộng lại {format_dong(total)}, khác chi phí thực tế {format_dong(actual_cost)}. "
        "Hãy sửa cho tổng các nguồn (không kể ngày công) bằng chi phí thực tế.",
        en=f"The sources sum to {format_dong(total)}, the actual cost is {format_dong(actual_cost)}. "
        "Make the sources (without labour days) sum to the actual cost.",
        field="mix",
    )


def fund_part_is_not_paid(fund: int, paid: int) -> Refused:
    """The fund's part of the mix differs from the instalments that were paid."""
    return Refused(
        "fund_part_is_not_paid",
        vi=f"Phần Quỹ ghi {format_dong(fund)}, nhưng Quỹ đã chi {format_dong(paid)} cho nhà này. "
        "Hãy ghi đúng số đã chi, hoặc chờ Quỹ chi nốt rồi quyết toán.",
        en=f"The fund's part says {format_dong(fund)}, but the fund has paid {format_dong(paid)} for this house. "
        "Enter what was paid, or wait for the last instalment and settle then.",
        field="mix.fund",
        status=409,
    )


def reason_missing() -> Refused:
    """A rejection or a cancellation without its reason."""
    return Refused(
        "reason_missing",
        vi="Cần ghi rõ lý do (chỉ cán bộ xem được). Hãy điền lý do.",
        en="A reason is needed (only staff can read it). Fill it in.",
        field="reason",
    )


def unknown_fund() -> Refused:
    """A fund that this service has not heard of."""
    return Refused(
        "unknown_fund",
        vi="Chưa có quỹ này. Hãy chọn một quỹ đã mở; quỹ vừa mở sẽ dùng được sau vài giây.",
        en="There is no such fund. Choose one that has been opened; a new one can be used after a few seconds.",
        field="fund_id",
    )


def unknown_household(*, in_body: bool) -> Refused:
    """No household with that id; 404 when the id is the address, 422 when it is a field."""
    return Refused(
        "unknown_household",
        vi="Không có hộ này. Hãy kiểm tra mã, hoặc lập hồ sơ hộ trước.",
        en="There is no such household. Check the id, or register the household first.",
        field="household_id",
        status=422 if in_body else 404,
    )


def unknown_house() -> Refused:
    """No house with that id."""
    return Refused(
        "unknown_house",
        vi="Không có hồ sơ nhà này. Hãy kiểm tra mã, hoặc nhận đơn đề nghị trước.",
        en="There is no such house. Check the id, or take the application first.",
        field="house_id",
        status=404,
    )


def code_taken(code: str) -> Refused:
    """A code that another household or house has."""
    return Refused(
        "code_taken",
        vi=f"Mã {code} đã được dùng. Hãy chọn mã khác, hoặc để trống để hệ thống cấp mã.",
        en=f"The code {code} is taken. Choose another, or leave it out and one will be given.",
        field="code",
        status=409,
    )


def code_is_a_number() -> Refused:
    """A code that looks like an identity number or a telephone: codes are public."""
    return Refused(
        "code_is_a_number",
        vi="Mã được công khai nên không được là số định danh hay số điện thoại. Hãy dùng mã khác, hoặc để trống.",
        en="Codes are public and can't be an identity or telephone number. Use another code, or leave it out.",
        field="code",
    )


def identity_known(*, field: str) -> Refused:
    """An identity number that belongs to another household."""
    return Refused(
        "identity_known",
        vi="Số định danh này đã thuộc một hộ khác. Hãy tìm và dùng hồ sơ hộ đó, hoặc kiểm tra lại số.",
        en="This identity number belongs to another household. Find and use that one, or check the number.",
        field=field,
        status=409,
    )


def born_in_future(birth_year: int, this_year: int, *, field: str) -> Refused:
    """A year of birth that has not come yet."""
    return Refused(
        "born_in_future",
        vi=f"Năm sinh {birth_year} chưa tới. Hãy ghi năm sinh thật, muộn nhất là {this_year}.",
        en=f"The year of birth {birth_year} has not come yet. Give the real one, at the latest {this_year}.",
        field=field,
    )
