"""The proof of an account: opening + credits − debits = the bank's balance = what is recorded here, or why not.

What it proves, and what it can't:

- The bank's side: that the lines known here move the balance from the opening to the closing that the bank itself
  states. Where it gives running balances, a line that is missing or told wrongly breaks the chain and is found.
- This side: that every đồng that came in is in exactly one place: a gift in force, a line in review, a line set aside.
  It is counted from the gifts themselves, not from what the lines say of them.
- Debits are taken over as the bank tells them: payments are booked by another service and proved there. A gift that was
  refunded came in and goes out, as one of the debits; which one, no line can tell, but a person may have said so.
- Gifts by transfer that were entered by hand, without a line, belong to no account here and are not counted.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

OpeningFrom = Literal["bank", "earlier_balance", "lines"]
Why = Literal["review", "set_aside", "amount_differs", "balance_breaks", "balance_missing", "lines_missing"]


class Sum(NamedTuple):
    """How many, and đồng."""

    number: int
    amount: int


class Movement(NamedTuple):
    """What the lines of some days say, and the gifts that they became: all they ever became, those of them that were
    voided or corrected, and those that were refunded. Shares of a gift count as such. ``paid_back``: the debits that
    paid a refund, of a gift of whichever day, as people have said."""

    credits: Sum
    debits: Sum
    gifts: Sum
    reversals: Sum
    refunds: Sum
    review: Sum
    set_aside: Sum
    paid_back: Sum = Sum(0, 0)


class Chain(NamedTuple):
    """The bank's balances of some lines: for each value, how often it stands before a line less how often after one,
    without those at 0. In an unbroken chain that leaves the opening at 1 and the closing at −1, in whatever order the
    lines come; nothing when it ends where it began. ``movement``: credits less debits of all the lines, ``lines`` of
    them with a balance."""

    surplus: Mapping[int, int]
    movement: int
    lines: int


class Ends(NamedTuple):
    """The balance before and after some lines, and whether their movement leads from one to the other."""

    opening: int
    closing: int
    follows: bool


class Earlier(NamedTuple):
    """What is known from before the days: the balance after the last lines that have one, what moved since, and what
    moved since the first line."""

    closing: int | None
    since: int
    movement: int

    @property
    def balance(self) -> int | None:
        """The bank's balance before the days, as far as earlier lines tell."""
        return None if self.closing is None else self.closing + self.since


class Difference(NamedTuple):
    """A line, or a gap between lines, that keeps the account from being balanced. ``amount`` in đồng: what is open of
    the line; of a broken balance the one from which a line goes on; of missing lines what they moved."""

    why: Why
    bank_id: str | None
    day: date | None
    amount: int


class Proof(NamedTuple):
    """All terms. ``bank_closing`` None: the bank states no balance after these lines, or none that can be told."""

    opening: int
    opening_from: OpeningFrom
    movement: Movement
    bank_closing: int | None
    differences: Sequence[Difference]

    @property
    def closing(self) -> int:
        """opening + credits − debits."""
        return self.opening + self.movement.credits.amount - self.movement.debits.amount

    @property
    def ledger(self) -> int:
        """opening + gifts − reversals − debits: what is recorded here."""
        moved = self.movement
        return self.opening + moved.gifts.amount - moved.reversals.amount - moved.debits.amount

    @property
    def difference(self) -> int:
        """What the bank has, or by its lines must have, beyond what is recorded."""
        return (self.closing if self.bank_closing is None else self.bank_closing) - self.ledger

    @property
    def balanced(self) -> bool:
        """Whether both sides agree and nothing differs."""
        return self.difference == 0 and not self.differences


def ends_of(chain: Chain, before: int | None) -> Ends | None:
    """The ends of lines with balances; ``before``: the balance known before them. None when they don't tell."""
    if not chain.lines:
        return None
    begins = sorted(value for value, surplus in chain.surplus.items() if surplus > 0)
    closings = {value for value, surplus in chain.surplus.items() if surplus < 0}
    if not begins:  # a round ends where it began, which may be anywhere on its way
        return None if before is None else Ends(before, before, chain.movement == 0)
    begins.sort(key=lambda value: value != before)
    for opening in begins:
        if opening + chain.movement in closings:
            return Ends(opening, opening + chain.movement, follows=True)
    return Ends(begins[0], closings.pop(), follows=False) if len(begins) == len(closings) == 1 else None


def prove(
    movement: Movement,
    chain: Chain,
    earlier: Earlier,
    lines: Sequence[Difference],
    without_balance: Sequence[Difference],
) -> Proof:
    """Put the terms together. ``lines`` differ whatever the balances say; ``without_balance``: lines for which the bank
    gave none; they differ only when the balances of the others leave a gap."""
    before = earlier.balance
    ends = ends_of(chain, before)
    found = list(lines)
    opening, opening_from = _opening(ends, earlier)
    if ends is not None and before is not None and before != ends.opening:
        found.append(Difference("lines_missing", None, None, ends.opening - before))
    if chain.surplus and (ends is None or not ends.follows or not without_balance):
        breaks = _breaks(chain, opening, ends)
        found += [*breaks, *without_balance] if breaks else []
    return Proof(opening, opening_from, movement, ends and ends.closing, found)


def _opening(ends: Ends | None, earlier: Earlier) -> tuple[int, OpeningFrom]:
    if ends is not None:
        return ends.opening, "bank"
    return (earlier.movement, "lines") if earlier.balance is None else (earlier.balance, "earlier_balance")


def _breaks(chain: Chain, opening: int, ends: Ends | None) -> list[Difference]:
    """Each balance from which a line goes on though no line led to it; or the end that the lines don't lead to."""
    begins = sorted(value for value, surplus in chain.surplus.items() for _ in range(surplus))
    if opening in begins:
        begins.remove(opening)
    if not begins and ends is not None and not ends.follows:
        return [Difference("balance_missing", None, None, ends.closing - ends.opening - chain.movement)]
    return [Difference("balance_breaks", None, None, value) for value in begins]
