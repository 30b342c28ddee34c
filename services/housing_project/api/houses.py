"""The routes of houses: taking an application, and reading lists, details and private notes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.housing_project import commands
from services.housing_project.api.desk import PREFIX, AnyStaff, Office, Officer, PrivateReader
from services.housing_project.api.forms import ApplicationForm
from services.housing_project.api.views import HouseView, NotesView, NoteView, StepView, SummaryView, UnplacedView
from services.housing_project.commands import Desk
from services.housing_project.domain import refusals
from services.housing_project.domain.house import State
from services.housing_project.store import heard, houses, shown
from shared.db import Connection
from shared.http import Page, Paging, encode, json_response, paging


def house_routes(office: Office) -> APIRouter:
    """POST /houses and every GET under it, and the count of what could not be placed."""
    router = APIRouter(prefix=PREFIX, tags=["houses"])

    @router.post("/houses", status_code=201, response_model=StepView)
    async def apply_for_house(request: Request, form: ApplicationForm, actor: Officer) -> Response:
        async def apply_for(conn: Connection, desk: Desk) -> StepView:
            application = commands.ApplicationForm(**form.model_dump())
            return StepView.of(await commands.apply_for(conn, desk, application))

        return await office.write(request, actor, 201, apply_for)

    @router.get("/houses", response_model=Page[SummaryView])
    async def list_houses(
        actor: AnyStaff,
        page: Annotated[Paging, Depends(paging)],
        fund_id: UUID | None = None,
        stage: Annotated[State | None, Query()] = None,
    ) -> Response:
        before = page.after(UUID)
        async with office.database.connection() as conn:
            rows = await shown.house_summaries(
                conn,
                funds=actor.funds_shown(fund_id),
                stage=stage,
                before=before[0] if before else None,
                limit=page.limit + 1,
            )
        listed = page.page(rows, lambda row: SummaryView(**row), lambda row: [row["house_id"]])
        return json_response(200, encode(listed))

    @router.get("/houses/{house_id}", response_model=HouseView)
    async def show_house(house_id: UUID, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            detail = await shown.house_detail(conn, house_id)
        if detail is None:
            raise refusals.unknown_house()
        actor.check_fund(detail.summary["fund_id"])
        return json_response(200, encode(HouseView.of(detail)))

    @router.get("/houses/{house_id}/notes", response_model=NotesView)
    async def read_notes(house_id: UUID, actor: PrivateReader) -> Response:
        async with office.database.transaction() as conn:
            await commands.known_house(conn, actor, house_id)
            rows = await houses.read_notes(conn, house_id, by=actor.id, at=office.clock())
        return json_response(200, encode(NotesView(house_id=house_id, notes=[NoteView(**row) for row in rows])))

    @router.get("/unplaced", response_model=UnplacedView)
    async def count_unplaced(actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            return json_response(200, encode(UnplacedView(**await heard.unplaced(conn))))

    return router
