"""What a batch of gifts needs beyond the plain ones: parts, and links to the gifts that are replaced. Rare."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from services.donation.domain.gift import NewGift, ReceiptNumber
from services.donation.domain.split import Corrected, check_corrected, check_parts
from services.donation.store import houses, split
from shared.contracts.donation import DonationCorrects, DonationReceivedInParts, Earmark, GiftPart, Receipt
from shared.db import Connection
from shared.errors import Refused
from shared.outbox import Outgoing


class Around(NamedTuple):
    """The houses that parts name with their funds, and the gifts that are to be replaced."""

    house_funds: Mapping[UUID, UUID]
    corrected: Mapping[UUID, Corrected]


async def _look_around(conn: Connection, gifts: Sequence[NewGift]) -> Around:
    asked = {
        UUID(part.earmark.ref)
        for gift in gifts
        for part in gift.parts
        if part.earmark is not None and part.earmark.kind == "house"
    }
    replaced = {gift.corrects_gift_id for gift in gifts if gift.corrects_gift_id is not None}
    return Around(
        await houses.funds_of(conn, asked) if asked else {},
        await split.corrected(conn, replaced) if replaced else {},
    )


async def refuse(
    conn: Connection, batch: Sequence[NewGift], special: Sequence[int], refused: list[Refused | None]
) -> None:
    """Put the refusals of parts and links that don't hold in their places; ``special`` has the places of such gifts."""
    around = await _look_around(conn, [batch[n] for n in special])
    for n in special:
        try:
            _check(batch[n], around)
        except Refused as refusal:
            refused[n] = refused[n] or refusal


def _check(gift: NewGift, around: Around) -> None:
    if gift.parts:
        check_parts(gift, around.house_funds)
    if gift.corrects_gift_id is not None:
        check_corrected(gift.fund_id, around.corrected.get(gift.corrects_gift_id))


async def write(conn: Connection, gifts: Sequence[NewGift]) -> None:
    """Write the parts and links of gifts that were just written."""
    await split.add_parts(conn, gifts)
    await split.add_corrections(conn, gifts)


def told(recorded: Iterable[tuple[NewGift, ReceiptNumber, str | None]], events: Iterable[Outgoing]) -> list[Outgoing]:
    """The events of these gifts: a split gift has one of its own, a link follows its gift."""
    told = []
    for (gift, receipt, name), event in zip(recorded, events, strict=True):
        told.append(event._replace(data=_received_in_parts(gift, receipt, name)) if gift.parts else event)
        if gift.corrects_gift_id is not None:
            link = DonationCorrects(gift_id=gift.gift_id, fund_id=gift.fund_id, corrects_gift_id=gift.corrects_gift_id)
            told.append(event._replace(data=link))
    return told


def _received_in_parts(gift: NewGift, receipt: ReceiptNumber, display_name: str | None) -> DonationReceivedInParts:
    return DonationReceivedInParts(
        gift_id=gift.gift_id,
        fund_id=gift.fund_id,
        unit_id=gift.unit_id,
        campaign_id=gift.campaign_id,
        channel=gift.channel,
        amount=gift.amount,
        received_on=gift.received_on,
        receipt=Receipt(year=receipt.year, book=receipt.book, number=receipt.number),
        parts=tuple(
            GiftPart(
                part_id=part.part_id,
                amount=part.amount,
                earmark=part.earmark and Earmark(kind=part.earmark.kind, ref=part.earmark.ref),
            )
            for part in gift.parts
        ),
        display_name=display_name,
    )
