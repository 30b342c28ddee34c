"""The only wiring: settings in, a service that can be run out."""

import tempfile
from pathlib import Path

from pydantic import Field

from services.donation.api import PREFIX, UPLOAD_LIMIT, UPLOAD_PATH, ImportDesk, Office, routers
from services.donation.commands.import_worker import ImportWork
from services.donation.commands.rules import RuleWork
from services.donation.consumers import handlers
from services.donation.documents.press import Press
from services.donation.pages import ROOT, UPLOAD_PAGE, Site, page_routes, staff_pages
from shared.access import TokenVerifier
from shared.clock import Clock, utc_now
from shared.db import Database
from shared.host import Service
from shared.http import Readiness, application
from shared.ids import NewId, NewSecret, new_secret, uuid7
from shared.settings import ServiceSettings

NAME = "donation"
MAX_BODY = 1024 * 1024
"""A paper list of 2,000 lines, in bytes."""


class Settings(ServiceSettings):
    """What this service needs beside what every service reads."""

    uploads: Path = Field(
        default_factory=lambda: Path(tempfile.gettempdir()) / "denon-uploads",
        description="the folder in which statements wait for their import; the same for all replicas",
    )


def build(
    settings: Settings, *, clock: Clock = utc_now, new_id: NewId = uuid7, new_secret: NewSecret = new_secret
) -> Service:
    """The donation service. Nothing is opened before ``Service.running``."""
    database = Database(
        settings.database_url,
        application_name=NAME,
        pool_size=settings.pool_size,
        plan_cache_mode="force_generic_plan",  # planning a set-based statement anew costs more than running it
    )

    async def ready() -> Readiness:
        return await service.ready()

    rules = RuleWork(database, clock)
    office = Office(database, clock, new_id, new_secret, Press(), settings.public_url, rules)
    work = ImportWork(database, settings.database_url, settings.uploads, clock)
    importing = ImportDesk(settings.uploads, work.wake)
    site = Site(office, importing, staff_pages())
    app = application(
        NAME,
        prefix=PREFIX,
        verifier=TokenVerifier(settings.token_public_key, clock=clock),
        routers=[*routers(office, importing), page_routes(site)],
        ready=ready,
        new_id=new_id,
        max_body=MAX_BODY,
        max_bodies={UPLOAD_PATH: UPLOAD_LIMIT, UPLOAD_PAGE: UPLOAD_LIMIT},
        error_page=site.error_page,
    )
    service = Service(
        NAME,
        settings=settings,
        database=database,
        app=app,
        handlers=handlers(),
        prefix=PREFIX,
        pages=ROOT,
        background=[work.run, rules.run],
    )
    return service
