"""A campaign that ends earlier or later than was said when it opened, and how far it has come."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from services.donation.domain import refusals
from services.donation.domain.register import Campaign
from shared.money import percent, rate


def closed_today(campaign: Campaign, today: date) -> Campaign:
    """The campaign closed before its time. Raises Refused: closed or over already, not open yet, its year to come."""
    if campaign.closed_on is not None:
        raise refusals.campaign_closed(campaign.closed_on)
    if today < campaign.opens_on:
        raise refusals.campaign_not_begun(campaign.opens_on)
    if today > campaign.closes_on:
        raise refusals.campaign_ended(campaign.closes_on)
    if today.year < campaign.year:
        raise refusals.campaign_year(campaign.opens_on, today)
    return campaign._replace(closes_on=today, closed_on=today)


def extended(campaign: Campaign, closes_on: date) -> Campaign:
    """The campaign with a later closing day. Raises Refused: closed early, or not later."""
    if campaign.closed_on is not None:
        raise refusals.campaign_closed(campaign.closed_on)
    if closes_on <= campaign.closes_on:
        raise refusals.campaign_not_longer(campaign.closes_on)
    return campaign._replace(closes_on=closes_on)


class Progress(NamedTuple):
    """How far a campaign, or a unit in it, has come, in đồng. The two numbers of a ratio are kept apart, not as "x/y".

    ``received`` and ``reversed`` are cash; ``pledged`` was promised and not cancelled, ``outstanding`` is the part of
    it that is still to come: neither is in the result.
    """

    target: int
    gifts: int
    received: int
    reversed: int
    pledges: int
    pledged: int
    outstanding: int

    @property
    def actual(self) -> int:
        """Received less taken back."""
        return self.received - self.reversed

    @property
    def achievement_rate(self) -> Decimal | None:
        """actual / target in percent; None for a target of 0. Never clamped."""
        return rate(self.actual, self.target)

    @property
    def achievement(self) -> str:
        """The rate as it is written, "—" for a target of 0."""
        return percent(self.actual, self.target)
