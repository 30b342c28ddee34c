"""Entering a paper list: as many rows as it has, and the count and total that stand on it."""

from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from services.donation.api.batches import BatchForm, gifts_of
from services.donation.commands.batches import record_batch
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.domain import refusals
from services.donation.domain.batch import MAX_LINES, Control
from services.donation.pages.counter import open_campaigns, still_running
from services.donation.pages.sheet import Sheet, label_of
from services.donation.pages.units_typed import SUGGESTED, Register, register_of, unit_typed
from services.donation.pages.visit import Visit
from services.donation.store import batches
from services.donation.store.find_units import find_units, names_of
from shared.db import Connection
from shared.http import Sentence
from shared.web import format_day

ROWS: Final = 50
EMPTY: Final = 10
"""Rows that stand ready."""
CELLS: Final = ("unit", "payer_name", "amount", "reason")


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
        units = await find_units(conn, visit.fund_id, limit=SUGGESTED)
        campaigns = await open_campaigns(conn, visit.fund_id, visit.today)
    if not sheet.typed:
        sheet.typed |= {"received_on": format_day(visit.today), "channel": "cash"}
        if running := still_running(campaigns, visit.today):
            sheet.typed["campaign_id"] = str(running[0].campaign_id)
    rows = max(EMPTY, _rows(sheet))
    return visit.page("batch_new.html", sheet=sheet, units=units, campaigns=campaigns, rows=rows, most=MAX_LINES)


async def take_batch(visit: Visit, sheet: Sheet) -> Response:
    """Post the list; or show more rows, when that is what was asked for."""
    filled = _close_up(sheet)
    if sheet.ticked("more"):
        sheet.typed["rows"] = str(min(MAX_LINES, max(_rows(sheet), EMPTY, filled) + EMPTY))
        return await new_batch(visit, sheet)
    async with visit.office.database.connection() as conn:
        known = await register_of(conn, visit.fund_id)
    sheet.inputs = {"fund_id": "", "lines": ""} | {
        f"lines.{n}.{field}": f"line-{n}-{cell}"
        for n in range(filled)
        for cell, field in zip(CELLS, ("unit_id", *CELLS[1:]), strict=True)
    }
    body = {
        "fund_id": visit.fund_id,
        "campaign_id": sheet.words("campaign_id"),
        "channel": sheet.text("channel"),
        "received_on": sheet.day("received_on"),
        "control_count": sheet.whole("control_count"),
        "control_total": sheet.amount("control_total"),
        "lines": [_line(sheet, n, known) for n in range(filled)],
    }
    if not filled:
        sheet.refuse("", Sentence("Danh sách chưa có dòng nào. Hãy nhập ít nhất một dòng.",
                                  "The list has no line yet. Enter one at least."))  # fmt: skip
        sheet.check()
    form = sheet.read(BatchForm, body)
    visit.actor.check_fund(form.fund_id)
    gifts = gifts_of(form, visit.office.new_id, recorded_by=visit.actor.id, name=label_of)

    async def record(conn: Connection, desk: Desk) -> str:
        control = Control(form.control_count, form.control_total)
        return f"/batches/{await record_batch(conn, desk, control, gifts)}?new=1"

    return await visit.once(sheet, record)


def _line(sheet: Sheet, n: int, known: Register) -> dict[str, Any]:
    cell = f"line-{n}-"
    line = {
        "unit_id": unit_typed(sheet, known, f"{cell}unit"),
        "payer_name": sheet.words(f"{cell}payer_name"),
        "amount": sheet.amount(f"{cell}amount"),
        "reason": sheet.words(f"{cell}reason"),
    }
    return {name: value for name, value in line.items() if value is not None}


def _rows(sheet: Sheet) -> int:
    """How many rows the form shows."""
    text = sheet.text("rows")
    return min(int(text), MAX_LINES) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _close_up(sheet: Sheet) -> int:
    """Move the rows that are filled in together, so that line 3 is the third row; how many they are."""
    typed: list[dict[str, str]] = []
    for n in range(max(_rows(sheet), EMPTY)):
        row = {cell: sheet.typed.pop(f"line-{n}-{cell}", "").strip() for cell in (*CELLS, "unit-pick")}
        if any(row.values()):
            typed.append(row)
    for n, row in enumerate(typed):
        sheet.typed |= {f"line-{n}-{cell}": value for cell, value in row.items()}
    return len(typed)
