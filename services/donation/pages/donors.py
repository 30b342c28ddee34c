"""A unit among the others: its place, its name, merging a double; and who may be named in public."""

from typing import Final

from starlette.responses import Response

from services.donation.api.donor_shapes import ConsentForm, MergeForm, PlaceForm, WithdrawalForm
from services.donation.api.forms import Code, Name, Words
from services.donation.api.forms import Form as ApiForm
from services.donation.commands.desk import Desk
from services.donation.commands.donors import merge_unit, place_unit, record_consent, withdraw_name
from services.donation.commands.gifts import in_scope
from services.donation.commands.register import known_unit
from services.donation.commands.renaming import rename_unit
from services.donation.domain import refusals
from services.donation.domain.donors import Consent
from services.donation.domain.register import Unit
from services.donation.pages.filling import show_form, typed_body
from services.donation.pages.form import DAY_HINT, PRIVATE_HINT, Field, Form
from services.donation.pages.roles import READERS
from services.donation.pages.sheet import Sheet, Wrong
from services.donation.pages.units import ABOVE, CODE_HINT, OFFICIAL_CODE, UNASKED
from services.donation.pages.visit import Visit
from services.donation.store import donors, gifts, moving, register
from services.donation.store.find_units import names_of
from shared.db import Connection
from shared.errors import Refused
from shared.http import Sentence
from shared.web import format_day


class RenameForm(ApiForm):
    """What a unit is called from now on, under which code, and why; the reason is private."""

    name: Name
    code: Code
    reason: Words


PLACE: Final = Form(
    "Sửa thông tin đơn vị",
    (OFFICIAL_CODE, ABOVE, UNASKED),
    send="Ghi thay đổi",
    final="Thông tin mới thay thông tin cũ từ lúc này.",
)
RENAMING: Final = Form(
    "Đổi tên",
    (
        Field("name", focus=True),
        Field("code", longest=40, hint=CODE_HINT),
        Field("reason", longest=1000, hint=PRIVATE_HINT),
    ),
    send="Đổi tên",
    final="Tên mới đứng ở mã mới và mang theo mọi khoản, đơn vị trực thuộc và lời đồng ý. Phiếu thu cũ giữ nguyên tên "
    "đã viết. Không đổi ngược lại được.",
)
MERGE: Final = Form(
    "Gộp vào đơn vị khác",
    (
        Field("into", "unit", "into_unit_id", focus=True,
              hint="Đơn vị được giữ lại. Gõ một phần tên, có dấu hay không dấu, hoặc mã."),
        Field("reason", longest=1000, hint=PRIVATE_HINT),
    ),
    send="Xem những gì sẽ chuyển",
    final="Chưa gộp gì ở bước này.",
)  # fmt: skip
CONFIRMED: Final = Form(
    "Gộp hai đơn vị là một",
    (Field("into", "hidden"), Field("reason", "hidden"), Field("confirmed", "hidden")),
    send="Gộp",
    final="Gộp rồi không tách ra được. Mã bị gộp giữ các khoản đã ghi và không nhận khoản mới.",
)
CONSENT: Final = Form(
    "Công khai tên",
    (
        Field(
            "given", "radios", options={"yes": "Đồng ý cho nêu tên", "no": "Rút lại, không nêu tên nữa"},
            notes={"no": "Tên biến khỏi mọi trang công khai ngay, ở mọi mã của người này."},
        ),
        Field("said_on", "day", "on", hint=DAY_HINT),
        Field("how", longest=1000, hint="Ví dụ: giấy đồng ý có chữ ký, lưu hồ sơ số 12. Chỉ người của Quỹ đọc được."),
    ),
    send="Ghi lời này",
    final="Mỗi lời đồng ý hay rút lại là một mục riêng và không xoá được.",
)  # fmt: skip
WITHDRAWAL: Final = Form(
    "Rút tên khỏi trang công khai",
    (
        Field("said_on", "day", "on", hint=DAY_HINT),
        Field("how", longest=1000, focus=True, hint=PRIVATE_HINT),
    ),
    send="Rút tên",
    final="Trang công khai ghi “Nhà hảo tâm” ngay sau đó. Không nêu lại tên của khoản này được.",
)


async def placing(visit: Visit, sheet: Sheet) -> Response:
    """The form of a unit's place."""
    unit = await _unit(visit)
    if not sheet.typed:
        async with visit.office.database.connection() as conn:
            above = await names_of(conn, [unit.parent_id]) if unit.parent_id else {}
        sheet.typed |= {
            "official_code": unit.official_code or "",
            "parent": above[unit.parent_id].label if unit.parent_id else "",
            "not_asked": unit.not_asked or "",
        }
    return await _about(visit, sheet, PLACE, unit, people=False)


async def take_placing(visit: Visit, sheet: Sheet) -> Response:
    """Put it there."""
    unit_id = visit.id("unit_id")
    body = await typed_body(visit, sheet, PLACE)
    form = sheet.read(PlaceForm, body, whole=True)

    async def record(conn: Connection, desk: Desk) -> str:
        await place_unit(conn, desk, unit_id, **form.model_dump())
        return f"/units/{unit_id}"

    return await visit.once(sheet, record)


async def renaming(visit: Visit, sheet: Sheet) -> Response:
    """The form of another name."""
    unit = await _unit(visit)
    if not sheet.typed:
        sheet.typed["name"] = unit.name
    return await _about(visit, sheet, RENAMING, unit)


