"""The one place that runs typst: a template, and everything a person typed as data beside it, never as markup.

A short document is made in a thread of this process (typst lets go of the interpreter while it works). A long one is
made in a process of its own, part after part, and leaves it while it is being made: see bindery.py.
"""

import asyncio
import json
import os
import re
import sys
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

import segno
import typst

TEMPLATES: Final = Path(__file__).parents[1] / "templates"
ROOT: Final = Path(__file__).parents[3]
THREADS = 2
CHILDREN = 1
SECONDS = 20.0
"""The longest that a short document may take, with its waiting for a free thread."""
LONG_SECONDS = 180.0
"""The longest that a long document may take, until its reader has the last byte."""
QR_MASK = 2
PIECE = 64 * 1024
QUEUED = 4
"""Pieces that wait for a slow reader; then the process waits too."""

_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Invisible characters that turn the order of what stands around them: a name must not rewrite its own line."""
_UNBROKEN = re.compile(r"\S{24}(?=\S)")
_MAY_BREAK = "\u200b"


class Document(NamedTuple):
    """One compilation: a template's file name and its data. ``codes``: the addresses to be drawn as QR codes, which
    the template finds under ``data.codes``."""

    template: str
    data: Mapping[str, Any]
    codes: Sequence[str] = ()


def printable(text: str) -> str:
    """A text as it is put on paper: in one line of input, breakable everywhere, without marks of direction."""
    return _UNBROKEN.sub(lambda word: word[0] + _MAY_BREAK, " ".join(_DIRECTION_MARKS.sub("", text).split()))


class Typesetter:
    """Compiles documents, one at a time. Each thread has its own: a compiler can't be used by two at once."""

    def __init__(self) -> None:
        # Only the faces that typst itself carries: the same everywhere. Never bold, it prints ữ as ũ.
        self._fonts = typst.Fonts(include_system_fonts=False)
        self._compilers: dict[str, typst.Compiler] = {}

    def compile(self, document: Document, *, tags: bool = True) -> bytes:
        """The PDF. ``tags``: readable by a screen reader, at five times the memory. Raises typst.TypstError for a
        fault of the template."""
        compiler = self._compilers.get(document.template)
        if compiler is None:
            compiler = typst.Compiler(TEMPLATES / document.template, root=TEMPLATES, font_paths=self._fonts)
            self._compilers[document.template] = compiler
        data = {**document.data, "codes": {address: _qr(address) for address in document.codes}}
        made = compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, pdf_tags=tags)
        if not isinstance(made, bytes):
            raise TypeError("one file was asked for")
        return made


def _qr(address: str) -> str:
    """The address as SVG, without a margin: the template leaves one.

    Every mask can be read; to weigh all eight for each code would cost a thousand receipts as much as their layout.
    """
    return segno.make(address, error="m", micro=False, mask=QR_MASK).svg_inline(border=0)


class Press:
    """Makes documents, a bounded number at once and each within a limit of time."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="press")
        self._own = threading.local()
        self._child = asyncio.Semaphore(CHILDREN)

    async def pdf(self, document: Document) -> bytes:
        """A short document. Raises TimeoutError when the press has too much to do, typst.TypstError for a fault of
        the template."""
        async with asyncio.timeout(SECONDS):
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._compile, document)

    def _compile(self, document: Document) -> bytes:
        if not hasattr(self._own, "typesetter"):
            self._own.typesetter = Typesetter()
        typesetter: Typesetter = self._own.typesetter
        return typesetter.compile(document)

    async def book(self, parts: AsyncIterator[Document]) -> AsyncGenerator[bytes, None]:
        """A long document, of parts that follow one another, in pieces as they get ready. After each part stands a
        comment ``% part N``.

        Raises TimeoutError, and whatever else went wrong: then what was given out is not a whole file.
        """
        pieces: asyncio.Queue[bytes | Exception | None] = asyncio.Queue(QUEUED)
        binding = asyncio.create_task(self._bind(parts, pieces), name="press.book")
        try:
            while (piece := await pieces.get()) is not None:
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        finally:
            binding.cancel()  # when the reader has gone away
            await asyncio.wait([binding])

    async def _bind(self, parts: AsyncIterator[Document], pieces: asyncio.Queue[bytes | Exception | None]) -> None:
        try:
            async with asyncio.timeout(LONG_SECONDS), self._child:
                await _run_bindery(parts, pieces)
        except Exception as error:  # noqa: BLE001 - whatever it was, the reader must learn it
            await pieces.put(error.exceptions[0] if isinstance(error, ExceptionGroup) else error)
        else:
            await pieces.put(None)


async def _run_bindery(parts: AsyncIterator[Document], pieces: asyncio.Queue[bytes | Exception | None]) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.donation.documents.bindery",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=_environment(),
    )  # fmt: skip
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_feed(child, parts))
            group.create_task(_empty(child, pieces))
        if await child.wait():
            raise RuntimeError(f"the bindery ended with {child.returncode}")
    finally:
        if child.returncode is None:
            child.kill()
            await child.communicate()  # what it had still to say, else the pipe stays open


def _environment() -> dict[str, str]:
    """What the process needs to find the code, and nothing else of ours: no address, no password."""
    return {
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "LANG": "C.UTF-8",
    }


async def _feed(child: asyncio.subprocess.Process, parts: AsyncIterator[Document]) -> None:
    if child.stdin is None:
        raise RuntimeError("no way in")
    async for part in parts:
        child.stdin.write(json.dumps(part._asdict(), ensure_ascii=False).encode() + b"\n")
        await child.stdin.drain()
    child.stdin.close()


async def _empty(child: asyncio.subprocess.Process, pieces: asyncio.Queue[bytes | Exception | None]) -> None:
    if child.stdout is None:
        raise RuntimeError("no way out")
    while piece := await child.stdout.read(PIECE):
        await pieces.put(piece)
