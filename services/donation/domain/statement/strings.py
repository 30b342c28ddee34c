"""The shared strings of a workbook, read as far as they are asked for and kept outside memory.

A million lines have two million of them. A sheet uses them nearly in the order in which they are listed.
"""

import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from xml.parsers import expat

import msgspec

from services.donation.domain.statement import refusals
from services.donation.domain.statement.usual import UsualStrings
from services.donation.domain.statement.xml import MAX_TOKEN, Shortcut, parse, unescape

GROUP = 256
"""Strings that are written and read together."""
GROUPS_HELD = 128
IN_MEMORY = 4_000_000
"""Bytes up to which nothing is written to a temporary file."""


class Strings:
    """The strings of a part by index. To be closed, since it holds a temporary file."""

    def __init__(self, pieces: Iterable[bytes], name: str) -> None:
        self._name = name
        self._source = _parsed(pieces, name)
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 – closed by close()
        self._begins = array("Q", (0,))
        self._rest: list[str] = []
        self._held: dict[int, list[str]] = {}

    def close(self) -> None:
        """Gives the temporary file back."""
        self._file.close()

    def get(self, index: int) -> str:
        """The string of this index. Raises Refused when there is none."""
        group, place = divmod(max(index, 0), GROUP)
        held = self._held.get(group)
        if held is None:
            held = self._group(group)
        if index < 0 or place >= len(held):
            raise refusals.workbook_damaged(self._name)
        return held[place]

    def many(self, indices: Sequence[int]) -> list[str]:
        """The strings of some indices. Raises Refused when one of them has none."""
        groups = {index // GROUP for index in indices}
        if len(groups) > GROUPS_HELD or min(groups) < 0:
            return list(map(self.get, indices))
        held = {group: self._held.get(group) or self._group(group) for group in sorted(groups)}
        try:
            return [held[index // GROUP][index % GROUP] for index in indices]
        except IndexError:
            raise refusals.workbook_damaged(self._name) from None

    def _group(self, group: int) -> list[str]:
        while group >= len(self._begins) - 1 and self._read_on():
            pass
        if group >= len(self._begins) - 1:
            return self._rest if group == len(self._begins) - 1 else []
        begin, end = self._begins[group], self._begins[group + 1]
        self._file.seek(begin)
        strings = msgspec.json.decode(self._file.read(end - begin), type=list[str])
        if len(self._held) >= GROUPS_HELD:
            self._held.pop(next(iter(self._held)))
        self._held[group] = strings
        return strings

    def _read_on(self) -> bool:
        """Takes in the strings of one more piece, if there is one."""
        found = next(self._source, None)
        if found is None:
            return False
        self._rest += found
        self._file.seek(self._begins[-1])
        for begin in range(0, len(self._rest) - GROUP + 1, GROUP):
            written = self._file.write(msgspec.json.encode(self._rest[begin : begin + GROUP]))
            self._begins.append(self._begins[-1] + written)
        del self._rest[: len(self._rest) // GROUP * GROUP]
        return True


def _parsed(pieces: Iterable[bytes], name: str) -> Iterator[list[str]]:
    """The strings of one piece after the other; formatted runs joined, phonetic hints left out."""
    found: list[str] = []
    text: list[str] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True
    shortcut = Shortcut(b"si>")

    def first(root: str, _: dict[str, str]) -> None:
        prefix = root[: root.rfind(":") + 1]
        string_tag, text_tag, hint_tag = prefix + "si", prefix + "t", prefix + "rPh"
        shortcut.mark = f"</{string_tag}>".encode()
        shortcut.take = partial(_take, UsualStrings(prefix), found)
        hints = [0]

        def start(tag: str, _: dict[str, str]) -> None:
            if tag == text_tag:
                parser.CharacterDataHandler = text.append
            elif tag == hint_tag:
                hints[0] = len(text)

        def end(tag: str) -> None:
            if tag == text_tag:
                parser.CharacterDataHandler = None
            elif tag == string_tag:
                found.append(unescape("".join(text)))
                text.clear()
            elif tag == hint_tag:
                del text[hints[0] :]

        parser.StartElementHandler, parser.EndElementHandler = start, end

    parser.StartElementHandler = first
    for _ in parse(parser, pieces, name, shortcut):
        if sum(map(len, text)) > MAX_TOKEN:
            raise refusals.workbook_bomb()
        yield found.copy()
        found.clear()
    yield found


def _take(usual: UsualStrings, found: list[str], text: str) -> bool:
    """Takes usual strings; whether there was nothing else."""
    strings = usual.read(text)
    if strings is None:
        return False
    found += map(unescape, strings) if "_x00" in text else strings
    return True
