"""The routes of pledges and of the letters about them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.donation.api.desk import PREFIX, Accountant, Office, PledgeTaker, PrivateReader
from services.donation.api.pledge_shapes import (
    CancelForm,
    CancelledView,
    DueView,
    LateView,
    PersonView,
    PledgeDetail,
    PledgedView,
    PledgeForm,
    PledgeView,
    RemindedView,
)
from services.donation.commands import pledges as commands
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.commands.register import known_unit
from services.donation.documents.reminders import letters
from services.donation.domain import refusals
from services.donation.domain.pledge import Due, Pledge, dues_of
from services.donation.store import donors, pledges
from services.donation.store.pledges import Kept, Pledger
from shared.access import Actor
from shared.db import Connection
from shared.http import IDEMPOTENT, Page, Paging, encode, json_response, paging


def pledge_routes(office: Office) -> APIRouter:
    """Every route of pledges and reminders."""
    router = APIRouter(prefix=PREFIX, tags=["pledges"])
    _add_pledges(router, office)
    _add_reminders(router, office)
    return router


def _add_pledges(router: APIRouter, office: Office) -> None:
    @router.post("/pledges", status_code=201, response_model=PledgedView, openapi_extra=IDEMPOTENT)
    async def record_pledge(request: Request, form: PledgeForm, actor: PledgeTaker) -> Response:
        async def record(conn: Connection, desk: Desk) -> PledgedView:
            dues = dues_of(form.amount, form.due_on, [Due(due.due_on, due.amount) for due in form.dues])
            pledge = Pledge(desk.new_id(), form.fund_id, form.campaign_id, form.unit_id, form.amount, dues, form.note)
            pledger = None if form.person is None else Pledger(form.person.name, form.person.address)
            return PledgedView.model_validate(await commands.record_pledge(conn, desk, pledge, pledger))

        return await office.write(request, actor, 201, record)

    @router.post("/pledges/{pledge_id}/cancel", response_model=CancelledView, openapi_extra=IDEMPOTENT)
    async def cancel_pledge(request: Request, pledge_id: UUID, form: CancelForm, actor: Accountant) -> Response:
        async def cancel(conn: Connection, desk: Desk) -> CancelledView:
            kept = await commands.cancel_pledge(conn, desk, pledge_id, form.reason)
            return CancelledView(pledge_id=pledge_id, amount=kept.pledge.amount, given=kept.given)

        return await office.write(request, actor, 200, cancel)

    @router.get("/pledges", response_model=Page[PledgeView])
    async def list_pledges(
        actor: PrivateReader,
        page: Annotated[Paging, Depends(paging)],
        fund_id: UUID,
        campaign_id: UUID | None = None,
        unit_id: UUID | None = None,
    ) -> Response:
        """Newest first. A unit's are those of all that were merged into it."""
        actor.check_fund(fund_id)
        after = page.after(UUID)
        desk = office.desk(actor)
        async with office.database.connection() as conn:
            units = None
            if unit_id is not None:
                head_id = (await known_unit(conn, actor, unit_id)).head_id
                units = [unit.unit_id for unit in await donors.group(conn, head_id)]
            rows = await pledges.pledges(
                conn, fund_id, campaign_id=campaign_id, unit_ids=units, after=after[0] if after else None,
                limit=page.limit + 1,
            )  # fmt: skip
        listed = page.page(rows, lambda kept: _view(kept, desk), lambda kept: [kept.pledge.pledge_id])
        return json_response(200, encode(listed))

    @router.get("/pledges/overdue", response_model=Page[LateView])
    async def list_overdue(
        actor: PrivateReader, page: Annotated[Paging, Depends(paging)], fund_id: UUID, campaign_id: UUID | None = None
    ) -> Response:
        """What organisations promised themselves and is late, by its day. Nobody else is ever on this list."""
        actor.check_fund(fund_id)
        after = page.after(date, UUID)
        async with office.database.connection() as conn:
            rows = await pledges.overdue(
                conn, fund_id, office.desk(actor).today, campaign_id=campaign_id,
                after=None if after is None else (after[0], after[1]), limit=page.limit + 1,
            )  # fmt: skip
        return json_response(
            200, encode(page.page(rows, LateView.model_validate, lambda late: [late.due_on, late.pledge_id]))
        )

    @router.get("/pledges/{pledge_id}", response_model=PledgeDetail)
    async def show_pledge(pledge_id: UUID, actor: PrivateReader) -> Response:
        async with office.database.connection() as conn:
            kept = await commands.known_pledge(conn, actor, pledge_id)
            person = await pledges.pledger(conn, pledge_id)
            reason = await pledges.cancel_reason(conn, pledge_id)
        detail = PledgeDetail(
            **_view(kept, office.desk(actor)).model_dump(),
            person=person and PersonView.model_validate(person),
            note=kept.pledge.note,
            cancel_reason=reason,
        )
        return json_response(200, encode(detail))


def _add_reminders(router: APIRouter, office: Office) -> None:
    @router.post(
        "/pledges/{pledge_id}/reminders", status_code=201, response_model=RemindedView, openapi_extra=IDEMPOTENT
    )
    async def remind_of_pledge(request: Request, pledge_id: UUID, actor: PledgeTaker) -> Response:
        async def remind(conn: Connection, desk: Desk) -> RemindedView:
            return _reminded(await commands.remind_of_pledge(conn, desk, pledge_id))

        return await office.write(request, actor, 201, remind)

    @router.post(
        "/campaigns/{campaign_id}/reminders", status_code=201, response_model=RemindedView, openapi_extra=IDEMPOTENT
    )
    async def remind_of_campaign(request: Request, campaign_id: UUID, actor: PledgeTaker) -> Response:
        async def remind(conn: Connection, desk: Desk) -> RemindedView:
            return _reminded(await commands.remind_of_campaign(conn, desk, campaign_id))

        return await office.write(request, actor, 201, remind)

    @router.get("/reminders/{reminder_id}/letters.pdf", response_class=Response)
    async def print_letters(reminder_id: UUID, actor: PrivateReader) -> Response:
        return await letters_pdf(office, actor, reminder_id)


async def letters_pdf(office: Office, actor: Actor, reminder_id: UUID) -> Response:
    """The letters of a reminder. Raises Refused when it is unknown."""
    async with office.database.connection() as conn:
        found = await pledges.reminder(conn, reminder_id)
    if found is None or not in_scope(actor, found.fund_id):
        raise refusals.reminder_unknown()
    content = await office.press.pdf(letters(found))
    return Response(content, 200, {"cache-control": "no-store"}, "application/pdf")


def _reminded(done: commands.Reminded) -> RemindedView:
    return RemindedView(**done._asdict(), pdf=f"{PREFIX}/reminders/{done.reminder_id}/letters.pdf")


def _view(kept: Kept, desk: Desk) -> PledgeView:
    pledge = kept.pledge
    return PledgeView(
        pledge_id=pledge.pledge_id,
        fund_id=pledge.fund_id,
        campaign_id=pledge.campaign_id,
        unit_id=kept.head_id,
        unit_code=kept.unit_code,
        amount=pledge.amount,
        due_on=pledge.due_on,
        dues=[DueView.model_validate(due) for due in pledge.dues],
        given=kept.given,
        gifts=kept.gifts,
        outstanding=max(0, pledge.amount - kept.given) if kept.cancelled_at is None else 0,
        status=commands.standing_of(kept, desk),
        recorded_by=kept.recorded_by,
        recorded_at=kept.recorded_at,
        reminded_at=kept.reminded_at,
    )
