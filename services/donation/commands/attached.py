"""What few gifts of a batch carry beside themselves: looked up and judged only where it is there."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.donation.domain.attached import Attached, Known, check_attached, shown_on_behalf
from services.donation.domain.gift import NewGift
from services.donation.store import attached as store
from services.donation.store.gifts import Entry
from shared.contracts import Contract
from shared.contracts.donation import DonationPaidFor, PaidFor
from shared.contracts.pledge import PledgeKept
from shared.db import Connection
from shared.errors import Refused
from shared.outbox import Outgoing


async def known(conn: Connection, batch: Sequence[NewGift]) -> Known | None:
    """What is true of all that the gifts name; None when none of them carries anything."""
    carried = [gift.attached for gift in batch if gift.attached is not None]
    if not carried:
        return None
    units = {member.unit_id for attached in carried for member in attached.members}
    units |= {attached.on_behalf_of.unit_id for attached in carried if attached.on_behalf_of is not None}
    return await store.known(
        conn,
        {attached.pledge_id for attached in carried if attached.pledge_id is not None},
        {unit_id for unit_id in units if unit_id is not None},
    )


def refusal(gift: NewGift, known: Known) -> Refused | None:
    """Why what a gift carries is refused, though the gift itself is accepted."""
    if gift.attached is None:
        return None
    try:
        check_attached(
            gift.attached, known,
            fund_id=gift.fund_id, unit_id=gift.unit_id, campaign_id=gift.campaign_id, amount=gift.amount,
        )  # fmt: skip
    except Refused as refused:
        return refused
    return None


def shown(entry: Entry, known: Known) -> Entry:
    """The entry under the name that may be shown when a gift is given in somebody's name."""
    attached = entry.gift.attached
    if attached is None:
        return entry
    return entry._replace(display_name=shown_on_behalf(attached, known, entry.display_name))


def told(gifts: Iterable[NewGift], events: Iterable[Outgoing]) -> list[Outgoing]:
    """What may be told of what gifts carry, beside their own ``events`` and after them: no name of a person."""
    return [
        event._replace(subject=subject, data=data)
        for gift, event in zip(gifts, events, strict=True)
        if gift.attached is not None
        for subject, data in _beside(gift, gift.attached)
    ]


def _beside(gift: NewGift, attached: Attached) -> Iterable[tuple[UUID, Contract]]:
    members = tuple(PaidFor(unit_id=m.unit_id, amount=m.amount) for m in attached.members if m.unit_id is not None)
    if members and gift.unit_id is not None:
        yield (
            gift.gift_id,
            DonationPaidFor(gift_id=gift.gift_id, fund_id=gift.fund_id, unit_id=gift.unit_id, members=members),
        )
    if attached.pledge_id is not None and gift.campaign_id is not None:
        yield (
            attached.pledge_id,
            PledgeKept(
                pledge_id=attached.pledge_id,
                gift_id=gift.gift_id,
                fund_id=gift.fund_id,
                campaign_id=gift.campaign_id,
                amount=gift.amount,
            ),
        )
