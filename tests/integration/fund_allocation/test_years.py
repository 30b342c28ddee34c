"""Closing a year: only when donation's control totals are our own, and the closing opens the next year."""

from typing import Any

from tests.integration.fund_allocation.conftest import MILLION, Allocation


async def close(allocation: Allocation, year: int) -> dict[str, Any]:
    return await allocation.done("/years/close", {"fund_id": allocation.fund_id, "year": year}, by="accountant")


async def refused(allocation: Allocation, year: int) -> str:
    body = {"fund_id": allocation.fund_id, "year": year}
    code, field = await allocation.refused("/years/close", body, by="accountant")
    assert field == "year"
    return code


async def test_years_follow_one_another(allocation: Allocation) -> None:
    path = f"/funds/{allocation.fund_id}/opening-balances"
    await allocation.done(path, {"amount": 7 * MILLION, "on": "2024-01-01"}, by="accountant")
    gone = await allocation.gift(3 * MILLION, "2024-02-01")
    await allocation.gift(5 * MILLION, "2024-03-01")
    await allocation.reverse(gone, on="2024-04-01")
    await allocation.spend(MILLION, on="2024-05-01")
    house = await allocation.house(4 * MILLION, on="2024-05-01")
    decision = await allocation.decide(house, 4 * MILLION, "2024-06-01")
    certificate = await allocation.certificate(house, on="2024-07-01")
    await allocation.pay(decision, certificate, 2 * MILLION, "2024-07-02")
    await allocation.gift(MILLION, "2025-01-01")

    assert await refused(allocation, 2026) == "year_not_over"
    assert await refused(allocation, 2025) == "earlier_year_open"
    assert await refused(allocation, 2024) == "books_open"
    await allocation.close_receipt_books(2024, 3, 8 * MILLION, 1, 3 * MILLION)
    assert await refused(allocation, 2024) == "books_differ"
    await allocation.close_receipt_books(2024, 2, 8 * MILLION, 1, 3 * MILLION)
    closed = await close(allocation, 2024)
    figures = {
        "fund_id": str(allocation.fund_id), "year": 2024, "opening": 7 * MILLION, "received": 8 * MILLION,
        "reversed": 3 * MILLION, "used": 3 * MILLION, "closing": 9 * MILLION, "closed_on": "2026-06-15",
    }  # fmt: skip
    assert closed == figures
    assert await allocation.told("year.closed.v1") == [figures]
    assert await refused(allocation, 2024) == "year_closed"

    await allocation.settle(house, on="2024-12-30")
    await allocation.close_receipt_books(2025, 1, MILLION, 0, 0)
    following = await close(allocation, 2025)
    assert (following["opening"], following["closing"]) == (9 * MILLION, 10 * MILLION)
    years = (await allocation.get(f"/funds/{allocation.fund_id}/years"))["items"]
    assert [year["year"] for year in years] == [2025, 2024]
    (released,) = await allocation.told("reservation.released.v1")
    assert released["released_on"] == "2025-01-01", "its own year was closed"
    assert await allocation.books() == (10 * MILLION, 0, 3 * MILLION)
    assert (await allocation.get(f"/funds/{allocation.fund_id}"))["closed_through"] == 2025


async def test_totals_that_differ_are_named(allocation: Allocation) -> None:
    await allocation.gift(2 * MILLION, "2025-01-01")
    await allocation.close_receipt_books(2025, 2, 3 * MILLION, 0, 0)
    body = {"fund_id": allocation.fund_id, "year": 2025}
    problem = (await allocation.post("/years/close", body, by="accountant")).json()
    assert "phiếu thu báo 2 khoản thu = 3.000.000 đ" in problem["detail"]
    assert "sổ cái có 1 khoản thu = 2.000.000 đ" in problem["detail"]


async def test_a_year_with_a_waiting_reversal_stays_open(allocation: Allocation) -> None:
    gift = await allocation.gift(2 * MILLION, "2025-01-01")
    await allocation.spend(2 * MILLION, on="2025-02-01")
    await allocation.reverse(gift, on="2025-03-01")
    await allocation.close_receipt_books(2025, 1, 2 * MILLION, 1, 2 * MILLION)
    assert await refused(allocation, 2025) == "reversals_wait"
    await allocation.gift(2 * MILLION, "2026-01-01")
    assert await refused(allocation, 2025) == "closing_negative"


async def test_events_for_a_closed_year_go_to_quarantine_alone(allocation: Allocation) -> None:
    gift = await allocation.gift(MILLION, "2025-01-01")
    await allocation.close_receipt_books(2025, 1, MILLION, 0, 0)
    await close(allocation, 2025)
    late, good = allocation.received(MILLION, "2025-12-31"), allocation.received(MILLION, "2026-01-01")
    await allocation.hear((late.gift_id, late), (good.gift_id, good))
    await allocation.reverse(gift, on="2025-12-31")
    first, second = await allocation.quarantined()
    assert "the fiscal year is closed" in first
    assert "reversal_too_late" in second
    assert await allocation.books() == (2 * MILLION, 0, 0)


async def test_an_opening_balance_comes_first(allocation: Allocation) -> None:
    await allocation.gift(MILLION, "2025-01-01")
    path = f"/funds/{allocation.fund_id}/opening-balances"
    late = {"amount": MILLION, "on": "2026-01-01"}
    assert await allocation.refused(path, late, by="accountant") == ("opening_not_first", "on")
    await allocation.done(path, {"amount": MILLION, "on": "2025-12-31"}, by="admin")
    await allocation.done(path, {"amount": MILLION, "on": "2024-01-01"}, by="admin")


async def test_an_empty_year_closes_with_nothing(allocation: Allocation) -> None:
    await allocation.close_receipt_books(2025, 0, 0, 0, 0)
    closed = await close(allocation, 2025)
    assert (closed["opening"], closed["closing"]) == (0, 0)
