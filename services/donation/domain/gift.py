"""A gift from the moment it is handed over to its being taken back: what may be recorded, and under which name."""

from datetime import date
from typing import Literal, NamedTuple, Self, get_args
from uuid import UUID

from services.donation.domain import refusals
from services.donation.domain.attached import Attached
from services.donation.domain.register import Campaign, Unit
from shared.contracts.donation import Channel
from shared.contracts.envelope import MAX_AMOUNT
from shared.contracts.fund_allocation import Use

EarmarkKind = Literal["campaign", "purpose", "house"]
ReversalKind = Literal["void", "refund", "correction"]
USES: tuple[Use, ...] = get_args(Use)
FIRST_DAY, LAST_DAY = date(1945, 1, 1), date(2200, 12, 31)
"""No day is before or after these."""


class Earmark(NamedTuple):
    """What the gift may be spent on alone; ``ref`` is an id in its canonical form, or one of the six uses."""

    kind: EarmarkKind
    ref: str

    @classmethod
    def of(cls, kind: EarmarkKind, ref: str, *, field: str = "earmark.ref") -> Self:
        """Raises Refused when ``ref`` is neither an id nor, for a purpose, one of the uses."""
        if kind == "purpose":
            if ref not in USES:
                raise refusals.earmark_not_a_use(USES, field=field)
            return cls(kind, ref)
        try:
            return cls(kind, str(UUID(ref)))
        except ValueError:
            raise refusals.earmark_not_an_id(kind, field=field) from None


class GiftPart(NamedTuple):
    """A part of a gift that is split over purposes: ``amount`` in đồng, free for every purpose without an earmark."""

    part_id: UUID
    amount: int
    earmark: Earmark | None


class Payer(NamedTuple):
    """The one who handed the money over, in their own words: private. ``name_consent``: may be named as a walk-in."""

    name: str | None
    address: str | None
    reason: str | None
    name_consent: bool


class NewGift(NamedTuple):
    """A gift to be recorded. ``unit_id`` is None for a walk-in; ``amount`` in đồng; ``recorded_by`` keeps the book.

    ``parts`` split it, then it has no earmark of its own; ``corrects_gift_id`` is the reversed gift that it replaces.
    ``attached``: what few gifts carry beside themselves.
    """

    gift_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    channel: Channel
    amount: int
    received_on: date
    recorded_by: str
    earmark: Earmark | None = None
    payer: Payer | None = None
    parts: tuple[GiftPart, ...] = ()
    corrects_gift_id: UUID | None = None
    attached: Attached | None = None


class BookKey(NamedTuple):
    """One receipt book. Sorts in the order in which counters are locked."""

    fund_id: UUID
    year: int
    book: str


class ReceiptNumber(NamedTuple):
    """The place of a gift in the receipt books of its fund."""

    year: int
    book: str
    number: int


class Subject(NamedTuple):
    """What a gift refers to; gifts of the same subject are judged by the same facts."""

    fund_id: UUID
    year: int
    unit_id: UUID | None
    campaign_id: UUID | None
    house_id: UUID | None
    channel: Channel
    cashier: str


class Facts(NamedTuple):
    """What is true of a subject at the moment of writing. ``book`` is None when its book is still to be opened."""

    fund_known: bool
    year_closed: bool
    unit: Unit | None
    campaign: Campaign | None
    house_fund: UUID | None
    book: BookKey | None

    @property
    def opened_book(self) -> BookKey:
        """The book. Raises LookupError before it is opened."""
        if self.book is None:
            raise LookupError("the book is not open yet")
        return self.book


def subject_of(gift: NewGift) -> Subject:
    """The subject of a gift."""
    earmark = gift.earmark
    house = UUID(earmark.ref) if earmark is not None and earmark.kind == "house" else None
    return Subject(
        gift.fund_id, gift.received_on.year, gift.unit_id, gift.campaign_id, house, gift.channel, gift.recorded_by
    )


