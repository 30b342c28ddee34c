"""Receipt books: the year, one book with the proof that its numbers are complete, printing, closing."""

from typing import Final
from uuid import UUID

from starlette.responses import Response

from services.donation.api.forms import ClosingForm
from services.donation.api.papers import LetterheadForm, RangeForm, listing_pdf
from services.donation.commands.books import close_books
from services.donation.commands.desk import Desk
from services.donation.commands.prints import print_receipts, set_letterhead
from services.donation.domain import refusals
from services.donation.domain.gift import BookKey
from services.donation.domain.receipts import MOST, Letterhead
from services.donation.pages.filling import show_form, typed_body
from services.donation.pages.form import Field, Form
from services.donation.pages.sheet import BAD_LINK, Sheet
from services.donation.pages.visit import Visit, id_in
from services.donation.store import books, papers, prints
from shared.db import Connection

ROWS: Final = 100

PRINTING: Final = Form(
    "In nhiều phiếu",
    (
        Field("first", "number", focus=True),
        Field("last", "number"),
        Field("format", "select", options={"a5": "A5", "a4": "A4"}),
        Field("sheets", "select", options={"1": "1", "2": "2", "3": "3"}, hint="Phiếu thu thường viết ba liên."),
    ),
    send="In",
    final="Phiếu in lần đầu là bản gốc; in lại phiếu đó sau này đều ghi là bản sao.",
)
LETTERHEAD: Final = Form(
    "Đầu giấy của Quỹ",
    (
        Field("head_unit", to="unit", optional=True, longest=150, focus=True,
              hint="Dòng tên đơn vị ở góc trên phiếu thu. Bỏ trống thì in tên Quỹ."),
        Field("head_address", to="address", optional=True, longest=200, hint="Bỏ trống thì in dấu chấm để viết tay."),
        Field("form_code", optional=True, longest=150,
              hint="Chỉ ghi khi cơ quan quản lý yêu cầu, ví dụ: Mẫu số C40-BB. Bỏ trống thì không in."),
    ),
    send="Dùng đầu giấy này",
    final="Mọi giấy in từ lúc này có đầu giấy mới, cả khi in lại phiếu cũ.",
)  # fmt: skip


async def year(visit: Visit, sheet: Sheet) -> Response:
    """The books of a year."""
    asked = visit.year()
    async with visit.office.database.connection() as conn:
        state = await books.year(conn, visit.fund_id, asked)
        listed = await books.books(conn, visit.fund_id, asked)
        totals = await books.totals(conn, visit.fund_id, asked)
    return visit.page("books.html", sheet=sheet, year=asked, state=state, books=listed, totals=totals, most=MOST)


async def book(visit: Visit, sheet: Sheet) -> Response:
    """One book: every number, and what it comes to."""
    key = _key(visit)
    visit.actor.check_fund(key.fund_id)
    after = visit.after(int)
    async with visit.office.database.connection() as conn:
        found = await books.books(conn, key.fund_id, key.year, book=key.book)
        if not found:
            raise refusals.book_unknown()
        missing = [] if found[0].complete else await books.missing_numbers(conn, *key)
        proof = await papers.proof(conn, key)
        rows = await books.receipts(conn, key, after=after[0] if after else 0, limit=ROWS + 1)
    following = visit.following(rows[ROWS - 1].number) if len(rows) > ROWS else ""
    return visit.page(
        "book.html", sheet=sheet, key=key, book=found[0], missing=missing, proof=proof, rows=rows[:ROWS],
        following=following, most=MOST,
    )  # fmt: skip


async def listing(visit: Visit, sheet: Sheet) -> Response:
    """The listing as PDF, 1,000 lines at most."""
    key = _key(visit)
    bounds = [int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
              for text in (visit.query("from"), visit.query("to"))]  # fmt: skip
    return await listing_pdf(visit.office, visit.actor, key, *bounds)


async def printing(visit: Visit, sheet: Sheet) -> Response:
    """The form that prints receipts of a book."""
    key = _key(visit)
    visit.actor.check_fund(key.fund_id)
    async with visit.office.database.connection() as conn:
        last = await books.last_number(conn, key)
    if last is None:
        raise refusals.book_unknown()
    if not sheet.typed:
        sheet.typed |= {"first": str(max(1, last - MOST + 1)), "last": str(last), "format": "a5", "sheets": "3"}
    back = f"/books/{key.fund_id}/{key.year}/{key.book}"
    return await show_form(
        visit, sheet, PRINTING, back=back, template="book_print.html", key=key, last_number=last, most=MOST
    )


async def take_printing(visit: Visit, sheet: Sheet) -> Response:
    """Record the print."""
    key = _key(visit)
    body = await typed_body(visit, sheet, PRINTING)
    sheets = body.pop("sheets", None)
    form = sheet.read(RangeForm, body if sheets is None else body | {"sheets": int(sheets)})

    async def record(conn: Connection, desk: Desk) -> str:
        run = await print_receipts(conn, desk, key, form.first, form.last, form.format, form.sheets)
        return f"/prints/{run.print_id}.pdf"

    return await visit.once(sheet, record)


async def closing(visit: Visit, sheet: Sheet) -> Response:
    """The form that closes a year, with the totals that will be final."""
    asked = visit.year()
    if not sheet.typed:
        sheet.typed["year"] = str(asked)
    async with visit.office.database.connection() as conn:
        totals = await books.totals(conn, visit.fund_id, asked)
        listed = await books.books(conn, visit.fund_id, asked)
        state = await books.year(conn, visit.fund_id, asked)
    return visit.page("books_close.html", sheet=sheet, year=asked, totals=totals, books=listed, state=state)


async def take_closing(visit: Visit, sheet: Sheet) -> Response:
    """Close it."""
    sheet.inputs = {"fund_id": "", "year": ""}  # which year it is stands in the heading
    text = sheet.text("year")
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        sheet.refuse("", BAD_LINK)
        sheet.check()
    form = sheet.read(ClosingForm, {"fund_id": visit.fund_id, "year": int(text)})

    async def record(conn: Connection, desk: Desk) -> str:
        await close_books(conn, desk, form.fund_id, form.year)
        return f"/books?year={form.year}"

    return await visit.once(sheet, record)


async def letterhead(visit: Visit, sheet: Sheet) -> Response:
    """The form of what stands at the head of the fund's papers."""
    fund_id = visit.fund_id
    if not sheet.typed:
        async with visit.office.database.connection() as conn:
            head = await prints.letterhead(conn, fund_id)
        said = {"head_unit": head.unit, "head_address": head.address, "form_code": head.form_code}
        sheet.typed |= {name: text or "" for name, text in said.items()}
    return await show_form(visit, sheet, LETTERHEAD, back="/books", template="letterhead.html")


async def take_letterhead(visit: Visit, sheet: Sheet) -> Response:
    """Use it from now on."""
    form = sheet.read(LetterheadForm, await typed_body(visit, sheet, LETTERHEAD))
    fund_id = visit.fund_id

    async def record(conn: Connection, desk: Desk) -> str:
        await set_letterhead(conn, desk, fund_id, Letterhead(**form.model_dump()))
        return "/books?head=1"

    return await visit.once(sheet, record)


def _key(visit: Visit) -> BookKey:
    path = visit.request.path_params
    fund_id: UUID = id_in(path["fund_id"])
    return BookKey(fund_id, path["year"], path["book"])