async def take_renaming(visit: Visit, sheet: Sheet) -> Response:
    """Call it so from now on."""
    unit_id = visit.id("unit_id")
    form = sheet.read(RenameForm, await typed_body(visit, sheet, RENAMING))

    async def record(conn: Connection, desk: Desk) -> str:
        return f"/units/{(await rename_unit(conn, desk, unit_id, **form.model_dump())).unit_id}?new=1"

    return await visit.once(sheet, record)


async def merging(visit: Visit, sheet: Sheet) -> Response:
    """The form that names the unit that is kept."""
    return await _about(visit, sheet, MERGE, await _unit(visit))


async def take_merging(visit: Visit, sheet: Sheet) -> Response:
    """First what would move is shown, with nothing changed; then, confirmed, it is merged."""
    unit = await _unit(visit)
    body = await typed_body(visit, sheet, MERGE)
    if not sheet.text("into"):
        sheet.refuse("into", Sentence("Hãy chọn đơn vị được giữ lại.", "Choose the unit that is kept."))
        body["into_unit_id"] = unit.unit_id
    form = sheet.read(MergeForm, body)
    if not sheet.ticked("confirmed"):
        return await _confirming(visit, sheet, unit, form)

    async def record(conn: Connection, desk: Desk) -> str:
        head = await merge_unit(conn, desk, unit.unit_id, form.into_unit_id, form.reason)
        return f"/units/{head.unit_id}?merged={unit.code}"

    return await visit.once(sheet, record)


async def _confirming(visit: Visit, sheet: Sheet, unit: Unit, form: MergeForm) -> Response:
    """What will move. Raises Wrong."""
    try:
        head = await _rehearsed(visit, unit, form)
    except Refused as refused:
        sheet.refuse_by(refused)
        raise Wrong from refused
    async with visit.office.database.connection() as conn:
        moves = await moving.moving(conn, unit.unit_id)
        below = await register.units(conn, unit.fund_id, parent_id=unit.unit_id, after=None, limit=50)
    sheet.typed |= {"into": head.code, "confirmed": "1", "reason": form.reason}
    return await show_form(
        visit, sheet, CONFIRMED, back=f"/units/{unit.unit_id}", template="unit_merge.html", unit=unit, head=head,
        moves=moves, below=below,
    )  # fmt: skip


async def _rehearsed(visit: Visit, unit: Unit, form: MergeForm) -> Unit:
    """The unit that would be kept: the merge is tried and undone, so that what it refuses is said before. Raises
    Refused."""
    async with visit.office.database.connection() as conn:
        trial = conn.transaction()
        await trial.start()
        try:
            return await merge_unit(conn, visit.office.desk(visit.actor), unit.unit_id, form.into_unit_id, form.reason)
        finally:
            await trial.rollback()


async def consents(visit: Visit, sheet: Sheet) -> Response:
    """What a person said about being named, and the form for another word."""
    unit = await _unit(visit)
    if not sheet.typed:
        sheet.typed["said_on"] = format_day(visit.today)
    async with visit.office.database.connection() as conn:
        said = await donors.consents(conn, unit.unit_id) if visit.may(*READERS) else None
    return await show_form(
        visit, sheet, CONSENT, back=f"/units/{unit.unit_id}", template="consents.html", unit=unit, said=said
    )  # fmt: skip


async def take_consent(visit: Visit, sheet: Sheet) -> Response:
    """Record it."""
    unit_id = visit.id("unit_id")
    body = await typed_body(visit, sheet, CONSENT)
    given = {"yes": True, "no": False}.get(sheet.text("given"))
    if given is None:
        sheet.refuse("given", Sentence("Hãy chọn đồng ý hay rút lại.", "Choose given or withdrawn."))
    form = sheet.read(ConsentForm, body | {"given": bool(given)})

    async def record(conn: Connection, desk: Desk) -> str:
        await record_consent(conn, desk, unit_id, Consent(form.given, form.on, form.how))
        return f"/units/{unit_id}/consents"

    return await visit.once(sheet, record)


async def withdrawing(visit: Visit, sheet: Sheet) -> Response:
    """The form that takes the name of a gift back."""
    async with visit.office.database.connection() as conn:
        gift = await gifts.gift(conn, visit.id("gift_id"))
    if gift is None or not in_scope(visit.actor, gift.fund_id):
        raise refusals.gift_unknown()
    if not sheet.typed:
        sheet.typed["said_on"] = format_day(visit.today)
    back = f"/gifts/{gift.gift_id}"
    return await show_form(visit, sheet, WITHDRAWAL, back=back, template="gift_form.html", gift=gift)


async def take_withdrawing(visit: Visit, sheet: Sheet) -> Response:
    """Show it no more."""
    gift_id = visit.id("gift_id")
    form = sheet.read(WithdrawalForm, await typed_body(visit, sheet, WITHDRAWAL))

    async def record(conn: Connection, desk: Desk) -> str:
        await withdraw_name(conn, desk, gift_id, form.on, form.how)
        return f"/gifts/{gift_id}"

    return await visit.once(sheet, record)


async def _unit(visit: Visit) -> Unit:
    async with visit.office.database.connection() as conn:
        return await known_unit(conn, visit.actor, visit.id("unit_id"))


async def _about(visit: Visit, sheet: Sheet, form: Form, unit: Unit, *, people: bool = True) -> Response:
    back = f"/units/{unit.unit_id}"
    return await show_form(visit, sheet, form, back=back, template="unit_form.html", unit=unit, people=people)
