"""A unit that has another name from now on: registered anew, the old one goes on under it."""

from uuid import UUID

from services.donation.commands.desk import Desk
from services.donation.commands.donors import merge_unit, place_unit
from services.donation.commands.register import known_unit, register_unit
from services.donation.domain import refusals
from services.donation.domain.register import Unit
from shared.db import Connection


async def rename_unit(conn: Connection, desk: Desk, unit_id: UUID, *, code: str, name: str, reason: str) -> Unit:
    """Register what a unit is called now, with all that is known of it, and have the old one go on under it. Receipts
    and lists of before keep the name that they were written with. Raises Refused: unknown, merged, the code is taken.
    """
    old = await known_unit(conn, desk.actor, unit_id)
    if old.merged_into_code is not None:
        raise refusals.unit_merged(old.merged_into_code)
    if old.official_code is not None:  # it belongs to one unit at a time
        await place_unit(
            conn, desk, unit_id, parent_id=old.parent_id, official_code=None, not_asked=old.not_asked
        )  # fmt: skip
    new = await register_unit(
        conn, desk, fund_id=old.fund_id, code=code, kind=old.kind, name=name, name_consent_on=old.name_consent_on,
        parent_id=old.parent_id, official_code=old.official_code, not_asked=old.not_asked,
    )  # fmt: skip
    await merge_unit(conn, desk, unit_id, new.unit_id, reason)
    return new
