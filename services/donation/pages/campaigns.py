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
from services.donation.pages.sheet import Sheet
from services.donation.pages.units_typed import SUGGESTED, register_of, unit_typed
from services.donation.pages.visit import Visit
from services.donation.store import campaigns, register
from services.donation.store.campaigns import UnitProgress
from services.donation.store.find_units import find_units
from shared.db import Connection
from shared.http import Sentence
from shared.text import fold

ROWS: Final = 100
ALL: Final = 100_000


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
    units.sort(key=lambda unit: (fold(unit.name), unit.code))
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
    return visit.page("campaign_new.html", sheet=sheet)


async def take_campaign(visit: Visit, sheet: Sheet) -> Response:
    """Open it."""
    sheet.inputs = {"fund_id": ""}
    body = {
        "fund_id": visit.fund_id,
        "code": sheet.text("code"),
        "name": sheet.text("name"),
        "year": sheet.whole("year"),
        "opens_on": sheet.day("opens_on"),
        "closes_on": sheet.day("closes_on"),
        "suggested_level": sheet.words("suggested_level"),
    }
    form = sheet.read(CampaignForm, body)

    async def record(conn: Connection, desk: Desk) -> str:
        return f"/campaigns/{(await open_campaign(conn, desk, **form.model_dump())).campaign_id}"

    return await visit.once(sheet, record)


async def target(visit: Visit, sheet: Sheet) -> Response:
    """The form of a unit's target."""
    async with visit.office.database.connection() as conn:
        found = await _found(conn, visit)
        units = await find_units(conn, found.fund_id, limit=SUGGESTED)
        asked = [unit for unit in units if unit.kind != "person"]
    if not sheet.typed:
        sheet.typed |= {"unit": visit.query("unit"), "set_by_level": visit.query("level")}
    return visit.page("target.html", sheet=sheet, campaign=found, units=asked)


async def take_target(visit: Visit, sheet: Sheet) -> Response:
    """Set it."""
    sheet.inputs = {"unit_id": "unit", "campaign_id": ""}
    campaign_id = visit.id("campaign_id")
    async with visit.office.database.connection() as conn:
        found = await _found(conn, visit)
        unit_id = unit_typed(sheet, await register_of(conn, found.fund_id))
    if not sheet.text("unit"):
        sheet.refuse("unit", Sentence("Hãy chọn đơn vị được giao chỉ tiêu.", "Choose the unit that is asked."))
    body = {
        "amount": sheet.amount("amount"),
        "set_by_level": sheet.words("set_by_level"),
        "legal_basis": sheet.words("legal_basis"),
    }
    form = sheet.read(TargetForm, body)
    if unit_id is None:
        raise LookupError("a target without a unit")

    async def record(conn: Connection, desk: Desk) -> str:
        await set_target(conn, desk, campaign_id, unit_id, Asked(**form.model_dump()))
        return f"/campaigns/{campaign_id}"

    return await visit.once(sheet, record)


async def extension(visit: Visit, sheet: Sheet) -> Response:
    """The form of a later closing day."""
    async with visit.office.database.connection() as conn:
        return visit.page("campaign_extend.html", sheet=sheet, campaign=await _found(conn, visit))


async def take_extension(visit: Visit, sheet: Sheet) -> Response:
    """Extend it."""
    campaign_id = visit.id("campaign_id")
    form = sheet.read(ExtensionForm, {"closes_on": sheet.day("closes_on"), "reason": sheet.words("reason")})

    async def record(conn: Connection, desk: Desk) -> str:
        await extend_campaign(conn, desk, campaign_id, form.closes_on, form.reason)
        return f"/campaigns/{campaign_id}"

    return await visit.once(sheet, record)


async def closing(visit: Visit, sheet: Sheet) -> Response:
    """The form that closes a campaign before its time."""
    async with visit.office.database.connection() as conn:
        return visit.page("campaign_close.html", sheet=sheet, campaign=await _found(conn, visit))


async def take_closing(visit: Visit, sheet: Sheet) -> Response:
    """Close it."""
    campaign_id = visit.id("campaign_id")
    form = sheet.read(EndForm, {"reason": sheet.words("reason")})

    async def record(conn: Connection, desk: Desk) -> str:
        await close_campaign(conn, desk, campaign_id, form.reason)
        return f"/campaigns/{campaign_id}"

    return await visit.once(sheet, record)


async def _found(conn: Connection, visit: Visit) -> Campaign:
    return await known_campaign(conn, visit.actor, visit.id("campaign_id"))
