"""COPY in PostgreSQL's binary format, of rows that are put together from bytes.

The driver's own COPY asks each value of each row for its form. Where thousands of rows have most of their columns in
common, those are written once and only the rest row by row.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from struct import Struct
from uuid import UUID

from shared.db import Connection

NULL = b"\xff\xff\xff\xff"
LENGTH = Struct(">i")
_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TRAILER = b"\xff\xff"
_INT2, _INT4, _INT8 = Struct(">ih"), Struct(">ii"), Struct(">iq")
_FIRST_DAY = date(2000, 1, 1).toordinal()
_FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def text(value: str | None) -> bytes:
    """A column of type text."""
    if value is None:
        return NULL
    encoded = value.encode()
    return LENGTH.pack(len(encoded)) + encoded


def uuid(value: UUID | None) -> bytes:
    """A column of type uuid."""
    return NULL if value is None else LENGTH.pack(16) + value.bytes


def smallint(value: int) -> bytes:
    """A column of type smallint."""
    return _INT2.pack(2, value)


def integer(value: int) -> bytes:
    """A column of type integer."""
    return _INT4.pack(4, value)


def bigint(value: int | None) -> bytes:
    """A column of type bigint."""
    return NULL if value is None else _INT8.pack(8, value)


def day(value: date) -> bytes:
    """A column of type date."""
    return _INT4.pack(4, value.toordinal() - _FIRST_DAY)


def instant(value: datetime) -> bytes:
    """A column of type timestamptz."""
    return _INT8.pack(8, (value - _FIRST_MOMENT) // _MICROSECOND)


def jsonb(value: str | None) -> bytes:
    """A column of type jsonb, from its text."""
    return NULL if value is None else text(f"\x01{value}")


async def copy_rows(conn: Connection, table: str, columns: Sequence[str], rows: Iterable[bytes]) -> None:
    """Write rows; each is its number of columns in two bytes, then the columns. Raises asyncpg's errors."""
    whole = memoryview(b"".join((_HEADER, *rows, _TRAILER)))  # bytes alone would be taken for the name of a file
    await conn.copy_to_table(table, source=whole, columns=columns, format="binary")
