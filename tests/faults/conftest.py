"""Databases that have only the messaging of a service."""

from collections.abc import AsyncIterator

import pytest

from tests.support.databases import Clones
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
