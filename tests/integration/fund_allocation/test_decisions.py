"""A decision can be made again from what was stored, and what it rests on is what was stored."""

from uuid import UUID

from services.fund_allocation.commands.support import replay_decision
from tests.integration.fund_allocation.conftest import MILLION, Allocation


async def test_a_decision_is_replayed_from_its_stored_inputs(allocation: Allocation) -> None:
    norm = {"legal_basis": "QĐ 21", "work_type": "new_build", "amount": 40 * MILLION, "valid_from": "2025-01-09"}
    stored = await allocation.done("/norms", norm, by="admin")
    await allocation.gift(50 * MILLION)
    house = await allocation.house(50 * MILLION)
    decision = await allocation.decide(house, 45 * MILLION, reason_above_norm="Nhà ở vùng lũ")

    # what came later changes nothing
    await allocation.done(f"/norms/{stored['norm_id']}/end", {"valid_to": "2025-12-31"}, by="admin")
    await allocation.spend(5 * MILLION)
    async with allocation.database.connection() as conn:
        assert await replay_decision(conn, UUID(decision["decision_id"]))

    shown = await allocation.get(f"/decisions/{decision['decision_id']}")
    assert shown["result"] == {"amount": 45 * MILLION, "norm_id": stored["norm_id"], "above_norm": True}
    assert [item["amount"] for item in shown["inputs"]["available"]] == [0, 0, 50 * MILLION]
    assert shown["inputs"]["norms"][0]["valid_to"] is None
    assert shown["inputs"]["today"] == "2026-06-15"


async def test_a_result_that_does_not_follow_from_its_inputs_is_found(allocation: Allocation) -> None:
    await allocation.gift(50 * MILLION)
    decision = await allocation.decide(await allocation.house(), 40 * MILLION)
    await allocation.admin("""update decision set result = jsonb_set(result, '{above_norm}', 'false')""")
    async with allocation.database.connection() as conn:
        assert not await replay_decision(conn, UUID(decision["decision_id"]))


async def test_what_is_heard_in_any_order_between_sources(allocation: Allocation) -> None:
    house = await allocation.house(10 * MILLION)
    certificate = await allocation.certificate(house)
    body = allocation.decision(house, 10 * MILLION)
    assert (await allocation.refused("/decisions", body, by="approver"))[0] == "above_balance"
    await allocation.gift(10 * MILLION)
    decision = await allocation.decide(house, 10 * MILLION)
    await allocation.pay(decision, certificate, 10 * MILLION)
    shown = await allocation.get(f"/houses/{house.house_id}")
    assert shown["certificates"][0]["certificate_id"] == str(certificate)
    assert shown["certificates"][0]["instalment_id"] is not None
    assert [request["state"] for request in shown["requests"]] == ["decided"]
    assert [item["paid"] for item in shown["decisions"]] == [10 * MILLION]
    waiting = await allocation.get("/requests", state="waiting")
    assert waiting["items"] == []
    (listed,) = (await allocation.get("/decisions", fund_id=allocation.fund_id))["items"]
    assert listed["decision_id"] == decision["decision_id"]


async def test_no_private_word_leaves(allocation: Allocation) -> None:
    await allocation.gift(10 * MILLION)
    await allocation.spend(MILLION, description="Thăm ông Nguyễn Văn A")
    house = await allocation.house(MILLION)
    await allocation.decide(house, MILLION, reason_above_norm="Bà B ốm nặng")
    kept = await allocation.admin("select convert_from(body, 'utf8') from idempotency")
    told = str(await allocation.told()) + str(kept)
    assert "Nguyễn Văn A" not in told
    assert "ốm nặng" not in told
