"""Long lists a page at a time, by the key of the last row: the hundredth page costs what the first did."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Generic, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from fastapi import Query
from pydantic import BaseModel

from shared.errors import Refused

MAX_LIMIT = 200
KeyPart = str | int | date | datetime | UUID

T = TypeVar("T")
R = TypeVar("R")


class Page(BaseModel, Generic[T]):
    """Some rows of a list; ``next`` is given back as ``after`` to get those that follow, None at the end."""

    items: list[T]
    next: str | None = None


class Paging(NamedTuple):
    """Which page is asked for: at most ``limit`` rows that come after ``cursor``."""

    limit: int
    cursor: str | None

    def after(self, *kinds: type[KeyPart]) -> tuple[Any, ...] | None:
        """The key of the row to continue after, with one value of each kind; None for the first page.

        Raises Refused (400) for a cursor that is not one of ours.
        """
        return None if self.cursor is None else read_cursor(self.cursor, *kinds)

    def page(self, rows: Sequence[R], show: Callable[[R], T], key: Callable[[R], Sequence[KeyPart]]) -> Page[T]:
        """The page made of ``rows``, of which ``limit + 1`` were asked for: the last tells that there are more."""
        kept = rows[: self.limit]
        following = write_cursor(*key(kept[-1])) if len(rows) > self.limit else None
        return Page(items=[show(row) for row in kept], next=following)


def paging(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="rows")] = 50,
    after: Annotated[str | None, Query(max_length=400, description="`next` of the page before")] = None,
) -> Paging:
    """A FastAPI dependency: ``page: Annotated[Paging, Depends(paging)]``."""
    return Paging(limit, after)


def write_cursor(*key: KeyPart) -> str:
    """An opaque text for the key of a row. It grants nothing, so it is not signed."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def read_cursor(cursor: str, *kinds: type[KeyPart]) -> tuple[Any, ...]:
    """The key that ``write_cursor`` was given. Raises Refused (400)."""
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key: tuple[Any, ...] = msgspec.json.decode(data, type=tuple[kinds])  # type: ignore[valid-type] # built at run time
    except (binascii.Error, ValueError) as error:
        raise Refused(
            "bad_cursor",
            vi="Dấu trang (after) không đúng. Hãy dùng nguyên giá trị next của trang trước, hoặc xem lại từ trang đầu.",
            en="The cursor (after) is not valid. Use the next of the page before as it is, or start at the first page.",
            field="after",
            status=400,
        ) from error
    return key
