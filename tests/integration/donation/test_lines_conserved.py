"""Whatever is decided, undone and ruled, in whatever order: each line is once what its gifts say, to the đồng."""

from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.donation.commands import rules
from services.donation.commands.rules import RuleWork
from tests.integration.donation.conftest import Donation
from tests.integration.donation.lines import account, add, decision

LINES = 6
WORDS = ("may an phat", "le thi bon")
UNDOINGS = ("void", "correction", "refund")
STEP = st.one_of(
    st.tuples(st.just("join"), st.sets(st.integers(0, LINES - 1), min_size=1, max_size=4)),
    st.tuples(st.just("split"), st.integers(0, LINES - 1), st.lists(st.integers(1, 9), min_size=2, max_size=4)),
    st.tuples(st.just("rule"), st.integers(0, LINES - 1)),
    st.tuples(st.just("tear"), st.integers(0, LINES - 1), st.sampled_from(UNDOINGS)),
    st.tuples(st.just("apply")),
    st.tuples(st.just("aside"), st.integers(0, LINES - 1)),
    st.tuples(st.just("take back"), st.integers(0, LINES - 1)),
    st.tuples(st.just("undo"), st.integers(0, 20), st.sampled_from(UNDOINGS)),
)


class Queue:
    """An account whose lines are worked on; a step that is refused changes nothing, which is checked as well."""

    def __init__(self, donation: Donation, account_id: str) -> None:
        self.donation = donation
        self.account_id = account_id
        self.work = RuleWork(donation.database, lambda: donation.now)

    async def act(self, name: str, *given: object) -> None:
        """Take a step."""
        await getattr(self, f"_{name.replace(' ', '_')}")(*given)

    async def _send(self, path: str, body: Mapping[str, object]) -> None:
        answer = await self.donation.post(path, body, by="accountant")
        assert answer.status_code in (200, 201, 404, 409, 422), answer.text

    async def _join(self, lines: set[int]) -> None:
        await self._send("/review/decisions", decision(self.account_id, [f"L{n}" for n in lines]))

    async def _split(self, line: int, weights: list[int]) -> None:
        rows = await self.donation.admin(OPEN, self.account_id, f"L{line}")
        amounts = [rows[0]["open"] * weight // sum(weights) for weight in weights[1:]]
        gifts = [{"amount": amount} for amount in (rows[0]["open"] - sum(amounts), *amounts)]
        await self._send("/review/decisions", decision(self.account_id, [f"L{line}"], *gifts))

    async def _tear(self, line: int, kind: str) -> None:
        """Split a line and take one of its gifts back."""
        await self._split(line, [1, 1])
        gifts = await self.donation.admin(
            "select gift_id from bank_line_gift where account_id = $1 and bank_id = $2", self.account_id, f"L{line}"
        )
        if gifts:
            await self._undo_gift(gifts[-1]["gift_id"], kind)

    async def _rule(self, line: int) -> None:
        body = decision(self.account_id, [f"L{line}"], rule={"phrase": WORDS[line % len(WORDS)]})
        await self._send("/review/decisions", body)

    async def _apply(self) -> None:
        await self.work.step()

    async def _aside(self, line: int) -> None:
        await self._send(
            "/review/set-asides", {"account_id": self.account_id, "bank_ids": [f"L{line}"], "reason": "Lãi"}
        )

    async def _take_back(self, line: int) -> None:
        await self._send("/review/set-asides/take-back", {"account_id": self.account_id, "bank_ids": [f"L{line}"]})

    async def _undo(self, at: int, kind: str) -> None:
        gifts = await self.donation.admin(GIFTS, self.account_id)
        if gifts:
            await self._undo_gift(gifts[at % len(gifts)]["gift_id"], kind)

    async def _undo_gift(self, gift: UUID, kind: str) -> None:
        path = f"/gifts/{gift}/void" if kind == "void" else f"/gifts/{gift}/reversal"
        await self._send(path, {"reason": "Nhầm"} | ({} if kind == "void" else {"kind": kind}))

    async def proved(self) -> None:
        """The lines and the gifts of them say the same."""
        for line in await self.donation.admin(OPEN, self.account_id, None):
            waits = line["state"] in ("review", "set_aside")
            assert 0 <= line["open"] <= line["credit"], line
            assert (line["open"] > 0) == waits, line
        shares = await self.donation.admin(GIFTS, self.account_id)
        assert all(gift["amount"] == gift["shares"] for gift in shares), shares
        told = await self.donation.admin(TOLD, self.account_id)
        assert {row["gift_id"] for row in shares} == {row["gift_id"] for row in told}
        assert all(row["times"] == 1 for row in told)


# What is open of a line, counted from the gifts: those not voided or corrected, by themselves and by shares.
OPEN = """
    select l.bank_id, l.state, l.credit, l.credit - coalesce(sum(p.amount), 0)::bigint as open
    from bank_line l left join lateral (
        select p.amount from (
            select g.gift_id, g.amount from gift g where g.gift_id = l.gift_id
            union all
            select s.gift_id, s.amount from bank_line_gift s where s.account_id = l.account_id and s.bank_id = l.bank_id
        ) p left join reversal r on r.gift_id = p.gift_id and r.kind <> 'refund' where r.gift_id is null
    ) p on true
    where l.account_id = $1 and ($2::text is null or l.bank_id = $2) group by l.account_id, l.bank_id"""
# Every gift that ever came of the lines, with what the lines say of it.
GIFTS = """
    with share as (
        select gift_id, credit as amount from bank_line where account_id = $1 and gift_id is not null
        union all select gift_id, amount from bank_line_gift where account_id = $1
    )
    select g.gift_id, g.amount, sum(share.amount)::bigint as shares from share join gift g using (gift_id)
    group by g.gift_id order by g.gift_id"""
TOLD = """
    with told as (
        select subject::uuid as gift_id from outbox where type = 'donation.received.v1'
        union all
        select (gift ->> 'gift_id')::uuid
        from outbox, jsonb_path_query(data::jsonb, '$.alike[*].gifts[*]') as gift where type = 'donations.received.v1'
    )
    select gift_id, count(*) as times from told where gift_id in (
        select gift_id from bank_line where account_id = $1 and gift_id is not null
        union select gift_id from bank_line_gift where account_id = $1)
    group by 1"""


@pytest.mark.timeout(110)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, min_size=4, max_size=14))
async def test_lines_are_what_their_gifts_say(donation: Donation, steps: list[tuple[object, ...]]) -> None:
    queue = Queue(donation, await account(donation, f"{uuid4().int % 10**15:015d}"))
    lines = (
        {"bank_id": f"L{n}", "credit": 100 + 7 * n, "memo": f"CTY {WORDS[n % len(WORDS)].upper()} {n}"}
        for n in range(LINES)
    )
    await add(donation, queue.account_id, *lines)
    with pytest.MonkeyPatch.context() as small:
        small.setattr(rules, "BATCH", 2)  # so that a few lines are many batches
        for name, *rest in steps:
            await queue.act(str(name), *rest)
            await queue.proved()
