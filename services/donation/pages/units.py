"""Units and people who give: the list, one of them, and registering one."""

from typing import Any, Final

from starlette.responses import Response

from services.donation.api.forms import UnitForm
from services.donation.api.papers import summary_pdf
from services.donation.commands.desk import Desk
from services.donation.commands.register import known_unit, register_unit
from services.donation.domain.campaigns import Progress
from services.donation.pages.sheet import Sheet
from services.donation.pages.units_typed import SUGGESTED, register_of, unit_typed
from services.donation.pages.visit import Visit
from services.donation.store import campaigns, donors, papers, register
from services.donation.store.find_units import find_units
from shared.db import Connection
from shared.text import fold

ROWS: Final = 100
GIFTS: Final = 200


async def unit_list(visit: Visit, sheet: Sheet) -> Response:
    """Units by name, or those that were searched for."""
    words = visit.query("q")
    after = visit.after(str, str)
    async with visit.office.database.connection() as conn:
        rows = await find_units(
            conn, visit.fund_id, words, after=(after[0], after[1]) if after else None, limit=ROWS + 1
        )
    last = rows[ROWS - 1] if len(rows) > ROWS else None
    following = visit.following(fold(last.name), last.code) if last else ""
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
            "parent": await register.unit(conn, head.parent_id) if head.parent_id else None,
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
    async with visit.office.database.connection() as conn:
        known = await find_units(conn, visit.fund_id, limit=SUGGESTED)
    return visit.page("unit_new.html", sheet=sheet, units=known)


async def take_unit(visit: Visit, sheet: Sheet) -> Response:
    """Register it."""
    sheet.inputs = {"parent_id": "parent", "fund_id": ""}
    async with visit.office.database.connection() as conn:
        known = await register_of(conn, visit.fund_id)
    body = {
        "fund_id": visit.fund_id,
        "code": sheet.text("code"),
        "name": sheet.text("name"),
        "kind": sheet.words("kind"),
        "name_consent_on": sheet.day("name_consent_on"),
        "parent_id": unit_typed(sheet, known, "parent"),
        "official_code": sheet.words("official_code"),
        "not_asked": sheet.words("not_asked"),
    }
    form = sheet.read(UnitForm, body)

    async def record(conn: Connection, desk: Desk) -> str:
        return f"/units/{(await register_unit(conn, desk, **form.model_dump())).unit_id}?new=1"

    return await visit.once(sheet, record)
