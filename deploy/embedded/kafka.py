"""Apache Kafka as a child process: one KRaft node, broker and controller in one, its log in a folder of ours."""

import asyncio
import base64
import secrets
import signal
import socket
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from deploy.embedded.errors import LaunchError
from deploy.embedded.maven import POM, Jars
from deploy.embedded.process import POLL_SECONDS, dies_with_us, end_leftovers, spawn, stop
from shared.topics import ALL_TOPICS, ensure_topics

START_SECONDS = 120.0
PORTS = range(15_000, 30_000)
STOP_STEPS = ((signal.SIGTERM, 20.0),)
LOG_CONFIGURATION = POM.with_name("log4j2.properties")
JVM = ("-Xms96m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true")

# One node: internal topics can have one replica only. Small figures where the default is meant for a server of its own.
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=8388608
num.network.threads=2
num.io.threads=4
background.threads=2
num.recovery.threads.per.data.dir=2
"""


class KafkaServer:
    """A broker whose log lives in ``folder``. Its port is chosen at the first start and kept by this object."""

    def __init__(self, folder: Path, jars: Jars) -> None:
        self._folder = folder.resolve()
        self._data = self._folder / "data"
        self._jars = jars
        self._port, self._controller_port = 0, 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap_servers(self) -> str:
        """``host:port``; known once it has been started."""
        return f"127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """The broker's process id. Raises RuntimeError when it isn't running."""
        if self.process is None:
            raise RuntimeError("Kafka is not running")
        return self.process.pid

    async def start(self, topics: Mapping[str, int] = ALL_TOPICS) -> None:
        """Format the folder if it is new, start, make the topics. Raises LaunchError with the end of its log."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        await end_leftovers(self._folder, "java", STOP_STEPS)
        if not self._port:
            self._port, self._controller_port = _free_ports()
        configuration = self._folder / "server.properties"
        configuration.write_text(
            PROPERTIES.format(port=self._port, controller_port=self._controller_port, data=self._data), encoding="utf-8"
        )
        if not (self._data / "meta.properties").exists():
            await self._format(configuration)
        with self._log_file.open("wb") as log:
            command = [*dies_with_us(signal.SIGTERM), *self._java("kafka.Kafka", JVM), str(configuration)]
            self.process = spawn(command, log=log, cwd=self._folder)
        try:
            await self._wait_until_ready(self.process, topics)
        except BaseException:  # also when cancelled: what was started ends
            await self.stop()
            raise

    async def stop(self) -> None:
        """Shut down in order, or by force when that takes too long; what was acknowledged stays either way."""
        if self.process is not None:
            await stop(self.process, STOP_STEPS)
            self.process = None

    async def _format(self, configuration: Path) -> None:
        cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "_")
        options = ["format", "--ignore-formatted", "-t", cluster_id, "-c", str(configuration)]
        with self._log_file.open("wb") as log:
            process = spawn(self._java("kafka.tools.StorageTool", ("-Xmx128m",)) + options, log=log, cwd=self._folder)
        try:
            async with asyncio.timeout(START_SECONDS):
                while process.poll() is None:
                    await asyncio.sleep(POLL_SECONDS)
        finally:
            await stop(process, ())
        if process.returncode != 0:
            raise LaunchError(f"Kafka's folder {self._data} can't be formatted: {self._log_end()}")

    async def _wait_until_ready(self, process: subprocess.Popen[bytes], topics: Mapping[str, int]) -> None:
        reason = "its port is closed"
        try:
            async with asyncio.timeout(START_SECONDS):
                while process.poll() is None:
                    if _answers(self._port):
                        try:
                            await ensure_topics(self.bootstrap_servers, topics)
                            return await _find_coordinator(self.bootstrap_servers)
                        except (KafkaError, OSError) as error:
                            reason = repr(error)  # it accepts connections a moment before it has elected itself
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise LaunchError(
                f"Kafka was not ready within {START_SECONDS:.0f} seconds ({reason}); see {self._log_file}."
            ) from None
        raise LaunchError(f"Kafka ended while starting; {self._log_file} ends with: {self._log_end()}")

    def _java(self, main: str, options: tuple[str, ...]) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={LOG_CONFIGURATION}"
        return [self._jars.java, *options, logging, "-cp", self._jars.class_path, main]

    @property
    def _log_file(self) -> Path:
        return self._folder / "server.log"

    def _log_end(self) -> str:
        return self._log_file.read_text(encoding="utf-8", errors="replace").strip()[-500:]


async def _find_coordinator(bootstrap_servers: str) -> None:
    """Raises KafkaError until groups can be joined: a new broker makes the topic of their offsets when first asked."""
    admin = AIOKafkaAdminClient(
        bootstrap_servers=bootstrap_servers, client_id="denon.groups", request_timeout_ms=10_000
    )
    await admin.start()
    try:
        await admin.find_coordinator("denon")
    finally:
        await admin.close()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_ports() -> tuple[int, int]:
    """Two ports that keep being ours while the broker is down.

    Below the range from which the system takes the near ends of connections: clients that knock at a closed port of
    their own machine out of that range are, after some thousand tries, connected to themselves, and hold it.
    """
    found: list[int] = []
    while len(found) < 2:
        port = PORTS.start + secrets.randbelow(len(PORTS))
        if port not in found and not _answers(port):
            found.append(port)
    return found[0], found[1]
