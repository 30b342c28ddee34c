"""The event of a bank line's gift is written with gaps; filled in, it is the contract's own bytes."""

from datetime import date
from uuid import UUID

import pytest

from services.donation.commands.bank_gifts import event_with_gaps
from services.donation.commands.gifts import Recorded, received
from services.donation.domain.gift import BookKey, NewGift, ReceiptNumber
from services.donation.store.gifts import Entry
from shared.contracts.envelope import MAX_AMOUNT, encode

FUND, UNIT, GIFT = UUID(int=2**128 - 1), UUID(int=7), UUID("019b5c8e-0000-7000-8000-000000000001")


@pytest.mark.parametrize("name", [None, "Trường THCS “Tân Lập”", f'"{GIFT}" {MAX_AMOUNT} {MAX_AMOUNT - 1} {FUND}'])
@pytest.mark.parametrize("unit_id", [None, UNIT])
def test_filled_in_it_is_the_contracts_own(unit_id: UUID | None, name: str | None) -> None:
    gift = NewGift(GIFT, FUND, unit_id, None, "bank_transfer", 250_000, date(2026, 7, 1), "account-1")
    before_id, before_amount, before_number, rest = event_with_gaps(Entry(gift, BookKey(FUND, 2026, "CK01"), name))
    filled = f"{before_id}{GIFT}{before_amount}{250_000}{before_number}{41}{rest}"
    assert filled == encode(received(Recorded(gift, ReceiptNumber(2026, "CK01", 41), name)))
