"""Entering a paper list: as many rows as it has, and the count and total that stand on it."""

from typing import Final
from uuid import UUID

from starlette.responses import Response

from services.donation.api.batches import BatchForm, gifts_of
from services.donation.commands.batches import record_batch
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.domain import refusals
from services.donation.domain.batch import MAX_LINES, Control
from services.donation.pages.counter import CAMPAIGN, CHANNEL, open_campaigns, still_running
from services.donation.pages.filling import show_form, typed_body
from services.donation.pages.form import DAY_HINT, Field, Form, Rows, more_rows
from services.donation.pages.sheet import Sheet, label_of
from services.donation.pages.visit import Visit, pairs
from services.donation.store import batches
from services.donation.store.find_units import names_of
from shared.db import Connection
from shared.http import Sentence
from shared.web import format_day

ROWS: Final = 50
NEW_BATCH: Final = Form(
    "Nhập danh sách mới",
    (
        Field("control_count", "number", hint="Đếm trên giấy.", focus=True),
        Field("control_total", "money", hint="Số ghi ở cuối tờ giấy."),
        Field("received_on", "day", hint=DAY_HINT),
        CAMPAIGN,
        CHANNEL,
        Rows(
            "line", "Các dòng",
            (
                Field("unit", "unit", "unit_id", optional=True),
                Field("payer_name", optional=True),
                Field("reason", optional=True, longest=1000),
                Field("amount", "money"),
            ),
            "lines", ready=10, most=MAX_LINES,
        ),
    ),
    send="Ghi cả danh sách",
    final="Mỗi dòng nhận một số phiếu thu liền nhau và không xoá được. "
    "Chưa khớp số dòng hoặc tổng tiền thì chưa dòng nào được ghi.",
)  # fmt: skip


async def batch_list(visit: Visit, sheet: Sheet) -> Response:
    """The lists that were entered, newest first."""
    after = visit.after(UUID)
    async with visit.office.database.connection() as conn:
        rows = await batches.batches(
            conn, fund_id=visit.fund_id, batch_id=None, after=after[0] if after else None, limit=ROWS + 1
        )
    following = visit.following(rows[ROWS - 1].batch_id) if len(rows) > ROWS else ""
    return visit.page("batches.html", sheet=sheet, batches=rows[:ROWS], following=following)


async def batch(visit: Visit, sheet: Sheet) -> Response:
    """One list with its receipts."""
    batch_id = visit.id("batch_id")
    after = visit.after(int)
    async with visit.office.database.connection() as conn:
        found = await batches.batches(conn, fund_id=None, batch_id=batch_id, after=None, limit=1)
        if not found or not in_scope(visit.actor, found[0].fund_id):
            raise refusals.batch_unknown()
        lines = await batches.lines(conn, batch_id, after=after[0] if after else 0, limit=ROWS + 1)
        units = await names_of(conn, [line.unit_id for line in lines if line.unit_id])
    following = visit.following(lines[ROWS - 1].n) if len(lines) > ROWS else ""
    return visit.page(
        "batch.html", sheet=sheet, batch=found[0], lines=lines[:ROWS], units=units, following=following,
        is_new=visit.query("new") == "1",
    )  # fmt: skip


async def new_batch(visit: Visit, sheet: Sheet) -> Response:
    """The form of a list."""
    async with visit.office.database.connection() as conn:
        campaigns = await open_campaigns(conn, visit.fund_id, visit.today)
    if not sheet.typed:
        sheet.typed |= {"received_on": format_day(visit.today), "channel": "cash"}
        if running := still_running(campaigns, visit.today):
            sheet.typed["campaign_id"] = str(running[0].campaign_id)
    choices = {"campaign_id": pairs(campaigns, "campaign_id", "name")}
    return await show_form(visit, sheet, NEW_BATCH, back="/batches", choices=choices)


async def take_batch(visit: Visit, sheet: Sheet) -> Response:
    """Post the list; or show more rows, when that is what was asked for."""
    if more_rows(sheet, NEW_BATCH):
        return await new_batch(visit, sheet)
    body = await typed_body(visit, sheet, NEW_BATCH)
    if "lines" not in body:
        sheet.refuse("line", Sentence("Danh sách chưa có dòng nào. Hãy nhập ít nhất một dòng.",
                                      "The list has no line yet. Enter one at least."))  # fmt: skip
        sheet.check()
    form = sheet.read(BatchForm, {"fund_id": visit.fund_id, **body})
    visit.actor.check_fund(form.fund_id)
    gifts = gifts_of(form, visit.office.new_id, recorded_by=visit.actor.id, name=label_of)

    async def record(conn: Connection, desk: Desk) -> str:
        control = Control(form.control_count, form.control_total)
        return f"/batches/{await record_batch(conn, desk, control, gifts)}?new=1"

    return await visit.once(sheet, record)
