"""The routes of paper lists: entered as a whole, with the count and total that stand on the paper."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field, ValidationError

from services.donation.api.desk import PREFIX, AnyStaff, GiftTaker, Office
from services.donation.api.forms import Address, Day, EarmarkForm, Form, Name, Sum, Words
from services.donation.api.views import Status, View
from services.donation.commands.batches import record_batch
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.domain import refusals
from services.donation.domain.batch import MAX_LINES, Control
from services.donation.domain.gift import Earmark, NewGift, Payer
from services.donation.store import batches
from services.donation.store.batches import Batch
from shared.contracts.donation import Channel
from shared.db import Connection
from shared.errors import Refused
from shared.http import IDEMPOTENT, Page, Paging, Sentence, encode, json_response, paging
from shared.http.sentences import sentence_of
from shared.ids import NewId


class LineForm(Form):
    """A line of the paper, in đồng. ``payer_*`` and ``reason`` are private."""

    unit_id: UUID | None = None
    amount: Sum
    earmark: EarmarkForm | None = None
    payer_name: Name | None = None
    payer_address: Address | None = None
    reason: Words | None = None
    name_consent: Annotated[bool, Field(strict=True)] = False


class BatchForm(Form):
    """A paper list. Each of ``lines`` is a LineForm; they are read one by one, so that every bad one can be named."""

    fund_id: UUID
    campaign_id: UUID | None = None
    channel: Channel
    received_on: Day
    control_count: Annotated[int, Field(strict=True, ge=1)]
    control_total: Annotated[int, Field(strict=True, ge=1)]
    lines: Annotated[list[Any], Field(min_length=1, max_length=MAX_LINES)]


class BatchView(View):
    """A list that was posted, with the block of receipt numbers in the cashier's book."""

    batch_id: UUID
    fund_id: UUID
    campaign_id: UUID | None
    channel: Channel
    received_on: date
    lines: int
    total: int
    book: str
    first_number: int
    last_number: int
    recorded_by: str
    recorded_at: datetime


class BatchLineView(View):
    n: int
    gift_id: UUID
    number: int
    unit_id: UUID | None
    amount: int
    status: Status


class BatchDetail(View):
    """A page of a list's lines."""

    batch: BatchView
    items: list[BatchLineView]
    next: str | None


def batch_routes(office: Office) -> APIRouter:
    """Every route under /batches."""
    router = APIRouter(prefix=f"{PREFIX}/batches", tags=["batches"])

    async def find(conn: Connection, batch_id: UUID) -> Batch | None:
        found = await batches.batches(conn, fund_id=None, batch_id=batch_id, after=None, limit=1)
        return found[0] if found else None

    @router.post("", status_code=201, response_model=BatchView, openapi_extra=IDEMPOTENT)
    async def enter(request: Request, form: BatchForm, actor: GiftTaker) -> Response:
        gifts = gifts_of(form, office.new_id, recorded_by=actor.id)

        async def enter_list(conn: Connection, desk: Desk) -> BatchView:
            control = Control(form.control_count, form.control_total)
            return BatchView.model_validate(await find(conn, await record_batch(conn, desk, control, gifts)))

        return await office.write(request, actor, 201, enter_list)

    @router.get("", response_model=Page[BatchView])
    async def list_batches(actor: AnyStaff, page: Annotated[Paging, Depends(paging)], fund_id: UUID) -> Response:
        actor.check_fund(fund_id)
        after = page.after(UUID)
        async with office.database.connection() as conn:
            rows = await batches.batches(
                conn, fund_id=fund_id, batch_id=None, after=after[0] if after else None, limit=page.limit + 1
            )
        return json_response(200, encode(page.page(rows, BatchView.model_validate, lambda row: [row.batch_id])))

    @router.get("/{batch_id}", response_model=BatchDetail)
    async def show(batch_id: UUID, actor: AnyStaff, page: Annotated[Paging, Depends(paging)]) -> Response:
        after = page.after(int)
        async with office.database.connection() as conn:
            found = await find(conn, batch_id)
            if found is None or not in_scope(actor, found.fund_id):
                raise refusals.batch_unknown()
            rows = await batches.lines(conn, batch_id, after=after[0] if after else 0, limit=page.limit + 1)
        lines = page.page(rows, BatchLineView.model_validate, lambda line: [line.n])
        view = BatchDetail(batch=BatchView.model_validate(found), items=lines.items, next=lines.next)
        return json_response(200, encode(view))

    return router


def gifts_of(
    form: BatchForm,
    new_id: NewId,
    *,
    recorded_by: str,
    name: Callable[[str], Sentence | None] = lambda _: None,
) -> list[NewGift]:
    """The lines as gifts; ``name`` is what a page calls a field. Raises Refused with everything that is wrong with the
    form of any line."""
    gifts: list[NewGift] = []
    bad: list[tuple[int, Refused]] = []
    for n, written in enumerate(form.lines, 1):
        try:
            line = LineForm.model_validate(written)
            gifts.append(_gift(form, line, new_id(), recorded_by))
        except ValidationError as error:
            for item in error.errors():
                field, sentence = sentence_of(item, name)
                bad.append((n, Refused("invalid", vi=sentence.vi, en=sentence.en, field=field)))
        except Refused as refused:
            bad.append((n, refused))
    if bad:
        raise refusals.lines_refused(bad)
    return gifts


def _gift(form: BatchForm, line: LineForm, gift_id: UUID, recorded_by: str) -> NewGift:
    payer = None
    if line.payer_name or line.payer_address or line.reason or line.name_consent:
        payer = Payer(line.payer_name, line.payer_address, line.reason, line.name_consent)
    return NewGift(
        gift_id,
        form.fund_id,
        line.unit_id,
        form.campaign_id,
        form.channel,
        line.amount,
        form.received_on,
        recorded_by,
        None if line.earmark is None else Earmark.of(line.earmark.kind, line.earmark.ref),
        payer,
    )
