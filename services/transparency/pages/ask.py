"""What a reader asks for: the language is in the address (/en/…), the rest in the query, and each part is checked."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request

from shared.errors import Refused
from shared.http import Language, read_cursor
from shared.http.pages import KeyPart

ENGLISH = "/en"
MAX_TEXT = 100
FIRST_YEAR, LAST_YEAR = 1945, 2200


class Ask:
    """A request for a page. ``path`` is the address without the language."""

    def __init__(self, request: Request) -> None:
        path: str = request.scope["path"]
        in_english = path == ENGLISH or path.startswith(f"{ENGLISH}/")
        self.request = request
        self.language: Language = "en" if in_english else "vi"
        self.root = ENGLISH if in_english else ""
        self.path = (path[len(ENGLISH) :] or "/") if in_english else path
        self._query = request.query_params

    def to(self, path: str, /, **query: object) -> str:
        """The address of a page in the reader's language; what is None or "" is left out."""
        kept = {name: value for name, value in query.items() if value not in (None, "")}
        address = self.root + path if path != "/" or not self.root else self.root
        return f"{address}?{urlencode(kept)}" if kept else address

    def here(self, **changed: object) -> str:
        """This page with some of its query changed, from the first page of its list on."""
        query: dict[str, object] = {name: value for name, value in self._query.items() if name != "after"}
        return self.to(self.path, **(query | changed))

    def translated(self, language: Language) -> str:
        """This page in a language."""
        other = ENGLISH if language == "en" else ""
        query = self.request.url.query
        address = other + self.path if self.path != "/" or not other else other
        return f"{address}?{query}" if query else address

    def text(self, name: str) -> str:
        """What was typed, at most MAX_TEXT characters of it."""
        return self._query.get(name, "").strip()[:MAX_TEXT]

    def year(self, name: str = "year") -> int | None:
        """A year, or None when it isn't asked for. Raises Refused (400)."""
        value = self._query.get(name, "")
        if not value:
            return None
        if not (value.isascii() and value.isdigit() and len(value) == 4 and FIRST_YEAR <= int(value) <= LAST_YEAR):
            raise _bad(name, "Năm phải có bốn chữ số, ví dụ 2019.", "A year has four digits, such as 2019.")
        return int(value)

    def id(self, name: str) -> UUID | None:
        """An id, or None when it isn't asked for. Raises Refused (400)."""
        value = self._query.get(name, "")
        try:
            return UUID(value) if value else None
        except ValueError:
            raise _bad(
                name, "Mã trong địa chỉ không đúng. Hãy chọn lại từ trang trước.",
                "The id in the address is not valid. Choose again on the page before.",
            ) from None  # fmt: skip

    def path_id(self, name: str) -> UUID | None:
        """An id in the address; None for what is none."""
        try:
            return UUID(self.request.path_params[name])
        except ValueError:
            return None

    def choice(self, name: str, options: Collection[str]) -> str | None:
        """One of the options, or None when it isn't asked for. Raises Refused (400)."""
        value = self._query.get(name, "")
        if value and value not in options:
            raise _bad(
                name, "Lựa chọn này không có. Hãy chọn một mục trong danh sách.",
                "There is no such option. Choose one from the list.",
            )  # fmt: skip
        return value or None

    def after(self, *kinds: type[KeyPart]) -> Any:
        """The key of the row to continue after, or None. Raises Refused (400)."""
        cursor = self._query.get("after", "")
        if not cursor:
            return None
        key = read_cursor(cursor, *kinds)
        return key if len(key) > 1 else key[0]


def _bad(field: str, vi: str, en: str) -> Refused:
    return Refused("bad_query", vi=vi, en=en, field=field, status=400)
