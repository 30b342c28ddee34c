"""Is there a Docker engine on this machine? Asked once, with a short wait, before any test that could use it."""

import os
import socket
from functools import cache
from urllib.parse import urlsplit

ANSWER_SECONDS = 2.0
DEFAULT_HOST = "unix:///var/run/docker.sock"


@cache
def engine_answers() -> bool:
    """True when a Docker engine of this machine answers a ping; one elsewhere would publish its ports elsewhere.

    Asked by hand: the engine's own client is slow to import, and leaks a socket when it is refused.
    """
    host = urlsplit(os.environ.get("DOCKER_HOST", DEFAULT_HOST))
    if host.scheme != "unix":
        return False
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(ANSWER_SECONDS)
        try:
            connection.connect(host.path)
            connection.sendall(b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")
            return b" 200 " in connection.recv(64)
        except OSError:
            return False
