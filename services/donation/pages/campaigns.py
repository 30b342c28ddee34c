"""Campaigns: how far each has come, its units' targets, and opening, extending and closing it."""

from typing import Final
from uuid import UUID

from starlette.responses import Response

from services.donation.api.campaigns import EndForm, ExtensionForm
from services.donation.api.forms import CampaignForm, TargetForm
from services.donation.commands.campaigns import close_campaign, extend_campaign
from services.donation.commands.desk import Desk
from services.donation.commands.register import known_campaign, open_campaign, set_target
from services.donation.domain.register import Asked, Campaign
from services.donation.pages.filling import show_form, typed_body
from services.donation.pages.form import DAY_HINT, PRIVATE_HINT, Field, Form
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit
from services.donation.store import campaigns, register
from services.donation.store.campaigns import UnitProgress
from services.donation.words import LEVELS
from shared.db import Connection
from shared.http import Sentence
from shared.text import order_of

ROWS: Final = 100
ALL: Final = 100_000

NEW_CAMPAIGN: Final = Form(
    "Mở đợt vận động",
    (
        Field("name", focus=True, hint="Ví dụ: Đợt 27/7 năm 2026."),
        Field("code", longest=40, hint="Chữ không dấu và số, ví dụ 27-7-2026."),
        Field("year", "number", hint="Năm mà kết quả được tính vào."),
        Field("opens_on", "day", hint="Ngày/tháng/năm, ví dụ 28/06/2026."),
        Field("closes_on", "day", hint="Tiền nộp muộn vẫn tính cho đợt đến hết năm."),
        Field("suggested_level", optional=True, hint="Viết bằng chữ, ví dụ: một ngày lương. Không phải mức bắt buộc."),
    ),
    send="Mở đợt",
    final="Mã và năm không đổi được về sau; ngày kết thúc có thể kéo dài.",
)
TARGET: Final = Form(
    "Giao chỉ tiêu",
    (
        Field("unit", "unit", "unit_id"),
        Field("amount", "money", hint="Đồng. Ghi 0 để bỏ chỉ tiêu đã giao."),
        Field("set_by_level", "select", options=LEVELS, nothing="Không ghi", optional=True),
        Field("legal_basis", optional=True, longest=1000,
              hint="Văn bản giao chỉ tiêu, ví dụ: Kế hoạch số 12/KH-UBND."),
    ),
    send="Giao chỉ tiêu",
    final="Chỉ tiêu mới thay chỉ tiêu cũ của đơn vị trong đợt này và hiện trên trang công khai.",
)  # fmt: skip
EXTENSION: Final = Form(
    "Kéo dài đợt vận động",
    (Field("closes_on", "day", focus=True, hint=DAY_HINT), Field("reason", longest=1000, hint=PRIVATE_HINT)),
    send="Kéo dài",
    final="Ngày mới hiện trên trang công khai và không rút ngắn lại được.",
)
CLOSING: Final = Form(
    "Đóng sớm đợt vận động",
    (Field("reason", longest=1000, focus=True, hint=PRIVATE_HINT),),
    send="Đóng đợt hôm nay",
    final="Đóng rồi không mở lại được: không thêm chỉ tiêu và đăng ký mới. Tiền nộp muộn vẫn tính cho đợt đến hết năm.",
)


async def campaign_list(visit: Visit, sheet: Sheet) -> Response:
    """The fund's campaigns, newest first, each with how far it has come."""
    after = visit.after(UUID)
    async with visit.office.database.connection() as conn:
        found = await register.campaigns(conn, visit.fund_id, after=after[0] if after else None, limit=21)
        rows = [(campaign, await campaigns.progress(conn, campaign)) for campaign in found[:20]]
    following = visit.following(found[19].campaign_id) if len(found) > 20 else ""
    return visit.page("campaigns.html", sheet=sheet, rows=rows, following=following)


async def campaign(visit: Visit, sheet: Sheet) -> Response:
    """One campaign: its figures, and its units by name. Nobody is ranked, and nobody is listed for having given
    nothing."""
    async with visit.office.database.connection() as conn:
        found = await known_campaign(conn, visit.actor, visit.id("campaign_id"))
        progress = await campaigns.progress(conn, found)
        units = await campaigns.progress_by_unit(
            conn, found.fund_id, found.opens_on.year, found.last_day.year, campaign_id=found.campaign_id, limit=ALL
        )
    units.sort(key=lambda unit: (order_of(unit.name), unit.code))
    begin = _begin(visit)
    return visit.page(
        "campaign.html", sheet=sheet, campaign=found, progress=progress, units=units[begin : begin + ROWS],
        others=progress.actual - _sum(units), previous=visit.here(begin=max(0, begin - ROWS)) if begin else "",
        following=visit.here(begin=begin + ROWS) if len(units) > begin + ROWS else "", count=len(units),
        is_open=found.closed_on is None and visit.today <= found.last_day,
    )  # fmt: skip


