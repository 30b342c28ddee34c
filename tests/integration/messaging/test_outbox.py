"""The outbox: what a transaction publishes is there when it has committed, in its order, and never otherwise."""

import asyncpg
import pytest

from shared.outbox import append
from tests.support.messaging import NOW, gift, publish


@pytest.mark.parametrize("count", [0, 1, 63, 64, 500])
async def test_events_keep_their_order(conn: asyncpg.Connection, count: int) -> None:
    """Few are inserted, many are copied."""
    await publish(conn, [7])
    async with conn.transaction():
        await append(conn, [gift(amount) for amount in range(1, count + 1)], at=NOW)
    rows = await conn.fetch("select * from outbox where position > 1 order by position")
    assert [row["data"] for row in rows] == [
        row["data"] for row in sorted(rows, key=lambda r: int(r["correlation_id"][2:]))
    ]
    assert [row["position"] for row in rows] == list(range(2, count + 2))
    for row in rows[:1]:
        assert row["subject"] == str(gift(1).subject)
        assert row["type"] == "donation.received.v1"
        assert (row["correlation_id"], row["causation_id"], row["traceparent"]) == ("c-1", None, None)
        assert row["occurred_at"] == NOW


@pytest.mark.parametrize("count", [3, 100])
async def test_nothing_is_left_of_a_transaction_that_was_rolled_back(conn: asyncpg.Connection, count: int) -> None:
    transaction = conn.transaction()
    await transaction.start()
    await publish(conn, range(1, count + 1))
    await transaction.rollback()
    assert await conn.fetchval("select count(*) from outbox") == 0


@pytest.mark.parametrize("statement", ["update outbox set data = '{}'", "delete from outbox", "truncate outbox"])
async def test_what_was_published_stays(conn: asyncpg.Connection, statement: str) -> None:
    await publish(conn, [1])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await conn.execute(statement)
