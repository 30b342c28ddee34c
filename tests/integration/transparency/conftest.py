"""A read model of its own for each test: empty, or with the two years of the story in it."""

import inspect
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
import pytest_asyncio

from deploy.embedded.databases import drop_database, ensure_database, owner_of
from shared.db import Database
from tests.integration.transparency.events import apply
from tests.integration.transparency.public import public_app
from tests.integration.transparency.world import World, world
from tests.support.databases import ServiceDatabase, Templates, address

SERVICE = "transparency"


async def _clone(templates: Templates, name: str, template: str) -> None:
    conn = await asyncpg.connect(templates.superuser_url)
    try:
        await ensure_database(conn, SERVICE, name=name, template=template)
    finally:
        await conn.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def told(templates: Templates) -> str:
    """The name of a database with the story in it, made once and cloned for each test."""
    name = f"{SERVICE}_told"
    await _clone(templates, name, await templates.template_of(SERVICE))
    database = Database(address(templates.superuser_url, name, SERVICE), application_name="test")
    await database.open()
    await apply(database, world().all())
    await database.close()
    return name


@pytest.fixture
async def read_model(request: pytest.FixtureRequest, templates: Templates, told: str) -> AsyncIterator[ServiceDatabase]:
    """A read model: with the story for a test that asks for ``story``, else empty.

    A test that asks for nothing but the story and a reader only reads: it needs no clone of its own.
    """
    asked = inspect.signature(request.function).parameters
    name = told
    if "story" not in asked or not asked.keys().isdisjoint(("database", "read_model")):
        name = templates.next_name(SERVICE)
        await _clone(templates, name, told if "story" in asked else await templates.template_of(SERVICE))
    url = templates.superuser_url
    yield ServiceDatabase(
        SERVICE, name, address(url, name, SERVICE), address(url, name, owner_of(SERVICE)), address(url, name)
    )
    if name != told:
        conn = await asyncpg.connect(url)
        try:
            await drop_database(conn, name)
        finally:
            await conn.close()


@pytest.fixture
async def database(read_model: ServiceDatabase) -> AsyncIterator[Database]:
    """The read model as the service opens it."""
    database = Database(read_model.url, application_name="test")
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def story() -> World:
    """The two years that the read model has taken in."""
    return world()


@pytest.fixture
async def reader(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who reads the site."""
    transport = httpx.ASGITransport(public_app(database))
    async with httpx.AsyncClient(transport=transport, base_url="http://den-on") as client:
        yield client
