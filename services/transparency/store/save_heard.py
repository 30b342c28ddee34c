"""How much of each event type has been taken in, and up to when."""

from datetime import datetime

from shared.db import Connection


async def add_heard(conn: Connection, event_type: str, events: int, at: datetime) -> None:
    """Count a batch of one type. ``at`` is the time of its newest event."""
    await conn.execute(
        """insert into heard (type, events, at) values ($1, $2, $3)
           on conflict (type) do update
           set events = heard.events + excluded.events, at = greatest(heard.at, excluded.at)""",
        event_type, events, at,
    )  # fmt: skip
