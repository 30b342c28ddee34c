"""Receipt numbers without a gap: many cashiers at once, refused ones among them, killed connections, thousands."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from itertools import repeat
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.donation.commands.gifts import Recorded, record_gifts
from services.donation.domain.gift import Earmark, NewGift, Payer
from services.donation.store import books
from shared.db import Connection
from shared.errors import Refused
from shared.ids import uuid7
from shared.trace import Trace
from tests.integration.donation.conftest import FUND, NOW, OTHER_FUND, Donation, gift

CASHIERS = ("clerk", "cashier", "accountant")


async def gapless(donation: Donation) -> dict[str, int]:
    """The last number of every book, all of whose numbers are there; what was published is what was written."""
    rows = await donation.admin(
        """select b.fund_id, b.year, b.book, b.last_number, array_agg(g.number order by g.number) as numbers
           from book b left join gift g using (fund_id, year, book) group by b.fund_id, b.year, b.book"""
    )
    for row in rows:
        assert [number for number in row["numbers"] if number] == list(range(1, row["last_number"] + 1)), row["book"]
    told = {(e["gift_id"], e["receipt"]["number"]) for e in await donation.told("donation.received.v1")}
    written = await donation.admin("select gift_id::text, number from gift")
    assert told == {tuple(row) for row in written}
    return {f"{row['fund_id'].int}/{row['year']}/{row['book']}": row["last_number"] for row in rows}


async def test_32_writers_with_refusals_among_them(donation: Donation) -> None:
    chance = random.Random(7)  # noqa: S311 - a test's choice
    days = ("2023-05-05", "2024-05-05")

    async def write(n: int) -> list[int]:
        codes = []
        for _ in range(12):
            body = gift(amount=chance.choice((1, 2, 0, -1)), received_on=chance.choice(days))
            if chance.random() < 0.1:
                body["unit_id"] = str(uuid4())
            codes.append((await donation.post("/gifts", body, by=CASHIERS[n % 3])).status_code)
        return codes

    codes = [code for answer in await asyncio.gather(*map(write, range(32))) for code in answer]
    assert set(codes) == {201, 422}
    assert sum((await gapless(donation)).values()) == codes.count(201) > 50


async def test_connections_killed_under_the_writers(donation: Donation) -> None:
    """Whoever got 201 is in the book, whoever got 503 may send again with the same key, and nothing is there twice."""
    stop = asyncio.Event()
    answers: dict[str, list[int]] = {}

    async def write(n: int) -> None:
        while not stop.is_set():
            key = str(uuid4())
            for _ in range(20):
                answer = await donation.post("/gifts", gift(), by=CASHIERS[n % 3], key=key)
                answers.setdefault(key, []).append(answer.status_code)
                if answer.status_code == 201:
                    break
                assert answer.status_code in (409, 503), answer.text
                assert answer.status_code == 409 or answer.headers["retry-after"]

    async with asyncio.timeout(60), asyncio.TaskGroup() as writers:
        for n in range(32):
            writers.create_task(write(n))
        kills = 0
        while kills < 25:
            kills += len(
                await donation.admin(
                    """select pg_terminate_backend(pid) from pg_stat_activity where datname = $1
                       and application_name = 'donation' and state in ('active', 'idle in transaction')""",
                    donation.server.name,
                )
            )
        stop.set()
    assert all(codes[-1] == 201 for codes in answers.values())
    assert sum((await gapless(donation)).values()) == len(answers)
    keys = await donation.admin("select key from idempotency")
    assert sorted(row[0] for row in keys) == sorted(answers)


@pytest.mark.parametrize("way", ["transaction", "autocommit"])
async def test_a_commit_whose_answer_was_lost_is_found_again(
    donation: Donation, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The batch is committed, but the connection dies before the service hears of it."""
    if way == "autocommit":
        await donation.gift(amount=9)  # the first of a book opens it, in a transaction
    inner, lost = getattr(donation.database, way), False

    @asynccontextmanager
    async def lossy() -> AsyncIterator[Connection]:
        nonlocal lost
        async with inner() as conn:
            yield conn
        if not lost:
            lost = True
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    monkeypatch.setattr(donation.database, way, lossy)
    answers = await asyncio.gather(*(donation.post("/gifts", gift(amount=n)) for n in range(1, 9)))
    assert lost
    assert [(a.status_code, a.json()["amount"]) for a in answers] == [(201, n) for n in range(1, 9)]
    assert await gapless(donation) == {"1/2024/TM01": 8 + (way == "autocommit")}


def new_gift(amount: int = 1000, day: date = date(2024, 5, 5), **changes: object) -> NewGift:
    base = NewGift(uuid7(), FUND, None, None, "bank_transfer", amount, day, "import-1")
    return base._replace(**changes)  # type: ignore[arg-type] # the fields of a gift


async def record(donation: Donation, batch: list[NewGift]) -> list[Recorded | Refused]:
    async with donation.database.transaction() as conn:
        return await record_gifts(conn, batch, at=NOW, traces=repeat(Trace("import"), len(batch)))


