"""The routes of units among each other, of consent, and of what a unit gave."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.donation.api.desk import PREFIX, Admin, ConsentTaker, Office, PrivateReader
from services.donation.api.donor_shapes import (
    ConsentForm,
    ConsentView,
    DoubleView,
    GivingView,
    MergedView,
    MergeForm,
    PlaceForm,
    ProgressView,
    SaidList,
    SaidView,
    WithdrawalForm,
    WithdrawnView,
)
from services.donation.api.views import UnitView
from services.donation.commands import donors as commands
from services.donation.commands.desk import Desk
from services.donation.commands.register import known_unit
from services.donation.domain.campaigns import Progress
from services.donation.domain.donors import Consent
from services.donation.store import campaigns, donors
from shared.db import Connection
from shared.http import IDEMPOTENT, encode, json_response

_FIRST_YEAR, _LAST_YEAR = 1945, 2200


def donor_routes(office: Office) -> APIRouter:
    """Every route below /units/{id}, and the withdrawal of a gift's name."""
    router = APIRouter(prefix=PREFIX)

    @router.put("/units/{unit_id}", response_model=UnitView, tags=["units"])
    async def place_unit(unit_id: UUID, form: PlaceForm, actor: Admin) -> Response:
        async with office.database.transaction() as conn:
            unit = await commands.place_unit(conn, office.desk(actor), unit_id, **form.model_dump())
        return json_response(200, encode(UnitView.model_validate(unit)))

    @router.post("/units/{unit_id}/merge", response_model=MergedView, tags=["units"], openapi_extra=IDEMPOTENT)
    async def merge_unit(request: Request, unit_id: UUID, form: MergeForm, actor: Admin) -> Response:
        async def merge(conn: Connection, desk: Desk) -> MergedView:
            head = await commands.merge_unit(conn, desk, unit_id, form.into_unit_id, form.reason)
            return MergedView(unit_id=unit_id, into_unit_id=head.unit_id, code=head.code)

        return await office.write(request, actor, 200, merge)

    @router.post(
        "/units/{unit_id}/consents",
        status_code=201,
        response_model=ConsentView,
        tags=["units"],
        openapi_extra=IDEMPOTENT,
    )
    async def record_consent(request: Request, unit_id: UUID, form: ConsentForm, actor: ConsentTaker) -> Response:
        async def record(conn: Connection, desk: Desk) -> ConsentView:
            await commands.record_consent(conn, desk, unit_id, Consent(form.given, form.on, form.how))
            return ConsentView(unit_id=unit_id, given=form.given, on=form.on)

        return await office.write(request, actor, 201, record)

    @router.get("/units/{unit_id}/consents", response_model=SaidList, tags=["units"])
    async def list_consents(unit_id: UUID, actor: PrivateReader) -> Response:
        async with office.database.connection() as conn:
            await known_unit(conn, actor, unit_id)
            said = await donors.consents(conn, unit_id)
        return json_response(200, encode(SaidList(items=[SaidView.model_validate(item) for item in said])))

    @router.get("/units/{unit_id}/giving", response_model=GivingView, tags=["units"])
    async def show_giving(
        unit_id: UUID, actor: PrivateReader, year: Annotated[int, Query(ge=_FIRST_YEAR, le=_LAST_YEAR)]
    ) -> Response:
        async with office.database.connection() as conn:
            asked = await known_unit(conn, actor, unit_id)
            head = (await donors.group(conn, asked.head_id))[0]
            found = await campaigns.progress_by_unit(conn, head.fund_id, year, year, unit_id=head.unit_id, limit=1)
            merged = await donors.merged(conn, head.unit_id)
        progress = found[0].progress if found else Progress(0, 0, 0, 0, 0, 0, 0)
        view = GivingView(
            **ProgressView.model_validate(progress).model_dump(),
            unit_id=head.unit_id,
            code=head.code,
            year=year,
            paid_by_others=found[0].paid_by_others if found else 0,
            merged=[DoubleView.model_validate(double) for double in merged],
        )
        return json_response(200, encode(view))

    @router.post(
        "/gifts/{gift_id}/name-withdrawal", response_model=WithdrawnView, tags=["gifts"], openapi_extra=IDEMPOTENT
    )
    async def withdraw_name(request: Request, gift_id: UUID, form: WithdrawalForm, actor: ConsentTaker) -> Response:
        async def withdraw(conn: Connection, desk: Desk) -> WithdrawnView:
            await commands.withdraw_name(conn, desk, gift_id, form.on, form.how)
            return WithdrawnView(gift_id=gift_id, on=form.on)

        return await office.write(request, actor, 200, withdraw)

    return router
