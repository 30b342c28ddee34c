"""The XML parts of a workbook, parsed as they are unpacked, with bounds on what they may ask for."""

import re
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from services.donation.domain.statement import refusals

MAX_TOKEN = 1_000_000
"""Bytes of one tag or comment. A cell holds at most 32,767 characters."""
_ESCAPED = re.compile("_x00([01][0-9A-Fa-f]|5[Ff])_")

Element = tuple[str, dict[str, str]]


def parse(parser: expat.XMLParserType, pieces: Iterable[bytes], name: str) -> Iterator[int]:
    """Feeds the part ``name`` piece by piece; yields the bytes fed so far.

    Raises Refused for what is not well formed or makes a handler raise ValueError, and for a document type: that is
    where entities are defined.
    """
    parser.StartDoctypeDeclHandler = _refuse_entities
    fed = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > MAX_TOKEN:
                raise refusals.workbook_bomb()
            yield fed
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError):
        raise refusals.workbook_damaged(name) from None


def _refuse_entities(*_: object) -> None:
    raise refusals.workbook_bomb()


def elements(pieces: Iterable[bytes], name: str) -> list[Element]:
    """All elements of a small part: local tag, and attributes by local name."""
    found: list[Element] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(tag: str, attributes: dict[str, str]) -> None:
        found.append((local(tag), {local(key): value for key, value in attributes.items()}))

    parser.StartElementHandler = start
    for fed in parse(parser, pieces, name):
        if fed > MAX_TOKEN:
            raise refusals.workbook_bomb()
    return found


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


def unescape(text: str) -> str:
    """A cell's text with its control characters, which a workbook writes as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x00" in text else text
