"""The XML parts of a workbook, parsed as they are unpacked, with bounds on what they may ask for."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from services.donation.domain.statement import refusals

MAX_TOKEN = 1_000_000
"""Bytes of one tag or comment. A cell holds at most 32,767 characters."""
LONGEST = 256 * 1024
"""Bytes of an item up to which its end is waited for."""
_CHANGED = bytes(range(0x20)).translate(None, b"\t\n")
"""Characters that XML has not, and the carriage return, which a parser makes a line feed."""
_ESCAPED = re.compile("_x00([01][0-9A-Fa-f]|5[Ff])_")

Element = tuple[str, dict[str, str]]


def _takes_nothing(_: str) -> bool:
    return False


@dataclass
class Shortcut:
    """A way past the parser for items, each of which ends with ``mark``.

    ``take`` gets a text that ends with an item, and takes all of it when it is nothing but items; whether it did.
    """

    mark: bytes
    take: Callable[[str], bool] = _takes_nothing
    is_utf8: bool = True
    is_section: bool = False

    def watch(self, parser: expat.XMLParserType) -> None:
        """Has the parser tell what matters: another encoding, and text in which tags are none."""

        def declared(_: str, encoding: str | None, __: int) -> None:
            self.is_utf8 = encoding is None or encoding.lower() == "utf-8"

        parser.XmlDeclHandler = declared
        parser.StartCdataSectionHandler = lambda: setattr(self, "is_section", True)
        parser.EndCdataSectionHandler = lambda: setattr(self, "is_section", False)

    def may_follow(self, piece: bytes) -> bool:
        """Whether an item has ended with what the parser has read to its end."""
        return self.is_utf8 and not self.is_section and piece.endswith(self.mark)

    def takes(self, piece: bytes) -> bool:
        """Whether the bytes are items and were taken. Raises ValueError for what these may not hold."""
        try:
            text = piece.decode()
        except UnicodeDecodeError:
            return False
        if len(piece.translate(None, _CHANGED)) < len(piece) or "\ufffe" in text or "\uffff" in text:
            return False
        return self.take(text)


def parse(
    parser: expat.XMLParserType, pieces: Iterable[bytes], name: str, shortcut: Shortcut | None = None
) -> Iterator[int]:
    """Feeds the part ``name`` piece by piece; yields the bytes dealt with so far.

    What the ``shortcut`` takes is not fed: that is done only where the parser stands between two tags, which it does
    after whole items as before them. Raises Refused for what is not well formed or makes a handler raise ValueError,
    and for a document type: that is where entities are defined.
    """
    parser.StartDoctypeDeclHandler = _refuse_entities
    if shortcut is not None:
        shortcut.watch(parser)
        pieces = _items(pieces, shortcut)
    done = fed = 0
    between = False
    try:
        for piece in pieces:
            done += len(piece)
            if shortcut is None or not (between and shortcut.takes(piece)):
                parser.Parse(piece, False)
                fed += len(piece)
                if fed - parser.CurrentByteIndex > MAX_TOKEN:
                    raise refusals.workbook_bomb()
                between = shortcut is not None and shortcut.may_follow(piece) and parser.CurrentByteIndex == fed
            yield done
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError):
        raise refusals.workbook_damaged(name) from None


def _items(pieces: Iterable[bytes], shortcut: Shortcut) -> Iterator[bytes]:
    """The same bytes, cut behind items."""
    kept, find = b"", bytes.find  # the first item alone: it shows the parser how they are written
    for piece in pieces:
        data = kept + piece
        cut = find(data, shortcut.mark) + len(shortcut.mark)
        if cut < len(shortcut.mark):
            cut = len(data) if len(data) > LONGEST else 0
        kept = data[cut:]
        if cut:
            find = bytes.rfind
            yield data[:cut]
    yield kept


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
