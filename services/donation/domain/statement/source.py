"""What a file is, told by its first bytes and never by its name; what is no statement is refused at once."""

import os
from typing import BinaryIO, Literal, NamedTuple

from services.donation.domain.statement import refusals

Kind = Literal["csv", "xlsx"]
SAMPLE = 64 * 1024

MAX_SIZE = 1_000_000_000
"""Bytes of a file: about eight million lines."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"RIFF", "RIFF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x1f\x8b", "GZIP"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"SQLite format 3\0", "SQLite"),
    (b"PK\x05\x06", "ZIP"),
    (b"{\\rtf", "RTF"),
)
_BOMS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


class Source(NamedTuple):
    """An opened file: ``size`` in bytes; for text its encoding and where it begins after the byte order mark."""

    file: BinaryIO
    size: int
    kind: Kind
    encoding: str
    begin: int


def identify(file: BinaryIO, max_size: int = MAX_SIZE) -> Source:
    """What kind of statement ``file`` (seekable) holds. Raises Refused for a file that can't be one."""
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        raise refusals.file_empty()
    if size > max_size:
        raise refusals.file_too_large(size, max_size)
    file.seek(0)
    head = file.read(SAMPLE)
    if head.startswith(_ZIP):
        return Source(file, size, "xlsx", "", 0)
    if head.startswith(_OLE):
        raise (
            refusals.workbook_encrypted() if _holds(file, _ENCRYPTED) else refusals.old_workbook("Excel 97–2003 (.xls)")
        )
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return _text(Source(file, size, "csv", encoding, len(bom)), head[len(bom) :])
    return _text(Source(file, size, "csv", "utf-8", 0), head)


def _text(source: Source, head: bytes) -> Source:
    for magic, kind in _KINDS:
        # two letters may also begin a text ("MZ01,…"): such a kind shows itself by what is no text in it
        if source.begin == 0 and head.startswith(magic) and (len(magic) > 2 or _is_binary(head)):
            raise refusals.not_a_table(kind)
    if source.encoding == "utf-8" and head.lstrip()[:1] == b"<":
        raise refusals.web_page()
    return source


def _is_binary(head: bytes) -> bool:
    return any(byte < 32 and byte not in b"\t\n\r\f" for byte in head)


def _holds(file: BinaryIO, wanted: bytes) -> bool:
    """Whether the file holds the bytes anywhere; read in pieces."""
    file.seek(0)
    kept = b""
    while piece := file.read(1 << 20):
        if wanted in kept + piece:
            return True
        kept = piece[-len(wanted) :]
    return False
