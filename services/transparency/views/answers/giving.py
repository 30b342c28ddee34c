"""Campaigns, promises, and one unit."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from services.transparency.views.answers.common import Answer, FundOut, Out
from services.transparency.views.answers.entries import GiftOut, SumOut
from services.transparency.views.answers.other import OtherOut


class CampaignOut(Out):
    """A campaign with the sum of its targets (null: none set) and what it brought, less what was taken back.

    ``units``: how many have a target; ``suggested_level``: words for givers; ``closed_on``: when it was closed early.
    """

    campaign_id: UUID
    fund_id: UUID
    code: str
    name: str
    year: int
    opens_on: date
    closes_on: date
    units: int
    target: int | None
    gifts: int
    actual: int
    percent: Decimal | None
    suggested_level: str | None
    closed_on: date | None


class CampaignsOut(Answer):
    """Every campaign, the newest first."""

    items: Sequence[CampaignOut]


class PromisedOut(Out):
    """Pledges as sums: ``pledged`` = ``kept`` + ``outstanding``; ``kept`` is in what was received, the rest is not."""

    pledges: int
    pledged: int
    fulfilled: int
    kept: int
    outstanding: int


class CampaignPromisedOut(Out):
    """The pledges made to one campaign; never who made them."""

    campaign_id: UUID
    name: str
    promised: PromisedOut


class CampaignDetailOut(Answer):
    """One campaign with its latest gifts; ``promised`` and ``other`` are in no sum of its money."""

    campaign: CampaignOut
    fund: FundOut | None
    promised: PromisedOut
    other: OtherOut
    sum: SumOut
    gifts: Sequence[GiftOut]


class UnitNameOut(Out):
    """A unit."""

    unit_id: UUID
    code: str
    name: str | None
    kind: str
    fund_id: UUID


class UnitYearOut(Out):
    """A year in which something of a unit stands; ``kept``: of ``actual``, what was given for pledges."""

    year: int
    target: int | None
    gifts: int
    actual: int
    percent: Decimal | None
    paid_by_others: int
    paid_for: int
    kept: int


class PaidForOut(Out):
    """A gift that another unit paid for this one; ``part`` is 0 where it was not told."""

    gift_id: UUID
    received_on: date
    payer: str | None
    part: int


class UnitDetailOut(Answer):
    """One unit, year by year, with the newest of its gifts and of those that others paid for it."""

    unit: UnitNameOut
    fund: FundOut | None
    years: Sequence[UnitYearOut]
    paid_for: Sequence[PaidForOut]
    gifts: Sequence[GiftOut]
    other: OtherOut
