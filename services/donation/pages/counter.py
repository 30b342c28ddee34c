"""Taking money at the counter: the form, and what was taken last."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from starlette.responses import PlainTextResponse, Response

from services.donation.api.forms import GiftForm
from services.donation.api.gifts import new_gift
from services.donation.commands.gifts import in_scope, record_gifts
from services.donation.commands.pledges import known_pledge
from services.donation.domain import refusals
from services.donation.domain.register import Campaign
from services.donation.pages.sheet import Sheet
from services.donation.pages.units_typed import SUGGESTED, register_of, unit_typed
from services.donation.pages.visit import Visit
from services.donation.store import gifts, recent, register
from services.donation.store.find_units import find_units, names_of
from shared.db import Connection
from shared.errors import Refused
from shared.money import amount_in_words, format_dong, format_number, parse_amount
from shared.web import format_day

LAST: Final = 5
INPUTS: Final = {
    "unit_id": "unit", "earmark": "purpose", "earmark.ref": "purpose", "fund_id": "", "corrects_gift_id": "",
}  # fmt: skip


async def counter(visit: Visit, sheet: Sheet) -> Response:
    """The form of a receipt."""
    fund_id = visit.fund_id
    async with visit.office.database.connection() as conn:
        units = await find_units(conn, fund_id, limit=SUGGESTED)
        campaigns = await open_campaigns(conn, fund_id, visit.today)
        if not sheet.typed:
            sheet.typed |= await _begun(conn, visit, campaigns)
        last = await recent.slips(conn, fund_id, by=visit.actor.id, limit=LAST)
        corrected = await _corrected(conn, visit, sheet.text("corrects_gift_id"))
        pledge = await _pledged(conn, visit, sheet.text("pledge_id"))
    return visit.page(
        "counter.html", sheet=sheet, units=units, campaigns=campaigns, last=last, corrected=corrected, pledge=pledge
    )


async def take(visit: Visit, sheet: Sheet) -> Response:
    """Write the receipt."""
    sheet.inputs = INPUTS
    async with visit.office.database.connection() as conn:
        known = await register_of(conn, visit.fund_id)
    purpose = sheet.words("purpose")
    body = {
        "fund_id": visit.fund_id,
        "unit_id": unit_typed(sheet, known),
        "campaign_id": sheet.words("campaign_id"),
        "channel": sheet.text("channel"),
        "amount": sheet.amount("amount"),
        "received_on": sheet.day("received_on"),
        "earmark": {"kind": "purpose", "ref": purpose} if purpose else None,
        "payer_name": sheet.words("payer_name"),
        "payer_address": sheet.words("payer_address"),
        "reason": sheet.words("reason"),
        "name_consent": sheet.ticked("name_consent"),
        "pledge_id": sheet.words("pledge_id"),
        "corrects_gift_id": sheet.words("corrects_gift_id"),
    }
    form = sheet.read(GiftForm, body)
    visit.actor.check_fund(form.fund_id)
    gift = new_gift(form, visit.office.new_id, recorded_by=visit.actor.id)

    async def record(conn: Connection, desk: Any) -> str:
        (outcome,) = await record_gifts(conn, [gift], at=desk.at, traces=[desk.trace])
        if isinstance(outcome, Refused):
            raise outcome
        return f"/gifts/{gift.gift_id}?new=1"

    return await visit.once(sheet, record)


async def words(visit: Visit, sheet: Sheet) -> Response:
    """What was typed so far as an amount: with its dots, and in words. For the script of the form alone."""
    try:
        amount = parse_amount(visit.query("amount"))
    except Refused:
        return PlainTextResponse("", headers={"cache-control": "no-store"})
    text = f"{format_number(amount)}\n{amount_in_words(amount)}" if amount else ""
    return PlainTextResponse(text, headers={"cache-control": "no-store"})


async def open_campaigns(conn: Connection, fund_id: UUID, day: date) -> list[Campaign]:
    """The campaigns for which money given on a day counts, newest first."""
    found = await register.campaigns(conn, fund_id, after=None, limit=100)
    return [campaign for campaign in found if campaign.opens_on <= day <= campaign.last_day]


def still_running(campaigns: Sequence[Campaign], day: date) -> list[Campaign]:
    """Those that have not reached their last day: one of them is what a gift is for, unless somebody says otherwise."""
    return [campaign for campaign in campaigns if day <= campaign.closes_on]


async def _begun(conn: Connection, visit: Visit, campaigns: Sequence[Campaign]) -> dict[str, str]:
    """What the form holds before anything was typed: today, the campaign that runs, or what it is opened for."""
    typed = {"received_on": format_day(visit.today), "channel": "cash"}
    if running := still_running(campaigns, visit.today):
        typed["campaign_id"] = str(running[0].campaign_id)
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
    if gift.earmark is not None and gift.earmark.kind == "purpose":
        typed["purpose"] = gift.earmark.ref
    return typed


async def _corrected(conn: Connection, visit: Visit, text: str) -> str | None:
    """The receipt that this one replaces, as it is written."""
    try:
        gift = await gifts.gift(conn, UUID(text)) if text else None
    except ValueError:
        return None
    return "/".join(map(str, (gift.receipt.book, gift.receipt.number, gift.receipt.year))) if gift else None


async def _pledged(conn: Connection, visit: Visit, text: str) -> str | None:
    """The sum of the promise that this receipt keeps."""
    try:
        return format_dong((await known_pledge(conn, visit.actor, UUID(text))).pledge.amount) if text else None
    except ValueError:
        return None
