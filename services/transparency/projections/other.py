"""Gifts in parts, gifts that replace another, and what is given otherwise than in cash."""

from collections.abc import Sequence

from services.transparency.projections import gifts
from services.transparency.store import save_gifts
from services.transparency.store import save_other as save
from shared.contracts import contribution as c
from shared.contracts import donation as d
from shared.db import Connection
from shared.inbox import Incoming


async def received_in_parts(conn: Connection, events: Sequence[Incoming[d.DonationReceivedInParts]]) -> None:
    """A split gift is one gift in every list and sum; its parts are lots of their own."""
    await gifts.received(conn, [Incoming(*event[:5], _whole(event.data), event.trace) for event in events])
    rows = [
        save.PartRow(
            part.part_id,
            event.data.gift_id,
            n,
            part.amount,
            part.earmark.kind if part.earmark else None,
            part.earmark.ref if part.earmark else None,
        )
        for event in events
        for n, part in enumerate(event.data.parts, 1)
    ]
    await save.add_parts(conn, rows)
    await save_gifts.forget_waiting_lots(conn, [row.part_id for row in rows])


def _whole(gift: d.DonationReceivedInParts) -> d.DonationReceived:
    whole: d.DonationReceived = d.DonationReceived.Fast(
        gift_id=gift.gift_id,
        fund_id=gift.fund_id,
        unit_id=gift.unit_id,
        campaign_id=gift.campaign_id,
        channel=gift.channel,
        amount=gift.amount,
        received_on=gift.received_on,
        receipt=gift.receipt,
        display_name=gift.display_name,
    )
    return whole


async def corrects(conn: Connection, events: Sequence[Incoming[d.DonationCorrects]]) -> None:
    """Keep which gift replaces which."""
    await save.add_corrections(conn, [(e.data.gift_id, e.data.corrects_gift_id) for e in events])


async def contributed(conn: Connection, events: Sequence[Incoming[c.ContributionRecorded]]) -> None:
    """Keep contributions; they are in no sum of money."""
    rows = [
        save.ContributionRow(
            e.data.contribution_id,
            e.data.fund_id,
            e.data.unit_id,
            e.data.given_on.year,
            e.data.kind,
            e.data.item,
            e.data.quantity_thousandths,
            e.data.measure,
            e.data.value,
            e.data.basis,
            e.data.new_builds,
            e.data.repairs,
            e.data.at_least,
            e.data.campaign_id,
        )
        for e in events
    ]
    await save.add_contributions(conn, rows)


async def contribution_reversed(conn: Connection, events: Sequence[Incoming[c.ContributionReversed]]) -> None:
    """Keep reversals; one that comes before its contribution counts when that is known."""
    await save.add_contribution_reversals(conn, [(e.data.contribution_id, e.data.reversed_on.year) for e in events])


async def care_paid(conn: Connection, events: Sequence[Incoming[c.SponsorshipPaid]]) -> None:
    """Keep months of care that units paid themselves."""
    rows = [
        save.CareRow(
            e.data.payment_id,
            e.data.fund_id,
            e.data.unit_id,
            e.data.beneficiary_id,
            e.data.paid_on.year,
            e.data.amount,
        )
        for e in events
    ]
    await save.add_care(conn, rows)


async def care_voided(conn: Connection, events: Sequence[Incoming[c.SponsorshipPaymentVoided]]) -> None:
    """Keep payments that were recorded by mistake."""
    await save.add_care_voids(conn, [(e.data.payment_id, e.data.voided_on.year) for e in events])
