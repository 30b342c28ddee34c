"""The JSON API under /api/donation."""

from fastapi import APIRouter

from services.donation.api.accounts import account_routes
from services.donation.api.books import book_routes
from services.donation.api.desk import PREFIX, Office
from services.donation.api.gifts import gift_routes
from services.donation.api.imports import UPLOAD_LIMIT, UPLOAD_PATH, ImportDesk, import_routes
from services.donation.api.payment_codes import payment_code_routes
from services.donation.api.register import register_routes

__all__ = ["PREFIX", "UPLOAD_LIMIT", "UPLOAD_PATH", "ImportDesk", "Office", "routers"]


def routers(office: Office, importing: ImportDesk) -> list[APIRouter]:
    """Every route of the service."""
    return [
        gift_routes(office),
        register_routes(office),
        book_routes(office),
        account_routes(office),
        payment_code_routes(office),
        import_routes(office, importing),
    ]
