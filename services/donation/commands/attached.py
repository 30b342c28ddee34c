"""What few gifts of a batch carry beside themselves: looked up and judged only where it is there."""

from collections.abc import Sequence

from services.donation.domain.attached import Known, check_attached, shown_on_behalf
from services.donation.domain.gift import NewGift
from services.donation.store import attached as store
from services.donation.store.gifts import Entry
from shared.db import Connection
from shared.errors import Refused


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
