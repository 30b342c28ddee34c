"""Binds the PDFs of many parts into one while they are being made: ``python -m services.donation.documents.bindery``.

Reads documents as JSON lines from the standard input, writes one PDF to the standard output. Memory stays that of one
part, and goes with the process. typst writes each object in the clear, with a classic table of their places; so a part
is taken over by counting its objects on, and only the list of pages and the table are written anew.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from typing import Final, NamedTuple

from services.donation.documents.press import Document, Typesetter

HEAD: Final = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"
_PAGES: Final = 1
"""The object that lists the pages."""
_CATALOG: Final = 2

_TABLE = re.compile(rb"xref\n0 (\d+)\n((?:\d{10} \d{5} [nf] ?\r?\n)+)trailer")
_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_PARENT = re.compile(rb"/Parent \d+ 0 R")
_LEFT_OUT = re.compile(rb"/Type/(?:Pages|Catalog|Metadata)\b")
_TITLE = re.compile(rb"^<</Title\b")


class _Part(NamedTuple):
    """One object: its number and its bytes between ``obj`` and ``endobj``."""

    number: int
    body: bytes


class NotBindable(ValueError):
    """A PDF that is not written as typst writes them."""


class Binder:
    """Takes over parts and gives out the bytes of the whole, in order."""

    def __init__(self) -> None:
        self._offset = 0
        self._places: dict[int, int] = {}
        self._last = _CATALOG
        self._pages: list[int] = []
        self._title: int | None = None
        self._parts = 0

    def add(self, pdf: bytes) -> bytes:
        """The bytes that a part adds. Raises NotBindable."""
        made = bytearray() if self._parts else bytearray(self._moved(HEAD))
        before, objects = self._last, list(_objects(pdf))
        for number, body in objects:
            head, stream, rest = body.partition(b"stream\n")  # what follows is compressed: nothing is counted on in it
            is_title = _TITLE.match(head) is not None
            if _LEFT_OUT.search(head) or (is_title and self._title is not None):
                continue
            if is_title:
                self._title = number + before
            head = _REFERENCE.sub(lambda found: b"%d 0 R" % (int(found[1]) + before), head)
            if b"/Type/Page/" in head:
                head = _PARENT.sub(b"/Parent %d 0 R" % _PAGES, head)
                self._pages.append(number + before)
            made += self._object(number + before, head + stream + rest)
        self._last = before + max(number for number, _ in objects)
        self._parts += 1
        return bytes(made) + self._moved(b"%% part %d\n" % self._parts)

    def end(self) -> bytes:
        """The bytes after the last part."""
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        made = self._object(_PAGES, b"<</Type/Pages/Count %d/Kids[%b]>>\n" % (len(self._pages), kids))
        made += self._object(_CATALOG, b"<</Type/Catalog/Pages %d 0 R/Lang(vi)>>\n" % _PAGES)
        size = self._last + 1
        rows = b"".join(
            b"%010d 00000 n \n" % self._places[number] if number in self._places else b"0000000000 65535 f \n"
            for number in range(size)
        )
        title = b"" if self._title is None else b"/Info %d 0 R" % self._title
        trailer = b"trailer\n<</Size %d/Root %d 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (
            size, _CATALOG, title, self._offset
        )  # fmt: skip
        return made + b"xref\n0 %d\n" % size + rows + trailer

    def _object(self, number: int, body: bytes) -> bytes:
        self._places[number] = self._offset
        return self._moved(b"%d 0 obj\n%bendobj\n" % (number, body))

    def _moved(self, written: bytes) -> bytes:
        self._offset += len(written)
        return written


def _objects(pdf: bytes) -> Iterator[_Part]:
    """The objects of a PDF by its table. Raises NotBindable."""
    table = _TABLE.search(pdf, pdf.rfind(b"xref\n0 "))
    if table is None:
        raise NotBindable("no classic table")
    places = sorted(
        (int(row[:10]), number) for number, row in enumerate(table[2].splitlines()) if row.rstrip().endswith(b"n")
    )
    ends = [place for place, _ in places[1:]] + [table.start()]
    for (place, number), end in zip(places, ends, strict=True):
        head, tail = b"%d 0 obj\n" % number, pdf.rfind(b"endobj", place, end)
        if not pdf.startswith(head, place) or tail < 0:
            raise NotBindable(f"object {number} is not where the table says")
        yield _Part(number, pdf[place + len(head) : tail])


def main() -> None:
    """Until the input ends. Whoever waits at a counter comes first."""
    os.nice(10)
    typesetter, binder, out = Typesetter(), Binder(), sys.stdout.buffer
    for line in sys.stdin.buffer:
        out.write(binder.add(typesetter.compile(Document(**json.loads(line)), tags=False)))
        out.flush()
    out.write(binder.end())


if __name__ == "__main__":
    main()
