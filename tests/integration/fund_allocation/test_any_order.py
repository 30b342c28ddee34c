"""Any interleaving of gifts, reversals, decisions, instalments, endings and expenditures keeps the books right."""

import asyncio
import json
from collections import Counter
from collections.abc import Coroutine
from datetime import date, timedelta
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shared.contracts.donation import DonationReceived
from tests.integration.fund_allocation.conftest import Allocation, House, taken_back
from tests.support.many_gifts import bundled

T = TypeVar("T")

FIRST_DAY = date(2026, 1, 1)
days = st.integers(0, 120).map(lambda n: (FIRST_DAY + timedelta(days=n)).isoformat())
sums = st.integers(1, 60)
picks = st.integers(0, 10**6)
MAY_REFUSE = {"above_balance", "above_decision", "above_request", "decision_ended", "paid_before_decision"}


class Books(RuleBasedStateMachine):
    """One fund of its own for each run. Money is in single đồng, so that lots are often cut."""

    allocation: ClassVar[Allocation]
    loop: ClassVar[asyncio.AbstractEventLoop]

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    @initialize()
    def open_fund(self) -> None:
        form = {"code": uuid4().hex[:20], "name": "Quỹ", "level": "commune", "locality": "Xã"}
        self.allocation.fund_id = UUID(self.run(self.allocation.done("/funds", form, by="admin"))["fund_id"])
        self.gifts: list[DonationReceived] = []
        self.reversed: dict[UUID, int] = {}
        self.houses: list[House] = []
        self.campaign = uuid4()
        self.decisions: list[tuple[House, dict[str, Any]]] = []

    def earmark(self, pick: int) -> tuple[str, object] | None:
        known: list[tuple[str, object] | None] = [
            None, None, None, ("purpose", "housing"), ("purpose", "hardship"), ("campaign", self.campaign),
            *(("house", house.house_id) for house in self.houses[-3:]),
        ]  # fmt: skip
        return known[pick % len(known)]

    @rule(gifts=st.lists(st.tuples(sums, days, picks), min_size=1, max_size=6), many=st.booleans())
    def receive(self, gifts: list[tuple[int, str, int]], many: bool) -> None:
        received = [self.allocation.received(a, on, earmark=self.earmark(pick)) for a, on, pick in gifts]
        events = bundled(received) if many else received
        self.run(self.allocation.hear(*((uuid4(), event) for event in events)))
        self.gifts += received

    @rule(gift=st.tuples(sums, days, picks), on=days)
    def receive_and_take_back_at_once(self, gift: tuple[int, str, int], on: str) -> None:
        received = self.allocation.received(gift[0], gift[1], earmark=self.earmark(gift[2]))
        self.run(self.allocation.hear((received.gift_id, received), (received.gift_id, taken_back(received, on))))
        self.gifts.append(received)
        self.reversed[received.gift_id] = received.amount

    @precondition(lambda self: len(self.gifts) > len(self.reversed))
    @rule(chosen=st.lists(picks, min_size=1, max_size=4), on=days)
    def take_back(self, chosen: list[int], on: str) -> None:
        kept = [gift for gift in self.gifts if gift.gift_id not in self.reversed]
        gifts = list({gift.gift_id: gift for gift in (kept[pick % len(kept)] for pick in chosen)}.values())
        self.run(self.allocation.reverse(*gifts, on=on))
        self.reversed |= {gift.gift_id: gift.amount for gift in gifts}

    @rule(amount=sums)
    def ask(self, amount: int) -> None:
        self.houses.append(self.run(self.allocation.house(amount, on="2026-01-01")))

    @precondition(lambda self: self.houses)
    @rule(pick=picks, amount=sums, on=days, campaign=st.booleans())
    def decide(self, pick: int, amount: int, on: str, campaign: bool) -> None:
        house = self.houses.pop(pick % len(self.houses))
        more = {"campaign_id": str(self.campaign)} if campaign else {}
        body = self.allocation.decision(house, amount, on, **more)
        answer = self.may("/decisions", body, by="approver")
        if answer:
            self.decisions.append((house, answer))
        else:
            self.houses.append(house)

    @precondition(lambda self: self.decisions)
    @rule(pick=picks, amount=sums)
    def pay(self, pick: int, amount: int) -> None:
        house, decision = self.decisions[pick % len(self.decisions)]
        certificate = self.run(self.allocation.certificate(house, on=decision["decided_on"]))
        body = {"certificate_id": certificate, "amount": amount, "paid_on": decision["decided_on"]}
        self.may(f"/decisions/{decision['decision_id']}/instalments", body, by="accountant")

    @precondition(lambda self: self.decisions)
    @rule(pick=picks, settled=st.booleans())
    def end(self, pick: int, settled: bool) -> None:
        house, _ = self.decisions.pop(pick % len(self.decisions))
        self.run(self.allocation.settle(house) if settled else self.allocation.cancel(house))

    @rule(amount=sums, on=days, use=st.sampled_from(["hardship", "martyrs_works"]), campaign=st.booleans())
    def spend(self, amount: int, on: str, use: str, campaign: bool) -> None:
        more = {"campaign_id": str(self.campaign)} if campaign else {}
        self.may("/expenditures", self.allocation.expenditure(amount, use, on, **more), by="accountant")

    def may(self, path: str, body: dict[str, Any], *, by: str) -> dict[str, Any] | None:
        """The answer, or None when a rule of the money said no."""
        response = self.run(self.allocation.post(path, body, by=by))
        answer: dict[str, Any] = response.json()
        if response.status_code == 201:
            return answer
        assert answer["code"] in MAY_REFUSE, answer
        return None

    @invariant()
    def books_prove_right(self) -> None:
        free, reserved, used = self.run(self.allocation.books())
        waiting = self.run(self.allocation.get("/pending", fund_id=self.allocation.fund_id))["reversals"]
        received = sum(gift.amount for gift in self.gifts)
        assert free + reserved + used == received - sum(self.reversed.values()) + waiting["amount"]
        assert self.run(self.allocation.quarantined()) == []

    @invariant()
    def no_money_is_free_that_a_waiting_reversal_could_take(self) -> None:
        rows = self.run(
            self.allocation.admin(
                """select from reversal r join lot_part p on p.lot_id = r.gift_id join holding h using (holding_id)
                          join lot_pool f on f.fund_id = r.fund_id and f.free > 0
                               and f.earmark in ('', 'purpose:' || h.use, 'house:' || h.house_id,
                                                 'campaign:' || h.campaign_id)
                   where r.fund_id = $1 and r.placed < r.amount""",
                self.allocation.fund_id,
            )
        )
        assert rows == []

    @invariant()
    def no_earmark_is_broken(self) -> None:
        rows = self.run(
            self.allocation.admin(
                """select from lot l join lot_part p using (lot_id) join holding h using (holding_id)
                   where l.fund_id = $1 and l.earmark <> ''
                     and l.earmark not in ('purpose:' || h.use, coalesce('house:' || h.house_id, ''),
                                           coalesce('campaign:' || h.campaign_id, ''))""",
                self.allocation.fund_id,
            )
        )
        assert rows == []

    def teardown(self) -> None:
        """What was told of the lots, added up, is what they hold."""
        told: Counter[tuple[str, str | None, str, str]] = Counter()
        moves = self.run(
            self.allocation.admin(
                """select data from outbox where type = 'lots.moved.v1' and data::jsonb ->> 'fund_id' = $1
                   order by position""",
                str(self.allocation.fund_id),
            )
        )
        for event in (json.loads(row["data"]) for row in moves):
            for lot in event["lots"]:
                for stage, sign in SIDES[event["movement"], event["stage"]]:
                    instalment = event["instalment_id"] if stage == "used" else None
                    told[event["purpose_id"], instalment, stage, lot["lot_id"]] += sign * lot["amount"]
        held = self.run(
            self.allocation.admin(
                """select h.purpose_id, h.instalment_id, h.stage, p.lot_id, p.amount
                   from lot_part p join holding h using (holding_id) where h.fund_id = $1""",
                self.allocation.fund_id,
            )
        )
        kept = {(str(p), str(i) if i else None, stage, str(lot)): amount for p, i, stage, lot, amount in held}
        assert {key: amount for key, amount in told.items() if amount} == kept


SIDES: dict[tuple[str, str | None], list[tuple[str, int]]] = {
    ("reserved", None): [("reserved", 1)],
    ("released", None): [("reserved", -1)],
    ("disbursed", None): [("reserved", -1), ("used", 1)],
    ("spent", None): [("used", 1)],
    ("substituted_out", "reserved"): [("reserved", -1)],
    ("substituted_in", "reserved"): [("reserved", 1)],
    ("substituted_out", "used"): [("used", -1)],
    ("substituted_in", "used"): [("used", 1)],
}


@pytest.mark.timeout(600)
async def test_any_order_keeps_the_books_right(allocation: Allocation) -> None:
    Books.allocation, Books.loop = allocation, asyncio.get_running_loop()
    relaxed = settings(
        max_examples=20,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        database=None,
    )
    await asyncio.to_thread(run_state_machine_as_test, Books, settings=relaxed)
