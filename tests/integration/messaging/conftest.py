"""Databases that have only the messaging of a service."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared.db import connect
from tests.support.databases import Clones, ServiceDatabase


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
