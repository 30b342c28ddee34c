"""The routes of households: registering, reading, and their private data with the record of who read them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.housing_project import commands
from services.housing_project.api.desk import PREFIX, AnyStaff, Auditor, Office, Officer, PrivateReader
from services.housing_project.api.forms import HouseholdForm, PrivateForm
from services.housing_project.api.views import AccessesView, AccessView, HouseholdRef, HouseholdView, PrivateView
from services.housing_project.commands import Desk
from services.housing_project.store import households
from services.housing_project.store.households import Private
from shared.db import Connection
from shared.http import Page, Paging, encode, json_response, paging


def household_routes(office: Office) -> APIRouter:
    """Every route under /households."""
    router = APIRouter(prefix=f"{PREFIX}/households", tags=["households"])

    @router.post("", status_code=201, response_model=HouseholdView)
    async def register_household(request: Request, form: HouseholdForm, actor: Officer) -> Response:
        async def register(conn: Connection, desk: Desk) -> HouseholdView:
            public = commands.HouseholdForm(form.fund_id, form.category, form.village, form.commune, form.code)
            private = None if form.private is None else Private(**form.private.model_dump())
            return HouseholdView.model_validate(await commands.register_household(conn, desk, public, private))

        return await office.write(request, actor, 201, register)

    @router.get("", response_model=Page[HouseholdView])
    async def list_households(
        actor: AnyStaff, page: Annotated[Paging, Depends(paging)], fund_id: UUID | None = None
    ) -> Response:
        before = page.after(UUID)
        async with office.database.connection() as conn:
            rows = await households.households(
                conn, funds=actor.funds_shown(fund_id), before=before[0] if before else None, limit=page.limit + 1
            )
        listed = page.page(rows, HouseholdView.model_validate, lambda row: [row.household_id])
        return json_response(200, encode(listed))

    @router.get("/{household_id}", response_model=HouseholdView)
    async def show_household(household_id: UUID, actor: AnyStaff) -> Response:
        async with office.database.connection() as conn:
            household = await commands.known_household(conn, actor, household_id)
        return json_response(200, encode(HouseholdView.model_validate(household)))

    @router.post("/{household_id}/private", response_model=HouseholdRef)
    async def keep_private(request: Request, household_id: UUID, form: PrivateForm, actor: Officer) -> Response:
        async def keep(conn: Connection, desk: Desk) -> HouseholdRef:
            await commands.keep_private(conn, desk, household_id, Private(**form.model_dump()))
            return HouseholdRef(household_id=household_id)

        return await office.write(request, actor, 200, keep)

    @router.get("/{household_id}/private", response_model=PrivateView)
    async def read_private(household_id: UUID, actor: PrivateReader) -> Response:
        async with office.database.transaction() as conn:
            await commands.known_household(conn, actor, household_id)
            private = await households.read_private(conn, household_id, by=actor.id, at=office.clock())
        return json_response(200, encode(PrivateView(household_id=household_id, **private._asdict())))

    @router.get("/{household_id}/private-accesses", response_model=AccessesView)
    async def list_private_accesses(household_id: UUID, actor: Auditor) -> Response:
        async with office.database.connection() as conn:
            await commands.known_household(conn, actor, household_id)
            rows = await households.private_accesses(conn, household_id)
        return json_response(200, encode(AccessesView(items=[AccessView(**row) for row in rows])))

    return router