def _sum(units: list[UnitProgress]) -> int:
    return sum(unit.received - unit.reversed for unit in units)


def _begin(visit: Visit) -> int:
    text = visit.query("begin")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


async def new_campaign(visit: Visit, sheet: Sheet) -> Response:
    """The form of a campaign."""
    if not sheet.typed:
        sheet.typed["year"] = str(visit.today.year)
    return await show_form(visit, sheet, NEW_CAMPAIGN, back="/campaigns")


async def take_campaign(visit: Visit, sheet: Sheet) -> Response:
    """Open it."""
    form = sheet.read(CampaignForm, {"fund_id": visit.fund_id, **await typed_body(visit, sheet, NEW_CAMPAIGN)})

    async def record(conn: Connection, desk: Desk) -> str:
        return f"/campaigns/{(await open_campaign(conn, desk, **form.model_dump())).campaign_id}"

    return await visit.once(sheet, record)


async def target(visit: Visit, sheet: Sheet) -> Response:
    """The form of a unit's target."""
    async with visit.office.database.connection() as conn:
        found = await _found(conn, visit)
    if not sheet.typed:
        sheet.typed |= {"unit": visit.query("unit"), "set_by_level": visit.query("level")}
    return await show_form(
        visit, sheet, TARGET, back=f"/campaigns/{found.campaign_id}", template="campaign_form.html", campaign=found,
        people=False,
    )  # fmt: skip


async def take_target(visit: Visit, sheet: Sheet) -> Response:
    """Set it."""
    campaign_id = visit.id("campaign_id")
    async with visit.office.database.connection() as conn:
        await _found(conn, visit)
    body = await typed_body(visit, sheet, TARGET)
    sheet.inputs = {**sheet.inputs, "campaign_id": ""}
    unit_id = body.pop("unit_id", None)
    if not sheet.text("unit"):
        sheet.refuse("unit", Sentence("Hãy chọn đơn vị được giao chỉ tiêu.", "Choose the unit that is asked."))
    form = sheet.read(TargetForm, body)
    if unit_id is None:
        raise LookupError("a target without a unit")

    async def record(conn: Connection, desk: Desk) -> str:
        await set_target(conn, desk, campaign_id, unit_id, Asked(**form.model_dump()))
        return f"/campaigns/{campaign_id}"

    return await visit.once(sheet, record)


async def extension(visit: Visit, sheet: Sheet) -> Response:
    """The form of a later closing day."""
    return await _ending(visit, sheet, EXTENSION)


async def take_extension(visit: Visit, sheet: Sheet) -> Response:
    """Extend it."""
    campaign_id = visit.id("campaign_id")
    form = sheet.read(ExtensionForm, await typed_body(visit, sheet, EXTENSION))

    async def record(conn: Connection, desk: Desk) -> str:
        await extend_campaign(conn, desk, campaign_id, form.closes_on, form.reason)
        return f"/campaigns/{campaign_id}"

    return await visit.once(sheet, record)


async def closing(visit: Visit, sheet: Sheet) -> Response:
    """The form that closes a campaign before its time."""
    return await _ending(visit, sheet, CLOSING)


async def take_closing(visit: Visit, sheet: Sheet) -> Response:
    """Close it."""
    campaign_id = visit.id("campaign_id")
    form = sheet.read(EndForm, await typed_body(visit, sheet, CLOSING))

    async def record(conn: Connection, desk: Desk) -> str:
        await close_campaign(conn, desk, campaign_id, form.reason)
        return f"/campaigns/{campaign_id}"

    return await visit.once(sheet, record)


async def _ending(visit: Visit, sheet: Sheet, form: Form) -> Response:
    async with visit.office.database.connection() as conn:
        found = await _found(conn, visit)
    return await show_form(
        visit, sheet, form, back=f"/campaigns/{found.campaign_id}", template="campaign_form.html", campaign=found
    )


async def _found(conn: Connection, visit: Visit) -> Campaign:
    return await known_campaign(conn, visit.actor, visit.id("campaign_id"))
