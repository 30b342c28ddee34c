"""The wiring of the transparency service: everything it is made of meets here and nowhere else."""

import time

from services.transparency import api, pages
from services.transparency.consumers import handlers
from services.transparency.pages.site import Site, public_pages
from shared.access import TokenVerifier
from shared.clock import Clock, utc_now
from shared.db import Database
from shared.host import Service
from shared.http import Readiness, application
from shared.ids import NewId, uuid7
from shared.settings import ServiceSettings

NAME = "transparency"


def build(settings: ServiceSettings, *, clock: Clock = utc_now, new_id: NewId = uuid7) -> Service:
    """The service, ready to run. It takes every path that no other service has."""
    database = Database(
        settings.database_url,
        application_name=NAME,
        pool_size=settings.pool_size,
        # What a crash of the server takes back, marks and figures together, is heard again: no need to wait for a disk.
        synchronous_commit="off",
    )

    async def ready() -> Readiness:
        return await service.ready()

    async def late() -> bool:
        return not (await ready()).ok

    site = Site(public_pages(), database, clock=clock, monotonic=time.monotonic, late=late)
    app = application(
        NAME,
        prefix=api.PREFIX,
        verifier=TokenVerifier(settings.token_public_key, clock=clock),
        routers=[api.router(database, clock), pages.router(site)],
        ready=ready,
        new_id=new_id,
        error_page=site.error_page,
    )
    service = Service(NAME, settings=settings, database=database, app=app, handlers=handlers(), prefix=None)
    return service
