"""Bank lines that wait for a person: the queue with what may be meant, and deciding them."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from starlette.responses import Response

from services.donation.api.review_forms import DecisionForm, SetAsideForm
from services.donation.commands import review as commands
from services.donation.commands.desk import Desk
from services.donation.commands.review import Waiting
from services.donation.commands.rules import apply_again, retire_rule
from services.donation.domain import refusals
from services.donation.domain.account import Account
from services.donation.domain.bank_line import HeldLine
from services.donation.pages.counter import CAMPAIGN, GIVER_HINT, open_campaigns
from services.donation.pages.filling import show_form, typed_body
from services.donation.pages.form import Field, Form, Rows, more_rows
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit, id_in, pairs
from services.donation.store import accounts, bank_lines, payment_codes, register, rules
from services.donation.store.find_units import Found, names_of
from shared.db import Connection
from shared.http import Sentence

ROWS: Final = 50
LINES: Final = 200
_SEND: Final = "Ghi và lấy số phiếu thu"
_FINAL: Final = "Mỗi khoản nhận một số phiếu thu và không xoá được; ghi sai thì kế toán huỷ phiếu, dòng trở lại đây."
_LATE: Final = Field("received_on", "day", optional=True, hint="Chỉ ghi khi năm của dòng đã khoá sổ.")
ONE: Final = Form(
    "Ghi dòng sao kê",
    (
        Field("unit", "unit", "gifts.0.unit_id", optional=True, hint=GIVER_HINT),
        Field("payer_name", to="gifts.0.payer_name", optional=True),
        CAMPAIGN,
        Field("phrase", to="rule.phrase", optional=True, longest=200,
              hint="Những dòng sau có đúng các chữ này trong nội dung sẽ tự ghi như vậy; "
              "áp dụng ngay cho các dòng đang chờ."),
        _LATE,
    ),
    _SEND,
    _FINAL,
)  # fmt: skip
SPLIT: Final = Form(
    "Chia một dòng thành nhiều khoản",
    (
        Rows(
            "part", "Các khoản, cộng lại phải đúng số tiền của dòng",
            (
                Field("unit", "unit", "unit_id", optional=True),
                Field("payer_name", optional=True),
                Field("amount", "money"),
            ),
            "gifts", most=200,
        ),
        CAMPAIGN,
        _LATE,
    ),
    _SEND,
    _FINAL,
)  # fmt: skip
SET_ASIDE: Final = Form(
    "Để riêng: không phải khoản ủng hộ",
    (Field("reason", longest=1000, focus=True, hint="Ví dụ: lãi tiền gửi, tiền chuyển trả lại."),),
    send="Để riêng",
    final="Dòng này không thành phiếu thu. Kế toán có thể đưa trở lại danh sách chờ.",
)


class Suggestion(NamedTuple):
    """What a line may be: for a unit, a campaign, and why it is thought so."""

    unit: Found | None
    campaign_id: UUID | None
    why: str


async def queue(visit: Visit, sheet: Sheet) -> Response:
    """The lines of an account that wait, by day, each with suggestions."""
    words, after = visit.query("q"), visit.after(date, str)
    async with visit.office.database.connection() as conn:
        known = await accounts.accounts(conn, visit.fund_id, after=None, limit=100)
        chosen = account_chosen(visit, known)
        lines: list[Waiting] = []
        if chosen is not None:
            lines = await commands.waiting_lines(
                conn, visit.actor, chosen.account_id, day=None, q=words,
                after=(after[0], after[1]) if after else None, limit=ROWS + 1,
            )  # fmt: skip
        suggested = await _suggestions(conn, lines[:ROWS])
    last = lines[ROWS - 1].line if len(lines) > ROWS else None
    return visit.page(
        "review.html", sheet=sheet, accounts=known, chosen=chosen, words=words, suggested=suggested,
        lines=[waiting.line for waiting in lines[:ROWS]],
        following=visit.following(last.day, last.bank_id) if last else "",
    )  # fmt: skip


def account_chosen(visit: Visit, known: Sequence[Account]) -> Account | None:
    """The account that the address asks for, or the first."""
    wanted = visit.query("account")
    return next((account for account in known if str(account.account_id) == wanted), known[0] if known else None)


async def _suggestions(conn: Connection, lines: Sequence[Waiting]) -> dict[str, list[Suggestion]]:
    """By bank id: what the matching thought of, and what lines that look alike became."""
    hints = {waiting.line.bank_id: json.loads(waiting.line.hints or "[]") for waiting in lines}
    codes = await payment_codes.codes(conn, [h["code"] for found in hints.values() for h in found if h.get("code")])
    meant: dict[str, list[tuple[UUID | None, UUID | None, str]]] = {}
    for waiting in lines:
        ways = meant.setdefault(waiting.line.bank_id, [])
        for hint in hints[waiting.line.bank_id]:
            purpose = codes[hint["code"]].purpose if hint.get("code") in codes else None
            unit_id = purpose.unit_id if purpose else hint.get("unit_id") and UUID(hint["unit_id"])
            campaign_id = purpose.campaign_id if purpose else hint.get("campaign_id") and UUID(hint["campaign_id"])
            ways.append((unit_id, campaign_id, "code" if hint.get("code") else "name"))
        ways += [(like.unit_id, like.campaign_id, "alike") for like in waiting.similar]
    named = await names_of(conn, [way[0] for ways in meant.values() for way in ways if way[0]])
    return {
        bank_id: [
            Suggestion(named.get(unit_id) if unit_id else None, campaign_id, why)
            for unit_id, campaign_id, why in dict.fromkeys(ways)
            if unit_id or campaign_id
        ][:3]
        for bank_id, ways in meant.items()
    }


async def chosen_lines(conn: Connection, visit: Visit) -> tuple[UUID, list[HeldLine]]:
    """The account and the lines that the address names. Raises Refused."""
    account_id = id_in(visit.query("account"))
    found = await accounts.account(conn, account_id)
    if found is None:
        raise refusals.account_unknown(status=404)
    visit.actor.check_fund(found.fund_id)
    wanted = visit.request.query_params.getlist("line")[:LINES]
    async with conn.transaction():
        lines = await bank_lines.hold(conn, account_id, wanted)
    if not lines:
        raise refusals.line_unknown()
    return account_id, lines


async def deciding(visit: Visit, sheet: Sheet) -> Response:
    """The form of a decision: one gift of all that was chosen, or many of one line."""
    async with visit.office.database.connection() as conn:
        account_id, lines = await chosen_lines(conn, visit)
        campaigns = await open_campaigns(conn, visit.fund_id, max(line.day for line in lines))
        if not sheet.typed:
            sheet.typed |= await _begun(conn, visit)
    return await show_form(
        visit, sheet, _declared(visit, lines), back=f"/review?account={account_id}", template="decide.html",
        choices={"campaign_id": pairs(campaigns, "campaign_id", "name")}, lines=lines, account_id=account_id,
        total=sum(line.open for line in lines),
    )  # fmt: skip


def _declared(visit: Visit, lines: Sequence[HeldLine]) -> Form:
    return SPLIT if visit.query("split") and len(lines) == 1 else ONE


async def _begun(conn: Connection, visit: Visit) -> dict[str, str]:
    """What was suggested and chosen."""
    unit_id = visit.query_id("unit")
    unit = await register.unit(conn, unit_id) if unit_id else None
    label = f"{unit.name} ({unit.code})" if unit else ""
    return {"unit": label, "campaign_id": visit.query("campaign")}


async def take_decision(visit: Visit, sheet: Sheet) -> Response:
    """Make the lines gifts; or show more rows, when that is what was asked for."""
    if more_rows(sheet, SPLIT):
        return await deciding(visit, sheet)
    async with visit.office.database.connection() as conn:
        account_id, lines = await chosen_lines(conn, visit)
    declared = _declared(visit, lines)
    body = await typed_body(visit, sheet, declared)
    campaign_id = sheet.words("campaign_id")
    told = body.pop("gifts", {})
    gifts: list[dict[str, Any]] = list(told.values()) or [{}] if isinstance(told, dict) else told
    if declared is SPLIT and not told:
        sheet.refuse("part", Sentence("Hãy ghi từng khoản với số tiền.", "Enter each gift with its amount."))
    for n, gift in enumerate(gifts):
        if gift.get("amount") == 0:
            sheet.wrong(f"part-{n}-amount", "phải lớn hơn 0 đồng.", "must be more than 0 đồng.")
    gifts = [gift if campaign_id is None else gift | {"campaign_id": campaign_id} for gift in gifts]
    body |= {"account_id": account_id, "bank_ids": [line.bank_id for line in lines], "gifts": gifts}
    body.pop("campaign_id", None)
    sheet.inputs = {**sheet.inputs, **{f"gifts.{n}.campaign_id": "campaign_id" for n in range(len(gifts))}}
    phrase = sheet.words("phrase")
    form = sheet.read(DecisionForm, body)

    async def record(conn: Connection, desk: Desk) -> str:
        done = await commands.decide(
            conn, desk, form.account_id, form.bank_ids, [part.part() for part in form.gifts], phrase=phrase,
            received_on=form.received_on,
        )  # fmt: skip
        if done.rule is not None and done.rule.at_work:
            return f"/rules?account={account_id}"
        applied = done.rule.applied if done.rule else ""
        return f"/review?account={account_id}&gifts={len(done.gifts)}&applied={applied}"

    response = await visit.once(sheet, record)
    visit.office.rules.wake()
    return response


async def setting_aside(visit: Visit, sheet: Sheet) -> Response:
    """The form that says what lines are if they are no gifts."""
    async with visit.office.database.connection() as conn:
        account_id, lines = await chosen_lines(conn, visit)
    return await show_form(
        visit, sheet, SET_ASIDE, back=f"/review?account={account_id}", template="set_aside.html", lines=lines,
        account_id=account_id, total=sum(line.open for line in lines),
    )  # fmt: skip


async def take_setting_aside(visit: Visit, sheet: Sheet) -> Response:
    """Set them aside."""
    async with visit.office.database.connection() as conn:
        account_id, lines = await chosen_lines(conn, visit)
    body = {"account_id": account_id, "bank_ids": [line.bank_id for line in lines]}
    form = sheet.read(SetAsideForm, body | await typed_body(visit, sheet, SET_ASIDE))

    async def record(conn: Connection, desk: Desk) -> str:
        await commands.set_aside(conn, desk, form.account_id, form.bank_ids, form.reason)
        return f"/review?account={account_id}"

    return await visit.once(sheet, record)


async def choose(visit: Visit, sheet: Sheet) -> Response:
    """From the ticked lines to what is to be done with them."""
    if not visit.request.query_params.getlist("line"):
        return visit.go(f"/review?account={visit.query('account')}&none=1")
    to_do = {"aside": "/review/aside", "split": "/review/decide"}.get(visit.query("do"), "/review/decide")
    return visit.go(f"{to_do}?{visit.request.url.query}{'&split=1' if visit.query('do') == 'split' else ''}")


async def rule_list(visit: Visit, sheet: Sheet) -> Response:
    """The rules of an account, newest first."""
    after = visit.after(UUID)
    async with visit.office.database.connection() as conn:
        known = await accounts.accounts(conn, visit.fund_id, after=None, limit=100)
        chosen = account_chosen(visit, known)
        found = [] if chosen is None else await rules.rules(
            conn, chosen.account_id, after=after[0] if after else None, limit=ROWS + 1
        )  # fmt: skip
        units = await names_of(conn, [rule.unit_id for rule in found if rule.unit_id])
    following = visit.following(found[ROWS - 1].rule_id) if len(found) > ROWS else ""
    return visit.page(
        "rules.html", sheet=sheet, accounts=known, chosen=chosen, rules=found[:ROWS], units=units, following=following
    )


async def apply_rule(visit: Visit, sheet: Sheet) -> Response:
    """Have a rule go through the waiting lines once more."""
    rule_id = visit.id("rule_id")

    async def record(conn: Connection, desk: Desk) -> str:
        return f"/rules?account={(await apply_again(conn, desk, rule_id)).account_id}"

    response = await visit.once(sheet, record)
    visit.office.rules.wake()
    return response


async def retire(visit: Visit, sheet: Sheet) -> Response:
    """Take a rule out of use."""
    rule_id = visit.id("rule_id")

    async def record(conn: Connection, desk: Desk) -> str:
        return f"/rules?account={(await retire_rule(conn, desk, rule_id)).account_id}"

    return await visit.once(sheet, record)