def check_gift(gift: NewGift, facts: Facts, today: date) -> None:
    """Raises Refused with the first rule that the gift breaks; ``today`` is the day in Vietnam."""
    if not 0 < gift.amount <= MAX_AMOUNT:
        raise refusals.amount_too_large() if gift.amount > 0 else refusals.amount_not_positive()
    if gift.received_on > today:
        raise refusals.date_in_future("received_on", gift.received_on, today)
    if not facts.fund_known:
        raise refusals.fund_unknown()
    if facts.year_closed or gift.received_on < FIRST_DAY:
        raise refusals.year_closed("received_on", gift.received_on.year)
    if gift.unit_id is not None:
        if facts.unit is None:
            raise refusals.unit_unknown()
        if facts.unit.fund_id != gift.fund_id:
            raise refusals.unit_of_other_fund()
        if facts.unit.merged_into_code is not None:
            raise refusals.unit_merged(facts.unit.merged_into_code)
    if gift.campaign_id is not None:
        check_campaign_of(gift.fund_id, gift.received_on, facts.campaign)
    if gift.earmark is not None:
        check_earmark(gift, gift.earmark, facts.house_fund)
    if gift.payer is not None and gift.payer.name_consent and gift.payer.name is None:
        raise refusals.consent_without_name()


def check_campaign_of(fund_id: UUID, on: date, campaign: Campaign | None, *, field: str = "received_on") -> None:
    """Raises Refused when what was given to the fund on that day can't count for the campaign; ``field``: the day's."""
    if campaign is None:
        raise refusals.campaign_unknown()
    if campaign.fund_id != fund_id:
        raise refusals.campaign_of_other_fund()
    if on < campaign.opens_on:
        raise refusals.campaign_not_open(campaign.opens_on, field=field)
    if on > campaign.last_day:
        raise refusals.campaign_over(campaign.last_day, field=field)


def check_earmark(gift: NewGift, earmark: Earmark, house_fund: UUID | None, *, field: str = "earmark.ref") -> None:
    """Raises Refused: another campaign than the gift's, a house that is unknown or another fund's."""
    if earmark.kind == "campaign" and earmark.ref != str(gift.campaign_id):
        raise refusals.earmark_of_other_campaign(field=field)
    if earmark.kind == "house":
        if house_fund is None:
            raise refusals.house_unknown(field=field)
        if house_fund != gift.fund_id:
            raise refusals.house_of_other_fund(field=field)


def display_name_of(gift: NewGift, unit: Unit | None) -> str | None:
    """What the public may see of the giver: the unit's public name, or a walk-in's name with consent."""
    if unit is not None:
        return unit.public_name
    if gift.payer is not None and gift.payer.name_consent:
        return gift.payer.name
    return None


class RecordedGift(NamedTuple):
    """What the rules of a reversal need of a gift, and how it was reversed already, if it was."""

    gift_id: UUID
    fund_id: UUID
    unit_id: UUID | None
    campaign_id: UUID | None
    amount: int
    received_on: date
    receipt: ReceiptNumber
    reversed_as: ReversalKind | None
    reversed_on: date | None


def reversal_day(gift: RecordedGift, kind: ReversalKind, asked: date | None, today: date) -> date:
    """The day of a reversal. A void belongs to the gift's own year: today, or that year's last day.

    Raises Refused: reversed already, a day in the future or before the gift.
    """
    if gift.reversed_as is not None and gift.reversed_on is not None:
        raise refusals.already_reversed(gift.reversed_as, gift.reversed_on)
    if kind == "void":
        return min(today, date(gift.received_on.year, 12, 31))
    day = asked or today
    if day > today:
        raise refusals.date_in_future("reversed_on", day, today)
    if day < gift.received_on:
        raise refusals.reversed_before_received(gift.received_on)
    return day


def check_year(kind: ReversalKind, day: date, *, closed: bool) -> None:
    """Raises Refused when the year of the reversal is closed."""
    if closed:
        raise (
            refusals.void_in_closed_year(day.year) if kind == "void" else refusals.year_closed("reversed_on", day.year)
        )
