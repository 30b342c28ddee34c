"""The site's own files: read once, named by what is in them, so that a browser may keep them for ever."""

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.http.etag import etag_of, not_modified

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
}
FOREVER = "public, max-age=31536000, immutable"


class Asset(NamedTuple):
    """One file as it is served; ``packed`` is its gzip form when that is smaller."""

    content: bytes
    packed: bytes | None
    media_type: str
    etag: str


class Assets:
    """Files served under ``prefix`` by name and hash: "site.css" as /static/site.5f0c9a1b.css.

    Each of ``folders`` is taken whole; the style sheets in a folder's ``css`` directory are joined, in the order of
    their names, folder after folder, into the one sheet "site.css".
    """

    def __init__(self, folders: Sequence[Path], *, prefix: str = "/static") -> None:
        self._prefix = prefix
        self._served: dict[str, Asset] = {}
        self._names: dict[str, str] = {}
        for name, content in _read(folders).items():
            stem, dot, ending = name.rpartition(".")
            hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}{dot}{ending}"
            self._names[name] = hashed
            self._served[hashed] = _asset(content, dot + ending)

    def url(self, name: str) -> str:
        """The address of a file. Raises KeyError for one that does not exist."""
        return f"{self._prefix}/{self._names[name]}"

    def content(self, name: str) -> bytes:
        """A file as it is served, not packed. Raises KeyError for one that does not exist."""
        return self._served[self._names[name]].content

    def route(self) -> Route:
        """GET {prefix}/{name}."""
        return Route(f"{self._prefix}/{{name:path}}", self._serve, methods=["GET", "HEAD"], include_in_schema=False)

    async def _serve(self, request: Request) -> Response:
        asset = self._served.get(request.path_params["name"])
        if asset is None:
            return Response("404\n", 404, {"cache-control": "no-store"}, "text/plain; charset=utf-8")
        if (unchanged := not_modified(request, asset.etag)) is not None:
            return unchanged
        headers = {"cache-control": FOREVER, "etag": asset.etag, "vary": "Accept-Encoding"}
        if asset.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.packed, headers={**headers, "content-encoding": "gzip"}, media_type=asset.media_type)
        return Response(asset.content, headers=headers, media_type=asset.media_type)


def _read(folders: Sequence[Path]) -> Mapping[str, bytes]:
    files: dict[str, bytes] = {}
    sheets: list[bytes] = []
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder).as_posix()
            if name.startswith("css/"):
                sheets.append(path.read_bytes())
            else:
                files[name] = path.read_bytes()
    if sheets:
        files["site.css"] = b"".join(sheets)
    return files


def _asset(content: bytes, ending: str) -> Asset:
    packed = gzip.compress(content, mtime=0)
    return Asset(content, packed if len(packed) < len(content) else None, _TYPES[ending], etag_of(content))
