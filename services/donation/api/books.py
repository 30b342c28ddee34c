"""The routes of receipt books: their listing and closing."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.donation.api.desk import PREFIX, Accountant, AnyStaff, Office
from services.donation.api.forms import ClosingForm
from services.donation.api.views import BookView, ClosingView, LineView, ListingView, ProofView, YearView
from services.donation.commands.books import close_books
from services.donation.commands.desk import Desk
from services.donation.domain import refusals
from services.donation.domain.gift import BookKey
from services.donation.store import books, papers
from shared.db import Connection
from shared.http import IDEMPOTENT, Paging, encode, json_response, paging

_FIRST_YEAR, _LAST_YEAR = 1945, 2200


def book_routes(office: Office) -> APIRouter:
    """Every route under /books."""
    router = APIRouter(prefix=f"{PREFIX}/books", tags=["books"])

    @router.post("/close", response_model=ClosingView, openapi_extra=IDEMPOTENT)
    async def close(request: Request, form: ClosingForm, actor: Accountant) -> Response:
        async def close_year(conn: Connection, desk: Desk) -> ClosingView:
            totals = await close_books(conn, desk, form.fund_id, form.year)
            return ClosingView(fund_id=form.fund_id, year=form.year, **totals._asdict())

        return await office.write(request, actor, 200, close_year)

    @router.get("", response_model=YearView)
    async def show_year(
        actor: AnyStaff, fund_id: UUID, year: Annotated[int, Query(ge=_FIRST_YEAR, le=_LAST_YEAR)]
    ) -> Response:
        actor.check_fund(fund_id)
        async with office.database.connection() as conn:
            state = await books.year(conn, fund_id, year)
            listed = await books.books(conn, fund_id, year)
            totals = await books.totals(conn, fund_id, year)
        view = YearView(
            fund_id=fund_id,
            year=year,
            closed_at=state.closed_at,
            year_closed_on=state.year_closed_on,
            books=[BookView.model_validate(book) for book in listed],
            **totals._asdict(),
        )
        return json_response(200, encode(view))

    @router.get("/{fund_id}/{year}/{book}", response_model=ListingView)
    async def show_book(
        actor: AnyStaff,
        fund_id: UUID,
        year: Annotated[int, Path(ge=_FIRST_YEAR, le=_LAST_YEAR)],
        book: Annotated[str, Path(max_length=40)],
        page: Annotated[Paging, Depends(paging)],
    ) -> Response:
        actor.check_fund(fund_id)
        after = page.after(int)
        key = BookKey(fund_id, year, book)
        async with office.database.connection() as conn:
            found = await books.books(conn, fund_id, year, book=book)
            if not found:
                raise refusals.book_unknown()
            missing = [] if found[0].complete else await books.missing_numbers(conn, fund_id, year, book)
            proof = await papers.proof(conn, key) if after is None else None
            rows = await books.receipts(conn, key, after=after[0] if after else 0, limit=page.limit + 1)
        lines = page.page(rows, LineView.model_validate, lambda line: [line.number])
        view = ListingView(
            book=BookView.model_validate(found[0]),
            proof=proof and ProofView.model_validate(proof),
            missing=missing,
            items=lines.items,
            next=lines.next,
        )
        return json_response(200, encode(view))

    return router
