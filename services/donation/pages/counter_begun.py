"""What a receipt's form holds when it is opened for something: a promise to keep, a gift to replace."""

from uuid import UUID

from services.donation.commands.gifts import in_scope
from services.donation.commands.pledges import known_pledge
from services.donation.domain import refusals
from services.donation.pages.visit import Visit
from services.donation.store import gifts
from services.donation.store.find_units import names_of
from shared.db import Connection
from shared.errors import Refused
from shared.money import format_dong, format_number


async def begun(conn: Connection, visit: Visit) -> dict[str, str]:
    """What is known from the promise or the gift that the address names."""
    typed: dict[str, str] = {}
    if (pledge_id := visit.query_id("pledge")) is not None:
        kept = await known_pledge(conn, visit.actor, pledge_id)
        typed |= {"pledge_id": str(pledge_id), "campaign_id": str(kept.pledge.campaign_id)}
        if kept.head_id is not None:
            typed["unit"] = (await names_of(conn, [kept.head_id]))[kept.head_id].label
        typed["amount"] = format_number(max(0, kept.pledge.amount - kept.given))
    if (gift_id := visit.query_id("corrects")) is not None:
        typed |= await _of_corrected(conn, visit, gift_id)
    return typed


async def _of_corrected(conn: Connection, visit: Visit, gift_id: UUID) -> dict[str, str]:
    gift = await gifts.gift(conn, gift_id)
    if gift is None or not in_scope(visit.actor, gift.fund_id):
        raise refusals.gift_unknown()
    payer = await gifts.payer(conn, gift_id)
    named = await names_of(conn, [gift.unit_id]) if gift.unit_id else {}
    typed = {
        "corrects_gift_id": str(gift_id),
        "amount": format_number(gift.amount),
        "campaign_id": str(gift.campaign_id or ""),
        "channel": gift.channel,
        "unit": named[gift.unit_id].label if gift.unit_id else "",
    }
    if payer is not None:
        typed |= {
            "payer_name": payer.name or "",
            "payer_address": payer.address or "",
            "reason": payer.reason or "",
        } | ({"name_consent": "1"} if payer.name_consent else {})
    if gift.earmark is not None:
        typed["purpose"] = gift.earmark.kind if gift.earmark.kind == "campaign" else gift.earmark.ref
    return typed


async def corrected_slip(conn: Connection, visit: Visit, text: str) -> str | None:
    """The receipt that this one replaces, as it is written; None when there is none within the scope."""
    try:
        gift = await gifts.gift(conn, UUID(text)) if text else None
    except ValueError:
        return None
    if gift is None or not in_scope(visit.actor, gift.fund_id):
        return None
    return "/".join(map(str, (gift.receipt.book, gift.receipt.number, gift.receipt.year)))


async def pledged_sum(conn: Connection, visit: Visit, text: str) -> str | None:
    """The sum of the promise that this receipt keeps; None when there is none within the scope."""
    try:
        return format_dong((await known_pledge(conn, visit.actor, UUID(text))).pledge.amount) if text else None
    except (ValueError, Refused):
        return None
