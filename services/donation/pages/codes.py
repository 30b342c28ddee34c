"""Payment codes: issuing them, showing their QR, printing their poster."""

from typing import Final

from starlette.responses import Response

from services.donation.api.account_forms import CodeBatchForm, CodeForm
from services.donation.api.payment_codes import poster_pdf, qr_svg
from services.donation.commands import payment_codes as commands
from services.donation.commands.desk import Desk
from services.donation.domain.payment_code import grouped
from services.donation.pages.counter import CAMPAIGN, GIVER_HINT, open_campaigns
from services.donation.pages.filling import show_form, typed_body
from services.donation.pages.form import Field, Form
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit, pairs
from services.donation.store import accounts, payment_codes, register
from services.donation.store.find_units import names_of
from shared.db import Connection
from shared.errors import Refused
from shared.http import Sentence

ROWS: Final = 50
NEW_CODE: Final = Form(
    "Cấp mã nộp tiền",
    (
        Field("account_id", "select"),
        CAMPAIGN,
        Field(
            "whom", "radios",
            options={"one": "Một đơn vị hoặc khách vãng lai", "all": "Mọi đơn vị có chỉ tiêu trong đợt này"},
            notes={"all": "Đơn vị đã có mã thì giữ mã cũ."},
        ),
        Field("unit", "unit", "unit_id", optional=True, hint=GIVER_HINT),
    ),
    send="Cấp mã",
    final="Mã giữ mãi ý nghĩa của nó. Hỏi lại cùng nội dung thì được đúng mã cũ.",
)  # fmt: skip


async def code_list(visit: Visit, sheet: Sheet) -> Response:
    """The fund's accounts and its codes, newest first; or straight to the one that was typed."""
    typed, after = visit.query("code"), visit.after(int)
    async with visit.office.database.connection() as conn:
        if typed:
            sheet.typed["code"] = typed
            try:
                return visit.go(f"/codes/{(await commands.known_code(conn, visit.actor, typed)).code}")
            except Refused as refused:
                sheet.refuse("code", Sentence(refused.vi, refused.en))
        known = await accounts.accounts(conn, visit.fund_id, after=None, limit=100)
        campaign_id = visit.query_id("campaign")
        rows = await payment_codes.codes_of_fund(
            conn, visit.fund_id, campaign_id=campaign_id, after=after[0] if after else None, limit=ROWS + 1
        )
        units = await names_of(conn, [row.code.purpose.unit_id for row in rows if row.code.purpose.unit_id])
        campaigns = await register.campaigns(conn, visit.fund_id, after=None, limit=200)
    following = visit.following(rows[ROWS - 1].serial) if len(rows) > ROWS else ""
    return visit.page(
        "codes.html", sheet=sheet, accounts=known, codes=[row.code for row in rows[:ROWS]], units=units,
        campaigns={campaign.campaign_id: campaign for campaign in campaigns}, following=following, grouped=grouped,
    )  # fmt: skip


async def code(visit: Visit, sheet: Sheet) -> Response:
    """One code: what it stands for, its QR, its poster."""
    text: str = visit.request.path_params["code"]
    async with visit.office.database.connection() as conn:
        issued = await commands.known_code(conn, visit.actor, text)
        purpose = issued.purpose
        account = await accounts.account(conn, purpose.account_id)
        campaign = await register.campaign(conn, purpose.campaign_id) if purpose.campaign_id else None
        unit = await register.unit(conn, purpose.unit_id) if purpose.unit_id else None
    return visit.page(
        "code.html", sheet=sheet, code=issued, account=account, campaign=campaign, unit=unit, grouped=grouped
    )


async def picture(visit: Visit, sheet: Sheet) -> Response:
    """The VietQR."""
    return await qr_svg(visit.office, visit.actor, visit.request.path_params["code"])


async def poster(visit: Visit, sheet: Sheet) -> Response:
    """The poster."""
    return await poster_pdf(visit.office, visit.actor, visit.request.path_params["code"])


async def new_code(visit: Visit, sheet: Sheet) -> Response:
    """The form of a code."""
    async with visit.office.database.connection() as conn:
        known = await accounts.accounts(conn, visit.fund_id, after=None, limit=100)
        campaigns = await open_campaigns(conn, visit.fund_id, visit.today)
    usable: list[tuple[object, object]] = [
        (a.account_id, f"{a.bank_name} {a.number}") for a in known if a.closed_on is None
    ]
    if not sheet.typed and usable:
        sheet.typed |= {"account_id": str(usable[0][0]), "whom": "one"}
    choices = {"account_id": usable, "campaign_id": pairs(campaigns, "campaign_id", "name")}
    return await show_form(visit, sheet, NEW_CODE, back="/codes", choices=choices)


async def take_code(visit: Visit, sheet: Sheet) -> Response:
    """Issue it; or, when that was chosen, one for each unit with a target."""
    body = await typed_body(visit, sheet, NEW_CODE)
    whom = body.pop("whom", None)
    if whom is None:
        sheet.wrong("whom", "còn thiếu; hãy chọn một.", "is missing; choose one.")
    if whom == "all":
        body.pop("unit_id", None)
        batch = sheet.read(CodeBatchForm, body)

        async def issue_all(conn: Connection, desk: Desk) -> str:
            await commands.issue_batch(conn, desk, **batch.model_dump())
            return f"/codes?campaign={batch.campaign_id}"

        return await visit.once(sheet, issue_all)
    form = sheet.read(CodeForm, body)

    async def issue(conn: Connection, desk: Desk) -> str:
        return f"/codes/{(await commands.issue_code(conn, desk, **form.model_dump())).code}"

    return await visit.once(sheet, issue)


async def revoke(visit: Visit, sheet: Sheet) -> Response:
    """Take a code out of use."""
    text: str = visit.request.path_params["code"]

    async def record(conn: Connection, desk: Desk) -> str:
        return f"/codes/{(await commands.revoke_code(conn, desk, text)).code}"

    return await visit.once(sheet, record)
