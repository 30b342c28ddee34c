"""The routes of requests for support, decisions and instalments, and of what was heard of a house."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from services.fund_allocation.api.desk import PREFIX, Accountant, AnyStaff, Approver, Office
from services.fund_allocation.api.forms import DecisionForm, InstalmentForm, RefusalForm
from services.fund_allocation.api.views import (
    CertificateView,
    DecisionPapersView,
    DecisionView,
    HouseView,
    InstalmentView,
    NormView,
    RequestView,
)
from services.fund_allocation.commands import support
from services.fund_allocation.commands.desk import Desk
from services.fund_allocation.domain.decision import RequestState
from services.fund_allocation.domain.norms import Norm, norm_for
from services.fund_allocation.domain.refusals import books, payment
from services.fund_allocation.domain.refusals import support as refusals
from services.fund_allocation.store import norms, shown
from services.fund_allocation.store.shown import Row
from shared.clock import local_day
from shared.db import Connection
from shared.http import IDEMPOTENT, Page, Paging, encode, json_response, paging


def support_routes(office: Office) -> APIRouter:
    """Everything under /requests, /decisions and /houses, but the lots of a decision."""
    router = APIRouter(prefix=PREFIX, tags=["support"])

    @router.post("/decisions", status_code=201, response_model=DecisionView, openapi_extra=IDEMPOTENT)
    async def decide(request: Request, form: DecisionForm, actor: Approver) -> Response:
        async def run(conn: Connection, desk: Desk) -> UUID:
            return await support.decide(conn, desk, support.DecisionForm(**form.model_dump()))

        return await office.write_shown(request, actor, 201, run, _decision)

    @router.post("/requests/{request_id}/refusal", response_model=RequestView, openapi_extra=IDEMPOTENT)
    async def refuse(request: Request, request_id: UUID, form: RefusalForm, actor: Approver) -> Response:
        async def run(conn: Connection, desk: Desk) -> RequestView:
            await support.refuse(conn, desk, request_id, on=form.refused_on, reason=form.reason)
            return await _request(conn, request_id, desk.today)

        return await office.write(request, actor, 200, run)

    @router.post(
        "/decisions/{decision_id}/instalments", status_code=201, response_model=InstalmentView, openapi_extra=IDEMPOTENT
    )
    async def pay(request: Request, decision_id: UUID, form: InstalmentForm, actor: Accountant) -> Response:
        async def run(conn: Connection, desk: Desk) -> InstalmentView:
            return InstalmentView.model_validate(
                await support.pay_instalment(conn, desk, decision_id, **form.model_dump())
            )

        return await office.write(request, actor, 201, run)

    _reading_routes(router, office)
    return router


def _reading_routes(router: APIRouter, office: Office) -> None:
    @router.get("/requests", response_model=Page[RequestView])
    async def list_requests(
        actor: AnyStaff,
        page: Annotated[Paging, Depends(paging)],
        fund_id: UUID | None = None,
        state: RequestState | None = None,
    ) -> Response:
        after = page.after(UUID)
        async with office.database.connection() as conn:
            rows = await shown.requests(
                conn,
                funds=actor.funds_shown(fund_id),
                state=state,
                after=after[0] if after else None,
                limit=page.limit + 1,
            )
            every = await norms.every(conn)
        today = local_day(office.clock())
        listed = page.page(rows, lambda row: _request_view(row, every, today), lambda row: [row["request_id"]])
        return json_response(200, encode(listed))

    @router.get("/requests/{request_id}", response_model=RequestView)
    async def show_request(request_id: UUID, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            view = await _request(conn, request_id, local_day(office.clock()))
        actor.check_fund(view.fund_id)
        return json_response(200, encode(view))

    @router.get("/decisions", response_model=Page[DecisionView])
    async def list_decisions(
        actor: AnyStaff, page: Annotated[Paging, Depends(paging)], fund_id: UUID | None = None
    ) -> Response:
        before = page.after(UUID)
        async with office.database.connection() as conn:
            rows = await shown.decisions(
                conn, funds=actor.funds_shown(fund_id), before=before[0] if before else None, limit=page.limit + 1
            )
        listed = page.page(rows, lambda row: DecisionView(**row), lambda row: [row["decision_id"]])
        return json_response(200, encode(listed))

    @router.get("/decisions/{decision_id}", response_model=DecisionPapersView)
    async def show_decision(decision_id: UUID, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            decision = await _decision(conn, decision_id)
            actor.check_fund(decision.fund_id)
            paid = await shown.instalments(conn, decision_id)
            papers = await shown.decision_papers(conn, decision_id)
        if papers is None:
            raise payment.unknown_decision()
        view = DecisionPapersView(
            **decision.model_dump(),
            instalments=[InstalmentView(**row) for row in paid],
            inputs=msgspec.json.decode(papers["inputs"]),
            result=msgspec.json.decode(papers["result"]),
        )
        return json_response(200, encode(view))

    @router.get("/houses/{house_id}", response_model=HouseView)
    async def show_house(house_id: UUID, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            house = await shown.house(conn, house_id)
            certificates = await shown.certificates(conn, house_id)
            requests = await shown.requests_of_house(conn, house_id)
            decisions = await shown.decisions_of_house(conn, house_id)
            every = await norms.every(conn)
        if house is None:
            raise books.unknown_house()
        actor.check_fund(house["fund_id"])
        today = local_day(office.clock())
        view = HouseView(
            **house,
            certificates=[CertificateView(**row) for row in certificates],
            requests=[_request_view(row, every, today) for row in requests],
            decisions=[DecisionView(**row) for row in decisions],
        )
        return json_response(200, encode(view))


async def _decision(conn: Connection, decision_id: UUID) -> DecisionView:
    row = await shown.decision(conn, decision_id)
    if row is None:
        raise payment.unknown_decision()
    return DecisionView(**row)


async def _request(conn: Connection, request_id: UUID, today: date) -> RequestView:
    row = await shown.request(conn, request_id)
    if row is None:
        raise refusals.unknown_request()
    return _request_view(row, await norms.every(conn), today)


def _request_view(row: Row, every: Iterable[Norm], today: date) -> RequestView:
    norm = norm_for(every, row["fund_id"], row["work_type"], today)
    return RequestView(**row, norm=NormView.model_validate(norm) if norm else None)
