"""The JSON API under /api/donation."""

from fastapi import APIRouter

from services.donation.api.accounts import account_routes
from services.donation.api.books import book_routes
from services.donation.api.callbacks import callback_routes
from services.donation.api.desk import PREFIX, Office
from services.donation.api.gifts import gift_routes
from services.donation.api.payment_codes import payment_code_routes
from services.donation.api.proof import proof_routes
from services.donation.api.register import register_routes
from services.donation.api.review import review_routes
from shared.ids import new_secret

__all__ = ["PREFIX", "Office", "routers"]


def routers(office: Office) -> list[APIRouter]:
    """Every route of the service."""
    return [
        gift_routes(office),
        register_routes(office),
        book_routes(office),
        account_routes(office),
        payment_code_routes(office),
        review_routes(office),
        callback_routes(office, new_secret),
        proof_routes(office),
    ]
