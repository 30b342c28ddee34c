"""Answering requests for support, paying instalments, and ending decisions with their houses."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.fund_allocation.commands.desk import Desk
from services.fund_allocation.commands.reversals import place_waiting
from services.fund_allocation.domain.days import first_open_day
from services.fund_allocation.domain.decision import DecisionInputs, Request, check_answer, decide_support, earmarks_of
from services.fund_allocation.domain.lots import moved, of_decision, of_instalment, spendable
from services.fund_allocation.domain.payment import check_instalment
from services.fund_allocation.domain.refusals import payment, support
from services.fund_allocation.store import decisions, funds, ledger, lots, norms, requests
from services.fund_allocation.store.decisions import Instalment
from services.fund_allocation.store.ledger import Line
from services.fund_allocation.store.requests import Ended
from shared import outbox
from shared.contracts.fund_allocation import InstalmentPaid, ReservationReleased, SupportDecided, SupportRefused
from shared.db import Connection
from shared.outbox import Outgoing
from shared.trace import Trace


class DecisionForm(NamedTuple):
    """A decision as it comes in; ``campaign_id`` lets it take money earmarked for that campaign."""

    request_id: UUID
    amount: int
    decided_on: date
    reason_above_norm: str | None
    campaign_id: UUID | None


async def decide(conn: Connection, desk: Desk, form: DecisionForm) -> UUID:
    """Grant support and set its money aside. Returns the decision's id; raises Refused, see ``decide_support``."""
    request, closed_through, fund_code = await _lock_request(conn, desk, form.request_id)
    earmarks = spendable("housing", request.house_id, form.campaign_id)
    inputs = DecisionInputs(
        request=request,
        amount=form.amount,
        decided_on=form.decided_on,
        decided_by=desk.actor.id,
        reason_above_norm=form.reason_above_norm,
        norms=tuple(n for n in await norms.for_fund(conn, request.fund_id) if n.work_type == request.work_type),
        prior_support=await decisions.prior_support(conn, request.household_id, request.programme),
        available=await lots.available(conn, request.fund_id, earmarks, form.decided_on),
        closed_through=closed_through,
        today=desk.today,
    )
    granted = decide_support(inputs)

    decision_id = desk.new_id()
    holding = of_decision(decision_id, request.fund_id, request.house_id, form.campaign_id)
    await lots.add_holding(conn, holding)
    taken = await lots.take(conn, holding, granted.amount, earmarks_of(inputs.available), form.decided_on)
    line = Line(request.fund_id, "decision", "reserved", "cash", granted.amount, form.decided_on, decision_id)
    await ledger.post(conn, [line], at=desk.at)
    number = await decisions.next_number(conn, request.fund_id, form.decided_on.year)
    decision_number = f"{number:02d}/{form.decided_on.year}/QĐ-{fund_code}"
    await decisions.add(conn, decision_id, decision_number, form.campaign_id, inputs, granted, at=desk.at)
    await requests.set_state(conn, request.request_id, "decided")
    decided = SupportDecided(
        decision_id=decision_id,
        decision_number=decision_number,
        request_id=request.request_id,
        house_id=request.house_id,
        fund_id=request.fund_id,
        work_type=request.work_type,
        amount=granted.amount,
        decided_on=form.decided_on,
        above_norm=granted.above_norm,
    )
    await desk.announce(conn, decision_id, [decided, *moved(holding, "reserved", taken, on=form.decided_on)])
    return decision_id


async def replay_decision(conn: Connection, decision_id: UUID) -> bool:
    """Whether deciding again from the stored inputs gives the stored result. Raises Refused: unknown; refused now."""
    stored = await decisions.stored(conn, decision_id)
    if stored is None:
        raise payment.unknown_decision()
    inputs, granted = stored
    return decide_support(inputs) == granted


async def refuse(conn: Connection, desk: Desk, request_id: UUID, *, on: date, reason: str) -> None:
    """Refuse a request; the reason stays here. Raises Refused: unknown, answered already, own request, day."""
    request, closed_through, _ = await _lock_request(conn, desk, request_id)
    check_answer(request, desk.actor.id, on, "refused_on", desk.today, closed_through)
    await requests.add_refusal(
        conn, request_id, on=on, reason=reason, refused_by=desk.actor.id, requested_by=request.requested_by
    )
    await requests.set_state(conn, request_id, "refused")
    refused = SupportRefused(request_id=request_id, house_id=request.house_id, fund_id=request.fund_id, refused_on=on)
    await desk.announce(conn, request_id, [refused])


