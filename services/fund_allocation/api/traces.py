"""The routes that follow the money, from a gift to what it paid for and back, and what waits."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.fund_allocation.api.desk import PREFIX, AnyStaff, Office
from services.fund_allocation.api.views import (
    CountView,
    LotPartView,
    PartView,
    PendingView,
    ReversalView,
    SplitView,
    TraceView,
)
from services.fund_allocation.domain.lots import earmark_of
from services.fund_allocation.domain.refusals import books
from services.fund_allocation.store import shown, split
from shared.access import Actor
from shared.http import Page, Paging, encode, json_response, paging


def trace_routes(office: Office) -> APIRouter:
    """/gifts, the lots of decisions and expenditures, and /pending."""
    router = APIRouter(prefix=PREFIX, tags=["traces"])

    @router.get("/gifts/{gift_id}", response_model=TraceView)
    async def trace_gift(gift_id: UUID, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            lot = await shown.lot(conn, gift_id) or await split.gift(conn, gift_id)
            lots = await split.lots_of(conn, gift_id)
            parts = await shown.parts_of_lots(conn, [row["lot_id"] for row in lots] or [gift_id])
        if lot is None:
            raise books.unknown_lot()
        actor.check_fund(lot["fund_id"])
        reversal = None
        if lot["kind"] is not None:
            reversal = ReversalView(
                amount=lot["reversal_amount"], placed=lot["placed"], reversed_on=lot["reversed_on"], kind=lot["kind"]
            )
        view = TraceView(
            **{name: lot[name] for name in ("lot_id", "fund_id", "amount", "received_on")},
            **{name: lot[name] for name in ("free", "reserved", "used", "returned")},
            source=lot["income"].removeprefix("income_"),
            earmark=earmark_of(lot["earmark"]),
            split=[SplitView(**{**row, "earmark": earmark_of(row["earmark"])}) for row in lots],
            parts=[PartView(**row) for row in parts],
            reversal=reversal,
        )
        return json_response(200, encode(view))

    async def lots_of(purpose_id: UUID, actor: Actor, page: Paging) -> Response:
        after = page.after(str, UUID, UUID)
        async with office.database.connection() as conn:
            fund_id = await shown.fund_of_purpose(conn, purpose_id)
            if fund_id is None:
                raise books.unknown_purpose()
            actor.check_fund(fund_id)
            rows = await shown.parts_of_purpose(conn, purpose_id, after=after, limit=page.limit + 1)
        listed = page.page(
            rows, lambda row: LotPartView(**row), lambda row: [row["stage"], row["holding_id"], row["lot_id"]]
        )
        return json_response(200, encode(listed))

    @router.get("/decisions/{decision_id}/lots", response_model=Page[LotPartView])
    async def lots_of_decision(
        decision_id: UUID, actor: AnyStaff, page: Annotated[Paging, Depends(paging)]
    ) -> Response:
        return await lots_of(decision_id, actor, page)

    @router.get("/expenditures/{expenditure_id}/lots", response_model=Page[LotPartView])
    async def lots_of_expenditure(
        expenditure_id: UUID, actor: AnyStaff, page: Annotated[Paging, Depends(paging)]
    ) -> Response:
        return await lots_of(expenditure_id, actor, page)

    @router.get("/pending", response_model=PendingView)
    async def show_pending(actor: AnyStaff, fund_id: UUID | None = None) -> Response:
        scope = actor.funds_shown(fund_id)
        async with office.database.connection() as conn:
            counts = await shown.pending(conn, scope)
            waiting = await shown.reversals_waiting(conn, scope)
        view = PendingView(
            **{name: counts[name] for name in ("requests", "decisions_open", "reserved", "certificates_unpaid")},
            reversals=CountView(**waiting),
            stranded_earmarks=CountView(count=counts["stranded_count"], amount=counts["stranded_amount"]),
        )
        return json_response(200, encode(view))

    return router
