"""From events to the read model: the sums are those of the events, in whatever order these come."""

import random
from collections import Counter, defaultdict
from datetime import date
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.transparency.domain import Movement, carry_forward
from services.transparency.store import find_gifts, find_money, find_status
from services.transparency.store.find_gifts import Cut
from services.transparency.views.snapshot import snapshot
from services.transparency.views.years import books
from shared.contracts import Contract
from shared.contracts import donation as d
from shared.contracts import fund_allocation as f
from shared.db import Database
from shared.errors import Refused
from tests.integration.transparency.events import apply, apply_in_batches
from tests.integration.transparency.world import World, world
from tests.support.databases import ServiceDatabase
from tests.support.many_gifts import bundled


async def _digest(url: str) -> dict[str, str]:
    """A fingerprint of every table of the read model, whatever the order of its rows."""
    conn = await asyncpg.connect(url)
    try:
        tables = await conn.fetch(
            """select tablename from pg_tables where schemaname = 'public' and tablename not in ('schema_migration')"""
        )
        fingerprints = {}
        for (table,) in tables:
            query = f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {table} t"  # noqa: S608 - names from the catalogue
            fingerprints[table] = await conn.fetchval(query)
        return fingerprints
    finally:
        await conn.close()


async def _empty(url: str) -> None:
    conn = await asyncpg.connect(url)
    try:
        tables = await conn.fetch("select tablename from pg_tables where schemaname = 'public'")
        names = ", ".join(name for (name,) in tables if name != "schema_migration")
        await conn.execute(f"truncate {names}")
    finally:
        await conn.close()


def _subject(event: Contract) -> UUID:
    """What an event is about; the events of one subject come in their order, all others in any."""
    match event:
        case d.TargetSet():
            return event.unit_id
        case f.LotsMoved():
            return event.purpose_id
        case f.InstalmentPaid() | f.ReservationReleased():
            return event.decision_id
        case f.OpeningBalanceRecorded() | f.YearClosed() | d.BooksClosed():
            return event.fund_id
        case _:
            first = next(iter(type(event).model_fields))
            subject: UUID = getattr(event, first)
            return subject


