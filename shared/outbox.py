"""The outbox: the one place where a service publishes. Rows are written in the command's own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from shared.contracts.envelope import Contract, encode
from shared.db import Connection, announce
from shared.trace import Trace

_COLUMNS = ("subject", "type", "data", "correlation_id", "causation_id", "traceparent", "occurred_at")
_COPY_FROM = 64
"""Rows from which COPY is cheaper than one insert."""


class Outgoing(NamedTuple):
    """An event about to be published. ``data`` is a contract or its fast twin."""

    subject: UUID | str
    data: Contract
    trace: Trace


async def append(conn: Connection, events: Sequence[Outgoing], *, at: datetime) -> None:
    """Publish events, in their order, when the transaction commits."""
    if not events:
        return
    announce()
    rows = rows_of(events, at)
    if len(rows) < _COPY_FROM:
        await conn.execute(
            """insert into outbox (subject, type, data, correlation_id, causation_id, traceparent, occurred_at)
               select e.subject, e.type, e.data, e.correlation_id, e.causation_id, e.traceparent, $7
               from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
                 with ordinality as e (subject, type, data, correlation_id, causation_id, traceparent, n)
               order by n""",
            *map(list, list(zip(*rows, strict=True))[:6]), at,
        )  # fmt: skip
    else:
        await conn.copy_records_to_table("outbox", records=rows, columns=_COLUMNS)


def rows_of(events: Sequence[Outgoing], at: datetime) -> list[Row]:
    """The rows of events in the outbox."""
    return [
        (str(subject), data.TYPE, encode(data), trace.correlation_id, trace.causation_id, trace.traceparent, at)
        for subject, data, trace in events
    ]


Row = tuple[str, str, str, str, str | None, str | None, datetime]
