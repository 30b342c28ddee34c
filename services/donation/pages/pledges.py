"""What was promised: the list, what is late, letters about it, recording a promise and cancelling it."""

from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from services.donation.api.pledge_shapes import CancelForm, PledgeForm
from services.donation.api.pledges import letters_pdf
from services.donation.commands import pledges as commands
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.commands.register import known_unit
from services.donation.domain import refusals
from services.donation.domain.pledge import MAX_DUES, Due, Pledge, dues_of
from services.donation.domain.register import Unit
from services.donation.pages.counter import open_campaigns, still_running
from services.donation.pages.filling import show_form, typed_body
from services.donation.pages.form import DAY_HINT, PRIVATE_HINT, SUM_HINT, Field, Form, Group, Rows, more_rows
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit, pairs
from services.donation.store import donors, pledges, register
from services.donation.store.pledges import Pledger
from shared.db import Connection
from shared.http import Sentence

ROWS: Final = 50
LATE: Final = 200

NEW_PLEDGE: Final = Form(
    "Ghi đăng ký ủng hộ",
    (
        Field("campaign_id", "select"),
        Field("unit", "unit", "unit_id", optional=True,
              hint="Đơn vị hứa thì chọn ở đây; cá nhân thì bỏ trống và ghi tên ở dưới."),
        Field("person_name", to="person.name", optional=True),
        Field("person_address", to="person.address", optional=True, longest=500),
        Field("amount", "money", hint=SUM_HINT),
        Field("due_on", "day", optional=True, hint=DAY_HINT),
        Group(
            "Nộp làm nhiều lần",
            (Rows("due", "Các lần nộp, cộng lại phải đúng số đăng ký",
                  (Field("due_on", "day"), Field("amount", "money")), "dues", ready=3, most=MAX_DUES),),
        ),
        Field("note", optional=True, longest=1000),
    ),
    send="Ghi đăng ký",
    final="Đăng ký không phải tiền và không có phiếu thu. Đổi ý thì kế toán huỷ đăng ký, có lý do.",
)  # fmt: skip
CANCELLING: Final = Form(
    "Huỷ đăng ký ủng hộ",
    (Field("reason", longest=1000, focus=True, hint=PRIVATE_HINT),),
    send="Huỷ phần chưa nộp",
    final="Không phục hồi được. Tiền đã nộp vẫn giữ nguyên.",
)


async def pledge_list(visit: Visit, sheet: Sheet) -> Response:
    """Promises of the fund or of a campaign, newest first."""
    campaign_id, after = visit.query_id("campaign"), visit.after(UUID)
    desk = visit.office.desk(visit.actor)
    async with visit.office.database.connection() as conn:
        unit = await _of_unit(conn, visit)
        rows = await pledges.pledges(
            conn, visit.fund_id, campaign_id=campaign_id,
            unit_ids=None if unit is None else [each.unit_id for each in unit],
            after=after[0] if after else None, limit=ROWS + 1,
        )  # fmt: skip
        campaigns = await register.campaigns(conn, visit.fund_id, after=None, limit=100)
        late = await pledges.overdue(conn, visit.fund_id, visit.today, campaign_id=campaign_id, limit=LATE)
    shown = [(kept, commands.standing_of(kept, desk)) for kept in rows[:ROWS]]
    following = visit.following(rows[ROWS - 1].pledge.pledge_id) if len(rows) > ROWS else ""
    return visit.page(
        "pledges.html", sheet=sheet, rows=shown, following=following, campaigns=campaigns, chosen=campaign_id,
        late=len(late), late_sum=sum(line.overdue for line in late), unit=unit[0] if unit else None,
    )  # fmt: skip


async def _of_unit(conn: Connection, visit: Visit) -> list[Unit] | None:
    """The unit that the address asks for and all that were merged into it; None for everybody."""
    unit_id = visit.query_id("unit")
    if unit_id is None:
        return None
    return await donors.group(conn, (await known_unit(conn, visit.actor, unit_id)).head_id)


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
        campaigns = await open_campaigns(conn, visit.fund_id, visit.today)
    if not sheet.typed and campaigns:
        first = (still_running(campaigns, visit.today) or campaigns)[0]
        sheet.typed["campaign_id"] = visit.query("campaign") or str(first.campaign_id)
    return await show_form(
        visit, sheet, NEW_PLEDGE, back="/pledges", template="pledge_new.html", campaigns=campaigns,
        choices={"campaign_id": pairs(campaigns, "campaign_id", "name")},
    )  # fmt: skip


async def take_pledge(visit: Visit, sheet: Sheet) -> Response:
    """Record it; or show more rows, when that is what was asked for."""
    if more_rows(sheet, NEW_PLEDGE):
        return await new_pledge(visit, sheet)
    body = await typed_body(visit, sheet, NEW_PLEDGE)
    if not sheet.text("due_on") and "dues" not in body:
        sheet.refuse("due_on", Sentence("Hãy ghi hạn nộp, ví dụ 27/07/2026.", "Say when it is due, as 27/07/2026."))
    form = sheet.read(PledgeForm, {"fund_id": visit.fund_id, **body})
    pledger = None if form.person is None else Pledger(form.person.name, form.person.address)

    async def record(conn: Connection, desk: Desk) -> str:
        dues = dues_of(form.amount, form.due_on, [Due(due.due_on, due.amount) for due in form.dues])
        made = Pledge(desk.new_id(), form.fund_id, form.campaign_id, form.unit_id, form.amount, dues, form.note)
        return f"/pledges/{(await commands.record_pledge(conn, desk, made, pledger)).pledge_id}"

    return await visit.once(sheet, record)


async def cancelling(visit: Visit, sheet: Sheet) -> Response:
    """The form that cancels a promise."""
    async with visit.office.database.connection() as conn:
        kept = await commands.known_pledge(conn, visit.actor, visit.id("pledge_id"))
    back = f"/pledges/{kept.pledge.pledge_id}"
    return await show_form(visit, sheet, CANCELLING, back=back, template="pledge_cancel.html", kept=kept)


async def take_cancelling(visit: Visit, sheet: Sheet) -> Response:
    """Cancel it."""
    pledge_id = visit.id("pledge_id")
    form = sheet.read(CancelForm, await typed_body(visit, sheet, CANCELLING))

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
