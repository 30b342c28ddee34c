"""Funds, as those who choose one see them."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from shared.db import Connection
from shared.text import order_of


class Fund(NamedTuple):
    """A fund that was heard of."""

    fund_id: UUID
    code: str
    name: str


async def funds(conn: Connection, scope: Collection[UUID] | None) -> list[Fund]:
    """The funds of a scope by name; None is all of them."""
    rows = await conn.fetch(
        "select fund_id, code, name from fund where $1::uuid[] is null or fund_id = any($1)",
        None if scope is None else list(scope),
    )
    return sorted((Fund(*row) for row in rows), key=lambda fund: (order_of(fund.name), fund.fund_id))
