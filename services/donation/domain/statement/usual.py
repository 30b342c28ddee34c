"""Rows and strings written as nearly every program writes them, taken out of a workbook's XML without a parser.

Nothing is taken that a parser would refuse, and it is read as it would read it; anything else is left to the parser.
"""

import re
from collections.abc import Sequence
from operator import le
from typing import Final, NamedTuple

_NAMED: Final = ("&amp;", "&lt;", "&gt;", "&quot;", "&apos;")
_KEPT: Final = ' xml:space="preserve"'
_SPACE: Final = r"[ \t\n]*"
_ATTRIBUTE: Final = re.compile(r' ([A-Za-z_][\w.:-]*)="[^"<>&]*"', re.ASCII)


class Columns(NamedTuple):
    """Rows by their numbers, which rise; for each column the kinds of its cells and what is written in them. A cell
    that is not written is empty in both."""

    numbers: list[int]
    cells: list[tuple[Sequence[str], Sequence[str]]]


class UsualRows:
    """Finds rows of at most ``width`` cells under tags with a ``prefix``."""

    def __init__(self, prefix: str, width: int) -> None:
        p = re.escape(prefix)
        cells = "".join(_cell(p, column) for column in range(width))
        row = rf"{_SPACE}<{p}row r=\"([0-9]{{1,7}})\"((?: [^<>&]*|))(?:/>|>{cells}</{p}row>)"
        self._pattern = re.compile(rf"{row}|(.+)", re.DOTALL)

    def read(self, text: str) -> Columns | None:
        """The rows of a text that holds nothing but usual ones; else None."""
        found = self._pattern.findall(text)
        if not found or found[-1][-1] or not _only_named(text):
            return None
        written, attributes, *cells, _ = zip(*found, strict=True)
        numbers = list(map(int, written))
        if any(map(le, numbers[1:], numbers)) or not all(map(_are_usual, set(attributes))):
            return None
        columns: list[tuple[Sequence[str], Sequence[str]]] = []
        for kinds, values, texts in zip(cells[::3], cells[1::3], cells[2::3], strict=True):
            content = list(map(str.__add__, values, texts)) if any(texts) else values  # a cell has one of the two
            columns.append((kinds, list(map(plain, content)) if "&" in text else content))
        return Columns(numbers, columns)


def _are_usual(attributes: str) -> bool:
    """Whether attributes of a row, beside its number, are well formed."""
    names = _ATTRIBUTE.findall(attributes)
    return not _ATTRIBUTE.sub("", attributes) and len({*names, "r"}) == len(names) + 1


def _cell(p: str, column: int) -> str:
    """The pattern of a cell of one column, or of none: its kind, and its value or its text."""
    begin = rf"<{p}c r=\"{letters(column)}[0-9]{{1,7}}\"(?: s=\"[0-9]+\"|)(?: t=\"([A-Za-z]+)\"|)"
    text = rf"<{p}is><{p}t(?:{_KEPT}|)>([^<>]*)</{p}t></{p}is>"
    return rf"(?:{begin}(?:><{p}v>([^<>&]*)</{p}v></{p}c>|>{text}</{p}c>|></{p}c>|/>)|)"


def letters(column: int) -> str:
    """The letters of a column from 0: A, Z, AA."""
    before, last = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


class UsualStrings:
    """Finds shared strings of one run each under tags with a ``prefix``."""

    def __init__(self, prefix: str) -> None:
        self._begin, self._end = f"<{prefix}si><{prefix}t>", f"</{prefix}t></{prefix}si>"
        self._kept = f"<{prefix}t{_KEPT}>", f"<{prefix}t>"

    def read(self, text: str) -> list[str] | None:
        """The strings of a text that holds nothing but usual ones; else None."""
        if _KEPT in text:
            text = text.replace(*self._kept)
        begin, end = self._begin, self._end
        if not text.startswith(begin) or not text.endswith(end):
            return None
        strings = text[len(begin) : -len(end)].split(end + begin)
        if not text.count("<") == text.count(">") == 4 * len(strings) or not _only_named(text):
            return None
        return list(map(plain, strings)) if "&" in text else strings


def _only_named(text: str) -> bool:
    """Whether each & begins one of the five names that XML has for a character."""
    return "&" not in text or text.count("&") == sum(map(text.count, _NAMED))


def plain(text: str) -> str:
    """A text without those names."""
    if "&" not in text:
        return text
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
    return text.replace("&amp;", "&")
