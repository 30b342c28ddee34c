"""Is there a Docker engine? Asked once, with a short wait, before any test that could use it."""

import os
import socket
from functools import cache
from urllib.parse import urlsplit

ANSWER_SECONDS = 2.0
DEFAULT_HOST = "unix:///var/run/docker.sock"


@cache
def engine_answers() -> bool:
    """True when a Docker engine answers a ping. The engine's own client is slow to import and leaks on a refusal."""
    host = urlsplit(os.environ.get("DOCKER_HOST", DEFAULT_HOST))
    family, address = (
        (socket.AF_UNIX, host.path) if host.scheme == "unix" else (socket.AF_INET, (host.hostname, host.port or 2375))
    )
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(ANSWER_SECONDS)
        try:
            connection.connect(address)
            connection.sendall(b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")
            return b" 200 " in connection.recv(64)
        except OSError:
            return False
