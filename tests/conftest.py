"""Real servers for tests: PostgreSQL and a broker, from containers where a Docker engine answers, else embedded."""

import threading
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from deploy.embedded.mock_broker import MockBroker
from deploy.embedded.postgres import PostgresServer
from shared.topics import ALL_TOPICS
from tests.support.databases import Clones, Templates
from tests.support.docker import engine_answers

POSTGRES_IMAGE = "postgres:18"


def pytest_report_header() -> str:
    where = "containers (a Docker engine answers)" if engine_answers() else "embedded (no Docker engine answers)"
    return f"PostgreSQL and Apache Kafka: {where}; other brokers: librdkafka's, in process"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The superuser's URL of a PostgreSQL 18 server that lives as long as the run. Its data don't outlive a crash."""
    if engine_answers():
        from testcontainers.postgres import PostgresContainer

        with PostgresContainer(POSTGRES_IMAGE, driver=None) as container:
            yield container.get_connection_url()
        return
    server = PostgresServer(tmp_path_factory.mktemp("postgres"), password="only-for-tests", durable=False)
    await server.start()
    try:
        yield server.url()
    finally:
        await server.stop()


@pytest.fixture(scope="session")
def templates(postgres: str) -> Templates:
    """The migrated template databases of the run."""
    return Templates(postgres)


@pytest.fixture
async def service_database(templates: Templates) -> AsyncIterator[Clones]:
    """``await service_database("donation")`` gives a fresh migrated database, as often as wanted."""
    async with Clones(templates) as clones:
        yield clones


@pytest.fixture
def broker() -> Iterator[MockBroker]:
    """A broker of the test's own with every topic, on librdkafka's cluster; it can be taken down and brought up."""
    broker = MockBroker(ALL_TOPICS)
    yield broker
    # librdkafka takes a second to end; nobody has to wait for it.
    threading.Thread(target=broker.close, name="close broker").start()
