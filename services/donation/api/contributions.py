"""The routes of what is given otherwise than in cash, and of reported pairs of numbers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.donation.api.contribution_forms import ContributionForm, ContributionReversalForm, IndicatorForm
from services.donation.api.contribution_views import (
    ContributionDetail,
    ContributionRecordedView,
    ContributionReversedView,
    ContributionView,
    IndicatorsView,
    IndicatorView,
)
from services.donation.api.desk import PREFIX, Accountant, AnyStaff, GiftTaker, Office, PrivateReader, TargetSetter
from services.donation.commands.contributions import record_contribution, reverse_contribution
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.commands.indicators import report_indicator
from services.donation.domain import refusals
from services.donation.domain.contribution import (
    DirectSupport,
    Given,
    InKind,
    LabourDays,
    NewContribution,
    Valuation,
)
from services.donation.store import contributions, indicators
from shared.contracts.contribution import ContributionKind
from shared.db import Connection
from shared.http import IDEMPOTENT, Page, Paging, encode, json_response, paging
from shared.ids import NewId


def contribution_routes(office: Office) -> APIRouter:
    """Every route under /contributions."""
    router = APIRouter(prefix=f"{PREFIX}/contributions", tags=["contributions"])

    @router.post("", status_code=201, response_model=ContributionRecordedView, openapi_extra=IDEMPOTENT)
    async def record(request: Request, form: ContributionForm, actor: GiftTaker) -> Response:
        entry = new_contribution(form, office.new_id)

        async def record_one(conn: Connection, desk: Desk) -> ContributionRecordedView:
            await record_contribution(conn, desk, entry)
            return ContributionRecordedView(
                contribution_id=entry.contribution_id,
                fund_id=entry.fund_id,
                kind=entry.given.kind,
                given_on=entry.given_on,
            )

        return await office.write(request, actor, 201, record_one)

    @router.get("", response_model=Page[ContributionView])
    async def list_contributions(
        actor: AnyStaff, page: Annotated[Paging, Depends(paging)], fund_id: UUID, kind: ContributionKind | None = None
    ) -> Response:
        actor.check_fund(fund_id)
        after = page.after(UUID)
        async with office.database.connection() as conn:
            rows = await contributions.contributions(
                conn, fund_id, kind=kind, after=after[0] if after else None, limit=page.limit + 1
            )
        listed = page.page(rows, ContributionView.of, lambda entry: [entry.contribution_id])
        return json_response(200, encode(listed))

    @router.get("/{contribution_id}", response_model=ContributionDetail)
    async def show(contribution_id: UUID, actor: PrivateReader) -> Response:
        async with office.database.connection() as conn:
            found = await contributions.contribution(conn, contribution_id)
            if found is None or not in_scope(actor, found.fund_id):
                raise refusals.contribution_unknown()
            private = await contributions.private(conn, contribution_id)
        return json_response(200, encode(ContributionDetail.with_private(found, private)))

    @router.post("/{contribution_id}/reversal", response_model=ContributionReversedView, openapi_extra=IDEMPOTENT)
    async def take_back(
        request: Request, contribution_id: UUID, form: ContributionReversalForm, actor: Accountant
    ) -> Response:
        async def reverse(conn: Connection, desk: Desk) -> ContributionReversedView:
            return ContributionReversedView.of(
                await reverse_contribution(conn, desk, contribution_id, form.kind, form.reason, on=form.reversed_on)
            )

        return await office.write(request, actor, 200, reverse)

    return router


def indicator_routes(office: Office) -> APIRouter:
    """Every route under /indicators."""
    router = APIRouter(prefix=f"{PREFIX}/indicators", tags=["indicators"])

    @router.post("", status_code=201, response_model=IndicatorView, openapi_extra=IDEMPOTENT)
    async def report(request: Request, form: IndicatorForm, actor: TargetSetter) -> Response:
        async def report_one(conn: Connection, desk: Desk) -> IndicatorView:
            return IndicatorView.of(await report_indicator(conn, desk, **form.model_dump()))

        return await office.write(request, actor, 201, report_one)

    @router.get("", response_model=IndicatorsView)
    async def list_indicators(
        actor: AnyStaff, fund_id: UUID, year: Annotated[int, Query(ge=1945, le=2200)]
    ) -> Response:
        actor.check_fund(fund_id)
        async with office.database.connection() as conn:
            found = await indicators.indicators(conn, fund_id, year)
        return json_response(200, encode(IndicatorsView(items=[IndicatorView.of(each) for each in found])))

    return router


def new_contribution(form: ContributionForm, new_id: NewId) -> NewContribution:
    """What the form says, as an entry. Raises Refused unless exactly one kind is there."""
    return NewContribution(
        new_id(),
        form.fund_id,
        form.unit_id,
        form.campaign_id,
        form.given_on,
        _given(form),
        form.families,
        form.at_least,
        form.giver_name,
        form.note,
        form.corrects_id,
    )


def _given(form: ContributionForm) -> Given:
    found: list[Given] = []
    if form.in_kind is not None:
        thing = form.in_kind
        worth = thing.valuation
        valuation = None if worth is None else Valuation(worth.amount, worth.basis)
        found.append(InKind(thing.item, thing.quantity, thing.measure, valuation))
    if form.labour_days is not None:
        found.append(LabourDays(form.labour_days.days, form.labour_days.people))
    if form.direct_support is not None:
        found.append(DirectSupport(**form.direct_support.model_dump()))
    if len(found) != 1:
        raise refusals.one_kind()
    return found[0]