async def test_thousands_at_once(donation: Donation) -> None:
    units = [UUID(await donation.unit(f"U-{n}")) for n in range(3)]
    campaign = UUID(await donation.campaign())
    batch = [
        new_gift(
            n + 1,
            date(2023 + n % 2, 7, 1),
            unit_id=units[n % 3] if n % 4 else None,
            campaign_id=campaign if n % 2 and n % 4 else None,
            channel="cash" if n % 5 == 0 else "bank_transfer",
            payer=Payer(f"P{n}", None, None, n % 2 == 0) if n % 100 == 0 else None,
            earmark=Earmark("purpose", "housing") if n % 50 == 0 else None,
        )
        for n in range(5000)
    ]
    batch[77] = batch[77]._replace(amount=0)
    batch[78] = batch[78]._replace(unit_id=uuid4())
    outcomes = await record(donation, batch)
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Refused)] == [77, 78]
    assert sum((await gapless(donation)).values()) == 4998
    rows = {row["gift_id"]: row for row in await donation.admin("select * from gift")}
    for asked, outcome in zip(batch, outcomes, strict=True):
        if isinstance(outcome, Recorded):
            row = rows[asked.gift_id]
            assert outcome.gift is asked
            assert (row["year"], row["book"], row["number"]) == outcome.receipt
            assert (row["amount"], row["unit_id"], row["campaign_id"]) == asked[5:6] + asked[2:4]
            assert (row["earmark_kind"], row["earmark_ref"]) == (asked.earmark or (None, None))
    assert (await donation.admin("select count(*), count(*) filter (where name_consent) from payer"))[0][:] == (50, 50)


async def test_a_batch_takes_its_numbers_in_the_order_of_its_gifts(donation: Donation) -> None:
    first = await record(donation, [new_gift(n) for n in range(1, 101)])
    second = await record(donation, [new_gift(n) for n in range(1, 101)])
    numbers = [outcome.receipt.number for outcome in first + second if isinstance(outcome, Recorded)]
    assert numbers == list(range(1, 201))


async def test_an_aborted_batch_gives_its_numbers_back(donation: Donation) -> None:
    await record(donation, [new_gift()])
    same = new_gift()
    try:
        await record(donation, [new_gift(), same, same])
    except asyncpg.UniqueViolationError:
        pass
    else:
        raise AssertionError("one id twice")
    await record(donation, [new_gift()])
    assert await gapless(donation) == {"1/2024/CK01": 2}


async def test_writers_of_many_books_in_any_order_do_not_deadlock(donation: Donation) -> None:
    """Each batch writes in the same 8 books, new and old, in an order of its own."""
    subjects = [(fund, year, f"c{c}") for fund in (FUND, OTHER_FUND) for year in (2023, 2024) for c in range(2)]

    async def write(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - a test's choice
        for _ in range(5):
            order = chance.sample(subjects, len(subjects))
            batch = [new_gift(1, date(year, 5, 5), fund_id=fund, recorded_by=cashier) for fund, year, cashier in order]
            outcomes = await record(donation, batch)
            assert all(isinstance(outcome, Recorded) for outcome in outcomes)

    await asyncio.gather(*map(write, range(12)))
    assert set((await gapless(donation)).values()) == {60}


async def test_a_book_opened_by_two_at_once_is_opened_once(donation: Donation) -> None:
    await asyncio.gather(*(record(donation, [new_gift()]) for _ in range(8)))
    assert await gapless(donation) == {"1/2024/CK01": 8}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["gift", "gift", "gift", "void", "refund", "correction"]),
            st.integers(-1, 10**12),
            st.sampled_from(["2022-05-05", "2023-05-05", "2024-05-05"]),
            st.integers(0, 5),
        ),
        max_size=25,
    )
)
async def test_sums_and_numbers_hold_whatever_happens(
    donation: Donation, steps: list[tuple[str, int, str, int]]
) -> None:
    """Any order of gifts and reversals: books are gapless, and every year's totals are those of its entries."""
    await donation.admin("truncate gift, payer, reversal, book, book_year, outbox, idempotency cascade")
    received: dict[int, list[int]] = {}
    reversed_: dict[int, list[int]] = {}
    given_: list[tuple[str, int, str]] = []
    taken_back: set[str] = set()
    for act, amount, day, pick in steps:
        if act == "gift":
            answer = await donation.post("/gifts", gift(amount=amount, received_on=day))
            assert (answer.status_code == 201) == (amount > 0)
            if amount > 0:
                given_.append((answer.json()["gift_id"], amount, day))
                received.setdefault(int(day[:4]), []).append(amount)
        elif given_:
            gift_id, sum_, on = given_[pick % len(given_)]
            path = f"/gifts/{gift_id}/{'void' if act == 'void' else 'reversal'}"
            body = {"reason": "x"} if act == "void" else {"reason": "x", "kind": act, "reversed_on": "2024-06-01"}
            answer = await donation.post(path, body, by="accountant")
            assert answer.status_code == (409 if gift_id in taken_back else 200)
            if gift_id not in taken_back:
                reversed_.setdefault(int(on[:4]) if act == "void" else 2024, []).append(sum_)
            taken_back.add(gift_id)
    await gapless(donation)
    async with donation.database.connection() as conn:
        for year in (2022, 2023, 2024):
            gifts, back = received.get(year, []), reversed_.get(year, [])
            assert await books.totals(conn, FUND, year) == (len(gifts), sum(gifts), len(back), sum(back))
    told = await donation.told("donation.reversed.v1")
    assert sum(event["amount"] for event in told) == sum(sum(back) for back in reversed_.values())
