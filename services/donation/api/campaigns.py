"""The routes of a campaign that runs: closing, extension, progress."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.donation.api.desk import PREFIX, Admin, AnyStaff, Office
from services.donation.api.donor_shapes import ProgressView
from services.donation.api.forms import Day, Form, Words
from services.donation.api.views import CampaignView
from services.donation.commands import campaigns as commands
from services.donation.commands.desk import Desk
from services.donation.commands.register import known_campaign
from services.donation.store import campaigns
from services.donation.store.campaigns import UnitProgress
from shared.db import Connection
from shared.http import IDEMPOTENT, Page, Paging, encode, json_response, paging


class EndForm(Form):
    """Why a campaign ends before its time; private."""

    reason: Words


class ExtensionForm(Form):
    """A later closing day, and why; the reason is private."""

    closes_on: Day
    reason: Words


class CampaignProgressView(ProgressView):
    """How far a campaign has come."""

    campaign_id: UUID


class UnitProgressView(ProgressView):
    """How far a unit has come. ``paid_by_others``: its part of what the unit above paid, in that one's sum."""

    unit_id: UUID
    code: str
    name: str
    paid_by_others: int


def campaign_routes(office: Office) -> APIRouter:
    """Every route below /campaigns/{id} but the targets."""
    router = APIRouter(prefix=f"{PREFIX}/campaigns/{{campaign_id}}", tags=["campaigns"])

    @router.post("/close", response_model=CampaignView, openapi_extra=IDEMPOTENT)
    async def close(request: Request, campaign_id: UUID, form: EndForm, actor: Admin) -> Response:
        async def close_it(conn: Connection, desk: Desk) -> CampaignView:
            return CampaignView.model_validate(await commands.close_campaign(conn, desk, campaign_id, form.reason))

        return await office.write(request, actor, 200, close_it)

    @router.post("/extension", response_model=CampaignView, openapi_extra=IDEMPOTENT)
    async def extend(request: Request, campaign_id: UUID, form: ExtensionForm, actor: Admin) -> Response:
        async def extend_it(conn: Connection, desk: Desk) -> CampaignView:
            campaign = await commands.extend_campaign(conn, desk, campaign_id, form.closes_on, form.reason)
            return CampaignView.model_validate(campaign)

        return await office.write(request, actor, 200, extend_it)

    @router.get("/progress", response_model=CampaignProgressView)
    async def show_progress(campaign_id: UUID, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            campaign = await known_campaign(conn, actor, campaign_id)
            progress = await campaigns.progress(conn, campaign)
        view = CampaignProgressView(**ProgressView.model_validate(progress).model_dump(), campaign_id=campaign_id)
        return json_response(200, encode(view))

    @router.get("/progress/units", response_model=Page[UnitProgressView])
    async def show_units(campaign_id: UUID, actor: AnyStaff, page: Annotated[Paging, Depends(paging)]) -> Response:
        """By code and in no other order: nobody is ranked."""
        after = page.after(str)
        async with office.database.connection() as conn:
            campaign = await known_campaign(conn, actor, campaign_id)
            rows = await campaigns.progress_by_unit(
                conn, campaign.fund_id, campaign.opens_on.year, campaign.last_day.year, campaign_id=campaign_id,
                after=after[0] if after else None, limit=page.limit + 1,
            )  # fmt: skip
        return json_response(200, encode(page.page(rows, _unit_view, lambda unit: [unit.code.upper()])))

    return router


def _unit_view(unit: UnitProgress) -> UnitProgressView:
    return UnitProgressView(
        **ProgressView.model_validate(unit.progress).model_dump(),
        unit_id=unit.unit_id,
        code=unit.code,
        name=unit.name,
        paid_by_others=unit.paid_by_others,
    )
