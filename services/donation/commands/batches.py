"""Entering a paper list: it agrees with itself first, then all its lines are posted, or none."""

from collections.abc import Sequence
from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.commands.gifts import record_gifts
from services.donation.domain.batch import Control, check_control, check_outcomes
from services.donation.domain.gift import NewGift
from services.donation.store import batches
from services.donation.store.batches import NewBatch
from shared.db import Connection


async def record_batch(conn: Connection, desk: Desk, control: Control, gifts: Sequence[NewGift]) -> UUID:
    """Post a list whose lines are ``gifts`` of one fund, channel, day and campaign; the list's id.

    Their receipts follow one another in the actor's book. Raises Refused: other fund, control numbers that disagree,
    every bad line by its number.
    """
    head = gifts[0]
    desk.actor.check_fund(head.fund_id)
    check_control(control, [gift.amount for gift in gifts])
    outcomes = await record_gifts(conn, gifts, at=desk.at, traces=[desk.trace] * len(gifts))
    check_outcomes(outcomes, gifts)
    batch = NewBatch(
        desk.new_id(), head.fund_id, head.campaign_id, head.channel, head.received_on, control.lines, control.total
    )
    await batches.add(conn, batch, [gift.gift_id for gift in gifts], by=desk.actor.id, at=desk.at)
    return batch.batch_id
