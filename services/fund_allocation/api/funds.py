"""The routes of funds, their books and their years."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.fund_allocation.api.desk import PREFIX, Accountant, AccountantOrAdmin, Admin, AnyStaff, Office
from services.fund_allocation.api.forms import CloseForm, FundForm, OpeningForm
from services.fund_allocation.api.views import (
    AccountView,
    BalancesView,
    CheckView,
    CountView,
    EarmarkedView,
    EntryView,
    FundView,
    IncomeView,
    OpeningView,
    ProofView,
    TrialView,
    YearsView,
    YearView,
)
from services.fund_allocation.commands import funds
from services.fund_allocation.commands.desk import Desk
from services.fund_allocation.domain.refusals import books
from services.fund_allocation.store import ledger, proof, shown
from shared.access import Actor
from shared.db import Connection
from shared.http import IDEMPOTENT, Page, Paging, encode, json_response, paging


def fund_routes(office: Office) -> APIRouter:
    """Everything under /funds, and /years/close."""
    router = APIRouter(prefix=PREFIX, tags=["funds"])

    @router.post("/funds", status_code=201, response_model=FundView, openapi_extra=IDEMPOTENT)
    async def open_fund(request: Request, form: FundForm, actor: Admin) -> Response:
        async def run(conn: Connection, desk: Desk) -> FundView:
            return FundView.model_validate(await funds.open_fund(conn, desk, **form.model_dump()))

        return await office.write(request, actor, 201, run)

    @router.post(
        "/funds/{fund_id}/opening-balances", status_code=201, response_model=OpeningView, openapi_extra=IDEMPOTENT
    )
    async def record_opening(request: Request, fund_id: UUID, form: OpeningForm, actor: AccountantOrAdmin) -> Response:
        async def run(conn: Connection, desk: Desk) -> OpeningView:
            recorded = await funds.record_opening(conn, desk, fund_id, form.amount, form.on, form.earmark)
            return OpeningView.model_validate(recorded)

        return await office.write(request, actor, 201, run)

    @router.post("/years/close", response_model=YearView, openapi_extra=IDEMPOTENT)
    async def close_year(request: Request, form: CloseForm, actor: Accountant) -> Response:
        async def run(conn: Connection, desk: Desk) -> YearView:
            figures, closed_on = await funds.close_books(conn, desk, form.fund_id, form.year)
            return YearView(fund_id=form.fund_id, year=form.year, closed_on=closed_on, **figures._asdict())

        return await office.write(request, actor, 200, run)

    _reading_routes(router, office)
    return router


def _reading_routes(router: APIRouter, office: Office) -> None:
    @router.get("/funds", response_model=Page[FundView])
    async def list_funds(actor: AnyStaff, page: Annotated[Paging, Depends(paging)]) -> Response:
        after = page.after(UUID)
        async with office.database.connection() as conn:
            rows = await shown.funds(
                conn, funds=actor.funds_shown(None), after=after[0] if after else None, limit=page.limit + 1
            )
        return json_response(200, encode(page.page(rows, lambda row: FundView(**row), lambda row: [row["fund_id"]])))

    @router.get("/funds/{fund_id}", response_model=BalancesView)
    async def show_fund(fund_id: UUID, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            fund = await known_fund(conn, actor, fund_id)
            balances = await ledger.balances(conn, fund_id)
            earmarked = await shown.earmarked(conn, fund_id)
            waiting = await shown.reversals_waiting(conn, [fund_id])
        view = BalancesView(
            **fund.model_dump(),
            free=balances["cash"],
            reserved=balances["reserved"],
            uses={kind.removeprefix("use_"): sum_ for kind, sum_ in balances.items() if kind.startswith("use_")},
            income=IncomeView(
                opening=balances["income_opening"],
                cash=balances["income_cash"],
                bank_transfer=balances["income_bank_transfer"],
            ),
            earmarked=[
                EarmarkedView(kind=kind, ref=ref, free=row["free"])
                for row in earmarked
                for kind, _, ref in [row["earmark"].partition(":")]
            ],
            reversals_waiting=CountView(**waiting),
        )
        return json_response(200, encode(view))

    @router.get("/funds/{fund_id}/entries", response_model=Page[EntryView])
    async def list_entries(fund_id: UUID, actor: AnyStaff, page: Annotated[Paging, Depends(paging)]) -> Response:
        before = page.after(int)
        async with office.database.connection() as conn:
            await known_fund(conn, actor, fund_id)
            rows = await shown.entries(conn, fund_id, before=before[0] if before else None, limit=page.limit + 1)
        return json_response(200, encode(page.page(rows, lambda row: EntryView(**row), lambda row: [row["entry_id"]])))

    @router.get("/funds/{fund_id}/trial-balance", response_model=TrialView)
    async def trial_balance(
        fund_id: UUID, actor: AnyStaff, year: Annotated[int | None, Query(ge=1945, le=2200)] = None
    ) -> Response:
        async with office.database.connection() as conn:
            await known_fund(conn, actor, fund_id)
            accounts = [AccountView(**row) for row in await shown.turnover(conn, fund_id, year)]
        view = TrialView(
            fund_id=fund_id,
            year=year,
            accounts=accounts,
            debit=sum(account.debit for account in accounts),
            credit=sum(account.credit for account in accounts),
        )
        return json_response(200, encode(view))

    @router.get("/funds/{fund_id}/years", response_model=YearsView)
    async def list_years(fund_id: UUID, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            await known_fund(conn, actor, fund_id)
            rows = await shown.years(conn, fund_id)
        return json_response(200, encode(YearsView(items=[YearView(**row) for row in rows])))

    @router.get("/funds/{fund_id}/proof", response_model=ProofView)
    async def prove(fund_id: UUID, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            await known_fund(conn, actor, fund_id)
            checks = await proof.prove(conn, fund_id)
        balanced = all(check.left == check.right for check in checks)
        view = ProofView(
            fund_id=fund_id, balanced=balanced, checks=[CheckView.model_validate(check) for check in checks]
        )
        return json_response(200, encode(view))


async def known_fund(conn: Connection, actor: Actor, fund_id: UUID) -> FundView:
    """A fund within the actor's scope. Raises Refused."""
    actor.check_fund(fund_id)
    row = await shown.fund(conn, fund_id)
    if row is None:
        raise books.unknown_fund()
    return FundView(**row)
