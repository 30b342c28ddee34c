"""What every request passes first and every answer last: trace, limits, security headers, metrics, the last catch.

One plain ASGI layer for all of it: each further layer would cost every request a few microseconds. Hot routes are
called from here, without the router and the layers of the framework.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from types import MappingProxyType

import structlog
from prometheus_client import Counter
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.problems import HANDLERS, NOT_STORABLE, problem
from shared.ids import NewId
from shared.log import current_service
from shared.metrics import HTTP_REQUESTS, HTTP_SECONDS
from shared.trace import Trace, current_trace

Endpoint = Callable[[Request], Awaitable[Response]]

MAX_BODY = 256 * 1024
"""The largest body in bytes that a route takes unless the application says otherwise."""

NO_LIMITS: Mapping[str, int] = MappingProxyType({})

SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
_TRACEPARENT = re.compile(rb"[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "CONNECT"}) | _WITH_BODY


class Edge:
    """The outermost layer of one service's application."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        service: str,
        new_id: NewId,
        hot: Mapping[str, Endpoint],
        max_body: int = MAX_BODY,
        max_bodies: Mapping[str, int] = NO_LIMITS,
    ) -> None:
        """``hot``: path → endpoint of the POST routes that are answered from here. ``max_bodies``: path → limit of its
        own, instead of ``max_body``."""
        self._app = app
        self._hot = hot
        self._service = service
        self._new_id = new_id
        self._max_body = max_body
        self._max_bodies = max_bodies
        self._seconds = HTTP_SECONDS.labels(service)
        self._counters: dict[tuple[str, int], Counter] = {}
        self._log = structlog.get_logger("http")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        trace = self._trace(scope)
        current_trace.set(trace)
        current_service.set(self._service)
        status = 0
        ours = (*SECURITY_HEADERS, (b"x-request-id", trace.correlation_id.encode()))

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"] = list(message.get("headers", ()))
                headers += ours
            await send(message)

        try:
            await self._guarded(scope, receive, answer)
        except Exception as error:  # the last catch: what nobody foresaw must not reach the client, but the log
            self._log.exception("unhandled", method=scope["method"], path=scope["path"], error=type(error).__name__)
            if status:
                raise  # half an answer is on its way: the server must cut the connection
            await problem(scope, 500)(scope, receive, answer)
        finally:
            self._counter(scope["method"], status).inc()
            self._seconds.observe(perf_counter() - started)

    def _counter(self, method: str, status: int) -> Counter:
        """The counter of a method and status; 499 when the client left before an answer began."""
        known = self._counters.get((method, status))
        if known is None:
            name = method if method in _METHODS else "other"  # a client may send any word: labels must stay few
            known = HTTP_REQUESTS.labels(self._service, name, status or 499)
            if name == method:
                self._counters[method, status] = known
        return known

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what is too large or can't be stored before anything reads it."""
        if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
            await problem(scope, 400, code="not_storable", detail=NOT_STORABLE)(scope, receive, send)
            return
        if scope["method"] not in _WITH_BODY:
            await self._app(scope, receive, send)
            return
        limit = self._max_bodies.get(scope["path"], self._max_body)
        for name, value in scope["headers"]:
            if name == b"content-length" and (not value.isdigit() or int(value) > limit):
                await problem(scope, 413)(scope, receive, send)
                return
        endpoint = self._hot.get(scope["path"]) if scope["method"] == "POST" else None
        if endpoint is None:
            await self._app(scope, _bounded(receive, limit), send)
        else:
            response = await _answered(endpoint, _Request(scope, receive, limit))
            await response(scope, receive, send)

    def _trace(self, scope: Scope) -> Trace:
        """The trace that the caller sent, when it is sane, else a new one."""
        correlation_id = traceparent = None
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                if _REQUEST_ID.fullmatch(value):
                    correlation_id = value.decode()
            elif name == b"traceparent" and _TRACEPARENT.fullmatch(value):
                traceparent = value.decode()
        if correlation_id is None:
            # the trace id of the caller ties our logs to theirs
            correlation_id = traceparent[3:35] if traceparent else self._new_id().hex
        return Trace(correlation_id, None, traceparent)


class _Request(Request):
    """A request whose body is asked for whole, and put together without the framework's generators."""

    def __init__(self, scope: Scope, receive: Receive, limit: int) -> None:
        super().__init__(scope, receive)
        self._limit = limit
        self._whole: bytes | None = None

    async def body(self) -> bytes:
        """Raises HTTPException (413) beyond the limit, also when no length was announced."""
        if self._whole is None:
            body, more = b"", True
            while more:
                message = await self.receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > self._limit:
                    raise HTTPException(413)
            self._whole = body
        return self._whole


def _bounded(receive: Receive, limit: int) -> Receive:
    """The body as it comes, up to the limit. Raises HTTPException beyond it, also when no length was announced."""
    size = 0

    async def bounded() -> Message:
        nonlocal size
        message = await receive()
        if message["type"] == "http.request":
            size += len(message.get("body", b""))
            if size > limit:
                raise HTTPException(413)
        return message

    return bounded


async def _answered(endpoint: Endpoint, request: Request) -> Response:
    """The endpoint's response, or the one for the error it raised. Raises what no handler is for."""
    try:
        return await endpoint(request)
    except tuple(HANDLERS) as error:
        handler = next(HANDLERS[kind] for kind in type(error).__mro__ if kind in HANDLERS)
        return await handler(request, error)
