"""Receipts: the list, one of them, its printing, and what takes it back."""

from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from services.donation.api.forms import ReversalForm, VoidForm
from services.donation.api.papers import PrintForm, print_pdf
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope, reverse_gift
from services.donation.commands.prints import print_receipt
from services.donation.domain import refusals
from services.donation.pages.filling import show_form, typed_body
from services.donation.pages.form import PRIVATE_HINT, Field, Form
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit
from services.donation.store import attached, gifts, prints, recent, refunds, register, split
from services.donation.store.find_units import names_of
from services.donation.store.gifts import ShownGift
from shared.db import Connection
from shared.http import Sentence
from shared.web import format_day

ROWS: Final = 50

REASON: Final = Field("reason", longest=1000, hint=PRIVATE_HINT)
VOID: Final = Form(
    "Huỷ phiếu thu",
    (Field("reason", longest=1000, focus=True, hint="Vì sao phiếu sai. Chỉ người của Quỹ đọc được."),),
    send="Huỷ phiếu này",
    final="Phiếu huỷ giữ nguyên số trong quyển và không phục hồi được. Khoản đúng phải ghi thành phiếu mới.",
)
REVERSAL: Final = Form(
    "Thu hồi khoản đã ghi ở phiếu",
    (
        Field(
            "kind", "radios", options={"refund": "Hoàn trả", "correction": "Ghi lại cho đúng"},
            notes={
                "refund": "Tiền được trả lại cho người ủng hộ.",
                "correction": "Một khoản khác sẽ thay cho khoản này.",
            },
        ),
        Field("reversed_on", "day", hint="Ngày trong năm còn mở sổ, ví dụ 27/07/2026."),
        REASON,
    ),
    send="Ghi bút toán thu hồi",
    final="Cả khoản được thu hồi bằng một bút toán mới, không xoá phiếu cũ và không làm lại được.",
)  # fmt: skip


async def gift_list(visit: Visit, sheet: Sheet) -> Response:
    """The receipts of a fund, newest first; or straight to the one whose number was typed."""
    fund_id, number = visit.fund_id, visit.query("number", 60)
    async with visit.office.database.connection() as conn:
        if number:
            gift_id = await _numbered(conn, visit, number)
            if gift_id is not None:
                return visit.go(f"/gifts/{gift_id}")
        after = visit.after(UUID)
        rows = await recent.slips(conn, fund_id, after=after[0] if after else None, limit=ROWS + 1)
    following = visit.following(rows[ROWS - 1].gift_id) if len(rows) > ROWS else ""
    return visit.page("gifts.html", sheet=sheet, slips=rows[:ROWS], following=following, number=number)


async def _numbered(conn: Connection, visit: Visit, text: str) -> UUID | None:
    """The receipt TM01/15/2026; TM01/15 is of this year."""
    book, _, rest = text.replace(" ", "").partition("/")
    number, _, year = rest.partition("/")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    known_year = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else visit.today.year
    return await recent.with_number(conn, visit.fund_id, book, int(number), known_year)


async def gift(visit: Visit, sheet: Sheet) -> Response:
    """One receipt with all that staff may know of it."""
    async with visit.office.database.connection() as conn:
        shown = await _known(conn, visit)
        gift_id = shown.gift_id
        beside = await attached.beside(conn, gift_id)
        unit_ids = [shown.unit_id, *(member.unit_id for member in beside.members)]
        unit_ids += [beside.on_behalf_of.unit_id] if beside.on_behalf_of else []
        context: dict[str, Any] = {
            "gift": shown,
            "payer": await gifts.payer(conn, gift_id),
            "reversal": await gifts.reversal(conn, gift_id),
            "beside": beside,
            "parts": await split.parts_of(conn, gift_id),
            "corrections": await split.corrections_of(conn, gift_id),
            "prints": await prints.prints_of(conn, gift_id),
            "units": await names_of(conn, [unit_id for unit_id in unit_ids if unit_id is not None]),
            "debit": await refunds.payment(conn, gift_id),
            "campaign": await register.campaign(conn, shown.campaign_id) if shown.campaign_id else None,
        }
    payer, behalf = context["payer"], beside.on_behalf_of
    own_name = bool(shown.unit_id is None and payer and payer.name_consent) or bool(behalf and behalf.name_consent)
    return visit.page(
        "gift.html", sheet=sheet, is_new=visit.query("new") == "1",
        own_name=own_name and shown.display_name is not None, **context,
    )  # fmt: skip


async def _known(conn: Connection, visit: Visit) -> ShownGift:
    found = await gifts.gift(conn, visit.id("gift_id"))
    if found is None or not in_scope(visit.actor, found.fund_id):
        raise refusals.gift_unknown()
    return found


async def print_gift(visit: Visit, sheet: Sheet) -> Response:
    """Record a print; the first is the receipt, later ones are copies."""
    gift_id = visit.id("gift_id")
    body = {"format": sheet.words("format"), "sheets": sheet.whole("sheets") if sheet.text("sheets") else None}
    form = sheet.read(PrintForm, body)

    async def record(conn: Connection, desk: Desk) -> str:
        run = await print_receipt(conn, desk, gift_id, form.format, form.sheets)
        return f"/prints/{run.print_id}.pdf"

    return await visit.once(sheet, record)


async def printed(visit: Visit, sheet: Sheet) -> Response:
    """A recorded print as PDF."""
    return await print_pdf(visit.office, visit.actor, visit.id("print_id"))


async def void(visit: Visit, sheet: Sheet) -> Response:
    """The form that voids a slip."""
    async with visit.office.database.connection() as conn:
        shown = await _known(conn, visit)
    return await show_form(visit, sheet, VOID, back=f"/gifts/{shown.gift_id}", template="gift_form.html", gift=shown)


async def take_void(visit: Visit, sheet: Sheet) -> Response:
    """Void it."""
    form = sheet.read(VoidForm, await typed_body(visit, sheet, VOID))
    gift_id = visit.id("gift_id")

    async def record(conn: Connection, desk: Desk) -> str:
        await reverse_gift(conn, desk, gift_id, "void", form.reason, on=None)
        return f"/gifts/{gift_id}"

    return await visit.once(sheet, record)


async def reversal(visit: Visit, sheet: Sheet) -> Response:
    """The form that takes money back or makes way for another entry."""
    async with visit.office.database.connection() as conn:
        shown = await _known(conn, visit)
    if not sheet.typed:
        sheet.typed |= {"reversed_on": format_day(visit.today), "kind": visit.query("kind")}
    return await show_form(
        visit, sheet, REVERSAL, back=f"/gifts/{shown.gift_id}", template="gift_form.html", gift=shown
    )


async def take_reversal(visit: Visit, sheet: Sheet) -> Response:
    """Take it back."""
    gift_id = visit.id("gift_id")
    if not sheet.text("kind"):
        sheet.refuse("kind", Sentence("Hãy chọn hoàn trả hay ghi lại cho đúng.", "Choose refund or correction."))
    form = sheet.read(ReversalForm, await typed_body(visit, sheet, REVERSAL))

    async def record(conn: Connection, desk: Desk) -> str:
        await reverse_gift(conn, desk, gift_id, form.kind, form.reason, on=form.reversed_on)
        return f"/gifts/{gift_id}"

    return await visit.once(sheet, record)
