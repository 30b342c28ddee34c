"""The JSON API under /api/donation."""

from fastapi import APIRouter

from services.donation.api.accounts import account_routes
from services.donation.api.batches import batch_routes
from services.donation.api.books import book_routes
from services.donation.api.callbacks import callback_routes
from services.donation.api.campaigns import campaign_routes
from services.donation.api.contributions import contribution_routes, indicator_routes
from services.donation.api.desk import PREFIX, Office
from services.donation.api.donors import donor_routes
from services.donation.api.gifts import gift_routes
from services.donation.api.imports import UPLOAD_LIMIT, UPLOAD_PATH, ImportDesk, import_routes
from services.donation.api.papers import paper_routes
from services.donation.api.payment_codes import payment_code_routes
from services.donation.api.pledges import pledge_routes
from services.donation.api.proof import proof_routes
from services.donation.api.refunds import refund_routes
from services.donation.api.register import register_routes
from services.donation.api.review import review_routes
from services.donation.api.sponsorships import beneficiary_routes, sponsorship_routes

__all__ = ["PREFIX", "UPLOAD_LIMIT", "UPLOAD_PATH", "ImportDesk", "Office", "routers"]


def routers(office: Office, importing: ImportDesk) -> list[APIRouter]:
    """Every route of the service."""
    return [
        gift_routes(office),
        register_routes(office),
        book_routes(office),
        paper_routes(office),
        account_routes(office),
        payment_code_routes(office),
        batch_routes(office),
        contribution_routes(office),
        indicator_routes(office),
        beneficiary_routes(office),
        sponsorship_routes(office),
        donor_routes(office),
        campaign_routes(office),
        pledge_routes(office),
        review_routes(office),
        callback_routes(office),
        proof_routes(office),
        import_routes(office, importing),
        refund_routes(office),
    ]
