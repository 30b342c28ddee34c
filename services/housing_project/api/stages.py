"""The routes that take a house from one stage to the next."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.housing_project import commands
from services.housing_project.api.desk import PREFIX, Office, Officer
from services.housing_project.api.forms import (
    CancellationForm,
    CertificateForm,
    GroundbreakingForm,
    HandoverForm,
    InspectionForm,
    ReviewForm,
    SettlementForm,
    SupportRequestForm,
)
from services.housing_project.api.views import StepView
from services.housing_project.commands import Desk, Papers
from services.housing_project.domain import acts
from services.housing_project.domain.acts import Command
from shared.access import Actor
from shared.contracts.housing_project import FundingMix
from shared.db import Connection


def stage_routes(office: Office) -> APIRouter:
    """Every POST under /houses/{house_id}."""
    router = APIRouter(prefix=f"{PREFIX}/houses/{{house_id}}", tags=["stages"])

    async def carry_out(
        request: Request, actor: Actor, house_id: UUID, command: Command, papers: Papers = commands.NO_PAPERS
    ) -> Response:
        async def advance(conn: Connection, desk: Desk) -> StepView:
            return StepView.of(await commands.advance(conn, desk, house_id, command, papers))

        return await office.write(request, actor, 200, advance)

    @router.post("/inspection", response_model=StepView)
    async def inspect(request: Request, house_id: UUID, form: InspectionForm, actor: Officer) -> Response:
        return await carry_out(request, actor, house_id, acts.Inspect(form.on), Papers(note=form.findings))

    @router.post("/review", response_model=StepView)
    async def review(request: Request, house_id: UUID, form: ReviewForm, actor: Officer) -> Response:
        command = acts.Review(form.on, form.approved, form.reason)
        return await carry_out(request, actor, house_id, command, Papers(note=form.reason))

    @router.post("/support-request", response_model=StepView)
    async def request_support(request: Request, house_id: UUID, form: SupportRequestForm, actor: Officer) -> Response:
        command = acts.RequestSupport(form.on, office.new_id(), form.amount, actor.id)
        return await carry_out(request, actor, house_id, command)

    @router.post("/groundbreaking", response_model=StepView)
    async def break_ground(request: Request, house_id: UUID, form: GroundbreakingForm, actor: Officer) -> Response:
        return await carry_out(request, actor, house_id, acts.BreakGround(form.on))

    @router.post("/certificates", response_model=StepView)
    async def certify(request: Request, house_id: UUID, form: CertificateForm, actor: Officer) -> Response:
        command = acts.Certify(form.on, form.certificate, office.new_id())
        papers = Papers(certificate_id=command.certificate_id, certificate_number=form.number)
        return await carry_out(request, actor, house_id, command, papers)

    @router.post("/handover", response_model=StepView)
    async def hand_over(request: Request, house_id: UUID, form: HandoverForm, actor: Officer) -> Response:
        command = acts.HandOver(form.on, office.new_id())
        papers = Papers(certificate_id=command.certificate_id, certificate_number=form.number)
        return await carry_out(request, actor, house_id, command, papers)

    @router.post("/settlement", response_model=StepView)
    async def settle(request: Request, house_id: UUID, form: SettlementForm, actor: Officer) -> Response:
        command = acts.Settle(form.on, form.actual_cost, FundingMix(**form.mix.model_dump()))
        return await carry_out(request, actor, house_id, command)

    @router.post("/cancellation", response_model=StepView)
    async def cancel(request: Request, house_id: UUID, form: CancellationForm, actor: Officer) -> Response:
        return await carry_out(request, actor, house_id, acts.Cancel(form.on, form.reason), Papers(note=form.reason))

    return router
