"""Gifts of the counter in one statement: what changes between the look at the facts and the writing is not missed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from services.donation.commands import at_once, intake
from services.donation.domain.gift import Subject
from services.donation.store import facts
from shared.db import Connection
from tests.integration.donation.conftest import FUND, Donation, gift

Change = Callable[[Donation], Awaitable[object]]


async def _close_the_year(donation: Donation) -> None:
    await donation.admin("update book_year set closed_at = now(), closed_by = 'me' where year = 2024")


async def _merge_the_unit(donation: Donation) -> None:
    await donation.admin(
        "update unit set merged_into = (select unit_id from unit where code = 'HEAD') where code = 'U'"
    )


async def _take_the_consent_back(donation: Donation) -> None:
    await donation.admin("update unit set name_consent_on = null where code = 'U'")


async def _take_the_number(donation: Donation) -> None:
    await donation.admin("update book set last_number = last_number + 1")


def between(monkeypatch: pytest.MonkeyPatch, change: Callable[[], Awaitable[object]]) -> None:
    """Have something happen, once, after the facts were looked at and before anything is written."""
    look = facts.look

    async def looked(conn: Connection, subjects: Sequence[Subject]) -> list[facts.Seen]:
        seen = await look(conn, subjects)
        monkeypatch.setattr(facts, "look", look)
        await change()
        return seen

    monkeypatch.setattr(facts, "look", looked)


def close_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on what is not recorded at once fails."""

    async def closed(*_: object, **__: object) -> None:
        raise AssertionError("not at once")

    monkeypatch.setattr(intake, "record_gifts", closed)


async def person(donation: Donation) -> str:
    """A person who may be named, beside another unit; the book of the cashier is open."""
    await donation.unit("HEAD", kind="person", name="Ông Cả")
    await donation.gift()
    return await donation.unit("U", kind="person", name="Bà Hai", name_consent_on="2024-07-01")


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (_close_the_year, (422, "year_closed")),
        (_merge_the_unit, (422, "unit_merged")),
        (_take_the_consent_back, (201, None)),
    ],
)
async def test_a_fact_that_changes_meanwhile(
    donation: Donation, monkeypatch: pytest.MonkeyPatch, change: Change, answer: tuple[int, str | None]
) -> None:
    unit = await person(donation)
    between(monkeypatch, lambda: change(donation))
    given = await donation.post("/gifts", gift(unit_id=unit))
    assert (given.status_code, given.json().get("code")) == answer
    gifts = await donation.admin("select display_name from gift where unit_id is not null")
    assert [row[0] for row in gifts] == ([None] if answer[0] == 201 else [])
    written = await donation.admin(
        """select (select max(number) from gift) = (select last_number from book), (select count(*) from gift),
                  (select count(*) from outbox where type = 'donation.received.v1'),
                  (select count(*) from idempotency where route = 'POST /api/donation/gifts')"""
    )
    assert tuple(written[0]) == (True, *[1 + (answer[0] == 201)] * 3)


async def test_a_number_that_another_takes_meanwhile(donation: Donation, monkeypatch: pytest.MonkeyPatch) -> None:
    await donation.gift()
    between(monkeypatch, lambda: _take_the_number(donation))
    assert (await donation.gift())["receipt"]["number"] == 3


async def test_a_number_that_another_holds(donation: Donation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other's transaction is open when we write, and is over afterwards."""
    await donation.gift()
    async with donation.database.transaction() as other:
        held = "update book set last_number = last_number + 1 where fund_id = $1"
        await other.execute(held, FUND)
        ours = asyncio.create_task(donation.gift())
        await donation.blocked("for share of y")
    assert (await ours)["receipt"]["number"] == 3


async def test_refused_ones_among_them_take_no_number(donation: Donation, monkeypatch: pytest.MonkeyPatch) -> None:
    await donation.gift()  # the first of a book opens it
    close_the_long_way(monkeypatch)
    amounts = [1, 0, 2, -1, 3]
    answers = await asyncio.gather(*(donation.post("/gifts", gift(amount=amount)) for amount in amounts))
    assert [answer.status_code for answer in answers] == [201, 422, 201, 422, 201]
    assert sorted(a.json()["receipt"]["number"] for a in answers if a.status_code == 201) == [2, 3, 4]


async def test_what_was_seen_is_not_looked_at_again(donation: Donation, monkeypatch: pytest.MonkeyPatch) -> None:
    """One statement for a gift whose like was given before, until something about it changes."""
    units = [await donation.unit(f"U-{n}") for n in range(3)]
    await donation.gift()  # opens the book
    looks = []
    look = facts.look

    async def looked(conn: Connection, subjects: Sequence[Subject]) -> list[facts.Seen]:
        looks.append({str(subject.unit_id) for subject in subjects})
        return await look(conn, subjects)

    monkeypatch.setattr(facts, "look", looked)
    close_the_long_way(monkeypatch)
    for unit in [*units, *units]:
        await donation.gift(unit_id=unit)
    assert looks == [{unit} for unit in units]
    await donation.admin("update unit set name = 'Tên mới' where unit_id = $1", units[0])
    await donation.gift(unit_id=units[0])
    await donation.gift(unit_id=units[1])
    assert looks[3:] == [{units[0]}]
    shown = await donation.admin("select display_name from gift where unit_id = $1 order by number", units[0])
    assert [row[0] for row in shown] == ["Trường tiểu học A"] * 2 + ["Tên mới"]
    assert [row[0] for row in await donation.admin("select number from gift order by 1")] == list(range(1, 10))


async def test_few_are_remembered(donation: Donation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "REMEMBERED", 2)
    units = [await donation.unit(f"U-{n}") for n in range(5)]
    for unit in [*units, *units]:
        await donation.gift(unit_id=unit)
    assert [row[0] for row in await donation.admin("select number from gift order by 1")] == list(range(1, 11))


async def test_everything_that_a_gift_may_say_is_written(donation: Donation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same columns and the same event as on the long way."""
    unit, campaign = await donation.unit(), await donation.campaign()
    body = gift(unit_id=unit, campaign_id=campaign, payer_name="Bà Tư", payer_address="Thôn 3", reason="Ủng hộ",
                earmark={"kind": "campaign", "ref": campaign})  # fmt: skip
    await donation.gift(**body)  # opens the book, the long way
    close_the_long_way(monkeypatch)
    await donation.gift(**body)
    columns = """fund_id, year, book, unit_id, campaign_id, channel, amount, received_on, earmark_kind, earmark_ref,
                 display_name, recorded_by, name, address, reason, name_consent"""
    first, second = await donation.admin(f"select {columns} from gift join payer using (gift_id) order by number")  # noqa: S608 - the names above
    assert first == second
    one, other = await donation.told("donation.received.v1")
    assert one | {"gift_id": "", "receipt": ""} == other | {"gift_id": "", "receipt": ""}
