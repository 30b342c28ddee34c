"""The routes of units, campaigns and targets."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.donation.api.desk import PREFIX, Admin, AnyStaff, Office, TargetSetter
from services.donation.api.forms import CampaignForm, TargetForm, UnitForm
from services.donation.api.views import CampaignView, TargetView, UnitView
from services.donation.commands import register as commands
from services.donation.commands.desk import Desk
from services.donation.domain.register import Asked
from services.donation.store import register
from shared.db import Connection
from shared.http import IDEMPOTENT, Page, Paging, encode, json_response, paging


def register_routes(office: Office) -> APIRouter:
    """Every route under /units and /campaigns."""
    router = APIRouter(prefix=PREFIX)

    @router.post("/units", status_code=201, response_model=UnitView, tags=["units"], openapi_extra=IDEMPOTENT)
    async def register_unit(request: Request, form: UnitForm, actor: Admin) -> Response:
        async def register_one(conn: Connection, desk: Desk) -> UUID:
            return (await commands.register_unit(conn, desk, **form.model_dump())).unit_id

        async def show(conn: Connection, unit_id: UUID) -> UnitView:
            return UnitView.model_validate(await commands.known_unit(conn, actor, unit_id))

        return await office.write_shown(request, actor, 201, register_one, show)

    @router.get("/units", response_model=Page[UnitView], tags=["units"])
    async def list_units(
        actor: AnyStaff, page: Annotated[Paging, Depends(paging)], fund_id: UUID, parent_id: UUID | None = None
    ) -> Response:
        actor.check_fund(fund_id)
        after = page.after(str)
        async with office.database.connection() as conn:
            rows = await register.units(
                conn, fund_id, parent_id=parent_id, after=after[0] if after else None, limit=page.limit + 1
            )
        listed = page.page(rows, UnitView.model_validate, lambda unit: [unit.code.upper()])
        return json_response(200, encode(listed))

    @router.get("/units/{unit_id}", response_model=UnitView, tags=["units"])
    async def show_unit(unit_id: UUID, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            unit = await commands.known_unit(conn, actor, unit_id)
        return json_response(200, encode(UnitView.model_validate(unit)))

    @router.post(
        "/campaigns", status_code=201, response_model=CampaignView, tags=["campaigns"], openapi_extra=IDEMPOTENT
    )
    async def open_campaign(request: Request, form: CampaignForm, actor: Admin) -> Response:
        async def open_one(conn: Connection, desk: Desk) -> CampaignView:
            return CampaignView.model_validate(await commands.open_campaign(conn, desk, **form.model_dump()))

        return await office.write(request, actor, 201, open_one)

    @router.get("/campaigns", response_model=Page[CampaignView], tags=["campaigns"])
    async def list_campaigns(actor: AnyStaff, page: Annotated[Paging, Depends(paging)], fund_id: UUID) -> Response:
        actor.check_fund(fund_id)
        after = page.after(UUID)
        async with office.database.connection() as conn:
            rows = await register.campaigns(conn, fund_id, after=after[0] if after else None, limit=page.limit + 1)
        listed = page.page(rows, CampaignView.model_validate, lambda campaign: [campaign.campaign_id])
        return json_response(200, encode(listed))

    @router.get("/campaigns/{campaign_id}", response_model=CampaignView, tags=["campaigns"])
    async def show_campaign(campaign_id: UUID, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            campaign = await commands.known_campaign(conn, actor, campaign_id)
        return json_response(200, encode(CampaignView.model_validate(campaign)))

    @router.put("/campaigns/{campaign_id}/targets/{unit_id}", response_model=TargetView, tags=["campaigns"])
    async def set_target(campaign_id: UUID, unit_id: UUID, form: TargetForm, actor: TargetSetter) -> Response:
        async with office.database.transaction() as conn:
            asked = Asked(form.amount, form.set_by_level, form.legal_basis)
            campaign = await commands.set_target(conn, office.desk(actor), campaign_id, unit_id, asked)
        view = TargetView(campaign_id=campaign_id, unit_id=unit_id, fund_id=campaign.fund_id, **asked._asdict())
        return json_response(200, encode(view))

    @router.get("/campaigns/{campaign_id}/targets", response_model=Page[TargetView], tags=["campaigns"])
    async def list_targets(campaign_id: UUID, actor: AnyStaff, page: Annotated[Paging, Depends(paging)]) -> Response:
        after = page.after(str)
        async with office.database.connection() as conn:
            await commands.known_campaign(conn, actor, campaign_id)
            rows = await register.targets(conn, campaign_id, after=after[0] if after else None, limit=page.limit + 1)
        listed = page.page(rows, TargetView.model_validate, lambda target: [target.unit_code.upper()])
        return json_response(200, encode(listed))

    return router
