"""What a gift may carry beside itself: for whom it was paid, in whose name, and which promise it keeps."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.donation.domain import refusals
from services.donation.domain.register import Unit


class Member(NamedTuple):
    """One for whom somebody else paid: a unit below the giver, or a person by name (private); its part in đồng."""

    unit_id: UUID | None
    name: str | None
    amount: int | None


class OnBehalf(NamedTuple):
    """In whose name a gift was given: an organisation, or words that are private without consent."""

    unit_id: UUID | None
    name: str | None
    name_consent: bool = False


class Attached(NamedTuple):
    """Beside a gift; at least one of them is there."""

    members: tuple[Member, ...] = ()
    on_behalf_of: OnBehalf | None = None
    pledge_id: UUID | None = None


class Promise(NamedTuple):
    """What a gift must fit of the pledge it names. ``head_id``: the unit that promised, None for a person."""

    fund_id: UUID
    campaign_id: UUID
    head_id: UUID | None
    cancelled_on: date | None


class Named(NamedTuple):
    """A unit that a gift names beside its giver, and the units above it and itself, each by its head."""

    unit: Unit
    above: frozenset[UUID]


class Known(NamedTuple):
    """What is true of all that the gifts of a batch name."""

    promises: Mapping[UUID, Promise]
    units: Mapping[UUID, Named]


def check_attached(
    attached: Attached, known: Known, *, fund_id: UUID, unit_id: UUID | None, campaign_id: UUID | None, amount: int
) -> None:
    """Raises Refused with the first rule that is broken; the rest is the gift that carries it, accepted already."""
    for member in attached.members:
        if (member.unit_id is None) == (member.name is None):
            raise refusals.member_unclear()
        if member.unit_id is not None:
            named = _unit(known, member.unit_id, fund_id, "members")
            if unit_id is None or unit_id not in named.above or named.unit.head_id == unit_id:
                raise refusals.member_not_below(named.unit.code)
    check_shares([member.amount for member in attached.members], amount)
    if attached.on_behalf_of is not None:
        _check_on_behalf(attached.on_behalf_of, known, fund_id)
    if attached.pledge_id is not None:
        promise = known.promises.get(attached.pledge_id)
        if promise is None or promise.fund_id != fund_id:
            raise refusals.pledge_unknown()
        if promise.cancelled_on is not None:
            raise refusals.pledge_is_cancelled(promise.cancelled_on)
        if promise.campaign_id != campaign_id:
            raise refusals.pledge_of_other_campaign()
        if promise.head_id not in _givers(unit_id, attached.on_behalf_of, known):
            raise refusals.pledge_of_other_giver()


def check_shares(shares: Sequence[int | None], amount: int) -> None:
    """All shares are there and sum exactly to the amount, or none is there. Raises Refused."""
    told = [share for share in shares if share is not None]
    if not told:
        return
    if len(told) < len(shares):
        raise refusals.shares_incomplete()
    if min(told) < 1:
        raise refusals.share_not_positive()
    if sum(told) != amount:
        raise refusals.shares_sum(sum(told), amount)


def _check_on_behalf(behalf: OnBehalf, known: Known, fund_id: UUID) -> None:
    if (behalf.unit_id is None) == (behalf.name is None):
        raise refusals.on_behalf_unclear()
    if behalf.unit_id is None:
        return
    if behalf.name_consent:
        raise refusals.on_behalf_unclear()
    if _unit(known, behalf.unit_id, fund_id, "on_behalf_of.unit_id").unit.kind == "person":
        raise refusals.on_behalf_of_person()


def _unit(known: Known, unit_id: UUID, fund_id: UUID, field: str) -> Named:
    named = known.units.get(unit_id)
    if named is None:
        raise refusals.unit_unknown(field=field)
    if named.unit.fund_id != fund_id:
        raise refusals.unit_of_other_fund(field=field)
    if named.unit.merged_into_code is not None:
        raise refusals.unit_merged(named.unit.merged_into_code, field=field)
    return named


def _givers(unit_id: UUID | None, behalf: OnBehalf | None, known: Known) -> set[UUID | None]:
    if behalf is None or behalf.unit_id is None:
        return {unit_id}
    return {unit_id, known.units[behalf.unit_id].unit.head_id}


def shown_on_behalf(attached: Attached, known: Known, own: str | None) -> str | None:
    """The name a gift is shown under: of the one in whose name it was given where that may be shown, else ``own``."""
    behalf = attached.on_behalf_of
    if behalf is None:
        return own
    if behalf.unit_id is not None:
        return known.units[behalf.unit_id].unit.public_name
    return behalf.name if behalf.name_consent else own
