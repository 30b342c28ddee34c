"""The web application of one service, put together from its routers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from fastapi.telemetry import TelemetryConfig
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.access import TokenVerifier
from shared.http.documentation import documented
from shared.http.edge import MAX_BODY, NO_LIMITS, Edge
from shared.http.health import Readiness, health_routes
from shared.http.hot import HotRoute
from shared.http.problems import HANDLERS, ErrorPage
from shared.ids import NewId, uuid7

_OWN_METRICS_ONLY = TelemetryConfig(tracing=False, metrics=False, logs=False, auto_configure=False)
"""The framework's telemetry would put messages of exceptions, and with them personal data, into its log records."""


class Application(FastAPI):
    """FastAPI with a stack of our own: the edge, the handlers of errors, the routes, and nothing in between."""

    edge: Callable[[ASGIApp], Edge]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Straight to the edge: the framework's own way there is three calls longer, for telemetry that is off."""
        scope["app"] = self
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        await self.middleware_stack(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """The layers, outermost first."""
        handlers = ExceptionMiddleware(AsyncExitStackMiddleware(self.router), handlers={**self.exception_handlers})
        return self.edge(handlers)

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = documented(super().openapi())
        return self.openapi_schema


def application(
    name: str,
    *,
    prefix: str,
    verifier: TokenVerifier,
    routers: Sequence[APIRouter],
    ready: Callable[[], Awaitable[Readiness]],
    new_id: NewId = uuid7,
    max_body: int = MAX_BODY,
    max_bodies: Mapping[str, int] = NO_LIMITS,
    error_page: ErrorPage | None = None,
) -> FastAPI:
    """The application of service ``name``; the routers carry full paths, ``prefix`` is where health and OpenAPI live.

    ``max_body`` is the largest body of a request, in bytes; ``max_bodies`` that of single paths.
    ``error_page`` answers a browser that meets a problem on a site with pages.
    """
    routes = [route for router in (*routers, health_routes(prefix, ready)) for route in router.routes]
    hot = {route.path: route.raw for route in routes if isinstance(route, HotRoute)}
    app = Application(
        title=name,
        version="1",
        routes=routes,
        openapi_url=f"{prefix}/openapi.json",
        docs_url=None,
        redoc_url=None,
        exception_handlers=dict(HANDLERS.items()),
        telemetry=_OWN_METRICS_ONLY,
    )
    app.edge = lambda inner: Edge(inner, service=name, new_id=new_id, hot=hot, max_body=max_body, max_bodies=max_bodies)
    app.state.verifier = verifier
    app.state.error_page = error_page
    return app
