"""Receipt books: their listing, their completeness, their closing also against writers at the same moment."""

import asyncio
from uuid import uuid4

import asyncpg

from shared.db import Database
from tests.integration.donation.conftest import FUND, OTHER_FUND, Donation, gift


def closing(year: int = 2023) -> dict[str, object]:
    return {"fund_id": str(FUND), "year": year}


async def test_a_closing_counts_what_was_published(donation: Donation) -> None:
    made = [await donation.gift(received_on="2023-05-05", amount=n * 1000) for n in range(1, 6)]
    await donation.gift(received_on="2022-05-05")
    await donation.gift(received_on="2023-05-05", fund_id=str(OTHER_FUND))
    await donation.done(f"/gifts/{made[0]['gift_id']}/void", {"reason": "x"}, by="accountant")
    refund = {"kind": "refund", "reason": "x", "reversed_on": "2023-06-01"}
    await donation.done(f"/gifts/{made[1]['gift_id']}/reversal", refund, by="accountant")
    later = {"kind": "refund", "reason": "x", "reversed_on": "2024-06-01"}
    await donation.done(f"/gifts/{made[2]['gift_id']}/reversal", later, by="accountant")
    expected = {"fund_id": str(FUND), "year": 2023, "gifts": 5, "received": 15_000, "reversals": 2, "reversed": 3_000}
    assert await donation.done("/books/close", closing(), by="accountant") == expected
    assert await donation.told("books.closed.v1") == [expected]
    year = await donation.read(f"/books?fund_id={FUND}&year=2023")
    assert {name: year[name] for name in expected} == expected
    assert year["closed_at"] == "2024-07-27T18:30:00Z"
    assert [
        (b["book"], b["cashier"], b["last_number"], b["gifts"], b["received"], b["complete"]) for b in year["books"]
    ] == [("TM01", "cashier-1", 5, 5, 15_000, True)]


async def test_a_year_without_gifts_can_be_closed(donation: Donation) -> None:
    done = await donation.done("/books/close", closing(2020), by="accountant")
    assert (done["gifts"], done["received"], done["reversals"], done["reversed"]) == (0, 0, 0, 0)


async def test_after_a_closing_nothing_is_dated_in_the_year(donation: Donation) -> None:
    made = await donation.gift(received_on="2023-05-05")
    await donation.done("/books/close", closing(), by="accountant")
    refused = (422, "year_closed", "received_on")
    assert await donation.refused("/gifts", gift(received_on="2023-12-31")) == refused
    assert await donation.refused("/gifts", gift(received_on="2023-12-31"), by="clerk") == refused, "a new book"
    void = await donation.refused(f"/gifts/{made['gift_id']}/void", {"reason": "x"}, by="accountant")
    assert void == (422, "void_in_closed_year", "gift_id")
    await donation.gift(received_on="2024-01-01")
    await donation.gift(received_on="2022-12-31")


async def test_closing_refusals(donation: Donation) -> None:
    await donation.done("/books/close", closing(), by="accountant")
    refused = [
        (closing(), (409, "books_already_closed", "year")),
        (closing(2024), (422, "year_not_over", "year")),
        (closing(2030), (422, "year_not_over", "year")),
        (closing() | {"fund_id": str(uuid4())}, (422, "fund_unknown", "fund_id")),
        (closing() | {"year": "2023"}, (422, "invalid", "year")),
        (closing() | {"year": 1900}, (422, "invalid", "year")),
    ]
    for body, expected in refused:
        assert await donation.refused("/books/close", body, by="accountant") == expected
    for by in ("clerk", "cashier", "admin", "auditor"):
        assert (await donation.refused("/books/close", closing(2022), by=by))[:2] == (403, "wrong_role")
    assert (await donation.refused("/books/close", closing(2022), by="stranger"))[:2] == (403, "other_fund")


async def test_the_closing_waits_for_gifts_that_are_being_written(donation: Donation) -> None:
    """A gift whose transaction is open is counted; one that begins after the closing began is refused."""
    await donation.gift(received_on="2023-05-05")
    lock = await asyncpg.connect(donation.server.superuser_url)
    holding = lock.transaction()
    await holding.start()
    await lock.execute("select from book where year = 2023 for update")
    early = asyncio.create_task(donation.post("/gifts", gift(received_on="2023-05-05")))
    await donation.blocked("for share of y")  # it holds its year and waits for the counter
    close = asyncio.create_task(donation.post("/books/close", closing(), by="accountant"))
    await donation.blocked("for no key update")
    late = asyncio.create_task(donation.post("/gifts", gift(received_on="2023-05-05"), by="clerk"))
    await holding.rollback()
    await lock.close()
    assert (await early).status_code == 201
    totals = (await close).json()
    counted = (await donation.admin("select count(*) from gift where year = 2023"))[0][0]
    assert totals["gifts"] == counted
    assert ((await late).status_code == 201) == (counted == 3)


