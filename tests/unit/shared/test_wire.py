"""Answers on the wire: head and body in one packet, in order, and nothing held back."""

import asyncio
from typing import cast

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp
from uvicorn.server import ServerState

from shared.wire import MOST_BYTES, OnePacket, Protocol


class Written(asyncio.Transport):
    """What was sent, packet by packet."""

    def __init__(self) -> None:
        super().__init__()
        self.packets: list[bytes] = []
        self.closed = False

    def write(self, data: object) -> None:
        assert not self.closed
        self.packets.append(cast(bytes, data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def resume_reading(self) -> None:
        """As a transport that never paused."""


async def answered(app: ASGIApp, request: bytes) -> Written:
    """What a service sends for a request, once nothing is left to do."""
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False)
    config.load()
    transport = Written()
    protocol = Protocol(config, ServerState(), {})
    protocol.connection_made(transport)
    protocol.data_received(request)
    async with asyncio.timeout(5):
        while protocol.tasks or not transport.packets:
            await asyncio.sleep(0)
    protocol.connection_lost(None)
    return transport


async def test_a_small_answer_is_one_packet() -> None:
    sent = await answered(Response("xin chào", 201), b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
    (packet,) = sent.packets
    assert packet.startswith(b"HTTP/1.1 201 Created\r\n")
    assert packet.endswith("\r\n\r\nxin chào".encode())


async def test_an_answer_without_a_body_is_sent() -> None:
    sent = await answered(Response("xin chào"), b"HEAD / HTTP/1.1\r\nhost: a\r\n\r\n")
    (packet,) = sent.packets
    assert packet.endswith(b"\r\n\r\n")


async def test_what_is_written_before_a_closing_is_sent() -> None:
    sent = await answered(Response("xong"), b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
    assert sent.closed
    assert b"".join(sent.packets).endswith(b"xong")


async def test_a_writer_that_never_waits_is_not_gathered_in_memory() -> None:
    transport = Written()
    packet = OnePacket(transport, asyncio.get_running_loop())
    for n in range(1, 65):
        packet.write(b"x" * 10_000)
        assert n * 10_000 - sum(map(len, transport.packets)) < MOST_BYTES
    await asyncio.sleep(0)
    assert b"".join(transport.packets) == b"x" * 640_000
