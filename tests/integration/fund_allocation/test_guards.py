"""What the database itself refuses, however the program is broken."""

import asyncpg
import pytest

from shared.ids import uuid7
from tests.integration.fund_allocation.conftest import MILLION, Allocation

LINE = """insert into entry (fund_id, kind, debit, credit, amount, dated, subject_id, recorded_at)
          values ($1, $2::text::entry_kind, $3::text::account_kind, $4::text::account_kind, $5, '2026-01-01', $1,
                  now())"""


async def run(allocation: Allocation, sql: str, *arguments: object, owner: bool = False) -> None:
    conn = await asyncpg.connect(allocation.server.owner_url if owner else allocation.server.url)
    try:
        await conn.execute(sql, *arguments)
    finally:
        await conn.close()


async def test_a_line_alone_is_refused_at_commit_because_no_lot_moved(allocation: Allocation) -> None:
    await allocation.gift(MILLION)
    with pytest.raises(asyncpg.DataCorruptedError, match="differs from its lots"):
        await run(allocation, LINE, allocation.fund_id, "gift", "cash", "income_cash", 5)
    assert await allocation.books() == (MILLION, 0, 0)


async def test_a_lot_moved_without_a_line_is_refused_at_commit(allocation: Allocation) -> None:
    gift = await allocation.gift(MILLION)
    with pytest.raises(asyncpg.DataCorruptedError, match="differs from its lots"):
        await run(allocation, "update lot set free = free - 1, used = used + 1 where lot_id = $1", gift.gift_id)
    assert await allocation.books() == (MILLION, 0, 0)


async def test_no_balance_goes_below_zero(allocation: Allocation) -> None:
    await allocation.gift(MILLION)
    with pytest.raises(asyncpg.CheckViolationError, match="balance_not_negative"):
        await run(allocation, LINE, allocation.fund_id, "decision", "reserved", "cash", MILLION + 1)


@pytest.mark.parametrize(
    ("kind", "debit", "credit", "amount"),
    [
        ("gift", "cash", "cash", 1),
        ("gift", "cash", "income_cash", 0),
        ("gift", "cash", "income_cash", -1),
        ("gift", "cash", "income_opening", 1),
        ("expenditure", "use_housing", "cash", 1),
        ("instalment", "use_hardship", "reserved", 1),
        ("release", "reserved", "cash", 1),
    ],
)
async def test_a_line_is_of_its_kind(allocation: Allocation, kind: str, debit: str, credit: str, amount: int) -> None:
    await allocation.gift(MILLION)
    with pytest.raises(asyncpg.CheckViolationError):
        await run(allocation, LINE, allocation.fund_id, kind, debit, credit, amount)


@pytest.mark.parametrize("table", ["entry", "instalment", "expenditure", "year_close", "holding"])
@pytest.mark.parametrize("change", ["update {} set fund_id = fund_id", "delete from {}", "truncate {} cascade"])
async def test_what_is_written_stays_also_for_the_owner(allocation: Allocation, table: str, change: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        await run(allocation, change.format(table))
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await run(allocation, change.format(table), owner=True)


@pytest.mark.parametrize("table", ["lot", "reversal", "decision"])
@pytest.mark.parametrize("change", ["delete from {}", "truncate {} cascade"])
async def test_what_has_a_state_is_not_deleted(allocation: Allocation, table: str, change: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await run(allocation, change.format(table), owner=True)


@pytest.mark.parametrize(
    "change",
    [
        "update account set balance = balance + 1",
        "update account set in_lots = in_lots + 1",
        "update turnover set debit = 0",
        "update lot_pool set free = 0",
        "update lot set amount = amount + 1",
        "update lot set received_on = received_on",
        "update decision set amount = amount",
        "update fund set code = code",
        "insert into account (fund_id, kind) select fund_id, 'cash' from fund",
    ],
)
async def test_the_program_can_not_touch_balances_and_facts(allocation: Allocation, change: str) -> None:
    await allocation.gift(MILLION)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        await run(allocation, change)


async def test_a_lot_is_conserved(allocation: Allocation) -> None:
    gift = await allocation.gift(MILLION)
    with pytest.raises(asyncpg.CheckViolationError, match="lot_is_conserved"):
        await run(allocation, "update lot set free = free - 1 where lot_id = $1", gift.gift_id)


async def test_the_proof_finds_a_broken_book(allocation: Allocation) -> None:
    await allocation.gift(MILLION)
    await allocation.spend(MILLION)
    await allocation.books()
    for harm, named in (
        ("update lot_part set amount = amount - 1", "lots_differing_from_their_parts"),
        ("update account set balance = balance + 1 where kind = 'use_hardship'", "debits_equal_credits"),
        ("update turnover set debit = debit + 1 where kind = 'cash'", "accounts_differing_from_the_turnover"),
        ("update lot_pool set free = free + 1", "free_pools_equal_free_lots"),
    ):
        await allocation.admin(harm)
        proof = await allocation.get(f"/funds/{allocation.fund_id}/proof")
        assert not proof["balanced"]
        wrong = {check["name"] for check in proof["checks"] if check["left"] != check["right"]}
        assert named in wrong, harm


async def test_the_three_people_differ_also_for_the_database(allocation: Allocation) -> None:
    await allocation.gift(MILLION)
    house = await allocation.house(MILLION)
    decision = await allocation.decide(house, MILLION)
    certificate = await allocation.certificate(house)
    with pytest.raises(asyncpg.CheckViolationError, match="approver_is_not_requester"):
        await allocation.admin("update decision set decided_by = requested_by")
    holding = uuid7()
    await allocation.admin(
        """insert into holding (holding_id, fund_id, stage, purpose_id, instalment_id, house_id, use)
           select $1, fund_id, 'used', decision_id, $1, house_id, 'housing' from decision""",
        holding,
    )
    for payer in ("approver-1", "officer-1"):
        with pytest.raises(asyncpg.CheckViolationError, match="payer_is_another_person"):
            await allocation.admin(
                """insert into instalment select $1, decision_id, house_id, fund_id, $2, 'foundation', 1, '2026-04-02',
                          requested_by, decided_by, $3, now() from decision""",
                holding, certificate, payer,
            )  # fmt: skip
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await allocation.admin(
            """insert into instalment select $1, decision_id, house_id, fund_id, $2, 'foundation', 1, '2026-04-02',
                      requested_by, 'somebody-else', 'accountant-1', now() from decision""",
            holding, certificate,
        )  # fmt: skip
    with pytest.raises(asyncpg.CheckViolationError, match="paid_within_decision"):
        await allocation.admin("update decision set paid = amount + 1")
    assert decision["paid"] == 0
