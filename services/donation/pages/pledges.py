"""What was promised: the list, what is late, letters about it, recording a promise and cancelling it."""

from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from services.donation.api.pledge_shapes import CancelForm, PledgeForm
from services.donation.api.pledges import letters_pdf
from services.donation.commands import pledges as commands
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.domain import refusals
from services.donation.domain.pledge import Pledge, dues_of
from services.donation.pages.counter import open_campaigns, still_running
from services.donation.pages.sheet import Sheet
from services.donation.pages.units_typed import SUGGESTED, register_of, unit_typed
from services.donation.pages.visit import Visit
from services.donation.store import pledges, register
from services.donation.store.find_units import find_units
from services.donation.store.pledges import Pledger
from shared.db import Connection
from shared.http import Sentence

ROWS: Final = 50
LATE: Final = 200


async def pledge_list(visit: Visit, sheet: Sheet) -> Response:
    """Promises of the fund or of a campaign, newest first."""
    campaign_id, after = visit.query_id("campaign"), visit.after(UUID)
    desk = visit.office.desk(visit.actor)
    async with visit.office.database.connection() as conn:
        rows = await pledges.pledges(
            conn, visit.fund_id, campaign_id=campaign_id, unit_ids=None, after=after[0] if after else None,
            limit=ROWS + 1,
        )  # fmt: skip
        campaigns = await register.campaigns(conn, visit.fund_id, after=None, limit=100)
        late = await pledges.overdue(conn, visit.fund_id, visit.today, campaign_id=campaign_id, limit=LATE)
    shown = [(kept, commands.standing_of(kept, desk)) for kept in rows[:ROWS]]
    following = visit.following(rows[ROWS - 1].pledge.pledge_id) if len(rows) > ROWS else ""
    return visit.page(
        "pledges.html", sheet=sheet, rows=shown, following=following, campaigns=campaigns, chosen=campaign_id,
        late=len(late), late_sum=sum(line.overdue for line in late),
    )  # fmt: skip


async def overdue(visit: Visit, sheet: Sheet) -> Response:
    """What organisations promised themselves and is late, by its day."""
    async with visit.office.database.connection() as conn:
        late = await pledges.overdue(conn, visit.fund_id, visit.today, limit=LATE)
        campaigns = await register.campaigns(conn, visit.fund_id, after=None, limit=100)
    named = {campaign.campaign_id: campaign for campaign in campaigns}
    groups: dict[UUID, list[Any]] = {}
    for line in late:
        groups.setdefault(line.campaign_id, []).append(line)
    return visit.page("overdue.html", sheet=sheet, groups=groups, campaigns=named, total=sum(x.overdue for x in late))


async def pledge(visit: Visit, sheet: Sheet) -> Response:
    """One promise with its private words."""
    pledge_id = visit.id("pledge_id")
    async with visit.office.database.connection() as conn:
        kept = await commands.known_pledge(conn, visit.actor, pledge_id)
        context: dict[str, Any] = {
            "kept": kept,
            "standing": commands.standing_of(kept, visit.office.desk(visit.actor)),
            "person": await pledges.pledger(conn, pledge_id),
            "reason": await pledges.cancel_reason(conn, pledge_id),
            "campaign": await register.campaign(conn, kept.pledge.campaign_id),
        }
    return visit.page("pledge.html", sheet=sheet, **context)


async def new_pledge(visit: Visit, sheet: Sheet) -> Response:
    """The form of a promise."""
    async with visit.office.database.connection() as conn:
        units = await find_units(conn, visit.fund_id, limit=SUGGESTED)
        campaigns = await open_campaigns(conn, visit.fund_id, visit.today)
    if not sheet.typed and campaigns:
        first = (still_running(campaigns, visit.today) or campaigns)[0]
        sheet.typed["campaign_id"] = visit.query("campaign") or str(first.campaign_id)
    return visit.page("pledge_new.html", sheet=sheet, units=units, campaigns=campaigns)


async def take_pledge(visit: Visit, sheet: Sheet) -> Response:
    """Record it."""
    sheet.inputs = {"unit_id": "unit", "person": "person_name", "person.name": "person_name",
                    "person.address": "person_address", "fund_id": "", "dues": "due_on"}  # fmt: skip
    async with visit.office.database.connection() as conn:
        unit_id = unit_typed(sheet, await register_of(conn, visit.fund_id))
    name = sheet.words("person_name")
    person = None if name is None else {"name": name, "address": sheet.words("person_address")}
    if not sheet.text("due_on"):
        sheet.refuse("due_on", Sentence("Hãy ghi hạn nộp, ví dụ 27/07/2026.", "Say when it is due, as 27/07/2026."))
    body = {
        "fund_id": visit.fund_id,
        "campaign_id": sheet.words("campaign_id"),
        "unit_id": unit_id,
        "person": person,
        "amount": sheet.amount("amount"),
        "due_on": sheet.day("due_on"),
        "note": sheet.words("note"),
    }
    form = sheet.read(PledgeForm, body)
    pledger = None if form.person is None else Pledger(form.person.name, form.person.address)

    async def record(conn: Connection, desk: Desk) -> str:
        dues = dues_of(form.amount, form.due_on, ())
        made = Pledge(desk.new_id(), form.fund_id, form.campaign_id, form.unit_id, form.amount, dues, form.note)
        return f"/pledges/{(await commands.record_pledge(conn, desk, made, pledger)).pledge_id}"

    return await visit.once(sheet, record)


async def cancelling(visit: Visit, sheet: Sheet) -> Response:
    """The form that cancels a promise."""
    async with visit.office.database.connection() as conn:
        kept = await commands.known_pledge(conn, visit.actor, visit.id("pledge_id"))
    return visit.page("pledge_cancel.html", sheet=sheet, kept=kept)


async def take_cancelling(visit: Visit, sheet: Sheet) -> Response:
    """Cancel it."""
    pledge_id = visit.id("pledge_id")
    form = sheet.read(CancelForm, {"reason": sheet.words("reason")})

    async def record(conn: Connection, desk: Desk) -> str:
        await commands.cancel_pledge(conn, desk, pledge_id, form.reason)
        return f"/pledges/{pledge_id}"

    return await visit.once(sheet, record)


async def remind(visit: Visit, sheet: Sheet) -> Response:
    """Write one letter."""
    pledge_id = visit.id("pledge_id")

    async def record(conn: Connection, desk: Desk) -> str:
        return f"/reminders/{(await commands.remind_of_pledge(conn, desk, pledge_id)).reminder_id}"

    return await visit.once(sheet, record)


async def remind_campaign(visit: Visit, sheet: Sheet) -> Response:
    """Write the letters of a campaign."""
    campaign_id = visit.id("campaign_id")

    async def record(conn: Connection, desk: Desk) -> str:
        done = await commands.remind_of_campaign(conn, desk, campaign_id)
        return f"/reminders/{done.reminder_id}"

    return await visit.once(sheet, record)


async def reminder(visit: Visit, sheet: Sheet) -> Response:
    """Letters that were just written, to be printed."""
    async with visit.office.database.connection() as conn:
        found = await pledges.reminder(conn, visit.id("reminder_id"))
    if found is None or not in_scope(visit.actor, found.fund_id):
        raise refusals.reminder_unknown()
    return visit.page("reminder.html", sheet=sheet, reminder=found)


async def letters(visit: Visit, sheet: Sheet) -> Response:
    """The letters as PDF."""
    return await letters_pdf(visit.office, visit.actor, visit.id("reminder_id"))
