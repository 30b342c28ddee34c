"""The public site over a read model, without a broker."""

from datetime import UTC, datetime
from functools import cache

from fastapi import FastAPI

from services.transparency import api, pages
from services.transparency.pages.site import Site, public_pages
from shared.access import TokenVerifier, new_signing_key, public_key_of
from shared.db import Database
from shared.http import Readiness, application

pages_once = cache(public_pages)
"""Compiling the templates takes longer than most tests."""
NOW = datetime(2020, 8, 1, 3, 0, tzinfo=UTC)


def public_app(database: Database, *, late: bool = False) -> FastAPI:
    """The application as service.build wires it; time stands still at NOW, and every request sees ``late``."""

    async def is_late() -> bool:
        return late

    async def ready() -> Readiness:
        return Readiness(ok=not late, checks={})

    site = Site(pages_once(), database, clock=lambda: NOW, monotonic=lambda: 0.0, late=is_late)
    return application(
        "transparency",
        prefix=api.PREFIX,
        verifier=TokenVerifier(public_key_of(new_signing_key())),
        routers=[api.router(database, lambda: NOW), pages.router(site)],
        ready=ready,
        error_page=site.error_page,
    )
