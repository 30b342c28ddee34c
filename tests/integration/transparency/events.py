"""Events as the inbox hands them over, and an inbox without a broker: same grouping, same order, one transaction."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from services.transparency.consumers import handlers
from shared.contracts import SOURCES, Contract
from shared.contracts.envelope import encode
from shared.db import Database
from shared.inbox import Incoming
from shared.trace import Trace

START = datetime(2020, 7, 31, 7, 5, tzinfo=UTC)
_SOURCE = {contract: source for source, contracts in SOURCES.items() for contract in contracts}


def incoming(data: Contract, position: int = 1) -> Incoming[Any]:
    """An event read from its bytes, as the inbox reads it."""
    contract = type(data)
    at = START + timedelta(seconds=position)
    return Incoming(_SOURCE[contract], contract.TYPE, "", position, at, contract.decode(encode(data)), Trace("test"))


async def apply(database: Database, events: Sequence[Contract]) -> None:
    """Apply a batch as the inbox does: grouped by type, in the handlers' declared order, in one transaction."""
    groups: dict[type[Contract], list[Incoming[Any]]] = {}
    for position, event in enumerate(events, 1):
        groups.setdefault(type(event), []).append(incoming(event, position))
    async with database.transaction() as conn:
        for contract, handler in handlers().items():
            if contract in groups:
                await handler(conn, groups[contract])


async def apply_in_batches(database: Database, batches: Iterable[Sequence[Contract]]) -> None:
    """Apply batch after batch."""
    for batch in batches:
        await apply(database, batch)
