"""The routes of beneficiaries and of monthly care for them; gaps are for the fund's own staff."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.donation.api.contribution_forms import (
    BeneficiaryForm,
    SponsorshipEndForm,
    SponsorshipForm,
    SponsorshipPaymentForm,
)
from services.donation.api.contribution_views import (
    BeneficiaryView,
    SponsorshipDetail,
    SponsorshipPaymentView,
    SponsorshipView,
)
from services.donation.api.desk import PREFIX, Accountant, AnyStaff, GiftTaker, Office, PrivateReader
from services.donation.api.forms import VoidForm
from services.donation.commands import sponsorships as commands
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.domain import refusals
from services.donation.store import sponsorships
from shared.clock import local_day
from shared.db import Connection
from shared.http import IDEMPOTENT, Page, Paging, encode, json_response, paging


def beneficiary_routes(office: Office) -> APIRouter:
    """Every route under /beneficiaries."""
    router = APIRouter(prefix=PREFIX, tags=["sponsorships"])

    @router.post("/beneficiaries", status_code=201, response_model=BeneficiaryView, openapi_extra=IDEMPOTENT)
    async def register_beneficiary(request: Request, form: BeneficiaryForm, actor: GiftTaker) -> Response:
        async def register_one(conn: Connection, desk: Desk) -> BeneficiaryView:
            new = await commands.register_beneficiary(conn, desk, **form.model_dump())
            return BeneficiaryView.model_validate(new)

        return await office.write(request, actor, 201, register_one)

    @router.get("/beneficiaries", response_model=Page[BeneficiaryView])
    async def list_beneficiaries(actor: AnyStaff, page: Annotated[Paging, Depends(paging)], fund_id: UUID) -> Response:
        actor.check_fund(fund_id)
        after = page.after(str)
        async with office.database.connection() as conn:
            rows = await sponsorships.beneficiaries(
                conn, fund_id, after=after[0] if after else None, limit=page.limit + 1
            )
        listed = page.page(rows, BeneficiaryView.model_validate, lambda each: [each.code.upper()])
        return json_response(200, encode(listed))

    return router


def sponsorship_routes(office: Office) -> APIRouter:
    """Every route under /sponsorships."""
    router = APIRouter(prefix=PREFIX, tags=["sponsorships"])

    @router.post("/sponsorships", status_code=201, response_model=SponsorshipDetail, openapi_extra=IDEMPOTENT)
    async def agree(request: Request, form: SponsorshipForm, actor: GiftTaker) -> Response:
        async def agree_one(conn: Connection, desk: Desk) -> SponsorshipDetail:
            return await _detail(conn, office, await commands.agree(conn, desk, **form.model_dump()))

        return await office.write(request, actor, 201, agree_one)

    @router.get("/sponsorships", response_model=Page[SponsorshipView])
    async def list_sponsorships(
        actor: PrivateReader, page: Annotated[Paging, Depends(paging)], fund_id: UUID
    ) -> Response:
        actor.check_fund(fund_id)
        after = page.after(UUID)
        today = local_day(office.clock())
        async with office.database.connection() as conn:
            rows = await sponsorships.shown(
                conn, fund_id=fund_id, sponsorship_id=None, after=after[0] if after else None, limit=page.limit + 1
            )
        listed = page.page(
            rows, lambda row: SponsorshipView.of(row, today), lambda row: [row.sponsorship.sponsorship_id]
        )  # fmt: skip
        return json_response(200, encode(listed))

    @router.get("/sponsorships/{sponsorship_id}", response_model=SponsorshipDetail)
    async def show(sponsorship_id: UUID, actor: PrivateReader) -> Response:
        async with office.database.connection() as conn:
            found = await sponsorships.sponsorship(conn, sponsorship_id)
            if found is None or not in_scope(actor, found.fund_id):
                raise refusals.sponsorship_unknown()
            view = await _detail(conn, office, sponsorship_id)
        return json_response(200, encode(view))

    @router.post(
        "/sponsorships/{sponsorship_id}/payments",
        status_code=201,
        response_model=SponsorshipDetail,
        openapi_extra=IDEMPOTENT,
    )
    async def pay(request: Request, sponsorship_id: UUID, form: SponsorshipPaymentForm, actor: GiftTaker) -> Response:
        async def pay_months(conn: Connection, desk: Desk) -> SponsorshipDetail:
            await commands.pay(conn, desk, sponsorship_id, form.months, form.amount, form.paid_on)
            return await _detail(conn, office, sponsorship_id)

        return await office.write(request, actor, 201, pay_months)

    @router.post(
        "/sponsorships/{sponsorship_id}/payments/{payment_id}/void",
        response_model=SponsorshipDetail,
        openapi_extra=IDEMPOTENT,
    )
    async def void_payment(
        request: Request, sponsorship_id: UUID, payment_id: UUID, form: VoidForm, actor: Accountant
    ) -> Response:
        async def void_one(conn: Connection, desk: Desk) -> SponsorshipDetail:
            await commands.void_payment(conn, desk, sponsorship_id, payment_id, form.reason)
            return await _detail(conn, office, sponsorship_id)

        return await office.write(request, actor, 200, void_one)

    @router.post("/sponsorships/{sponsorship_id}/end", response_model=SponsorshipDetail, openapi_extra=IDEMPOTENT)
    async def end(request: Request, sponsorship_id: UUID, form: SponsorshipEndForm, actor: GiftTaker) -> Response:
        async def end_one(conn: Connection, desk: Desk) -> SponsorshipDetail:
            await commands.end(conn, desk, sponsorship_id, form.last_month, form.reason)
            return await _detail(conn, office, sponsorship_id)

        return await office.write(request, actor, 200, end_one)

    return router


async def _detail(conn: Connection, office: Office, sponsorship_id: UUID) -> SponsorshipDetail:
    (shown,) = await sponsorships.shown(conn, fund_id=None, sponsorship_id=sponsorship_id, after=None, limit=1)
    payments = await sponsorships.payments(conn, sponsorship_id)
    view = SponsorshipView.of(shown, local_day(office.clock()))
    return SponsorshipDetail(**view.model_dump(), payments=[SponsorshipPaymentView.of(payment) for payment in payments])
