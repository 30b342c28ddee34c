"""A form with a file in it, read as it comes: its small fields first, the file in pieces, never whole in memory."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import Request

from shared.errors import Refused

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_FIELD: Final = 64 * 1024
"""Bytes of all fields that are no file, together."""


class Incoming:
    """A multipart form whose file is its last field, as our pages send it. ``fields`` are those before it."""

    def __init__(self, request: Request) -> None:
        """Raises Refused (400) for a body of another kind."""
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        if kind != b"multipart/form-data" or b"boundary" not in options:
            raise _unreadable()
        self.fields: dict[str, str] = {}
        self.file_name = ""
        self._stream = request.stream()
        self._small = 0
        self._name = ""
        self._header = b""
        self._value = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._in_file = self._file_ended = False
        self._pieces: list[bytes] = []
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
        }
        self._parser = MultipartParser(options[b"boundary"], callbacks)

    async def begin(self) -> dict[str, str]:
        """The fields before the file. Raises Refused (400)."""
        while not self._in_file and await self._feed():
            pass
        return self.fields

    async def pieces(self) -> AsyncIterator[bytes]:
        """The file's bytes, once. Raises Refused (400) when the form breaks off."""
        while True:
            for piece in self._pieces:
                yield piece
            self._pieces.clear()
            if self._file_ended:
                return
            if not await self._feed():
                raise _unreadable()

    async def _feed(self) -> bool:
        piece = await anext(self._stream, b"")
        if not piece:
            return False
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise _unreadable() from error
        return True

    def _begin(self) -> None:
        self._headers, self._header, self._value = {}, b"", bytearray()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        if self._header in self._headers:
            self._header = b""
        self._header += data[start:end].lower()

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._headers[self._header] = self._headers.get(self._header, b"") + data[start:end]

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" in options and not self._in_file:
            self._in_file = True
            self.file_name = options[b"filename"].decode("utf-8", "replace")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file and not self._file_ended:
            self._pieces.append(data[start:end])
            return
        self._small += end - start
        if self._small > MAX_FIELD:
            raise _unreadable()
        self._value += data[start:end]

    def _end(self) -> None:
        if self._in_file:
            self._file_ended = True
        else:
            self.fields[self._name] = self._value.decode("utf-8", "replace").replace("\0", "")


def _unreadable() -> Refused:
    return Refused(
        "bad_form",
        vi="Không đọc được mẫu này, hoặc tệp chưa đến hết. Hãy tải lại trang rồi gửi lại; tệp chưa được nhận.",
        en="This form can't be read, or the file broke off. Load the page and send it again; the file was not taken.",
        status=400,
    )