def _shuffled(told: World, seed: int) -> list[list[Contract]]:
    """The story in another order, subject by subject, in batches of any size; some tell gifts together."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    subjects: dict[tuple[str, UUID], list[Contract]] = defaultdict(list)
    for event in told.all():
        subjects[type(event).__module__, _subject(event)].append(event)
    turns = [key for key, events in subjects.items() for _ in events]
    chance.shuffle(turns)
    left = {key: iter(events) for key, events in subjects.items()}
    order = [next(left[key]) for key in turns]
    batches = []
    while order:
        size = chance.choice((1, 7, 60, 400))
        batches.append(bundled(order[:size]) if chance.random() < 0.5 else order[:size])
        order = order[size:]
    return batches


@pytest.fixture
async def small(read_model: ServiceDatabase, database: Database) -> tuple[World, dict[str, str]]:
    """A smaller story and the read model that it makes when it is told in order."""
    told = world(gifts_per_unit=3)
    await apply(database, told.all())
    fingerprints = await _digest(read_model.superuser_url)
    return told, _timeless(fingerprints)


def _timeless(fingerprints: dict[str, str]) -> dict[str, str]:
    return {table: print_ for table, print_ in fingerprints.items() if table != "heard"}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
async def test_any_order_of_subjects_gives_the_same_read_model(
    seed: int, small: tuple[World, dict[str, str]], read_model: ServiceDatabase, database: Database
) -> None:
    told, expected = small
    await _empty(read_model.superuser_url)
    await apply_in_batches(database, _shuffled(told, seed))
    assert _timeless(await _digest(read_model.superuser_url)) == expected
    async with snapshot(database) as conn:
        assert not (await find_status.waiting(conn)).anything


async def test_sums_are_those_of_the_events(story: World, database: Database) -> None:
    received: Counter[tuple[UUID, int]] = Counter()
    by_cut: Counter[tuple[UUID | None, str]] = Counter()
    for event in story.donation:
        if isinstance(event, d.DonationReceived):
            received[event.fund_id, event.received_on.year] += event.amount
            by_cut[event.unit_id, event.channel] += event.amount
    taken_back: Counter[tuple[UUID, int]] = Counter()
    for event in story.donation:
        if isinstance(event, d.DonationReversed):
            taken_back[event.fund_id, event.reversed_on.year] += event.amount
    used: Counter[tuple[UUID, int]] = Counter()
    for event in story.fund_allocation:
        if isinstance(event, f.InstalmentPaid):
            used[event.fund_id, event.paid_on.year] += event.amount
        elif isinstance(event, f.ExpenditureRecorded):
            used[event.fund_id, event.spent_on.year] += event.amount
    async with snapshot(database) as conn:
        flows = await find_money.flows(conn)
        assert {(x.fund_id, x.year): x.amount for x in flows if x.way == "received"} == dict(received)
        assert {(x.fund_id, x.year): x.amount for x in flows if x.way == "reversed"} == dict(taken_back)
        assert {(x.fund_id, x.year): x.amount for x in flows if x.way == "used"} == dict(used)
        rows = await conn.fetch(
            "select unit_id, channel, sum(amount)::bigint as amount from received_total group by 1, 2"
        )
        assert {(row["unit_id"], row["channel"]): row["amount"] for row in rows} == dict(by_cut)
        assert (await find_gifts.total(conn, Cut())).amount == sum(received.values())
        kept = await books(conn)
    total = kept.total(2019)
    assert total is not None
    assert (total.opening, total.received, total.used, total.closing) == (
        4_202_835_000, 4_190_119_000, 2_778_652_000, 5_614_302_000,
    )  # fmt: skip
    following = kept.total(2020)
    assert following is not None
    assert following.opening == total.closing


async def test_every_lot_is_conserved(story: World, database: Database) -> None:
    async with snapshot(database) as conn:
        rows = await conn.fetch(
            """select t.lot_id, sum(t.reserved + t.used)::bigint as bound,
                      coalesce((select g.amount from gift g where g.gift_id = t.lot_id),
                               (select o.amount from opening_balance o where o.lot_id = t.lot_id)) as amount
               from lot_trace t group by t.lot_id"""
        )
        assert rows
        assert all(0 <= row["bound"] <= row["amount"] for row in rows)
        paid = await conn.fetchval("select sum(amount)::bigint from payment")
        assert paid == await conn.fetchval("select sum(used)::bigint from lot_trace")
        assert paid == await conn.fetchval("select sum(used)::bigint from purpose")


async def test_what_comes_before_its_explanation_is_counted_and_then_placed(database: Database) -> None:
    told = world(gifts_per_unit=2)
    await apply(database, told.fund_allocation)
    async with snapshot(database) as conn:
        waiting = await find_status.waiting(conn)
    lots = {lot.lot_id for e in told.fund_allocation if isinstance(e, f.LotsMoved) for lot in e.lots}
    known = {e.lot_id for e in told.fund_allocation if isinstance(e, f.OpeningBalanceRecorded)}
    assert waiting.lots == len(lots - known) > 0
    assert waiting.lots_amount > 0
    decided = [e for e in told.fund_allocation if isinstance(e, f.SupportDecided)]
    paid = [e for e in told.fund_allocation if isinstance(e, f.InstalmentPaid)]
    assert waiting.decisions_of_unknown_houses == len(decided)
    assert waiting.uncertified_payments == len(paid)
    assert waiting.untraced_amount == 0

    nameless = [e for e in told.donation if not isinstance(e, d.UnitRegistered | d.CampaignOpened)]
    await apply(database, nameless)
    async with snapshot(database) as conn:
        waiting = await find_status.waiting(conn)
        kinds = await find_money.received_by_giver_kind(conn, 2019, None)
        listed = await find_gifts.newest(conn, Cut(year=2019), None, 100)
    assert waiting.lots == 0
    gifts = [e for e in told.donation if isinstance(e, d.DonationReceived)]
    assert waiting.gifts_of_unknown_units == sum(e.unit_id is not None for e in gifts)
    assert waiting.gifts_of_unknown_units_amount == sum(e.amount for e in gifts if e.unit_id is not None)
    assert waiting.gifts_of_unknown_campaigns == sum(e.campaign_id is not None for e in gifts)
    assert [part.key for part in kinds] == ["unknown"]
    assert len(listed) == sum(e.received_on.year == 2019 for e in gifts), "shown before the unit is known"

    await apply(database, [e for e in told.donation if isinstance(e, d.UnitRegistered | d.CampaignOpened)])
    await apply(database, told.housing_project)
    async with snapshot(database) as conn:
        assert not (await find_status.waiting(conn)).anything


async def test_a_reversal_waits_for_its_gift(database: Database) -> None:
    """The gift may sit in quarantine until somebody redrives it."""
    told = world(gifts_per_unit=2)
    back = [e for e in told.donation if isinstance(e, d.DonationReversed)]
    late = [e for e in told.donation if isinstance(e, d.DonationReceived) and e.gift_id in {b.gift_id for b in back}]
    await apply(database, [e for e in told.donation if e not in late])
    async with snapshot(database) as conn:
        assert (await find_status.waiting(conn)).reversals == len(back) == 2
        before = await find_gifts.total(conn, Cut())
    assert before.reversed_gifts == 0, "in no sum before its gift is"
    await apply(database, late)
    async with snapshot(database) as conn:
        assert (await find_status.waiting(conn)).reversals == 0
        after = await find_gifts.total(conn, Cut())
    assert after.reversed_amount == sum(e.amount for e in back)
    assert after.amount == before.amount + sum(e.amount for e in late)


async def test_more_than_was_set_aside_can_not_be_paid(database: Database) -> None:
    told = world(gifts_per_unit=2)
    await apply(database, told.all())
    moved = next(e for e in told.fund_allocation if isinstance(e, f.LotsMoved) and e.movement == "disbursed")
    with pytest.raises(asyncpg.CheckViolationError):
        await apply(database, [moved])


async def test_a_substitution_that_does_not_say_its_stage_is_refused(database: Database) -> None:
    told = world(gifts_per_unit=2)
    moved = next(e for e in told.fund_allocation if isinstance(e, f.LotsMoved))
    unclear = moved.model_copy(update={"movement": "substituted_in", "stage": None})
    with pytest.raises(Refused, match="movement_unclear"):
        await apply(database, [unclear])


async def test_a_gift_that_comes_twice_is_refused_whole(story: World, database: Database) -> None:
    gift = next(e for e in story.donation if isinstance(e, d.DonationReceived))
    async with snapshot(database) as conn:
        before = await find_gifts.total(conn, Cut())
    with pytest.raises(asyncpg.UniqueViolationError):
        await apply(database, [gift])
    async with snapshot(database) as conn:
        assert await find_gifts.total(conn, Cut()) == before


async def test_facts_are_only_added(story: World, database: Database) -> None:
    for statement in (
        "delete from gift",
        "update gift set amount = 1",
        "update payment set amount = 1",
        "truncate reversal",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with database.transaction() as conn:
                await conn.execute(statement)


async def test_the_ledgers_closing_is_the_one_computed(story: World, database: Database) -> None:
    async with snapshot(database) as conn:
        closings = {c.fund_id: c.closing for c in await find_money.closings(conn, 2019)}
        flows = await find_money.flows(conn)
    computed = {row.fund_id: row.closing for row in carry_forward(Movement(*x) for x in flows)[2019]}
    assert closings == computed


async def test_the_newest_target_counts(story: World, database: Database) -> None:
    first = next(e for e in story.donation if isinstance(e, d.TargetSet))
    await apply(database, [first.model_copy(update={"amount": 5}), first.model_copy(update={"amount": 0})])
    async with snapshot(database) as conn:
        amount = await conn.fetchval(
            "select amount from target where unit_id = $1 and campaign_id = $2", first.unit_id, first.campaign_id
        )
    assert amount == 0


async def test_heard_counts_every_event(story: World, database: Database) -> None:
    async with snapshot(database) as conn:
        heard = await find_status.heard(conn)
    assert heard.events == len(story.all())
    assert heard.at is not None
    assert heard.at.date() == date(2020, 7, 31)
