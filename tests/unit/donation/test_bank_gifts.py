"""Gifts of a bank's lines are told together: each once, with its own kind, amount and number, so many in an event."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donation.commands.bank_gifts import GIFTS_IN_EVENT, events_of
from services.donation.domain.gift import BookKey, NewGift
from services.donation.store.bank_gifts import BankGifts
from services.donation.store.gifts import Entry
from shared.contracts.donation import DonationsReceived
from shared.contracts.envelope import encode

FUND, UNIT, CAMPAIGN = UUID(int=1), UUID(int=7), UUID(int=8)
NAMES = [None, "Trường THCS “Tân Lập”", '"gifts":[{']


def kind(n: int) -> Entry:
    gift = NewGift(
        UUID(int=99), FUND, UNIT if n % 2 else None, CAMPAIGN if n % 3 else None, "bank_transfer", 1,
        date(2026, 7, n + 1), "account-1",
    )  # fmt: skip
    return Entry(gift, BookKey(FUND, 2026, f"CK{n:02d}"), NAMES[n % 3])


def batch(places: Sequence[int]) -> BankGifts:
    """Gifts of these kinds, some of which may have none."""
    return BankGifts(
        [kind(n) for n in range(6)], [(place, UUID(int=1000 + n), 1000 + n) for n, place in enumerate(places)]
    )


@given(st.lists(st.integers(0, 5), min_size=1, max_size=3 * GIFTS_IN_EVENT + 1))
def test_each_gift_is_told_once_as_what_it_is(places: list[int]) -> None:
    some = batch(places)
    events = [
        DonationsReceived.model_validate_json(encode(event)) for event in events_of(some, range(1, 1000)[: len(places)])
    ]
    told = {
        gift.gift_id: (event.fund_id, of.unit_id, of.campaign_id, of.received_on, of.book, of.display_name, gift.amount,
                       gift.number)
        for event in events for of in event.alike for gift in of.gifts
    }  # fmt: skip
    assert told == {
        gift_id: (FUND, e.gift.unit_id, e.gift.campaign_id, e.gift.received_on, e.book.book, e.display_name, amount, n)
        for n, (e, gift_id, amount) in enumerate(((some.entries[p], g, a) for p, g, a in some.gifts), start=1)
    }
    sizes = [sum(len(alike.gifts) for alike in event.alike) for event in events]
    assert sizes[:-1] == [GIFTS_IN_EVENT] * (len(sizes) - 1)
    assert sum(sizes) == len(places), "none twice"


@pytest.mark.parametrize("length", [1, 300])
def test_an_event_is_never_too_large_for_the_outbox(length: int) -> None:
    """Also when each of its gifts is of a kind of its own, with the longest of names."""
    entry = kind(1)._replace(display_name='"ệ' * (length // 2) or "ệ")
    some = BankGifts([entry] * GIFTS_IN_EVENT, [(n, UUID(int=n), 10**15) for n in range(GIFTS_IN_EVENT)])
    (event,) = events_of(some, [10**15] * GIFTS_IN_EVENT)
    assert len(encode(event).encode()) < 262_144 // 2
