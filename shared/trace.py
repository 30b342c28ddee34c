"""Which request or event the running code works for; set by the HTTP middleware and by the consumer."""

from contextvars import ContextVar
from typing import NamedTuple


class Trace(NamedTuple):
    """``correlation_id`` is kept along the whole chain of work, ``causation_id`` names the event ("source/position")
    that caused this step, ``traceparent`` is the W3C trace context as it came in."""

    correlation_id: str
    causation_id: str | None = None
    traceparent: str | None = None


current_trace: ContextVar[Trace] = ContextVar("current_trace")
