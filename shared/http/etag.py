"""Answers that need not be sent again when the reader has them."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response


def etag_of(*parts: object) -> str:
    """A strong ETag, quotes included, of what identifies a representation: a version, a language, or its bytes."""
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return f'"{digest.hexdigest()}"'


def not_modified(request: Request, etag: str) -> Response | None:
    """The 304 to send when the reader's If-None-Match names the ETag, else None."""
    known = request.headers.get("if-none-match", "")
    if known.strip() == "*" or etag in (item.strip().removeprefix("W/") for item in known.split(",")):
        return Response(status_code=304, headers={"etag": etag})
    return None
