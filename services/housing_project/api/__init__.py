"""The JSON API under /api/housing-project."""

from fastapi import APIRouter

from services.housing_project.api.desk import PREFIX, Office
from services.housing_project.api.households import household_routes
from services.housing_project.api.houses import house_routes
from services.housing_project.api.stages import stage_routes

__all__ = ["PREFIX", "Office", "routers"]


def routers(office: Office) -> list[APIRouter]:
    """Every route of the service."""
    return [household_routes(office), house_routes(office), stage_routes(office)]
