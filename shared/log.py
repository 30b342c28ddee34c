"""Structured logs: JSON lines in a service, readable ones on a terminal, each with its service and its request.

Nothing personal gets in: values of personal fields are replaced, and of an error only what its class says without the
row or the input that caused it. Only a host calls ``configure``; every other module just asks structlog for a logger.
"""

import logging
import sys
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, TextIO

import asyncpg
import msgspec
import structlog
from pydantic import ValidationError
from structlog.typing import EventDict, Processor, WrappedLogger

from shared.trace import current_trace

current_service: ContextVar[str] = ContextVar("current_service", default="")
"""The service that the running code works for; one process may run several."""

PERSONAL = frozenset({
    "address", "authorization", "bank_account", "birth_date", "body", "date_of_birth", "display_name", "donor",
    "email", "full_name", "health", "identity_number", "memo", "name", "note", "password", "payer", "payer_address",
    "payer_name", "payload", "phone", "private_key", "reason", "request_body", "token", "value",
})  # fmt: skip
"""Fields whose values never stand in a log, at whatever depth."""
KEPT_BACK = "[kept back]"

_QUIET: Mapping[str, int] = {
    "uvicorn.access": logging.CRITICAL,  # the edge counts requests; addresses of readers are not kept
    "uvicorn.error": logging.INFO,
    "uvicorn": logging.INFO,
    "aiokafka": logging.WARNING,
    "faststream": logging.ERROR,  # it warns at each start that it creates no topics; we do, on purpose
    "asyncio": logging.WARNING,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
}
"""From which level the libraries are heard."""


def configure(*, level: str = "info", pretty: bool | None = None, stream: TextIO | None = None) -> None:
    """Send everything that is logged, by us or by a library, to ``stream`` (standard output).

    ``pretty`` None: readable lines when the stream is a terminal, JSON otherwise.
    """
    target = stream if stream is not None else sys.stdout
    if pretty is None:
        pretty = target.isatty()
    renderer: Processor = structlog.dev.ConsoleRenderer(colors=target.isatty(), pad_event_to=28) if pretty else _json
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _context,
        _exception,
        _kept_back,
    ]
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name, lowest in _QUIET.items():
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(max(lowest, root.level))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(root.level),
        cache_logger_on_first_use=True,
    )


def _context(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Whose line this is. What the caller named itself wins."""
    service = current_service.get()
    if service:
        event.setdefault("service", service)
    trace = current_trace.get(None)
    if trace is not None:
        event.setdefault("correlation_id", trace.correlation_id)
        if trace.causation_id is not None:
            event.setdefault("causation_id", trace.causation_id)
    return event


def _kept_back(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {key: KEPT_BACK if key in PERSONAL else _without_personal(value) for key, value in event.items()}


def _without_personal(value: Any) -> Any:
    match value:
        case dict():
            return {k: KEPT_BACK if k in PERSONAL else _without_personal(v) for k, v in value.items()}
        case list() | tuple():
            return [_without_personal(item) for item in value]
        case _:
            return value


def _json(_: WrappedLogger, __: str, event: EventDict) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()


def _exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace exc_info by a text: where it happened and what class of error, without data."""
    exc_info = event.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if isinstance(error, BaseException):
        event["exception"] = told(error)
    return event


def told(error: BaseException) -> str:
    """The tracebacks of an error and of what caused it, with messages that carry no data of persons."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        parts.append("".join(traceback.format_tb(current.__traceback__)) + message_of(current))
        if isinstance(current, BaseExceptionGroup):
            parts.extend(told(member) for member in current.exceptions)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n--- caused by or while handling what is above ---\n".join(reversed(parts))


def message_of(error: BaseException) -> str:
    """Class and message of an error, as far as the message can't hold a row or an input."""
    name = type(error).__qualname__
    match error:
        case ValidationError():
            faults = (f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in error.errors(include_input=False))
            return f"{name}: {'; '.join(faults)}"
        case asyncpg.PostgresError(sqlstate=state) if state is None or str(state).startswith("22"):
            return f"{name}: sqlstate {state or 'none'}"  # data exceptions quote the value
        case asyncpg.PostgresError():
            return f"{name}: {error.args[0] if error.args else ''}"  # without DETAIL, which quotes the row
        case ValueError() | LookupError():
            return name  # they quote the value they did not like
        case _:
            return f"{name}: {error}"
