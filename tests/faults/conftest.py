"""Databases that have only the messaging of a service."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared.db import connect
from tests.support.databases import Clones, ServiceDatabase
from tests.support.messaging import BareTemplates


@pytest.fixture(scope="session")
def bare_templates(postgres: str) -> BareTemplates:
    """The templates of the run, without any service's own tables."""
    return BareTemplates(postgres)


@pytest.fixture
async def bare_database(bare_templates: BareTemplates) -> AsyncIterator[Clones]:
    """``await bare_database("donation")`` gives a fresh database with outbox, inbox and a table of what was heard."""
    async with Clones(bare_templates) as clones:
        yield clones


@pytest.fixture
async def database(bare_database: Clones) -> ServiceDatabase:
    """The source's."""
    return await bare_database("donation")


@pytest.fixture
async def conn(database: ServiceDatabase) -> AsyncIterator[asyncpg.Connection]:
    """A connection to the source's database."""
    opened = await connect(database.url, application_name="test")
    yield opened
    await opened.close()
