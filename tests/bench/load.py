"""A lean HTTP client for load: requests made beforehand, one in flight on each of N kept connections."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast


@dataclass
class Load:
    """What came back: seconds of the whole, milliseconds of each answer, answers by status."""

    seconds: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        return len(self.latencies_ms) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies_ms)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


class _Connection(asyncio.Protocol):
    """Once begun, sends the next request when the answer to the last one is complete."""

    def __init__(self, requests: Iterator[bytes], load: Load) -> None:
        self._requests = requests
        self._until = 0.0
        self._load = load
        self._buffer = b""
        self._sent_at = 0.0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one without saying so

    def begin(self, until: float) -> None:
        """Send the first request, and no new one from ``until`` on."""
        self._until = until
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        at = self._buffer.lower().find(b"content-length:", 0, head)
        length = int(self._buffer[at + 15 : self._buffer.find(b"\r\n", at)])
        if len(self._buffer) < head + 4 + length:
            return
        now = time.perf_counter()
        status = int(self._buffer[9:12])
        self._buffer = b""
        self._load.latencies_ms.append((now - self._sent_at) * 1000)
        self._load.statuses[status] = self._load.statuses.get(status, 0) + 1
        if now < self._until:
            self._next()
        else:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(error)

    def _next(self) -> None:
        self._sent_at = time.perf_counter()
        self._transport.write(next(self._requests))


async def press(host: str, port: int, requests: list[Iterator[bytes]], seconds: float) -> Load:
    """Send for some seconds from as many connections as there are request streams, all of them open before the first
    request. Raises OSError when one breaks."""
    load = Load()
    loop = asyncio.get_running_loop()
    connections = [
        (await loop.create_connection(lambda s=stream: _Connection(s, load), host, port))[1]  # type: ignore[misc] # a default argument binds the loop's variable
        for stream in requests
    ]
    started = time.perf_counter()
    for connection in connections:
        connection.begin(started + seconds)
    for error in await asyncio.gather(*(connection.done for connection in connections)):
        if error is not None:
            raise error
    load.seconds = time.perf_counter() - started
    return load


def post(path: str, *, token: str, key: str, body: bytes) -> bytes:
    """One POST with a bearer token and an idempotency key, as bytes."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Kept:
    """Kept connections for requests that come at their own time; each request takes a free one."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def send(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        reader, writer = self._free.pop() if self._free else await asyncio.open_connection(self._host, self._port)
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        at = head.lower().index(b"content-length:")
        body = await reader.readexactly(int(head[at + 15 : head.index(b"\r\n", at)]))
        self._free.append((reader, writer))
        return int(head[9:12]), body

    def close(self) -> None:
        for _, writer in self._free:
            writer.close()
