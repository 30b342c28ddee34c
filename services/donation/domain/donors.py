"""Units among each other: which stands above which, which is another one's double, and whether a person is named."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.donation.domain import refusals
from services.donation.domain.register import Unit


class Consent(NamedTuple):
    """A word about being named in public: given or withdrawn, on which day, and how it was said (private)."""

    given: bool
    on: date
    how: str


def check_parent(unit_id: UUID | None, fund_id: UUID, parent: Unit | None, above_parent: Collection[UUID]) -> None:
    """Whether ``parent`` may stand above a unit (None: a new one); ``above_parent`` are the units above it and itself.

    Raises Refused: unknown, of another fund, a person, merged, or the unit itself stands above it.
    """
    if parent is None:
        raise refusals.unit_unknown(field="parent_id")
    if parent.fund_id != fund_id:
        raise refusals.unit_of_other_fund(field="parent_id")
    if parent.kind == "person":
        raise refusals.parent_is_person()
    if parent.merged_into_code is not None:
        raise refusals.unit_merged(parent.merged_into_code, field="parent_id")
    if unit_id is not None and unit_id in above_parent:
        raise refusals.parent_below()


def check_merge(double: Unit, head: Unit, above_head: Collection[UUID], head_fund: str | None) -> None:
    """Whether ``double`` may go on as ``head``. Raises Refused: itself, another fund (named ``head_fund``), merged
    already, a person with an organisation, or the head stands below its double."""
    if double.unit_id == head.unit_id:
        raise refusals.merge_with_itself()
    if head.fund_id != double.fund_id:
        raise refusals.unit_of_other_fund(head_fund, field="into_unit_id")
    if double.merged_into_code is not None:
        raise refusals.unit_merged(double.merged_into_code)
    if head.merged_into_code is not None:
        raise refusals.unit_merged(head.merged_into_code, field="into_unit_id")
    if (double.kind == "person") != (head.kind == "person"):
        raise refusals.merge_of_kinds()
    if double.unit_id in above_head:
        raise refusals.merge_upwards()


def check_consent(unit: Unit, consent: Consent, today: date) -> None:
    """Raises Refused: an organisation, a merged unit, a day in the future, nothing to withdraw."""
    if unit.kind != "person":
        raise refusals.consent_not_needed()
    if unit.merged_into_code is not None:
        raise refusals.unit_merged(unit.merged_into_code)
    if consent.on > today:
        raise refusals.date_in_future("on", consent.on, today)
    if not consent.given and unit.name_consent_on is None:
        raise refusals.consent_not_there()


def withdrawn_with_merge(group: Sequence[Unit], *, latest_was_given: bool | None) -> list[Unit]:
    """Who is named no more when these units turn out to be one person: the person's latest word holds for all of them.

    ``latest_was_given`` is None when the person never said anything.
    """
    return [unit for unit in group if unit.name_consent_on is not None] if latest_was_given is False else []
