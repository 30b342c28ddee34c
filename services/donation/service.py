"""The only wiring: settings in, a service that can be run out."""

from services.donation.api import PREFIX, Office, routers
from services.donation.consumers import handlers
from services.donation.documents.press import Press
from services.donation.pages import ROOT, Site, page_routes, staff_pages
from shared.access import TokenVerifier
from shared.clock import Clock, utc_now
from shared.db import Database
from shared.host import Service
from shared.http import Readiness, application
from shared.ids import NewId, uuid7
from shared.settings import ServiceSettings

NAME = "donation"
MAX_BODY = 1024 * 1024
"""A paper list of 2,000 lines, in bytes."""


def build(settings: ServiceSettings, *, clock: Clock = utc_now, new_id: NewId = uuid7) -> Service:
    """The donation service. Nothing is opened before ``Service.running``."""
    database = Database(
        settings.database_url,
        application_name=NAME,
        pool_size=settings.pool_size,
        plan_cache_mode="force_generic_plan",  # planning a set-based statement anew costs more than running it
    )

    async def ready() -> Readiness:
        return await service.ready()

    office = Office(database, clock, new_id, Press(), settings.public_url)
    site = Site(office, staff_pages())
    app = application(
        NAME,
        prefix=PREFIX,
        verifier=TokenVerifier(settings.token_public_key, clock=clock),
        routers=[*routers(office), page_routes(site)],
        ready=ready,
        new_id=new_id,
        max_body=MAX_BODY,
        error_page=site.error_page,
    )
    service = Service(
        NAME, settings=settings, database=database, app=app, handlers=handlers(), prefix=PREFIX, pages=ROOT
    )
    return service
