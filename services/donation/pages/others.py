"""What is given otherwise than in cash: things, days of work, direct support; listed, recorded, taken back."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from starlette.responses import Response

from services.donation.api.contribution_forms import ContributionForm, ContributionReversalForm
from services.donation.api.contributions import new_contribution
from services.donation.commands.contributions import record_contribution, reverse_contribution
from services.donation.commands.desk import Desk
from services.donation.commands.gifts import in_scope
from services.donation.domain import refusals
from services.donation.pages.counter import open_campaigns, still_running
from services.donation.pages.filling import show_form, typed_body
from services.donation.pages.others_forms import FORMS, REVERSAL, typed_of
from services.donation.pages.sheet import Sheet
from services.donation.pages.visit import Visit, pairs
from services.donation.store import contributions, houses, register
from services.donation.store.contributions import ShownContribution
from services.donation.store.find_units import names_of
from services.donation.words import OTHER_KINDS
from shared.contracts.contribution import ContributionKind
from shared.db import Connection
from shared.http import Sentence
from shared.web import format_day

ROWS: Final = 50
HOUSES: Final = 300
KINDS: Final[Mapping[str, ContributionKind]] = {
    "in-kind": "in_kind", "labour": "labour_days", "direct": "direct_support",
}  # fmt: skip
"""By the last word of the address."""


async def other_list(visit: Visit, sheet: Sheet) -> Response:
    """Entries of the fund, of one kind or of all, newest first."""
    kind, after = visit.query("kind"), visit.after(UUID)
    async with visit.office.database.connection() as conn:
        rows = await contributions.contributions(
            conn, visit.fund_id, kind=kind if kind in OTHER_KINDS else None, after=after[0] if after else None,
            limit=ROWS + 1,
        )  # fmt: skip
        units = await names_of(conn, [row.unit_id for row in rows if row.unit_id])
    following = visit.following(rows[ROWS - 1].contribution_id) if len(rows) > ROWS else ""
    return visit.page(
        "others.html", sheet=sheet, entries=rows[:ROWS], units=units, kind=kind, following=following, kinds=KINDS
    )


async def other(visit: Visit, sheet: Sheet) -> Response:
    """One entry with its private words."""
    async with visit.office.database.connection() as conn:
        entry = await _known(conn, visit, visit.id("contribution_id"))
        private = await contributions.private(conn, entry.contribution_id)
        units = await names_of(conn, [entry.unit_id]) if entry.unit_id else {}
        campaign = await register.campaign(conn, entry.campaign_id) if entry.campaign_id else None
    word = next(word for word, kind in KINDS.items() if kind == entry.given.kind)
    return visit.page(
        "other.html", sheet=sheet, entry=entry, private=private, campaign=campaign, word=word,
        unit=units.get(entry.unit_id) if entry.unit_id else None, is_new=visit.query("new") == "1",
    )  # fmt: skip


async def new_other(visit: Visit, sheet: Sheet) -> Response:
    """The form of an entry of one kind."""
    kind = _kind(visit)
    async with visit.office.database.connection() as conn:
        campaigns = await open_campaigns(conn, visit.fund_id, visit.today)
        known = await houses.latest(conn, visit.fund_id, limit=HOUSES)
        if not sheet.typed:
            sheet.typed["given_on"] = format_day(visit.today)
            if running := still_running(campaigns, visit.today):
                sheet.typed["campaign_id"] = str(running[0].campaign_id)
            if (corrected := visit.query_id("corrects")) is not None:
                entry = await _known(conn, visit, corrected)
                units = await names_of(conn, [entry.unit_id]) if entry.unit_id else {}
                label = units[entry.unit_id].label if entry.unit_id else ""
                sheet.typed |= typed_of(entry, await contributions.private(conn, corrected), label)
    choices = {
        "campaign_id": pairs(campaigns, "campaign_id", "name"),
        "house_id": pairs(known, "house_id", "code"),
    }
    return await show_form(visit, sheet, FORMS[kind], back="/others", choices=choices, template="other_new.html")


async def take_other(visit: Visit, sheet: Sheet) -> Response:
    """Record it."""
    body = await typed_body(visit, sheet, FORMS[_kind(visit)])
    form = sheet.read(ContributionForm, {"fund_id": visit.fund_id, **body})
    entry = new_contribution(form, visit.office.new_id)

    async def record(conn: Connection, desk: Desk) -> str:
        await record_contribution(conn, desk, entry)
        return f"/others/{entry.contribution_id}?new=1"

    return await visit.once(sheet, record)


async def reversing(visit: Visit, sheet: Sheet) -> Response:
    """The form that takes an entry back."""
    async with visit.office.database.connection() as conn:
        entry = await _known(conn, visit, visit.id("contribution_id"))
    if not sheet.typed:
        sheet.typed["reversed_on"] = format_day(visit.today)
    back = f"/others/{entry.contribution_id}"
    return await show_form(visit, sheet, REVERSAL, back=back, template="other_reversal.html", entry=entry)


async def take_reversing(visit: Visit, sheet: Sheet) -> Response:
    """Take it back."""
    contribution_id = visit.id("contribution_id")
    if not sheet.text("taken_back_as"):
        sheet.refuse("taken_back_as", Sentence("Hãy chọn huỷ hay ghi lại cho đúng.", "Choose void or correction."))
    form = sheet.read(ContributionReversalForm, await typed_body(visit, sheet, REVERSAL))

    async def record(conn: Connection, desk: Desk) -> str:
        await reverse_contribution(conn, desk, contribution_id, form.kind, form.reason, on=form.reversed_on)
        return f"/others/{contribution_id}"

    return await visit.once(sheet, record)


def _kind(visit: Visit) -> ContributionKind:
    """The kind that the address names. Raises Refused (404)."""
    kind = KINDS.get(visit.request.path_params["kind"])
    if kind is None:
        raise refusals.contribution_unknown()
    return kind


async def _known(conn: Connection, visit: Visit, contribution_id: UUID) -> ShownContribution:
    found = await contributions.contribution(conn, contribution_id)
    if found is None or not in_scope(visit.actor, found.fund_id):
        raise refusals.contribution_unknown()
    return found
