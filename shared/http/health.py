"""Is the process alive, can it serve, what has it counted: three small addresses under the service's prefix."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class Readiness(NamedTuple):
    """``checks`` says of each part ("database", "relay" …) "ok" or what is wrong, in a few words without secrets."""

    ok: bool
    checks: dict[str, str]


def health_routes(prefix: str, ready: Callable[[], Awaitable[Readiness]]) -> APIRouter:
    """GET {prefix}/health/live: 200 while the process answers; {prefix}/health/ready: 200 or 503; {prefix}/metrics."""
    router = APIRouter()

    async def live(request: Request) -> Response:
        return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})

    async def readiness(request: Request) -> Response:
        state = await ready()
        return JSONResponse(
            {"status": "ok" if state.ok else "unavailable", "checks": state.checks},
            200 if state.ok else 503,
            {"cache-control": "no-store"},
        )

    async def metrics(request: Request) -> Response:
        return Response(generate_latest(), headers={"cache-control": "no-store"}, media_type=CONTENT_TYPE_LATEST)

    router.add_route(f"{prefix}/health/live", live, ["GET"], include_in_schema=False)
    router.add_route(f"{prefix}/health/ready", readiness, ["GET"], include_in_schema=False)
    router.add_route(f"{prefix}/metrics", metrics, ["GET"], include_in_schema=False)
    return router
