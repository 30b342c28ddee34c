"""Use cases: load under a lock, let the domain decide, save, publish. Each runs in the caller's transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

from services.housing_project.domain import house as rules
from services.housing_project.domain import refusals
from services.housing_project.domain.acts import Command, RequestSupport, Settle
from services.housing_project.domain.house import Application, House
from services.housing_project.store import heard, households, houses
from services.housing_project.store.households import Household, Private
from services.housing_project.store.houses import Reached
from shared import outbox
from shared.access import Actor
from shared.clock import local_day
from shared.contracts import Contract
from shared.contracts.fund_allocation import SupportDecided, SupportRefused
from shared.contracts.housing_project import Category, WorkType
from shared.db import Connection
from shared.ids import NewId
from shared.outbox import Outgoing
from shared.trace import Trace

PUBLIC_CODE_DIGITS = 9
"""From so many digits on a bare number may be an identity number or a telephone."""


class Desk(NamedTuple):
    """Who acts, at which instant, for which request, and where new ids come from."""

    actor: Actor
    at: datetime
    trace: Trace
    new_id: NewId

    @property
    def today(self) -> date:
        return local_day(self.at)


class HouseholdForm(NamedTuple):
    """A household as it comes in; without a code one is given."""

    fund_id: UUID
    category: Category
    village: str
    commune: str
    code: str | None = None


class ApplicationForm(NamedTuple):
    """An application as it comes in; ``estimated_cost`` in đồng; without a code one is given."""

    household_id: UUID
    fund_id: UUID
    work_type: WorkType
    programme: str
    applied_on: date
    estimated_cost: int
    code: str | None = None


class Papers(NamedTuple):
    """What is kept beside a stage: a private word, the certificate's id and the paper's own number."""

    note: str | None = None
    certificate_id: UUID | None = None
    certificate_number: str | None = None


NO_PAPERS = Papers()


class Done(NamedTuple):
    """Where a house stands after a command, and the certificate that the command issued."""

    house: House
    house_code: str
    certificate_id: UUID | None = None


async def register_household(conn: Connection, desk: Desk, form: HouseholdForm, private: Private | None) -> Household:
    """Register a household. Raises Refused: another fund, unknown fund, code taken or a bare number, identity known."""
    desk.actor.check_fund(form.fund_id)
    if not await households.fund_is_open(conn, form.fund_id):
        raise refusals.unknown_fund()
    _check_code(form.code)
    while True:
        code = form.code or f"HO-{await households.next_household_number(conn):06d}"
        household = Household(desk.new_id(), code, form.fund_id, form.category, form.village, form.commune)
        if await households.add_household(conn, household, by=desk.actor.id, at=desk.at):
            break
        if form.code:
            raise refusals.code_taken(form.code)
    if private is not None and any(item is not None for item in private):
        await _keep_private(conn, desk, household, private, field="private.")
    return household


async def keep_private(conn: Connection, desk: Desk, household_id: UUID, private: Private) -> None:
    """Replace a household's private data; all empty erases them. Raises Refused: unknown, other fund, identity."""
    household = await known_household(conn, desk.actor, household_id)
    await _keep_private(conn, desk, household, private, field="")


async def _keep_private(conn: Connection, desk: Desk, household: Household, private: Private, *, field: str) -> None:
    if private.birth_year is not None and private.birth_year > desk.today.year:
        raise refusals.born_in_future(private.birth_year, desk.today.year, field=f"{field}birth_year")
    if not await households.keep_private(conn, household.household_id, private, by=desk.actor.id, at=desk.at):
        raise refusals.identity_known(field=f"{field}identity_number")


async def known_household(conn: Connection, actor: Actor, household_id: UUID) -> Household:
    """A household within the actor's scope. Raises Refused."""
    household = await households.household(conn, household_id)
    if household is None:
        raise refusals.unknown_household(in_body=False)
    actor.check_fund(household.fund_id)
    return household


