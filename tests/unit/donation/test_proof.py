"""The chain of the bank's balances, and the terms of a proof."""

from collections import Counter
from itertools import accumulate

from hypothesis import assume, given
from hypothesis import strategies as st

from services.donation.domain.proof import Chain, Difference, Earlier, Ends, Movement, Sum, ends_of, prove

MOVES = st.lists(st.integers(-1000, 1000).filter(bool), min_size=1, max_size=12)
NOTHING = Sum(0, 0)
FIRST = Earlier(None, 0, 0)


def chain_of(opening: int, moves: list[int], *, known: list[bool] | None = None) -> Chain:
    """The chain of lines that move a balance, of which only some are ``known``."""
    surplus: Counter[int] = Counter()
    after = list(accumulate(moves, initial=opening))
    kept = [n for n in range(len(moves)) if known is None or known[n]]
    for n in kept:
        surplus[after[n]] += 1
        surplus[after[n + 1]] -= 1
    return Chain({v: n for v, n in surplus.items() if n}, sum(moves[n] for n in kept), len(kept))


def moved(moves: list[int]) -> Movement:
    """Lines that all are gifts, but for the debits."""
    credits_, debits = [m for m in moves if m > 0], [-m for m in moves if m < 0]
    gifts = Sum(len(credits_), sum(credits_))
    return Movement(gifts, Sum(len(debits), sum(debits)), gifts, NOTHING, NOTHING, NOTHING, NOTHING)


@given(st.integers(0, 10**12), MOVES)
def test_an_unbroken_chain_tells_its_ends_in_whatever_order(opening: int, moves: list[int]) -> None:
    chain = chain_of(opening, moves)
    expected = Ends(opening, opening + sum(moves), follows=True)
    assert ends_of(chain, opening) == expected
    assert ends_of(chain, None) == (expected if sum(moves) else None)
    proof = prove(moved(moves), chain, Earlier(opening, 0, 0), [], [])
    assert (proof.balanced, proof.opening, proof.bank_closing, proof.ledger) == (
        True, opening, opening + sum(moves), opening + sum(moves),
    )  # fmt: skip


@given(st.integers(0, 10**12), MOVES.filter(lambda moves: len(moves) > 1), st.data())
def test_a_missing_line_is_found(opening: int, moves: list[int], data: st.DataObject) -> None:
    gap = data.draw(st.integers(0, len(moves) - 1))
    known = [n != gap for n in range(len(moves))]
    balances = list(accumulate(moves, initial=opening))
    kept = [move for n, move in enumerate(moves) if known[n]]
    proof = prove(moved(kept), chain_of(opening, moves, known=known), Earlier(opening, 0, opening), [], [])
    last = gap == len(moves) - 1
    if last:  # nothing follows: what the bank stated last is reached, and the next day begins with a gap
        assert proof.closing == balances[-2]
        tomorrow = chain_of(balances[-1], [5])
        after = prove(moved([5]), tomorrow, Earlier(proof.bank_closing or balances[-2], 0, 0), [], [])
        assert after.differences == [Difference("lines_missing", None, None, moves[gap])]
    else:
        assume(len(set(balances)) == len(balances))
        assert not proof.balanced
        assert {d.why for d in proof.differences} <= {"balance_breaks", "balance_missing", "lines_missing"}


@given(st.integers(0, 10**12), MOVES, st.data())
def test_a_line_without_a_balance_is_no_gap_when_its_amount_fits(
    opening: int, moves: list[int], data: st.DataObject
) -> None:
    balances = list(accumulate(moves, initial=opening))
    assume(len(set(balances)) == len(balances) and len(moves) > 2)
    without = data.draw(st.integers(1, len(moves) - 2))
    chain = chain_of(opening, moves, known=[n != without for n in range(len(moves))])
    missing = [Difference("balance_missing", "L", None, moves[without])]
    proof = prove(moved(moves), chain._replace(movement=sum(moves)), Earlier(opening, 0, 0), [], missing)
    assert (proof.balanced, proof.bank_closing) == (True, balances[-1])
    wrong = prove(moved(moves), chain._replace(movement=sum(moves) + 10**6), Earlier(opening, 0, 0), [], missing)
    assert not wrong.balanced
    assert missing[0] in wrong.differences


def test_without_balances_the_opening_comes_from_earlier_lines() -> None:
    silent = Chain({}, 7, 0)
    proof = prove(moved([7]), silent, Earlier(None, 0, 100), [], [])
    assert (proof.opening, proof.opening_from, proof.bank_closing, proof.balanced) == (100, "lines", None, True)
    proof = prove(moved([7]), silent, Earlier(1000, 5, 100), [], [])
    assert (proof.opening, proof.opening_from, proof.closing) == (1005, "earlier_balance", 1012)


def test_an_end_that_the_lines_do_not_lead_to() -> None:
    chain = Chain({0: 1, 100: -1}, 90, 2)
    proof = prove(moved([90]), chain, FIRST, [], [])
    assert proof.differences == [Difference("balance_missing", None, None, 10)]
    assert proof.difference == 10


def test_what_waits_is_the_difference() -> None:
    movement = moved([7])._replace(gifts=Sum(2, 5), reversals=Sum(1, 2), review=Sum(1, 4))
    waits = [Difference("review", "L", None, 4)]
    proof = prove(movement, chain_of(0, [7]), FIRST, waits, [])
    assert (proof.difference, proof.balanced, proof.differences) == (4, False, waits)
