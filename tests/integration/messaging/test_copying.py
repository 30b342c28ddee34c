"""COPY from bytes: what is written is what the driver reads back."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg
import pytest

from shared.copying import bigint, copy_rows, day, instant, integer, jsonb, smallint, text, uuid
from shared.db import connect
from tests.support.databases import ServiceDatabase

ID = UUID("019b5c8e-0000-7000-8000-000000000001")
AT = datetime(2026, 7, 1, 2, 3, 4, 567_891, tzinfo=UTC)
COLUMNS = ("id", "words", "small", "plain", "big", "day", "at", "hints")


@pytest.fixture
async def owner(database: ServiceDatabase) -> AsyncIterator[asyncpg.Connection]:
    """A connection that may make a table."""
    opened = await connect(database.owner_url, application_name="test")
    yield opened
    await opened.close()


async def test_every_type_and_null(owner: asyncpg.Connection) -> None:
    await owner.execute(
        """create table kept (id uuid, words text, small smallint, plain integer, big bigint, day date, at timestamptz,
                              hints jsonb)"""
    )
    count = len(COLUMNS).to_bytes(2, "big")
    rows = [
        (
            uuid(ID), text("Đền Ơn\tđáp\nnghĩa"), smallint(-7), integer(2_026), bigint(10**15), day(date(2026, 7, 1)),
            instant(AT), jsonb('[{"why": "nghĩa"}]'),
        ),
        (
            uuid(None), text(None), smallint(0), integer(-1), bigint(None), day(date(1945, 9, 2)),
            instant(datetime(1999, 12, 31, 23, 59, 59, 1, tzinfo=UTC)), jsonb(None),
        ),
    ]  # fmt: skip
    await copy_rows(owner, "kept", COLUMNS, [b"".join((count, *row)) for row in rows])
    assert [tuple(row) for row in await owner.fetch("select * from kept")] == [
        (ID, "Đền Ơn\tđáp\nnghĩa", -7, 2_026, 10**15, date(2026, 7, 1), AT, '[{"why": "nghĩa"}]'),
        (None, None, 0, -1, None, date(1945, 9, 2), datetime(1999, 12, 31, 23, 59, 59, 1, tzinfo=UTC), None),
    ]
    await copy_rows(owner, "kept", COLUMNS, [])