async def apply_for(conn: Connection, desk: Desk, form: ApplicationForm) -> Done:
    """Take an application. Raises Refused: other or unknown fund, unknown household, prior support, day, code."""
    desk.actor.check_fund(form.fund_id)
    if not await households.fund_is_open(conn, form.fund_id):
        raise refusals.unknown_fund()
    _check_code(form.code)
    household = await households.household(conn, form.household_id, lock=True)
    if household is None:
        raise refusals.unknown_household(in_body=True)
    desk.actor.check_fund(household.fund_id)
    programme = form.programme.upper()
    prior = await houses.prior_houses(conn, household.household_id, programme)
    while True:
        application = Application(
            house_id=desk.new_id(),
            house_code=form.code or f"NH-{await houses.next_house_number(conn):06d}",
            household_id=household.household_id,
            household_code=household.code,
            category=household.category,
            village=household.village,
            commune=household.commune,
            fund_id=form.fund_id,
            work_type=form.work_type,
            programme=programme,
            applied_on=form.applied_on,
            estimated_cost=form.estimated_cost,
        )
        house, event = rules.apply_for(application, prior, desk.today)
        if await houses.add_house(conn, application, by=desk.actor.id, at=desk.at):
            break
        if form.code:
            raise refusals.code_taken(form.code)
    await _publish(conn, desk, house, event)
    return Done(house, application.house_code)


async def advance(conn: Connection, desk: Desk, house_id: UUID, command: Command, papers: Papers = NO_PAPERS) -> Done:
    """Carry out one command on one house. Raises Refused by the rules of the domain.

    The house is locked from the start, so of two officers who do the same at once the second is told that it is done.
    """
    before, house_code = await known_house(conn, desk.actor, house_id)
    after, event = rules.decide(before, command, desk.today)
    reached = Reached(before, after, desk.actor.id, papers.certificate_id, papers.certificate_number)
    await houses.add_stages(conn, [reached], at=desk.at)
    match command:
        case RequestSupport(amount=amount):
            await houses.add_request(conn, after, amount, by=desk.actor.id)
        case Settle(actual_cost=actual_cost, mix=mix):
            await houses.add_settlement(conn, after, actual_cost, mix)
        case _:
            pass
    if papers.note:
        await houses.add_note(conn, house_id, after.step, papers.note)
    await _publish(conn, desk, after, event)
    return Done(after, house_code, papers.certificate_id)


async def known_house(conn: Connection, actor: Actor, house_id: UUID) -> tuple[House, str]:
    """A house within the actor's scope, locked, and its code. Raises Refused."""
    locked = await houses.lock_houses(conn, [house_id])
    if not locked:
        raise refusals.unknown_house()
    house, house_code = locked[0]
    actor.check_fund(house.fund_id)
    return house, house_code


async def hear_decisions(conn: Connection, decisions: Sequence[SupportDecided], at: datetime) -> None:
    """Keep the fund's decisions; the houses that wait for them move on."""
    await heard.hear_decisions(conn, decisions)
    await _hear_answers(conn, "decided", [(d.house_id, d.request_id, d.decided_on) for d in decisions], at)


async def hear_refusals(conn: Connection, refused: Sequence[SupportRefused], at: datetime) -> None:
    """Keep the fund's refusals; the houses that wait for an answer have it."""
    await heard.hear_refusals(conn, refused)
    await _hear_answers(conn, "refused", [(r.house_id, r.request_id, r.refused_on) for r in refused], at)


async def _hear_answers(
    conn: Connection, answer: Literal["decided", "refused"], answers: Sequence[tuple[UUID, UUID, date]], at: datetime
) -> None:
    locked = await houses.lock_houses(conn, [house_id for house_id, _, _ in answers])
    waiting = {house.house_id: house for house, _ in locked}
    reached = []
    for house_id, request_id, on in answers:
        before = waiting.get(house_id)
        if before is None:
            continue  # kept by the store and counted as unplaced
        after = rules.hear_answer(before, answer, request_id, on)
        if after is not before:
            reached.append(Reached(before, after, None))
            waiting[house_id] = after
    await houses.add_stages(conn, reached, at=at)


async def _publish(conn: Connection, desk: Desk, house: House, event: Contract) -> None:
    await outbox.append(conn, [Outgoing(house.house_id, event, desk.trace)], at=desk.at)


def _check_code(code: str | None) -> None:
    if code is not None and code.isdigit() and len(code) >= PUBLIC_CODE_DIGITS:
        raise refusals.code_is_a_number()
