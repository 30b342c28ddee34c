"""The routes of gifts: recording one costs as little as possible, reading, voiding and reversing are plain."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.donation.api.desk import GIFT_TAKERS, PREFIX, Accountant, AnyStaff, Office, PrivateReader
from services.donation.api.forms import GiftForm, PartForm, ReversalForm, VoidForm
from services.donation.api.views import (
    GiftDetail,
    GiftView,
    MemberView,
    OnBehalfView,
    PartView,
    PayerView,
    ReceiptView,
    RecordedView,
    RefundDebitView,
    ReversalDetail,
    ReversalView,
)
from services.donation.commands.at_once import Entry
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import Recorded, in_scope, reverse_gift
from services.donation.commands.intake import Intake, Replayed
from services.donation.domain import refusals
from services.donation.domain.attached import Attached, Member, OnBehalf
from services.donation.domain.gift import Earmark, GiftPart, NewGift, Payer
from services.donation.store import attached, gifts, refunds, split
from shared.access import actor_of
from shared.contracts.envelope import struct_of
from shared.db import Connection
from shared.http import (
    IDEMPOTENT,
    Answer,
    Page,
    Paging,
    ask_of,
    encode,
    hot,
    json_response,
    paging,
    parse,
)
from shared.ids import NewId
from shared.money import amount_in_words
from shared.trace import current_trace

_Recorded = struct_of(RecordedView)
_Receipt = struct_of(ReceiptView)


def gift_routes(office: Office) -> APIRouter:
    """Every route under /gifts."""
    router = APIRouter(tags=["gifts"])
    intake = Intake(office.database, office.clock, _answer)

    @hot(router, f"{PREFIX}/gifts", body=GiftForm, reply=RecordedView, status=201)
    async def record_gift(request: Request) -> Response:
        """Record a gift and give it the next receipt number of the cashier's book."""
        actor = actor_of(request, *GIFT_TAKERS)
        form = await parse(request, GiftForm)
        actor.check_fund(form.fund_id)
        ask = await ask_of(request, actor)
        gift = new_gift(form, office.new_id, recorded_by=actor.id)
        answer = await intake.take(Entry(ask, gift, current_trace.get()))
        if isinstance(answer, Replayed):
            return json_response(answer.answer.status, answer.answer.body, replayed=True)
        return json_response(answer.status, answer.body)

    @router.get(f"{PREFIX}/gifts", response_model=Page[GiftView])
    async def list_gifts(actor: AnyStaff, page: Annotated[Paging, Depends(paging)], fund_id: UUID) -> Response:
        actor.check_fund(fund_id)
        after = page.after(UUID)
        async with office.database.connection() as conn:
            rows = await gifts.gifts(conn, fund_id, after=after[0] if after else None, limit=page.limit + 1)
        return json_response(200, encode(page.page(rows, GiftView.model_validate, lambda gift: [gift.gift_id])))

    @router.get(f"{PREFIX}/gifts/{{gift_id}}", response_model=GiftDetail)
    async def show_gift(gift_id: UUID, actor: PrivateReader) -> Response:
        async with office.database.connection() as conn:
            gift = await gifts.gift(conn, gift_id)
            if gift is None or not in_scope(actor, gift.fund_id):
                raise refusals.gift_unknown()
            payer = await gifts.payer(conn, gift_id)
            reversal = await gifts.reversal(conn, gift_id)
            parts = await split.parts_of(conn, gift_id)
            corrections = await split.corrections_of(conn, gift_id)
            beside = await attached.beside(conn, gift_id)
            debit = await refunds.payment(conn, gift_id)
        detail = GiftDetail(
            **GiftView.model_validate(gift).model_dump(),
            amount_in_words=amount_in_words(gift.amount),
            members=[MemberView.model_validate(member) for member in beside.members],
            on_behalf_of=beside.on_behalf_of and OnBehalfView.model_validate(beside.on_behalf_of),
            pledge_id=beside.pledge_id,
            payer=payer and PayerView.model_validate(payer),
            reversal=reversal
            and ReversalDetail(**reversal._asdict(), debit=debit and RefundDebitView.model_validate(debit)),
            parts=[PartView.model_validate(part) for part in parts],
            corrects_gift_id=corrections.corrects,
            corrected_by=corrections.corrected_by,
        )
        return json_response(200, encode(detail))

    @router.post(f"{PREFIX}/gifts/{{gift_id}}/void", response_model=ReversalView, openapi_extra=IDEMPOTENT)
    async def void_gift(request: Request, gift_id: UUID, form: VoidForm, actor: Accountant) -> Response:
        async def void(conn: Connection, desk: Desk) -> ReversalView:
            return ReversalView.of(await reverse_gift(conn, desk, gift_id, "void", form.reason, on=None))

        return await office.write(request, actor, 200, void)

    @router.post(f"{PREFIX}/gifts/{{gift_id}}/reversal", response_model=ReversalView, openapi_extra=IDEMPOTENT)
    async def take_gift_back(request: Request, gift_id: UUID, form: ReversalForm, actor: Accountant) -> Response:
        async def take_back(conn: Connection, desk: Desk) -> ReversalView:
            done = await reverse_gift(conn, desk, gift_id, form.kind, form.reason, on=form.reversed_on)
            return ReversalView.of(done)

        return await office.write(request, actor, 200, take_back)

    return router


def new_gift(form: GiftForm, new_id: NewId, *, recorded_by: str) -> NewGift:
    """What the form says, as a gift. Raises Refused when an earmark names nothing."""
    payer = None
    if form.payer_name or form.payer_address or form.reason or form.name_consent:
        payer = Payer(form.payer_name, form.payer_address, form.reason, form.name_consent)
    return NewGift(
        new_id(),
        form.fund_id,
        form.unit_id,
        form.campaign_id,
        form.channel,
        form.amount,
        form.received_on,
        recorded_by,
        None if form.earmark is None else Earmark.of(form.earmark.kind, form.earmark.ref),
        payer,
        _parts(form.parts, new_id) if form.parts else (),
        form.corrects_gift_id,
        _attached(form),
    )


def _attached(form: GiftForm) -> Attached | None:
    if not form.members and form.on_behalf_of is None and form.pledge_id is None:
        return None
    behalf = form.on_behalf_of
    return Attached(
        tuple(Member(member.unit_id, member.name, member.amount) for member in form.members),
        None if behalf is None else OnBehalf(behalf.unit_id, behalf.name, behalf.name_consent),
        form.pledge_id,
    )


def _parts(forms: Sequence[PartForm], new_id: NewId) -> tuple[GiftPart, ...]:
    """Raises Refused when an earmark names nothing."""
    parts = []
    for n, form in enumerate(forms):
        named = form.earmark
        earmark = None if named is None else Earmark.of(named.kind, named.ref, field=f"parts.{n}.earmark.ref")
        parts.append(GiftPart(new_id(), form.amount, earmark))
    return tuple(parts)


def _answer(recorded: Recorded) -> Answer:
    gift, receipt = recorded.gift, recorded.receipt
    body = _Recorded(
        gift_id=gift.gift_id,
        fund_id=gift.fund_id,
        amount=gift.amount,
        received_on=gift.received_on,
        receipt=_Receipt(year=receipt.year, book=receipt.book, number=receipt.number),
    )
    return Answer(201, encode(body))
