"""What the donation service tells of promises."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.contracts.envelope import Amount, Contract, Label


class PledgeRecorded(Contract):
    """Subject: pledge_id. A promise, not money: it enters no sum of cash. ``due_on``: the day of its last part.

    ``display_name`` is the public name of the unit that promised, or None.
    """

    TYPE: ClassVar[str] = "pledge.recorded.v1"
    pledge_id: UUID
    fund_id: UUID
    campaign_id: UUID
    unit_id: UUID | None
    amount: Amount
    due_on: date
    display_name: Label | None


class PledgeCancelled(Contract):
    """Subject: pledge_id. What is left of the promise will not come; the reason stays in the donation service."""

    TYPE: ClassVar[str] = "pledge.cancelled.v1"
    pledge_id: UUID
    fund_id: UUID
    campaign_id: UUID
    unit_id: UUID | None
    amount: Amount


class PledgeKept(Contract):
    """Subject: pledge_id. A gift was given for a promise; while it is not taken back, it fulfils so much of it."""

    TYPE: ClassVar[str] = "pledge.kept.v1"
    pledge_id: UUID
    gift_id: UUID
    fund_id: UUID
    campaign_id: UUID
    amount: Amount
