"""An XLSX file as the zip archive that it is: opened only when its directory promises nothing unreasonable."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from services.donation.domain.statement import refusals
from services.donation.domain.statement.source import Source

MAX_ENTRIES = 2_000
MAX_DIRECTORY = 1_000_000
"""Bytes of the archive's directory, which the zip library reads whole."""
MAX_UNPACKED = 4_000_000_000
"""Bytes of all parts: a full sheet of 1,048,576 rows has about 0.5 GB."""
MAX_RATIO = 100
"""Unpacked to packed; statements have 5 to 15."""
RATIO_FREE = 10_000_000
"""Bytes of a part up to which its ratio does not matter."""
PIECE = 256 * 1024

_END = struct.Struct("<10xHL6x")
_END_MARK = b"PK\x05\x06"
_END_64 = struct.Struct("<32xQQ8x")
_END_64_MARK = b"PK\x06\x06"
_LOCATOR = 20
"""Bytes between the record of a large archive and the usual one."""
_OTHERS = {"xl/workbook.bin": "Excel Binary (.xlsb)", "content.xml": "OpenDocument (.ods)"}
_DOCUMENTS = {"word/document.xml": "Word (.docx)", "ppt/presentation.xml": "PowerPoint (.pptx)"}


class Package(NamedTuple):
    """An archive whose parts may be unpacked."""

    archive: zipfile.ZipFile
    names: frozenset[str]

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, unpacked piece by piece. Raises Refused when it is damaged or is no part of the archive."""
        try:
            with self.archive.open(name) as part:
                while piece := part.read(PIECE):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError):
            raise refusals.workbook_damaged(name) from None

    def size(self, name: str) -> int:
        """Bytes of a part, unpacked."""
        return self.archive.getinfo(name).file_size


def unpack(source: Source) -> Package:
    """The archive. Raises Refused when it is damaged, encrypted, no workbook, or larger inside than reason allows.

    The sizes that the directory names bind: the zip library unpacks no byte more.
    """
    _check_directory(source.file, source.size)
    try:
        archive = zipfile.ZipFile(source.file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
        raise refusals.workbook_damaged("zip") from None
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusals.workbook_encrypted()
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED or any(map(_is_bomb, entries)):
        raise refusals.workbook_bomb()
    names = frozenset(entry.filename for entry in entries)
    _check_kind(names)
    return Package(archive, names)


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_FREE and entry.file_size > MAX_RATIO * entry.compress_size


def _check_kind(names: frozenset[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    for name, kind in _OTHERS.items():
        if name in names:
            raise refusals.old_workbook(kind)
    raise refusals.not_a_table(next((kind for name, kind in _DOCUMENTS.items() if name in names), "ZIP"))


def _check_directory(file: BinaryIO, size: int) -> None:
    """Looks at how large the directory says it is, before the library reads it whole."""
    file.seek(max(0, size - _END.size - 0xFFFF))
    tail = file.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        raise refusals.workbook_damaged("zip")
    entries, directory = _END.unpack_from(tail, at)
    larger = tail[max(0, at - _LOCATOR - _END_64.size) : at]
    if larger.startswith(_END_64_MARK):
        entries, directory = _END_64.unpack_from(larger)
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY:
        raise refusals.workbook_bomb()
