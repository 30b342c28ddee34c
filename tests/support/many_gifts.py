"""Gifts as an import tells of them: many by one event."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from uuid import UUID

from shared.contracts import Contract
from shared.contracts.donation import AlikeGifts, DonationReceived, DonationsReceived, NumberedGift


def together(gifts: Sequence[DonationReceived]) -> DonationsReceived:
    """One event in place of those of gifts of one fund and channel that have no earmark."""
    ((fund_id, channel),) = {(gift.fund_id, gift.channel) for gift in gifts}
    alike = []
    for _, some in groupby(gifts, lambda g: (g.unit_id, g.campaign_id, g.received_on, g.receipt.book, g.display_name)):
        theirs = list(some)
        first = theirs[0]
        alike.append(
            AlikeGifts(
                unit_id=first.unit_id, campaign_id=first.campaign_id, received_on=first.received_on,
                book=first.receipt.book, display_name=first.display_name,
                gifts=tuple(NumberedGift(gift_id=g.gift_id, amount=g.amount, number=g.receipt.number) for g in theirs),
            )
        )  # fmt: skip
    return DonationsReceived(fund_id=fund_id, channel=channel, alike=tuple(alike))


def bundled(events: Iterable[Contract]) -> list[Contract]:
    """The events with the gifts that can be told together told so, where the first of them stood."""
    out: list[Contract | list[DonationReceived]] = []
    of: dict[tuple[UUID, str], list[DonationReceived]] = {}
    for event in events:
        if isinstance(event, DonationReceived) and event.earmark is None:
            key = (event.fund_id, event.channel)
            if key not in of:
                of[key] = []
                out.append(of[key])
            of[key].append(event)
        else:
            out.append(event)
    return [together(item) if isinstance(item, list) else item for item in out]
