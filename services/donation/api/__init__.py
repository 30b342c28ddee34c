"""The JSON API under /api/donation."""

from fastapi import APIRouter

from services.donation.api.books import book_routes
from services.donation.api.campaigns import campaign_routes
from services.donation.api.desk import PREFIX, Office
from services.donation.api.donors import donor_routes
from services.donation.api.gifts import gift_routes
from services.donation.api.pledges import pledge_routes
from services.donation.api.register import register_routes

__all__ = ["PREFIX", "Office", "routers"]


def routers(office: Office) -> list[APIRouter]:
    """Every route of the service."""
    return [
        gift_routes(office),
        register_routes(office),
        donor_routes(office),
        campaign_routes(office),
        pledge_routes(office),
        book_routes(office),
    ]