async def test_no_gift_slips_in_behind_the_closing(donation: Donation) -> None:
    """Gifts of many cashiers while the year is closed: the published totals are those of the book for ever."""
    await donation.gift(received_on="2023-05-05")
    stop = asyncio.Event()
    codes: list[int] = []

    async def give(by: str) -> None:
        while not stop.is_set():
            codes.append((await donation.post("/gifts", gift(received_on="2023-05-05", amount=7), by=by)).status_code)

    async with asyncio.timeout(60), asyncio.TaskGroup() as givers:
        for by in ("clerk", "cashier", "accountant") * 4:
            givers.create_task(give(by))
        while codes.count(201) < 50:
            await asyncio.sleep(0)
        totals = await donation.done("/books/close", closing(), by="accountant")
        while codes.count(422) < 50:
            await asyncio.sleep(0)
        stop.set()
    rows = await donation.admin("select count(*), sum(amount)::bigint from gift where year = 2023")
    assert (totals["gifts"], totals["received"]) == tuple(rows[0])
    published = [event for event in await donation.told("donation.received.v1") if event["received_on"] == "2023-05-05"]
    assert totals["gifts"] == len(published) == codes.count(201) + 1
    assert set(codes) == {201, 422}


async def test_a_listing_pages_through_a_book(donation: Donation) -> None:
    made = [await donation.gift(amount=n) for n in range(1, 6)]
    path = f"/books/{FUND}/2024/TM01?limit=3"
    first = await donation.read(path)
    second = await donation.read(f"{path}&after={first['next']}")
    assert [line["gift_id"] for line in first["items"] + second["items"]] == [g["gift_id"] for g in made]
    assert second["next"] is None
    assert first["missing"] == []
    assert first["book"] == second["book"] == {
        "book": "TM01", "channel": "cash", "cashier": "cashier-1", "last_number": 5, "gifts": 5, "received": 15,
        "complete": True,
    }  # fmt: skip
    assert (await donation.get(f"/books/{FUND}/2024/TM99")).json()["code"] == "book_unknown"
    assert (await donation.get(f"/books/{FUND}/2024/TM01", by="stranger")).status_code == 403
    assert (await donation.get(f"/books?fund_id={FUND}&year=2024", by="stranger")).status_code == 403


async def test_a_listing_shows_a_missing_number(donation: Donation) -> None:
    """What can't happen through the service is seen when somebody with all rights did it."""
    for _ in range(4):
        await donation.gift()
    await donation.admin("delete from gift where number = 2")
    listing = await donation.read(f"/books/{FUND}/2024/TM01")
    assert listing["missing"] == [2]
    assert not listing["book"]["complete"]


async def test_a_year_that_the_fund_closed_is_closed_here(donation: Donation) -> None:
    await donation.gift(received_on="2023-05-05")
    await donation.hear_year_closed(2023)
    await donation.hear_year_closed(2021)
    for day in ("2023-05-05", "2021-05-05"):
        assert (await donation.refused("/gifts", gift(received_on=day)))[1] == "year_closed"


async def test_two_closings_at_once_publish_once(donation: Donation) -> None:
    await donation.gift(received_on="2023-05-05")
    answers = await asyncio.gather(*(donation.post("/books/close", closing(), by="accountant") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert len(await donation.told("books.closed.v1")) == 1


async def test_ninety_nine_cashiers_and_more(donation: Donation) -> None:
    """A book's number has two digits, and more when there are more books."""
    from services.donation.store import books

    database = Database(donation.server.url, application_name="test")
    await database.open()
    async with database.transaction() as conn:
        await books.lock_year(conn, FUND, 2024)
        for n in range(101):
            await books.open_book(conn, FUND, 2024, "cash", f"c{n}", at=donation.now)
            await books.open_book(conn, FUND, 2024, "cash", f"c{n}", at=donation.now)
        named = [book.book for book in await books.books(conn, FUND, 2024)]
    await database.close()
    assert sorted(named, key=lambda book: int(book[2:])) == [f"TM{n:02}" for n in range(1, 102)]
