"""Taking money at the counter: the form, the one for gifts with parts, members or another's name, and what was taken
last."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from starlette.responses import PlainTextResponse, Response

from services.donation.api.forms import GiftForm
from services.donation.api.gifts import new_gift
from services.donation.commands.gifts import record_gifts
from services.donation.domain.register import Campaign
from services.donation.pages.counter_begun import begun, corrected_slip, pledged_sum
from services.donation.pages.filling import show_form, typed_body
from services.donation.pages.form import DAY_HINT, SUM_HINT, Field, Form, Group, Rows, more_rows
from services.donation.pages.purposes import PURPOSE, check_purposes, earmark_of, purposes
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit, pairs
from services.donation.store import recent, register
from shared.db import Connection
from shared.errors import Refused
from shared.money import amount_in_words, format_number, parse_amount
from shared.web import format_day
from shared.web.trade import CHANNELS

LAST: Final = 5
GIVER_HINT: Final = "Gõ một phần tên, có dấu hay không dấu, hoặc mã. Bỏ trống nếu là khách vãng lai."
CAMPAIGN: Final = Field("campaign_id", "select", nothing="Không theo đợt nào", optional=True)
CHANNEL: Final = Field("channel", "radios", options=CHANNELS)
_ENTRY: Final = (
    Field("corrects_gift_id", "hidden", optional=True),
    Field("pledge_id", "hidden", optional=True),
    Field("amount", "money", hint=SUM_HINT, focus=True),
    Field("unit", "unit", "unit_id", optional=True, hint=GIVER_HINT),
    Field("payer_name", optional=True),
    Field("reason", optional=True, longest=1000),
)
_USUAL: Final[Mapping[str, str | None]] = {"received_on": None, "campaign_id": None, "channel": "cash"}
_ADDRESS: Final = Field("payer_address", optional=True, longest=500)
_CONSENT: Final = Field("name_consent", "tick", optional=True, word="Khách vãng lai đồng ý cho nêu tên công khai")
_FINAL: Final = (
    "Ghi xong, phiếu có số liền sau trong quyển của bạn và không xoá được. Ghi sai thì kế toán huỷ phiếu, số vẫn giữ."
)
COUNTER: Final = Form(
    "Thu tiền tại quầy",
    (
        *_ENTRY,
        Group(
            "Ngày, đợt, hình thức và mục đích",
            (Field("received_on", "day", hint=DAY_HINT), CAMPAIGN, CHANNEL, _ADDRESS, PURPOSE, _CONSENT),
            usual=_USUAL,
            tells="received_on",
        ),
    ),
    send="Ghi và lấy số phiếu thu",
    final=_FINAL,
)
DETAILED: Final = Form(
    "Khoản nhiều phần, nhiều người",
    (
        *_ENTRY,
        Group(
            "Ngày, đợt, hình thức",
            (Field("received_on", "day", hint=DAY_HINT), CAMPAIGN, CHANNEL, _ADDRESS, _CONSENT),
            usual=_USUAL,
            tells="received_on",
        ),
        Group(
            "Chia theo mục đích",
            (Rows("part", "Từ hai phần, cộng lại phải đúng số tiền của khoản",
                  (PURPOSE._replace(hint=""), Field("amount", "money")), "parts", ready=3, most=20),),
        ),
        Group(
            "Nộp thay cho ai",
            (Rows("member", "Mỗi dòng một đơn vị trực thuộc hoặc một người; ghi tiền của tất cả hoặc không ghi của ai",
                  (Field("unit", "unit", "unit_id", optional=True),
                   Field("member_name", to="name", optional=True),
                   Field("amount", "money", optional=True)), "members", ready=5, most=1000),),
        ),
        Group(
            "Đứng tên người hoặc đơn vị khác",
            (Field("behalf_unit", "unit", "on_behalf_of.unit_id", optional=True),
             Field("behalf_name", to="on_behalf_of.name", optional=True,
                   hint="Khi người đứng tên không phải đơn vị của Quỹ. Chỉ người của Quỹ đọc được, trừ khi có đồng ý."),
             Field("behalf_consent", "tick", "on_behalf_of.name_consent", optional=True,
                   word="Người đứng tên đồng ý cho nêu tên công khai")),
        ),
    ),
    send="Ghi và lấy số phiếu thu",
    final=_FINAL,
)  # fmt: skip


async def counter(visit: Visit, sheet: Sheet) -> Response:
    """The form of a receipt."""
    return await _show(visit, sheet, COUNTER)


async def detailed(visit: Visit, sheet: Sheet) -> Response:
    """The form of a receipt with parts, members, or another's name."""
    return await _show(visit, sheet, DETAILED)


async def _show(visit: Visit, sheet: Sheet, form: Form) -> Response:
    fund_id = visit.fund_id
    async with visit.office.database.connection() as conn:
        campaigns = await open_campaigns(conn, fund_id, visit.today)
        if not sheet.typed:
            sheet.typed |= _usual(visit, campaigns) | await begun(conn, visit)
        choices = {
            "campaign_id": pairs(campaigns, "campaign_id", "name"),
            "purpose": await purposes(conn, visit),
        }
        last = await recent.slips(conn, fund_id, by=visit.actor.id, limit=LAST)
        corrected = await corrected_slip(conn, visit, sheet.text("corrects_gift_id"))
        pledge = await pledged_sum(conn, visit, sheet.text("pledge_id"))
    return await show_form(
        visit, sheet, form, back="", choices=choices, template="counter.html", last=last, corrected=corrected,
        pledge=pledge,
    )  # fmt: skip


async def take(visit: Visit, sheet: Sheet) -> Response:
    """Write the receipt."""
    return await _take(visit, sheet, COUNTER)


async def take_detailed(visit: Visit, sheet: Sheet) -> Response:
    """Write it; or show more rows, when that is what was asked for."""
    if more_rows(sheet, DETAILED):
        return await detailed(visit, sheet)
    return await _take(visit, sheet, DETAILED)


async def _take(visit: Visit, sheet: Sheet, declared: Form) -> Response:
    body = await typed_body(visit, sheet, declared)
    check_purposes(sheet)
    campaign_id = sheet.words("campaign_id")
    for each in (body, *body.get("parts", ())):
        if "earmark" in each:
            each["earmark"] = earmark_of(each["earmark"], campaign_id)
    form = sheet.read(GiftForm, {"fund_id": visit.fund_id, **body})
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


def _usual(visit: Visit, campaigns: Sequence[Campaign]) -> dict[str, str]:
    """What stands there before anything was typed: today, and the campaign that runs."""
    typed = {"received_on": format_day(visit.today), "channel": "cash"}
    if running := still_running(campaigns, visit.today):
        typed["campaign_id"] = str(running[0].campaign_id)
    return typed
