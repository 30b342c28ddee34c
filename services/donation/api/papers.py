"""The routes of what is printed: receipts, listings, summaries, and what stands at their head.

Printing a receipt has an effect: every later print is a copy. So a print is recorded by POST, once for its key, and its
PDF is fetched by GET, as often as the network wants, without making another copy.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import AfterValidator, Field
from starlette.responses import StreamingResponse

from services.donation.api.desk import GIFT_TAKERS, PREFIX, Admin, AnyStaff, Office
from services.donation.api.forms import Form, composed, line
from services.donation.api.views import View
from services.donation.commands import prints as commands
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.commands.register import known_unit
from services.donation.documents.receipt import PART, receipt, receipts
from services.donation.documents.tables import listing, summary
from services.donation.domain import refusals
from services.donation.domain.gift import BookKey
from services.donation.domain.receipts import MOST, SHEETS, Format, Letterhead, PrintRun, check_range
from services.donation.store import books, gifts, papers, prints
from services.donation.store.papers import Head, Slip
from shared.access import Actor, require
from shared.clock import local_day
from shared.db import Connection
from shared.http import IDEMPOTENT, encode, json_response

PDF = "application/pdf"
DOCUMENTED: dict[int | str, dict[str, Any]] = {200: {"content": {PDF: {}}, "description": "A PDF."}}

GiftTaker = Annotated[Actor, Depends(require(*GIFT_TAKERS))]
"""May print what says who paid."""
Year = Annotated[int, Path(ge=1945, le=2200)]
BookName = Annotated[str, Path(max_length=40)]


Heading = Annotated[str, line(150), AfterValidator(composed)]
HeadAddress = Annotated[str, line(200), AfterValidator(composed)]


class PrintForm(Form):
    """How a receipt is printed."""

    format: Format = "a5"
    sheets: Annotated[int, Field(strict=True, ge=1, le=SHEETS)] = SHEETS


class RangeForm(PrintForm):
    """Which receipts of a book are printed."""

    first: Annotated[int, Field(strict=True)]
    last: Annotated[int, Field(strict=True)]


class LetterheadForm(Form):
    """What stands at the head of a fund's papers; what is left out is the fund's name, or dots."""

    unit: Heading | None = None
    address: HeadAddress | None = None
    form_code: Heading | None = None


class PrintView(View):
    """A recorded print; ``pdf`` is where it is fetched."""

    print_id: UUID
    fund_id: UUID
    year: int
    book: str
    first: int
    last: int
    format: Format
    sheets: int
    pdf: str


class PrintedView(View):
    """A print of one receipt; ``nth`` from 2 is a copy."""

    nth: int
    print_id: UUID
    format: Format
    sheets: int
    printed_by: str
    printed_at: datetime


class PrintsView(View):
    items: list[PrintedView]


class LetterheadView(View):
    unit: str | None
    address: str | None
    form_code: str | None


def paper_routes(office: Office) -> APIRouter:
    """Every route of papers."""
    router = APIRouter(prefix=PREFIX, tags=["papers"])
    _print_routes(router, office)
    _table_routes(router, office)

    @router.put("/funds/{fund_id}/letterhead", response_model=LetterheadView)
    async def set_letterhead(fund_id: UUID, form: LetterheadForm, actor: Admin) -> Response:
        head = Letterhead(**form.model_dump())
        async with office.database.transaction() as conn:
            await commands.set_letterhead(conn, office.desk(actor), fund_id, head)
        return json_response(200, encode(LetterheadView.model_validate(head)))

    @router.get("/funds/{fund_id}/letterhead", response_model=LetterheadView)
    async def show_letterhead(fund_id: UUID, actor: AnyStaff) -> Response:
        actor.check_fund(fund_id)
        async with office.database.connection() as conn:
            head = await prints.letterhead(conn, fund_id)
        return json_response(200, encode(LetterheadView.model_validate(head)))

    return router


def _print_routes(router: APIRouter, office: Office) -> None:
    @router.post("/gifts/{gift_id}/prints", status_code=201, response_model=PrintView, openapi_extra=IDEMPOTENT)
    async def print_receipt(request: Request, gift_id: UUID, form: PrintForm, actor: GiftTaker) -> Response:
        async def record(conn: Connection, desk: Desk) -> PrintView:
            return _view(await commands.print_receipt(conn, desk, gift_id, form.format, form.sheets))

        return await office.write(request, actor, 201, record)

    @router.post(
        "/books/{fund_id}/{year}/{book}/prints", status_code=201, response_model=PrintView, openapi_extra=IDEMPOTENT
    )
    async def print_receipts(
        request: Request, fund_id: UUID, year: Year, book: BookName, form: RangeForm, actor: GiftTaker
    ) -> Response:
        async def record(conn: Connection, desk: Desk) -> PrintView:
            key = BookKey(fund_id, year, book)
            run = await commands.print_receipts(conn, desk, key, form.first, form.last, form.format, form.sheets)
            return _view(run)

        return await office.write(request, actor, 201, record)

    @router.get("/prints/{print_id}.pdf", response_class=Response, responses=DOCUMENTED)
    async def show_print(print_id: UUID, actor: GiftTaker) -> Response:
        return await print_pdf(office, actor, print_id)

    @router.get("/gifts/{gift_id}/prints", response_model=PrintsView)
    async def list_prints(gift_id: UUID, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            gift = await gifts.gift(conn, gift_id)
            if gift is None or not in_scope(actor, gift.fund_id):
                raise refusals.gift_unknown()
            rows = await prints.prints_of(conn, gift_id)
        return json_response(200, encode(PrintsView(items=[PrintedView.model_validate(row) for row in rows])))


def _table_routes(router: APIRouter, office: Office) -> None:
    @router.get("/books/{fund_id}/{year}/{book}/listing.pdf", response_class=Response, responses=DOCUMENTED)
    async def show_listing(
        actor: AnyStaff,
        fund_id: UUID,
        year: Year,
        book: BookName,
        first: Annotated[int | None, Query(alias="from")] = None,
        last: Annotated[int | None, Query(alias="to")] = None,
    ) -> Response:
        return await listing_pdf(office, actor, BookKey(fund_id, year, book), first, last)

    @router.get("/units/{unit_id}/summary.pdf", response_class=Response, responses=DOCUMENTED)
    async def show_summary(actor: AnyStaff, unit_id: UUID, year: Annotated[int, Query(ge=1945, le=2200)]) -> Response:
        return await summary_pdf(office, actor, unit_id, year)


async def print_pdf(office: Office, actor: Actor, print_id: UUID) -> Response:
    """A recorded print. Raises Refused when it is unknown."""
    async with office.database.connection() as conn:
        run = await prints.run(conn, print_id)
        if run is None or not in_scope(actor, run.book.fund_id):
            raise refusals.print_unknown()
        head = await papers.head(conn, run.book.fund_id)
        slips = await papers.slips(conn, print_id, after=0, limit=1) if run.first == run.last else []
    name = f"phieu-thu-{run.book.book}-{run.first}{'' if run.first == run.last else f'-{run.last}'}-{run.book.year}"
    if run.first == run.last:
        return _pdf(await office.press.pdf(receipt(run, head, slips, office.public_url)), name)
    return await _stream(office, run, head, name)


async def listing_pdf(
    office: Office, actor: Actor, key: BookKey, first: int | None = None, last: int | None = None
) -> Response:
    """The listing of a book, or of a part of it. Raises Refused: other fund, unknown book, the range."""
    actor.check_fund(key.fund_id)
    async with office.database.connection() as conn:
        found = await books.books(conn, key.fund_id, key.year, book=key.book)
        if not found:
            raise refusals.book_unknown()
        begin = first if first is not None else 1
        end = last if last is not None else found[0].last_number
        check_range(begin, end, found[0].last_number)
        head = await papers.head(conn, key.fund_id)
        proof = await papers.proof(conn, key)
        missing = [] if found[0].complete else await books.missing_numbers(conn, *key)
        lines = await papers.lines(conn, key, first=begin, last=end)
    document = listing(head, key, found[0], proof, missing, lines, local_day(office.clock()))
    return _pdf(await office.press.pdf(document), f"bang-ke-{key.book}-{key.year}")


async def summary_pdf(office: Office, actor: Actor, unit_id: UUID, year: int) -> Response:
    """What a unit gave in a year. Raises Refused: unknown, other fund, too long."""
    async with office.database.connection() as conn:
        unit = await known_unit(conn, actor, unit_id)
        head = await papers.head(conn, unit.fund_id)
        given = await papers.given(conn, unit.fund_id, unit_id, year, limit=MOST + 1)
    if len(given) > MOST:
        raise refusals.summary_too_long(MOST)
    document = summary(head, unit.name, unit.code, year, given, local_day(office.clock()))
    return _pdf(await office.press.pdf(document), f"tong-hop-{unit.code}-{year}")


def _view(run: PrintRun) -> PrintView:
    return PrintView(
        print_id=run.print_id,
        **run.book._asdict(),
        first=run.first,
        last=run.last,
        format=run.format,
        sheets=run.sheets,
        pdf=f"{PREFIX}/prints/{run.print_id}.pdf",
    )


def _headers(name: str) -> dict[str, str]:
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in name)
    return {"cache-control": "no-store", "content-disposition": f'inline; filename="{safe}.pdf"'}


def _pdf(content: bytes, name: str) -> Response:
    return Response(content, 200, _headers(name), PDF)


async def _stream(office: Office, run: PrintRun, head: Head, name: str) -> Response:
    """A long print while it is being made. Waits for its first bytes, so that a press too busy is still a 503."""

    async def following(after: int) -> Sequence[Slip]:
        async with office.database.connection() as conn:
            return await papers.slips(conn, run.print_id, after=after, limit=PART)

    pieces = office.press.book(receipts(run, head, following, office.public_url))
    first = await anext(pieces)

    async def whole() -> AsyncIterator[bytes]:
        async with aclosing(pieces):
            yield first
            async for piece in pieces:
                yield piece

    return StreamingResponse(whole(), 200, _headers(name), PDF)
