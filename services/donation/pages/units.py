"""Units and people who give: the list, one of them, and registering one."""

from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from services.donation.api.forms import UnitForm
from services.donation.api.papers import summary_pdf
from services.donation.commands.desk import Desk
from services.donation.commands.register import known_unit, register_unit
from services.donation.domain.campaigns import Progress
from services.donation.pages.filling import show_form, typed_body
from services.donation.pages.form import Field, Form
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit
from services.donation.store import campaigns, donors, moving, papers, register
from services.donation.store.find_units import find_units
from services.donation.words import NOT_ASKED
from shared.db import Connection
from shared.web.trade import UNIT_KINDS

ROWS: Final = 100
GIFTS: Final = 200

CODE_HINT: Final = "Chữ không dấu và số, ví dụ THCS-TL. Không đổi được về sau."
OFFICIAL_CODE: Final = Field(
    "official_code", optional=True, longest=40,
    hint="Mỗi đơn vị chỉ thuộc một quỹ: quỹ khác đã có mã này thì sẽ được báo.",
)  # fmt: skip
ABOVE: Final = Field(
    "parent", "unit", "parent_id", optional=True, hint="Gõ một phần tên, có dấu hay không dấu, hoặc mã."
)
UNASKED: Final = Field(
    "not_asked", "select", options=NOT_ASKED, nothing="Được vận động", optional=True,
    hint="Nhóm này không được giao chỉ tiêu, vẫn có thể tự nguyện ủng hộ.",
)  # fmt: skip
NEW_UNIT: Final = Form(
    "Thêm đơn vị",
    (
        Field("name", focus=True),
        Field("code", longest=40, hint=CODE_HINT),
        Field("kind", "select", options=UNIT_KINDS, nothing="Chọn loại"),
        OFFICIAL_CODE,
        ABOVE,
        UNASKED,
        Field("name_consent_on", "day", optional=True,
              hint="Chỉ ghi với cá nhân đã đồng ý, ví dụ 27/07/2026."),
    ),
    send="Thêm đơn vị",
    final="Mã và tên không xoá được; ghi trùng thì gộp về sau.",
)  # fmt: skip


async def unit_list(visit: Visit, sheet: Sheet) -> Response:
    """Units by name, or those that were searched for."""
    words = visit.query("q")
    after = visit.after(UUID)
    async with visit.office.database.connection() as conn:
        rows = await find_units(conn, visit.fund_id, words, after=after[0] if after else None, limit=ROWS + 1)
    following = visit.following(rows[ROWS - 1].unit_id) if len(rows) > ROWS else ""
    return visit.page("units.html", sheet=sheet, units=rows[:ROWS], words=words, following=following)


async def unit(visit: Visit, sheet: Sheet) -> Response:
    """One unit: what it is, and what it gave in a year with all that were merged into it."""
    year = visit.year()
    async with visit.office.database.connection() as conn:
        asked = await known_unit(conn, visit.actor, visit.id("unit_id"))
        head = (await donors.group(conn, asked.head_id))[0]
        found = await campaigns.progress_by_unit(conn, head.fund_id, year, year, unit_id=head.unit_id, limit=1)
        context: dict[str, Any] = {
            "unit": head,
            "asked": asked,
            "progress": found[0].progress if found else Progress(0, 0, 0, 0, 0, 0, 0),
            "paid_by_others": found[0].paid_by_others if found else 0,
            "above": await moving.path_to(conn, head.unit_id),
            "below": await register.units(conn, head.fund_id, parent_id=head.unit_id, after=None, limit=ROWS),
            "merged": await donors.merged(conn, head.unit_id),
            "given": await papers.given(conn, head.fund_id, head.unit_id, year, limit=GIFTS),
        }
    return visit.page("unit.html", sheet=sheet, year=year, is_new=visit.query("new") == "1", **context)


async def summary(visit: Visit, sheet: Sheet) -> Response:
    """What a unit gave in a year, as PDF."""
    return await summary_pdf(visit.office, visit.actor, visit.id("unit_id"), visit.year())


async def new_unit(visit: Visit, sheet: Sheet) -> Response:
    """The form of a unit."""
    return await show_form(visit, sheet, NEW_UNIT, back="/units")


async def take_unit(visit: Visit, sheet: Sheet) -> Response:
    """Register it."""
    form = sheet.read(UnitForm, {"fund_id": visit.fund_id, **await typed_body(visit, sheet, NEW_UNIT)})

    async def record(conn: Connection, desk: Desk) -> str:
        return f"/units/{(await register_unit(conn, desk, **form.model_dump())).unit_id}?new=1"

    return await visit.once(sheet, record)
