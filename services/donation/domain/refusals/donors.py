"""What is refused of units among each other, of consent and of being asked."""

from shared.errors import Refused


def unit_merged(code: str, *, field: str = "unit_id") -> Refused:
    """The unit goes on under the code of another one."""
    return Refused(
        "unit_merged",
        vi=f"Đơn vị này đã gộp vào đơn vị mã {code}. Hãy ghi cho đơn vị mã {code}.",
        en=f"This unit was merged into the unit with the code {code}. Record it with {code}.",
        field=field,
    )


def unit_not_asked() -> Refused:
    """A group that may not be asked."""
    return Refused(
        "unit_not_asked",
        vi="Nhóm này không thuộc diện vận động: không giao chỉ tiêu, không nhắc. Nhóm vẫn có thể tự nguyện ủng hộ.",
        en="This group may not be asked: no target is set for it and no letter sent. It may give of its own accord.",
        field="unit_id",
    )


def unit_has_targets(code: str) -> Refused:
    """It is asked for something in a campaign that runs."""
    return Refused(
        "unit_has_targets",
        vi=f"Đơn vị còn chỉ tiêu trong đợt mã {code}. Hãy đặt chỉ tiêu đó về 0 rồi ghi lại.",
        en=f"The unit still has a target in the campaign {code}. Set that target to 0 and try again.",
        field="not_asked",
        status=409,
    )


def official_code_taken(code: str) -> Refused:
    """Another unit of this fund has the number."""
    return Refused(
        "official_code_taken",
        vi=f"Mã số này đã ghi cho đơn vị mã {code} của quỹ. Hãy dùng đơn vị đó, hoặc kiểm tra lại mã số.",
        en=f"This number is recorded for the fund's unit {code}. Use that unit, or check the number.",
        field="official_code",
        status=409,
    )


def person_is_private(field: str) -> Refused:
    """Numbers and groups of a person are sensitive."""
    return Refused(
        "person_is_private",
        vi="Không ghi mã số hay nhóm đối tượng của cá nhân; cá nhân vốn không bị giao chỉ tiêu. Hãy bỏ trống mục này.",
        en="No number and no group is recorded of a person, who is set no target anyway. Leave this empty.",
        field=field,
    )


def parent_is_person() -> Refused:
    """Only organisations have units below them."""
    return Refused(
        "parent_is_person",
        vi="Đơn vị cấp trên không thể là cá nhân. Hãy chọn một cơ quan, tổ chức, hoặc bỏ trống.",
        en="A person can't stand above a unit. Choose an organisation, or leave it empty.",
        field="parent_id",
    )


def parent_below() -> Refused:
    """The unit would stand above itself."""
    return Refused(
        "parent_below",
        vi="Đơn vị cấp trên được chọn lại nằm dưới chính đơn vị này. Hãy chọn đơn vị khác, hoặc sửa cấp dưới trước.",
        en="The unit chosen as parent stands below this one. Choose another, or move the lower one first.",
        field="parent_id",
        status=409,
    )


def merge_with_itself() -> Refused:
    """Two different units are merged."""
    return Refused(
        "merge_with_itself",
        vi="Không thể gộp một đơn vị vào chính nó. Hãy chọn đơn vị được giữ lại.",
        en="A unit can't be merged into itself. Choose the unit that stays.",
        field="into_unit_id",
    )


def merge_of_kinds() -> Refused:
    """A person and an organisation are not the same."""
    return Refused(
        "merge_of_kinds",
        vi="Cá nhân và tổ chức không phải là một. Hãy chỉ gộp cá nhân với cá nhân, tổ chức với tổ chức.",
        en="A person and an organisation are not one. Merge people with people, organisations with organisations.",
        field="into_unit_id",
    )


def merge_upwards() -> Refused:
    """The one that would stay stands below the one that would go."""
    return Refused(
        "merge_upwards",
        vi="Đơn vị giữ lại đang nằm dưới đơn vị bị gộp. Hãy chuyển nó sang cấp trên khác trước, hoặc gộp ngược lại.",
        en="The unit that stays stands below the one merged into it. Move it first, or merge the other way round.",
        field="into_unit_id",
        status=409,
    )


def consent_not_there() -> Refused:
    """There is no consent that could be withdrawn."""
    return Refused(
        "consent_not_there",
        vi="Người này chưa đồng ý nêu tên hoặc đã rút lại. Không cần làm gì: tên đang không được công khai.",
        en="There is no consent to withdraw. Nothing is to be done: the name is not shown.",
        field="given",
        status=409,
    )


def name_not_shown() -> Refused:
    """The gift shows no name that could be taken away."""
    return Refused(
        "name_not_shown",
        vi="Khoản này không công khai tên riêng nào. Nếu là tên của đơn vị, hãy rút đồng ý ở đơn vị đó.",
        en="This gift shows no name of its own. If the name is its unit's, withdraw the consent there.",
        field="gift_id",
        status=409,
    )
