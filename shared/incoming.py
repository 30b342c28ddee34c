"""What a consumer hears: events as its handlers see them, and how they are read from raw records."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from shared.contracts import SOURCES, Contract
from shared.db import Connection
from shared.quarantine import Record
from shared.trace import Trace

C = TypeVar("C", bound=Contract, covariant=True)


class Incoming(NamedTuple, Generic[C]):
    """An event as a handler sees it. ``data`` is the contract's fast twin; ``at`` the instant it was published."""

    source: str
    type: str
    subject: str
    position: int
    at: datetime
    data: C
    trace: Trace


Handler = Callable[[Connection, Sequence[Incoming[Any]]], Awaitable[None]]
Handlers = Mapping[type[Contract], Handler]


Event = tuple[Record, type[Contract], Incoming[Any]]
"""A readable event, its contract, and the record it came in."""


class Unreadable(Exception):
    """A record that is not one of our events. The text says what is wrong with it."""


class Reader:
    """Reads the records of one source for a service that has ``handlers``.

    What many events in a row have in common, the instant and the trace, is made once.
    """

    def __init__(self, source: str, handlers: Handlers) -> None:
        self._source = source
        self._contracts = {
            event.TYPE.encode(): (event.TYPE, event if event in handlers else None, event.decode)
            for event in SOURCES[source]
        }
        self._stamp, self._at = b"", datetime.min.replace(tzinfo=UTC)
        self._trace_headers, self._trace = _trace_of({"ce_correlationid": b""})

    def read(self, record: Record, headers: Mapping[str, bytes | None], position: int) -> Event | None:
        """The event in a record; None when it is sound and the service doesn't listen to it. Raises Unreadable."""
        get = headers.get
        try:
            kind, contract, decode = self._contracts[headers["ce_type"] or b""]
            if headers["ce_time"] != self._stamp:
                stamp = headers["ce_time"] or b""
                self._at, self._stamp = datetime.fromisoformat(stamp.decode()), stamp
            if (get("ce_correlationid"), get("ce_causationid"), get("ce_traceparent")) != self._trace_headers:
                self._trace_headers, self._trace = _trace_of(headers)
            subject = (record.key or b"").decode()
        except (KeyError, ValueError) as error:
            raise Unreadable(self._what_is_wrong(headers, error)) from None
        if contract is None:
            return None
        if record.value is None:
            raise Unreadable("the record has no value")
        try:
            data = decode(record.value)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unreadable(f"{kind}: {error}") from None
        return record, contract, Incoming(self._source, kind, subject, position, self._at, data, self._trace)

    def _what_is_wrong(self, headers: Mapping[str, bytes | None], error: Exception) -> str:
        raw = headers.get("ce_type")
        if raw is None:
            return "ce_type is missing"
        if raw in self._contracts:
            return f"a header or the key is missing or unreadable: {error}"
        kind = raw.decode(errors="backslashreplace")[:100]
        name, _, version = kind.rpartition(".")
        known = any(event.TYPE.rpartition(".")[0] == name for event in SOURCES[self._source])
        return f"unknown version {version!r} of {name}" if known else f"unknown type {kind!r}"


def position_of(headers: Mapping[str, bytes | None]) -> tuple[int, int]:
    """An event's position and the one before it in its partition. Raises Unreadable when they can't be those."""
    try:
        # A header that is null is no number either: int(None) raises TypeError.
        position, previous = int(headers["ce_position"]), int(headers["ce_previous"])  # type: ignore[arg-type] # see above
    except (KeyError, TypeError, ValueError):
        raise Unreadable("ce_position or ce_previous is missing or is not a number") from None
    if not 0 <= previous < position < _LIMIT:
        raise Unreadable("ce_position or ce_previous is out of range")
    return position, previous


_TraceHeaders = tuple[bytes | None, bytes | None, bytes | None]


def _trace_of(headers: Mapping[str, bytes | None]) -> tuple[_TraceHeaders, Trace]:
    """The trace in headers, and the bytes it was made from. Raises KeyError or ValueError."""
    correlation, causation = headers["ce_correlationid"] or b"", headers.get("ce_causationid")
    traceparent = headers.get("ce_traceparent")
    trace = Trace(
        correlation.decode(),
        causation.decode() if causation is not None else None,
        traceparent.decode() if traceparent is not None else None,
    )
    return (headers["ce_correlationid"], causation, traceparent), trace


_LIMIT = 2**63
"""Positions are PostgreSQL's bigint."""


def sources_of(handlers: Handlers) -> list[str]:
    """The sources that handlers listen to."""
    return [source for source, events in SOURCES.items() if any(event in handlers for event in events)]