async def _lock_request(conn: Connection, desk: Desk, request_id: UUID) -> tuple[Request, int | None, str]:
    """A request under its fund's lock, with the fund's last closed year and code."""
    fund_id = await requests.fund_of(conn, request_id)
    if fund_id is None:
        raise support.unknown_request()
    fund = await desk.lock_fund(conn, fund_id)
    return await requests.lock_request(conn, request_id), fund.closed_through, fund.code


async def pay_instalment(
    conn: Connection, desk: Desk, decision_id: UUID, *, certificate_id: UUID, amount: int, paid_on: date
) -> Instalment:
    """Pay a part of a decision against a stage certificate. Raises Refused, see ``check_instalment``."""
    fund_id = await decisions.fund_of(conn, decision_id)
    if fund_id is None:
        raise payment.unknown_decision()
    fund = await desk.lock_fund(conn, fund_id)
    decision = await decisions.decision(conn, decision_id)
    certificate = check_instalment(
        decision,
        await requests.certificate(conn, certificate_id),
        amount,
        paid_on,
        desk.actor.id,
        today=desk.today,
        closed_through=fund.closed_through,
    )
    instalment = Instalment(
        desk.new_id(), decision_id, decision.house_id, decision.fund_id, certificate_id, certificate.certificate,
        amount, paid_on, decision.requested_by, decision.decided_by, desk.actor.id,
    )  # fmt: skip
    reserved = of_decision(decision_id, decision.fund_id, decision.house_id, decision.campaign_id)
    used = of_instalment(instalment.instalment_id, reserved)
    await lots.add_holding(conn, used)
    parts = await lots.shift(conn, reserved, used, amount)
    line = Line(decision.fund_id, "instalment", "use_housing", "reserved", amount, paid_on, instalment.instalment_id)
    await ledger.post(conn, [line], at=desk.at)
    await decisions.add_instalment(conn, instalment, at=desk.at)
    paid = InstalmentPaid(
        instalment_id=instalment.instalment_id,
        decision_id=decision_id,
        house_id=decision.house_id,
        fund_id=decision.fund_id,
        certificate_id=certificate_id,
        certificate=certificate.certificate,
        amount=amount,
        paid_on=paid_on,
    )
    await desk.announce(conn, decision_id, [paid, *moved(used, "disbursed", parts, on=paid_on)])
    return instalment


async def end_houses(conn: Connection, ended: Sequence[tuple[Ended, Trace]], *, at: datetime) -> None:
    """Withdraw what ended houses still ask for and release what their decisions have not paid.

    A release dated in a closed year is booked on the first open day: it changes no year's figures.
    """
    houses = {house.house_id: (house, trace) for house, trace in ended}
    locked = await funds.lock_many(conn, await requests.funds_of_houses(conn, list(houses)))
    await requests.end_houses(conn, [house for house, _ in ended])
    open_decisions = await decisions.open_of_houses(conn, list(houses))
    if not open_decisions:
        return
    released = await lots.release(conn, [decision.decision_id for decision in open_decisions])
    lines, ends, outgoing = [], [], []
    for decision in open_decisions:
        house, trace = houses[decision.house_id]
        on = first_open_day(house.ended_on, locked[decision.fund_id].closed_through)
        ends.append(decisions.Ended(decision.decision_id, house.ended_as, on))
        left = decision.amount - decision.paid
        if not left:
            continue
        lines.append(Line(decision.fund_id, "release", "cash", "reserved", left, on, decision.decision_id))
        event = ReservationReleased(
            decision_id=decision.decision_id,
            house_id=decision.house_id,
            fund_id=decision.fund_id,
            amount=left,
            released_on=on,
            cause=house.ended_as,
        )
        holding = of_decision(decision.decision_id, decision.fund_id, decision.house_id, decision.campaign_id)
        moves = moved(holding, "released", released[decision.decision_id], on=on)
        outgoing += [Outgoing(decision.decision_id, each, trace) for each in (event, *moves)]
    if lines:
        await ledger.post(conn, lines, at=at)
    await decisions.end(conn, ends)
    await outbox.append(conn, outgoing, at=at)
    await place_waiting(conn, sorted(locked), ended[-1][1], at=at)
