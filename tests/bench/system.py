"""The system under measurement: a durable PostgreSQL and a broker of our own, each service in a process of its own."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.embedded.launcher import Launcher
from deploy.embedded.worker import Worker
from shared.access import Role, sign_token

SAID_BY_THE_ENVIRONMENT = ("KAFKA_BOOTSTRAP_SERVERS", "TOKEN_PUBLIC_KEY", "DENON_BROKER")


@dataclass
class System:
    """A running launcher and its workers by service."""

    launcher: Launcher
    workers: dict[str, Worker] = field(default_factory=dict)

    @property
    def postgres_pid(self) -> int:
        server = self.launcher.postgres
        if server is None or server.process is None:
            raise RuntimeError("PostgreSQL is not running")
        return server.process.pid

    def database(self, service: str) -> str:
        """The URL of a service's database in its runtime role."""
        return str(self.launcher.settings(service)["database_url"])

    def owner_database(self, service: str) -> str:
        return self.launcher.environment()[f"{service.upper()}_OWNER_DATABASE_URL"]

    def token(self, actor: str, *roles: Role) -> str:
        """A bearer token that is good for an hour."""
        key = self.launcher.folder.signing_key()
        return sign_token(
            key, actor_id=actor, roles=frozenset(roles), funds=None, now=datetime.now(UTC), ttl=timedelta(hours=1)
        )


@asynccontextmanager
async def running(
    data: Path, services: Sequence[str], *, broker: str = "librdkafka", followers: Sequence[str] | None = None
) -> AsyncIterator[System]:
    """Start servers and services under ``data``; stop them at the end.

    ``followers``: the services whose pace the relays keep to, when not all of ``services`` stay.
    """
    variables = {} if followers is None else {"RELAY_FOLLOWERS": json.dumps(followers)}
    environ = {
        k: v for k, v in os.environ.items() if k not in SAID_BY_THE_ENVIRONMENT and not k.endswith("_DATABASE_URL")
    }
    async with AsyncExitStack() as stack:
        launcher = await stack.enter_async_context(
            Launcher(data, broker=broker, environ=environ, services=services or ("donation",))
        )
        system = System(launcher)
        for service in services:
            system.workers[service] = await stack.enter_async_context(launcher.worker(service, variables=variables))
        # To look through all that was imported stops us for 40 to 60 ms, which we would tell as the services' own.
        gc.collect()
        gc.freeze()
        yield system
