"""Showing a declared form, and reading it: the same few steps for every page that has one."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from services.donation.pages.form import Form, body_of
from services.donation.pages.sheet import Sheet
from services.donation.pages.units_typed import SUGGESTED, register_of
from services.donation.pages.visit import Visit
from services.donation.store.find_units import Found, find_units

Choices = Mapping[str, Sequence[tuple[object, object]]]
"""By input: pairs of value and word."""


async def show_form(
    visit: Visit, sheet: Sheet, form: Form, *, back: str, choices: Choices | None = None, template: str = "form.html",
    people: bool = True, **context: Any,
) -> Response:  # fmt: skip
    """The form with what was typed; ``back``: the page, below ROOT, to which one goes without sending it; ``people``:
    whether persons are suggested where a unit is asked for."""
    units: list[Found] = []
    if form.has("unit"):
        async with visit.office.database.connection() as conn:
            found = await find_units(conn, visit.fund_id, limit=SUGGESTED)
        units = [unit for unit in found if people or unit.kind != "person"]
    known = choices or {}
    return visit.page(
        template, sheet=sheet, form=form, back=back, units=units, form_choices=lambda name: known.get(name, ()),
        **context,
    )  # fmt: skip


async def typed_body(visit: Visit, sheet: Sheet, form: Form) -> dict[str, Any]:
    """What was typed, as the body of the API's form; ``sheet.read`` checks it."""
    if not form.has("unit"):
        return body_of(sheet, form)
    async with visit.office.database.connection() as conn:
        known = await register_of(conn, visit.fund_id)
    return body_of(sheet, form, known)
