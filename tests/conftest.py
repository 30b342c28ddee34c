"""Real servers for tests: PostgreSQL and Kafka, from containers where a Docker engine answers, else embedded."""

import os
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio

from deploy.embedded.maven import Jars, NoKafka, kafka_jars
from deploy.embedded.mock_broker import MockBroker
from deploy.embedded.postgres import PostgresServer
from shared.topics import ALL_TOPICS
from tests.support.databases import Clones, Templates
from tests.support.docker import engine_answers
from tests.support.kafka import ContainerKafka, EmbeddedKafka, Kafka
from tests.support.messaging import BareTemplates
from tests.support.postgres import ContainerPostgres

MEMORY_BYTES = 4 * 2**30
"""So much must be free before the tests' databases are put there; they take about 300 MB."""
NOTES = pytest.StashKey[list[str]]()


def pytest_report_header() -> str:
    where = "containers (a Docker engine answers)" if engine_answers() else "embedded (no Docker engine answers)"
    return f"PostgreSQL and Apache Kafka: {where}; where a test names no broker: librdkafka's, in process"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``-m "not kafka"`` leaves out what needs Apache Kafka."""
    for item in items:
        if {"kafka", "jars"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("kafka")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(NOTES, []):
        terminalreporter.write_line(line, yellow=True)


@pytest.fixture(scope="session")
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Have a line about the run itself printed at its end."""
    return request.config.stash.setdefault(NOTES, []).append


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory, tell: Callable[[str], None]) -> AsyncIterator[str]:
    """The superuser's URL of a PostgreSQL 18 server that lives as long as the run. Its data don't outlive a crash."""
    if engine_answers():
        from docker.errors import DockerException

        container = ContainerPostgres()
        try:
            url = await container.start()
        except DockerException as error:
            tell(f"PostgreSQL: embedded after all; the engine can't run its image: {error}")
        else:
            yield url
            return
        finally:
            await container.stop()
    with _folder_of_a_server(tmp_path_factory) as folder:
        server = PostgresServer(folder, password="only-for-tests", durable=False)
        await server.start()
        try:
            yield server.url()
        finally:
            await server.stop()


@contextmanager
def _folder_of_a_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """In memory where there is room: each test has a database made and dropped, of hundreds of files, which takes some
    file systems ten times as long."""
    memory = Path("/dev/shm")  # noqa: S108 - no name in it is guessed: TemporaryDirectory makes a folder of our own
    if not (memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > MEMORY_BYTES):
        yield tmp_path_factory.mktemp("postgres")
        return
    with TemporaryDirectory(prefix="denon-tests-", dir=memory) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def templates(postgres: str) -> Templates:
    """The migrated template databases of the run."""
    return Templates(postgres)


@pytest.fixture
async def service_database(templates: Templates) -> AsyncIterator[Clones]:
    """``await service_database("donation")`` gives a fresh migrated database, as often as wanted."""
    async with Clones(templates) as clones:
        yield clones


@pytest.fixture(scope="session")
def bare_templates(postgres: str) -> BareTemplates:
    """The template databases of the run that have only the messaging of a service."""
    return BareTemplates(postgres)


@pytest.fixture
async def bare_database(bare_templates: BareTemplates) -> AsyncIterator[Clones]:
    """``await bare_database("donation")`` gives a fresh database with outbox, inbox and a table of what was heard."""
    async with Clones(bare_templates) as clones:
        yield clones


@pytest.fixture
def broker() -> Iterator[MockBroker]:
    """A broker of the test's own with every topic, on librdkafka's cluster; it can be taken down and brought up."""
    broker = MockBroker(ALL_TOPICS)
    yield broker
    # librdkafka takes a second to end; nobody has to wait for it.
    threading.Thread(target=broker.close, name="close broker").start()


@pytest.fixture
async def jars() -> Jars:
    """Apache Kafka's jars. Skips the test, with the reason, where Java or Maven is missing."""
    return await _jars()


@pytest.fixture
async def kafka(tmp_path: Path, tell: Callable[[str], None]) -> AsyncIterator[Kafka]:
    """An Apache Kafka of the test's own, started, with every topic. It can be stopped, wiped and started again."""
    if engine_answers():
        from docker.errors import DockerException

        container = ContainerKafka()
        try:
            await container.start()
        except DockerException as error:
            tell(f"Kafka: embedded after all; the engine can't run its image: {error}")
        else:
            yield container
            return
        finally:
            await container.remove()
    server = EmbeddedKafka(tmp_path / "kafka", await _jars())
    try:
        await server.start()
        yield server
    finally:
        await server.remove()


async def _jars() -> Jars:
    try:
        return await kafka_jars()
    except NoKafka as error:
        pytest.skip(f"no Apache Kafka here: {error}")
