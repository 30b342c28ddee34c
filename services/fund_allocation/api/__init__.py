"""The JSON API under /api/fund-allocation."""

from fastapi import APIRouter

from services.fund_allocation.api.desk import PREFIX, Office
from services.fund_allocation.api.funds import fund_routes
from services.fund_allocation.api.norms import norm_routes
from services.fund_allocation.api.spending import spending_routes
from services.fund_allocation.api.support import support_routes
from services.fund_allocation.api.traces import trace_routes

__all__ = ["PREFIX", "Office", "routers"]


def routers(office: Office) -> list[APIRouter]:
    """Every route of the service."""
    return [
        fund_routes(office),
        norm_routes(office),
        support_routes(office),
        spending_routes(office),
        trace_routes(office),
    ]
