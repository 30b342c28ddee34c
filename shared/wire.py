"""uvicorn's HTTP protocol, with the head and the body of an answer in one packet.

uvicorn writes them apart: two system calls here, two packets, and a client that is woken twice. For a small answer
that is a tenth of its cost.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_BYTES = 64 * 1024
"""What waits for the end of a turn at most; the transport itself tells a writer to pause at so much."""


class OnePacket:
    """A transport that sends what is written in one turn of the loop together, at the end of that turn."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._written: list[bytes] = []
        self._bytes = 0

    def write(self, data: bytes) -> None:
        """Send ``data`` after this turn of the loop at the latest."""
        if not self._written:
            self._loop.call_soon(self._flush)
        self._written.append(data)
        self._bytes += len(data)
        if self._bytes >= MOST_BYTES:
            self._flush()

    def close(self) -> None:
        """Send what was written, then close."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._written:
            written, self._written, self._bytes = self._written, [], 0
            self._transport.write(b"".join(written))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Protocol(HttpToolsProtocol):
    """One connection of a client."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn's own
        """Put a OnePacket before the transport."""
        super().connection_made(cast("asyncio.Transport", OnePacket(transport, self.loop)))
